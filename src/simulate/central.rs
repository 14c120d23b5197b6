//! A mechanism places pupils.

use super::giving::{Given, Giving, Round};
use super::ladder;
use crate::admission::{Drawing, Mechanism, admit};
use crate::error::Result;
use crate::market::{Lists, Market, Rule, Ties, regions};
use crate::numeric::{Stream, purpose};
use crate::policy::Seats;
use crate::watch::Watch;
use rayon::prelude::*;

/// Parts of one in which a target share is told.
const PARTS: f64 = 10_000.0;

/// Places some seekers by a mechanism.
///
/// # Errors
/// Those of the mechanism.
pub fn place(
    giving: &Giving<'_>,
    who: &[usize],
    (mechanism, ties): (&Mechanism, &Ties),
    (length, sibling_first): (usize, bool),
    round: &mut Round,
) -> Result<()> {
    let list =
        |i: &usize| giving.phase.tastes.ranked(&giving.seekers[*i], giving.seen, giving.stream, length);
    let lists: Lists =
        who.par_iter().with_min_len(256).map(list).collect::<Vec<Vec<u32>>>().into_iter().collect();
    let class = |(wish, pupil): (usize, &u32)| {
        ladder::class(giving, who[*pupil as usize], lists.schools()[wish], sibling_first)
    };
    let admission = &giving.phase.handles.admission;
    let has_classes = sibling_first || !admission.tiers.is_empty();
    let classes =
        if has_classes { lists.pupils().iter().enumerate().map(class).collect() } else { Vec::new() };
    let mut market = Market::plain(lists, classes, round.left.clone());
    market.ids = who.iter().map(|i| giving.seekers[*i].id).collect();
    if !admission.seats.is_empty() {
        market.groups = who.iter().map(|i| signs(giving, *i)).collect();
        market.rules = (0..round.left.len()).map(|school| rule(giving, school, round.left[school])).collect();
    }
    let drawing = Drawing {
        mechanism: for_all(mechanism, market.pupils()),
        ties: ties.clone(),
        seed: lottery_seed(giving.seed, giving.year),
        lotteries: 1,
        rounds: Vec::new(),
    };
    let placed = admit(&market, &regions(&market), &drawing, &Watch::default())?.of(&market, 0);
    let before = round.late.len();
    for (i, wish) in who.iter().zip(&placed) {
        if let Some(wish) = wish.map(|wish| wish as usize) {
            let school = market.school(wish);
            round.given[*i] = Given { school, rank: Some(market.ranks[wish]) };
            round.left[school as usize] -= 1;
        } else {
            round.late.push(*i);
        }
    }
    round.late[before..].sort_by_key(|i| (giving.number(*i, purpose::ARRIVAL), *i));
    Ok(())
}

/// What indicators say of a seeker: two bits each, of those whom it tells and of all others.
fn signs(giving: &Giving<'_>, i: usize) -> u64 {
    let indicators = giving.phase.handles.admission.indicators.iter().enumerate();
    indicators.fold(0, |signs, (number, indicator)| {
        let others = usize::from(!ladder::recognised(giving, i, indicator));
        signs | 1u64 << (2 * number + others)
    })
}

/// For whom the places of a school are meant.
fn rule(giving: &Giving<'_>, school: usize, left: u32) -> Rule {
    let admission = &giving.phase.handles.admission;
    let Some(seats) = admission.seats.get(&(school as u32)).filter(|_| left != u32::MAX) else {
        return Rule::Responsive;
    };
    let (told, all) = ladder::counts(giving.sitting, school as u32, &admission.indicators[seats.indicator]);
    let signs = [2 * seats.indicator as u8, 2 * seats.indicator as u8 + 1];
    if seats.soft {
        return Rule::Share {
            group: signs[0],
            target: (PARTS * seats.floors[0]).round_ties_even() as u32,
            of: PARTS as u32,
            ahead: ladder::ahead(giving, school as u32),
            before: (all, told),
        };
    }
    let there = [told, all - told];
    Rule::Bounds {
        groups: signs.to_vec(),
        floors: places(seats, seats.floors, there, left),
        ceilings: places(seats, seats.ceilings, there, left),
        hard: seats.hard,
    }
}

/// Shares as places: of those given out, or of all, less those that are taken.
fn places(seats: &Seats, shares: [f64; 2], there: [u32; 2], left: u32) -> Vec<u32> {
    let sitting = if seats.sitting { there } else { [0, 0] };
    let all = f64::from(left) + f64::from(sitting[0] + sitting[1]);
    let of = |side: usize| {
        let wanted = (shares[side] * all).round_ties_even() as u32;
        wanted.saturating_sub(sitting[side]).min(left)
    };
    let (first, second) = (of(0), of(1));
    // Halves rounded on both sides are no more than there are.
    if shares[0] + shares[1] <= 1.0 { vec![first, second.min(left - first)] } else { vec![first, second] }
}

/// The mechanism with the consent of all pupils, or of none, as its one entry says.
fn for_all(mechanism: &Mechanism, pupils: usize) -> Mechanism {
    match mechanism {
        Mechanism::EfficiencyAdjusted { consents } => {
            Mechanism::EfficiencyAdjusted { consents: vec![consents.first() == Some(&true); pupils] }
        }
        other => other.clone(),
    }
}

/// The seed of the lotteries of a replicate in a year.
fn lottery_seed((seed, replicate): (u64, u32), year: u16) -> u64 {
    let [high, low, ..] = Stream::new(seed, replicate).block(u64::from(year), 0, purpose::LOTTERY, 0);
    u64::from(high) << 32 | u64::from(low)
}

//! A mechanism places pupils.

use super::giving::{Giving, Round};
use super::{ladder, meant};
use crate::admission::{Drawing, Mechanism, admit};
use crate::error::Result;
use crate::market::{Lists, Market, Ties, regions};
use crate::numeric::{Stream, purpose};
use crate::watch::Watch;
use rayon::prelude::*;

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
    let has_classes = sibling_first || !admission.tiers.is_empty() || !admission.seats.is_empty();
    let classes =
        if has_classes { lists.pupils().iter().enumerate().map(class).collect() } else { Vec::new() };
    let mut market = Market::plain(lists, classes, round.left.clone());
    market.ids = who.iter().map(|i| giving.seekers[*i].id).collect();
    if !admission.seats.is_empty() {
        market.groups = who.iter().map(|i| signs(giving, *i)).collect();
        let schools = 0..round.left.len() as u32;
        market.rules = schools.map(|school| meant::rule(giving, school, round)).collect();
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
            giving.sit(*i, market.school(wish), market.ranks[wish], round);
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

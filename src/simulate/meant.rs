//! For whom the places of a school are meant in a year: fixed when it begins, and counted down as places are given.

use super::giving::{Giving, Round};
use super::ladder;
use crate::market::Rule;
use crate::policy::Seats;
use std::collections::BTreeMap;

/// Parts of one in which a target share is told.
const PARTS: f64 = 10_000.0;

/// For whom the places of a school are meant, by what is left of them: first those whom an indicator tells, then all
/// others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meant {
    indicator: usize,
    floors: [u32; 2],
    ceilings: [u32; 2],
    hard: bool,
    /// The target of a soft quota, and the pupils of both sides that count for it.
    soft: Option<(u32, [u32; 2])>,
}

/// For whom places are meant at the beginning of a year, by school.
pub fn all(giving: &Giving<'_>, left: &[u32]) -> BTreeMap<u32, Meant> {
    let seats = giving.phase.handles.admission.seats.iter();
    let known = seats.filter(|(school, _)| left[**school as usize] != u32::MAX);
    known.map(|(school, seats)| (*school, one(giving, *school, seats, left[*school as usize]))).collect()
}

fn one(giving: &Giving<'_>, school: u32, seats: &Seats, left: u32) -> Meant {
    let indicator = &giving.phase.handles.admission.indicators[seats.indicator];
    let (told, all) = ladder::counts(giving.sitting, school, indicator);
    let there = [told, all - told];
    Meant {
        indicator: seats.indicator,
        floors: places(seats, seats.floors, there, left),
        ceilings: places(seats, seats.ceilings, there, left),
        hard: seats.hard,
        soft: seats.soft.then(|| ((PARTS * seats.floors[0]).round_ties_even() as u32, there)),
    }
}

/// Shares as places: of those given out, or of all, less those that are taken.
fn places(seats: &Seats, shares: [f64; 2], there: [u32; 2], left: u32) -> [u32; 2] {
    let sitting = if seats.sitting { there } else { [0, 0] };
    let all = f64::from(left) + f64::from(sitting[0] + sitting[1]);
    let of = |side: usize| {
        let wanted = (shares[side] * all).round_ties_even() as u32;
        wanted.saturating_sub(sitting[side]).min(left)
    };
    let (first, second) = (of(0), of(1));
    // Halves rounded on both sides are no more than there are.
    if shares[0] + shares[1] <= 1.0 { [first, second.min(left - first)] } else { [first, second] }
}

/// The side of a seeker: 0 for those whom the indicator tells, else 1.
fn side(giving: &Giving<'_>, i: usize, meant: &Meant) -> usize {
    let indicator = &giving.phase.handles.admission.indicators[meant.indicator];
    usize::from(!ladder::recognised(giving, i, indicator))
}

/// Whether a seeker may get a place of a school: not one that is to stay empty.
pub fn may(giving: &Giving<'_>, i: usize, school: u32, round: &Round) -> bool {
    round.meant.get(&school).is_none_or(|meant| !meant.hard || meant.ceilings[side(giving, i, meant)] > 0)
}

/// Counts a place that was given.
pub fn take(giving: &Giving<'_>, i: usize, school: u32, round: &mut Round) {
    if let Some(meant) = round.meant.get_mut(&school) {
        let side = side(giving, i, meant);
        meant.floors[side] = meant.floors[side].saturating_sub(1);
        meant.ceilings[side] = meant.ceilings[side].saturating_sub(1);
        if let Some((_, there)) = &mut meant.soft {
            there[side] += 1;
        }
    }
}

/// How a school chooses among those who apply, by the places that are left to a way.
pub fn rule(giving: &Giving<'_>, school: u32, round: &Round) -> Rule {
    let Some(meant) = round.meant.get(&school) else { return Rule::Responsive };
    let (left, sign) = (round.left[school as usize], 2 * meant.indicator as u8);
    if let Some((target, there)) = meant.soft {
        let ahead = ladder::ahead(giving, school);
        let before = (there[0] + there[1], there[0]);
        return Rule::Share { group: sign, target, of: PARTS as u32, ahead, before };
    }
    let first = meant.floors[0].min(left);
    Rule::Bounds {
        groups: vec![sign, sign + 1],
        floors: vec![first, meant.floors[1].min(left - first)],
        ceilings: meant.ceilings.map(|places| places.min(left)).to_vec(),
        hard: meant.hard,
    }
}

//! Whom a school would choose, straight from the definitions of [`crate::market::Rule`].
//!
//! Rules that say who goes before whom are read as a tier a candidate; those that speak of places, by
//! letting candidates sit down on them one by one.

use super::seats::{by_share, on_slots};
use crate::market::Rule;

/// A pupil who might be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Priority class at the school.
    pub class: u32,
    /// Groups, a bit each.
    pub groups: u64,
}

impl Candidate {
    pub(super) fn is_of(&self, group: u8) -> bool {
        self.groups & (1 << group) != 0
    }
}

/// `Ch(pool)`: who is chosen of a pool that is in order of priority.
///
/// A reserve of one place (Hafalir, Yenmez & Yildirim 2013) lets the third go before the second:
///
/// ```
/// use schoolmix::market::Rule;
/// use schoolmix::proof::{Candidate, admits};
/// let pool = [0, 0, 1].map(|groups| Candidate { class: 1, groups });
/// let reserve = Rule::Bounds { groups: vec![0], floors: vec![1], ceilings: vec![9], hard: false };
/// assert_eq!(admits(&reserve, &pool, 2), [true, false, true]);
/// assert_eq!(admits(&Rule::Responsive, &pool, 2), [true, true, false]);
/// ```
#[must_use]
pub fn admits(rule: &Rule, pool: &[Candidate], places: u32) -> Vec<bool> {
    match rule {
        Rule::Responsive => best(&vec![Some(0); pool.len()], places),
        Rule::Bounds { groups, floors, ceilings, hard } => {
            best(&tiers_of_bounds(pool, groups, floors, ceilings, *hard), places)
        }
        Rule::Overlapping { reserves, .. } => best(&tiers_of_reserves(pool, reserves), places),
        Rule::Slots(slots) => on_slots(pool, places, slots),
        Rule::Share { group, target, of, ahead, before } => {
            by_share(pool, places, *group, (*target, *of), *ahead, *before)
        }
    }
}

/// The first of the lowest tiers; who has no tier is never chosen.
fn best(tiers: &[Option<u8>], places: u32) -> Vec<bool> {
    let mut order: Vec<usize> = (0..tiers.len()).filter(|i| tiers[*i].is_some()).collect();
    order.sort_by_key(|i| tiers[*i]);
    order.truncate(places as usize);
    let mut chosen = vec![false; tiers.len()];
    for i in order {
        chosen[i] = true;
    }
    chosen
}

/// By how many of the own group stand before (Ehlers, Hafalir, Yenmez & Yildirim 2014): fewer than the
/// floor, fewer than the ceiling or in no group, or more. The floor prevails over a ceiling below it.
fn tiers_of_bounds(
    pool: &[Candidate],
    groups: &[u8],
    floors: &[u32],
    ceilings: &[u32],
    hard: bool,
) -> Vec<Option<u8>> {
    let group = |one: &Candidate| groups.iter().position(|group| one.is_of(*group));
    let mut before = vec![0; groups.len()];
    let mut tier = |one: &Candidate| {
        let Some(group) = group(one) else { return Some(1) };
        let ahead = before[group];
        before[group] += 1;
        match ahead {
            _ if ahead < floors[group] => Some(0),
            _ if ahead < ceilings[group] => Some(1),
            _ => (!hard).then_some(2),
        }
    };
    pool.iter().map(&mut tier).collect()
}

/// Those who can all sit on reserved places together, taken as they stand; then the rest (Sönmez & Yenmez
/// 2022). They can if no set of reserves is all that more pupils have than it has places (Hall 1935);
/// there are 2^k sets of k reserves.
fn tiers_of_reserves(pool: &[Candidate], reserves: &[(u8, u32)]) -> Vec<Option<u8>> {
    let sets = 0..1usize << reserves.len();
    let seats = |set: usize| -> u64 {
        (0..reserves.len()).filter(|i| set >> i & 1 == 1).map(|i| u64::from(reserves[i].1)).sum()
    };
    let mut left: Vec<u64> = sets.clone().map(seats).collect();
    let mut tier = |one: &Candidate| {
        let own: usize = (0..reserves.len()).filter(|i| one.is_of(reserves[*i].0)).map(|i| 1 << i).sum();
        let mut sets_with_own = sets.clone().filter(|set| own & !set == 0);
        if own == 0 || sets_with_own.clone().any(|set| left[set] == 0) {
            return Some(1);
        }
        sets_with_own.by_ref().for_each(|set| left[set] -= 1);
        Some(0)
    };
    pool.iter().map(&mut tier).collect()
}

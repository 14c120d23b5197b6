//! What no placement may do.

use super::held::Held;
use crate::market::{Market, Placed, Rule, Slot};

/// Rules of the market that a placement breaks, whatever anybody wishes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Breaches {
    /// Schools that hold more pupils than they have places.
    pub places: u64,
    /// Pupils placed on a wish that is not their own, or on none that there is.
    pub wishes: u64,
    /// Groups at schools that are above a hard ceiling, and schools whose pupils do not fit their slots
    /// because some of these are hard.
    pub bounds: u64,
}

/// Counts the breaches of a placement. A floor that is not met is none: it is a blocking pair where
/// someone of the group was refused for another one, and nothing where nobody was.
///
/// ```
/// use schoolmix::market::{Lists, Market, Rule};
/// use schoolmix::proof::breaches;
/// let lists: Lists = [[0u32], [0], [0]].iter().collect();
/// let quota = Rule::Bounds { groups: vec![0], floors: vec![0], ceilings: vec![1], hard: true };
/// let plain = Market::plain(lists, vec![], vec![2]);
/// let market = Market { rules: vec![quota], groups: vec![1, 1, 0], ..plain };
/// let found = breaches(&market, &vec![Some(0), Some(1), Some(2)]);
/// assert_eq!((found.places, found.wishes, found.bounds), (1, 0, 1));
/// assert_eq!(breaches(&market, &vec![None, Some(0), None]).wishes, 1);
/// ```
#[must_use]
pub fn breaches(market: &Market, placed: &Placed) -> Breaches {
    let held = Held::new(market, placed);
    let own = held.at.iter().map(Vec::len).sum::<usize>();
    let foreign = placed.iter().flatten().count() - own;
    let mut found = Breaches { wishes: foreign as u64, ..Breaches::default() };
    for (school, at) in held.at.iter().enumerate() {
        let groups: Vec<u64> = at.iter().map(|wish| market.groups_of(wish.pupil as u32)).collect();
        let places = market.places[school] as usize;
        found.places += u64::from(groups.len() > places);
        found.bounds += match market.rule(school) {
            Rule::Bounds { groups: all, floors, ceilings, hard: true } => {
                above(&groups, all, floors, ceilings)
            }
            Rule::Slots(slots) => u64::from(!fit(&groups, &slots[..slots.len().min(places)], places)),
            _ => 0,
        };
    }
    found
}

/// How many groups are above their ceiling, and above the floor that prevails over it. Who is of several
/// groups counts for the first.
fn above(pupils: &[u64], groups: &[u8], floors: &[u32], ceilings: &[u32]) -> u64 {
    let mut of = vec![0; groups.len()];
    for pupil in pupils {
        if let Some(group) = groups.iter().position(|group| pupil & (1 << group) != 0) {
            of[group] += 1;
        }
    }
    (0..of.len()).filter(|group| of[*group] > floors[*group].max(ceilings[*group])).count() as u64
}

/// Whether pupils can sit on the places of a school such that only the group of a hard slot sits on it.
/// Pupils more than there are places are a breach of another kind.
fn fit(pupils: &[u64], slots: &[Slot], places: usize) -> bool {
    let hard: Vec<u64> =
        slots.iter().filter(|slot| slot.hard).map(|slot| slot.group.map_or(0, |g| 1 << g)).collect();
    let mut sits: Vec<Option<usize>> = vec![None; hard.len()];
    for pupil in 0..pupils.len() {
        sit(pupil, pupils, &hard, &mut sits, &mut vec![false; hard.len()]);
    }
    places - hard.len() + sits.iter().flatten().count() >= pupils.len().min(places)
}

/// Seats a pupil on a hard slot, moving others where that makes room (Berge 1957); whether it can be.
fn sit(pupil: usize, pupils: &[u64], hard: &[u64], sits: &mut [Option<usize>], tried: &mut [bool]) -> bool {
    for slot in 0..hard.len() {
        if tried[slot] || pupils[pupil] & hard[slot] == 0 {
            continue;
        }
        tried[slot] = true;
        if sits[slot].is_none_or(|other| sit(other, pupils, hard, sits, tried)) {
            sits[slot] = Some(pupil);
            return true;
        }
    }
    false
}

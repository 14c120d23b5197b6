//! Places one by one, in order of precedence.

use super::{Applicant, Pool};
use crate::market::Slot;

/// Each place takes the first of its group, else, unless it is hard, the first of all.
pub(super) fn choose(pool: &mut Pool<'_>, slots: &[Slot], places: u32) {
    let all = slots.iter().copied().chain(std::iter::repeat(Slot::OPEN));
    for slot in all.take(places as usize) {
        let filled = slot.group.is_some_and(|group| pool.take_one(|applicant| applicant.bears(group)));
        if !filled && !slot.hard {
            pool.take_one(|_| true);
        }
    }
}

/// The places that are left when some have been admitted for good.
pub(super) fn left(slots: &[Slot], admitted: &[Applicant]) -> Vec<Slot> {
    let mut gone = vec![false; admitted.len()];
    let mut first = |suits: &dyn Fn(&Applicant) -> bool| {
        let found = (0..admitted.len()).find(|i| !gone[*i] && suits(&admitted[*i]));
        if let Some(i) = found {
            gone[i] = true;
        }
        found.is_some()
    };
    let mut open = |slot: &&Slot| {
        let filled = slot.group.is_some_and(|group| first(&|applicant| applicant.bears(group)));
        !(filled || (!slot.hard && first(&|_| true)))
    };
    slots.iter().filter(|slot| open(slot)).copied().collect()
}

//! Pupils waiting at schools.

use crate::market::{Market, Order};
use std::ops::Range;

/// Some of the wishes for every school, each with its key, in the order of the school.
pub(super) struct Queues {
    all: Vec<(u64, u32)>,
    ends: Vec<u32>,
}

impl Queues {
    /// The wishes of every pupil that `waiting` names.
    pub(super) fn new(market: &Market, order: &impl Order, waiting: impl Fn(usize) -> Range<usize>) -> Self {
        let schools = market.lists.schools();
        let mut ends = vec![0; market.schools()];
        for pupil in 0..market.pupils() {
            schools[waiting(pupil)].iter().for_each(|school| ends[*school as usize] += 1);
        }
        let mut start = 0;
        for end in &mut ends {
            start += std::mem::replace(end, start);
        }
        let mut all = vec![(0, 0); start as usize];
        // By turns, so that what one lottery decides is in order already.
        for pupil in order.turns() {
            for wish in waiting(*pupil as usize) {
                let end = &mut ends[schools[wish] as usize];
                all[*end as usize] = (order.key(wish, *pupil), wish as u32);
                *end += 1;
            }
        }
        let mut queues = Self { all, ends };
        for school in 0..market.schools() {
            let range = queues.range(school);
            queues.all[range].sort_unstable();
        }
        queues
    }

    /// Keys and wishes at a school, the first in its order first.
    pub(super) fn of(&self, school: usize) -> &[(u64, u32)] {
        &self.all[self.range(school)]
    }

    fn range(&self, school: usize) -> Range<usize> {
        let start = school.checked_sub(1).map_or(0, |before| self.ends[before]);
        start as usize..self.ends[school] as usize
    }
}

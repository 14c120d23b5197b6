//! Deferred acceptance, pupils proposing (Gale & Shapley 1962).

use std::collections::BinaryHeap;

/// The lists of pupils, best school first, one after another.
#[derive(Clone, Debug, Default)]
pub struct Lists {
    schools: Vec<u32>,
    ends: Vec<usize>,
}

impl Lists {
    /// How many pupils there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The list of a pupil.
    #[must_use]
    pub fn of(&self, pupil: usize) -> &[u32] {
        &self.schools[self.start(pupil)..self.ends[pupil]]
    }

    fn start(&self, pupil: usize) -> usize {
        pupil.checked_sub(1).map_or(0, |before| self.ends[before])
    }
}

impl<L: AsRef<[u32]>> FromIterator<L> for Lists {
    fn from_iter<I: IntoIterator<Item = L>>(lists: I) -> Self {
        let mut all = Self::default();
        for list in lists {
            all.schools.extend_from_slice(list.as_ref());
            all.ends.push(all.schools.len());
        }
        all
    }
}

/// The school of every pupil; none where each school on the list is full of pupils that go first.
///
/// `order(school, pupil)` is lower for those who go first at a school; no two pupils have the same
/// there. The outcome is the stable one that is best for all pupils, whatever order they propose in.
///
/// ```
/// use schoolmix::admission::{Lists, deferred_acceptance};
/// let lists: Lists = [[0u32, 1], [0, 1], [0, 1]].iter().collect();
/// let placed = deferred_acceptance(&lists, &[1, 1], |_, pupil| 9 - u64::from(pupil));
/// assert_eq!(placed, [None, Some(1), Some(0)]);
/// ```
#[must_use]
pub fn deferred_acceptance(
    lists: &Lists,
    places: &[u64],
    order: impl Fn(u32, u32) -> u64,
) -> Vec<Option<u32>> {
    let mut held: Vec<BinaryHeap<(u64, u32)>> = vec![BinaryHeap::new(); places.len()];
    let mut proposed: Vec<u32> = vec![0; lists.len()];
    for first in 0..lists.len() as u32 {
        let mut free = Some(first);
        while let Some(pupil) = free {
            let Some(school) = lists.of(pupil as usize).get(proposed[pupil as usize] as usize) else { break };
            proposed[pupil as usize] += 1;
            let seats = &mut held[*school as usize];
            seats.push((order(*school, pupil), pupil));
            let full = seats.len() as u64 > places[*school as usize];
            free = if full { seats.pop().map(|(_, last)| last) } else { None };
        }
    }
    let mut placed = vec![None; lists.len()];
    for (school, held) in (0u32..).zip(held) {
        for (_, pupil) in held {
            placed[pupil as usize] = Some(school);
        }
    }
    placed
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Digits as numbers from 0.
    fn digits(text: &str) -> Vec<u32> {
        text.bytes().map(|digit| u32::from(digit - b'1')).collect()
    }

    fn run(lists: &[&str], places: &[u64], orders: &[&str]) -> Vec<Option<u32>> {
        let lists: Lists = lists.iter().map(|list| digits(list)).collect();
        let orders: Vec<Vec<u32>> = orders.iter().map(|order| digits(order)).collect();
        let place = |school: u32, pupil: u32| {
            orders[school as usize].iter().position(|at| *at == pupil).unwrap() as u64
        };
        deferred_acceptance(&lists, places, place)
    }

    #[test]
    fn worked_examples_come_out() {
        let placed = |text: &str| digits(text).into_iter().map(Some).collect::<Vec<_>>();
        assert_eq!(run(&["213", "123", "123"], &[1, 1, 1], &["132", "213", "213"]), placed("123"));
        let lists = ["2134", "1234", "3214", "3412", "1342", "4123", "1234", "1243"];
        let orders = ["12345678", "35487216", "53172864", "68742351"];
        assert_eq!(run(&lists, &[2, 2, 3, 3], &orders), placed("11333422"));
    }

    proptest! {
        #[test]
        fn with_one_lottery_the_first_drawn_chooses_first(
            lists in prop::collection::vec(Just(vec![0u32, 1, 2, 3]).prop_shuffle(), 1..12),
            cut in 1usize..5,
            places in prop::collection::vec(0u64..4, 4),
            lottery in Just((0..12u64).collect::<Vec<_>>()).prop_shuffle(),
        ) {
            let lists: Lists = lists.iter().map(|list| &list[..cut.min(4)]).collect();
            let placed = deferred_acceptance(&lists, &places, |_, pupil| lottery[pupil as usize]);
            let mut left = places.clone();
            let mut order: Vec<usize> = (0..lists.len()).collect();
            order.sort_by_key(|pupil| lottery[*pupil]);
            for pupil in order {
                let best = lists.of(pupil).iter().copied().find(|school| left[*school as usize] > 0);
                prop_assert_eq!(placed[pupil], best);
                if let Some(school) = best {
                    left[school as usize] -= 1;
                }
            }
        }
    }
}

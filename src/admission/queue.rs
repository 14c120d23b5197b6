//! Queues at every school: first come, first served.

use crate::market::{Market, Placed};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Pupils register at the first school on their list when they come, and, each time they find it full,
/// `delay` later at the next; places go to who is there first.
///
/// `arrivals` are times of any unit; who comes at the same time takes turns as `turns` says. Without delay
/// this is serial dictatorship in the order of arrival; with a delay longer than anyone waits to register
/// it is immediate acceptance in that order. Priority classes play no part.
///
/// ```
/// use schoolmix::admission::first_come;
/// use schoolmix::market::{Lists, Market};
/// let lists: Lists = [vec![0u32, 1], vec![0, 1], vec![1]].iter().collect();
/// let market = Market::plain(lists, vec![], vec![1, 1]);
/// assert_eq!(first_come(&market, &[2.0, 1.0, 3.0], 0.0, &[0, 1, 2]), [Some(1), Some(2), None]);
/// assert_eq!(first_come(&market, &[2.0, 1.0, 3.0], 5.0, &[0, 1, 2]), [None, Some(2), Some(4)]);
/// ```
#[must_use]
pub fn first_come(market: &Market, arrivals: &[f64], delay: f64, turns: &[u32]) -> Placed {
    let mut queue: BinaryHeap<Reverse<(Time, u32)>> =
        (0u32..).zip(turns).map(|(turn, pupil)| Reverse((Time(arrivals[*pupil as usize]), turn))).collect();
    let mut next: Vec<usize> = (0..market.pupils()).map(|pupil| market.lists.wishes(pupil).start).collect();
    let mut places = market.places.clone();
    let mut placed = vec![None; market.pupils()];
    while let Some(Reverse((time, turn))) = queue.pop() {
        let pupil = turns[turn as usize] as usize;
        let wish = next[pupil];
        if wish == market.lists.wishes(pupil).end {
            continue;
        }
        let left = &mut places[market.school(wish) as usize];
        if *left > 0 {
            *left -= 1;
            placed[pupil] = Some(wish as u32);
        } else {
            next[pupil] += 1;
            queue.push(Reverse((Time(time.0 + delay), turn)));
        }
    }
    placed
}

/// A time, in the order of numbers.
#[derive(PartialEq)]
struct Time(f64);

impl Eq for Time {}

impl PartialOrd for Time {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Time {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

//! Deferred acceptance, pupils proposing (Gale & Shapley 1962).

use super::choice::{Applicant, chosen};
use super::turns::in_turns;
use crate::market::{Compact, Market, Order, Placed, Region};

/// The stable placement that is best for every pupil.
///
/// A free pupil proposes to the next school on the list; a school holds those whom its rule chooses
/// among the held and the newly come, and rejects the rest, until nobody who is free has schools left.
/// With the rules of [`crate::market::Rule`] the outcome does not depend on the order of proposals.
///
/// ```
/// use schoolmix::admission::deferred_acceptance;
/// use schoolmix::market::{Lists, Market, Single};
/// let lists: Lists = [[0u32, 1], [0, 1], [0, 1]].iter().collect();
/// let market = Market::plain(lists, vec![], vec![1, 1]);
/// let placed = deferred_acceptance(&market, &Single::taking_turns(&market, vec![2, 1, 0]));
/// assert_eq!(placed, [None, Some(3), Some(4)]);
/// ```
#[must_use]
pub fn deferred_acceptance(market: &Market, order: &impl Order) -> Placed {
    if !market.is_responsive() {
        return by_rule(market, order);
    }
    let compact = if order.takes_turns() { Compact::of(market) } else { None };
    match compact {
        Some(compact) => in_turns(&market.lists, &compact, order.turns()),
        None => by_priority(market, order),
    }
}

/// The same in a region, which is laid out once for all lotteries.
pub(super) fn in_region(region: &Region, order: &impl Order) -> Placed {
    match &region.compact {
        Some(compact) if order.takes_turns() => in_turns(&region.market.lists, compact, order.turns()),
        _ => deferred_acceptance(&region.market, order),
    }
}

/// The seats of all schools: those of a school are a heap, the last in priority on top, once it is full.
struct Seats {
    keys: Vec<u64>,
    wishes: Vec<u32>,
    first: Vec<u32>,
    held: Vec<u32>,
}

impl Seats {
    fn new(market: &Market) -> Self {
        let mut wished = vec![0u32; market.schools()];
        market.lists.schools().iter().for_each(|school| wished[*school as usize] += 1);
        let mut first = vec![0];
        let mut seats = 0;
        for (wished, places) in wished.iter().zip(&market.places) {
            seats += wished.min(places);
            first.push(seats);
        }
        Self {
            keys: vec![0; seats as usize],
            wishes: vec![0; seats as usize],
            first,
            held: vec![0; market.schools()],
        }
    }

    /// Offers a seat to a wish; gives back who is without one now: a key and wish, the same or another.
    fn offer(&mut self, school: usize, key: u64, wish: u32) -> Option<(u64, u32)> {
        let (start, end) = (self.first[school] as usize, self.first[school + 1] as usize);
        let held = self.held[school] as usize;
        if start + held < end {
            self.keys[start + held] = key;
            self.wishes[start + held] = wish;
            self.held[school] += 1;
            if start + held + 1 == end {
                (0..=held / 2).rev().for_each(|at| self.sink(start, end, at));
            }
            return None;
        }
        if held == 0 || self.keys[start] < key {
            return Some((key, wish));
        }
        let last = (self.keys[start], self.wishes[start]);
        (self.keys[start], self.wishes[start]) = (key, wish);
        self.sink(start, end, 0);
        Some(last)
    }

    /// Lets the seat at a place of a heap sink to where it belongs.
    fn sink(&mut self, start: usize, end: usize, mut at: usize) {
        let keys = &mut self.keys[start..end];
        let wishes = &mut self.wishes[start..end];
        loop {
            let left = 2 * at + 1;
            if left >= keys.len() {
                return;
            }
            let right = left + 1;
            let child = if right < keys.len() && keys[right] > keys[left] { right } else { left };
            if keys[child] <= keys[at] {
                return;
            }
            keys.swap(at, child);
            wishes.swap(at, child);
            at = child;
        }
    }
}

fn by_priority(market: &Market, order: &impl Order) -> Placed {
    let mut seats = Seats::new(market);
    let schools = market.lists.schools();
    for first in order.turns() {
        let mut pupil = *first;
        let mut wishes = market.lists.wishes(pupil as usize);
        while let Some(wish) = wishes.next() {
            let key = order.key(wish, pupil);
            match seats.offer(schools[wish] as usize, key, wish as u32) {
                None => break,
                Some((out, _)) if out == key => {}
                Some((out, last)) => {
                    pupil = order.pupil(out);
                    wishes = last as usize + 1..market.lists.wishes(pupil as usize).end;
                }
            }
        }
    }
    let mut placed = vec![None; market.pupils()];
    for (school, held) in seats.held.iter().enumerate() {
        let start = seats.first[school] as usize;
        for seat in start..start + *held as usize {
            placed[order.pupil(seats.keys[seat]) as usize] = Some(seats.wishes[seat]);
        }
    }
    placed
}

/// All who are free propose at once, and every school chooses once.
fn by_rule(market: &Market, order: &impl Order) -> Placed {
    let mut held: Vec<Vec<Applicant>> = vec![Vec::new(); market.schools()];
    let mut next: Vec<usize> = (0..market.pupils()).map(|pupil| market.lists.wishes(pupil).start).collect();
    let mut free: Vec<u32> = (0..market.pupils() as u32).collect();
    let mut pools: Vec<Vec<Applicant>> = vec![Vec::new(); market.schools()];
    while !free.is_empty() {
        let mut asked = Vec::new();
        for pupil in free.drain(..) {
            let wish = next[pupil as usize];
            if wish < market.lists.wishes(pupil as usize).end {
                next[pupil as usize] += 1;
                let school = market.school(wish) as usize;
                if pools[school].is_empty() {
                    asked.push(school);
                }
                pools[school].push(Applicant::new(market, order, wish, pupil));
            }
        }
        for school in asked {
            let mut pool = std::mem::take(&mut held[school]);
            pool.append(&mut pools[school]);
            pool.sort_unstable_by_key(|applicant| applicant.key);
            let taken = chosen(market.rule(school), &pool, market.places[school]);
            for (applicant, taken) in pool.into_iter().zip(taken) {
                if taken { held[school].push(applicant) } else { free.push(order.pupil(applicant.key)) }
            }
        }
    }
    let mut placed = vec![None; market.pupils()];
    for applicant in held.iter().flatten() {
        placed[order.pupil(applicant.key) as usize] = Some(applicant.wish);
    }
    placed
}

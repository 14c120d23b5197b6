//! Exchanges from which everyone who takes part gains.

use super::held::Held;
use crate::market::{Market, Placed};

/// How many cycles of pupils, each of whom would rather have the place of the next, can be carried out
/// one after another (Shapley & Scarf 1974; Roth 1982): 0 says that no exchange of places makes some
/// better off and nobody worse. Priorities and rules do not count; who is unplaced has nothing to give.
///
/// Any other number depends on the order in which cycles are looked for, here schools and pupils as they
/// come, best wishes first. No cycle is left after them, in time linear in the wishes.
///
/// ```
/// use schoolmix::market::{Lists, Market};
/// use schoolmix::proof::improving_cycles;
/// let lists: Lists = [[0u32, 1], [1, 0]].iter().collect();
/// let market = Market::plain(lists, vec![], vec![1, 1]);
/// assert_eq!(improving_cycles(&market, &vec![Some(1), Some(3)]), 1);
/// assert_eq!(improving_cycles(&market, &vec![Some(0), Some(2)]), 0);
/// ```
#[must_use]
pub fn improving_cycles(market: &Market, placed: &Placed) -> u64 {
    let mut search = Search::new(market, placed);
    (0..market.schools()).for_each(|school| search.from(school));
    search.cycles
}

/// Where a school is in the search.
#[derive(Clone, Copy, PartialEq)]
enum State {
    /// Not on the path.
    Off,
    /// At this place of the path.
    On(usize),
    /// No cycle leads through it, whatever else is exchanged.
    Done,
}

/// A path of schools: each holds a pupil who would rather be at the next.
struct Search<'a> {
    market: &'a Market,
    state: Vec<State>,
    path: Vec<usize>,
    /// By school, for each pupil who may still go elsewhere, the next wish to ask for and the one held.
    /// The last of them is the pupil from whom the path goes on.
    pupils: Vec<Vec<(usize, usize)>>,
    cycles: u64,
}

impl<'a> Search<'a> {
    fn new(market: &'a Market, placed: &Placed) -> Self {
        let held = Held::new(market, placed);
        let pending = |pupil: usize| {
            let preferred = held.preferred(market, pupil);
            (preferred.start, preferred.end)
        };
        let pupils = held.at.iter().map(|at| at.iter().rev().map(|wish| pending(wish.pupil)).collect());
        Self {
            market,
            state: vec![State::Off; market.schools()],
            path: Vec::new(),
            pupils: pupils.collect(),
            cycles: 0,
        }
    }

    /// Carries out all cycles that can be reached from a school.
    ///
    /// A school without a way on is done for good: its pupils wish for schools that are done only, and
    /// stay. So a pupil goes to the best school that is not done, and never again after that.
    fn from(&mut self, school: usize) {
        self.enter(school);
        while let Some(last) = self.path.last().copied() {
            let Some(next) = self.next(last) else {
                self.state[last] = State::Done;
                self.path.pop();
                continue;
            };
            match self.state[next] {
                State::On(start) => self.exchange(start),
                State::Off | State::Done => self.enter(next),
            }
        }
    }

    fn enter(&mut self, school: usize) {
        if self.state[school] == State::Off {
            self.state[school] = State::On(self.path.len());
            self.path.push(school);
        }
    }

    /// The school, not done, that a pupil of a school would most like.
    fn next(&mut self, school: usize) -> Option<usize> {
        while let Some((wish, held)) = self.pupils[school].last_mut() {
            while wish < held {
                let next = self.market.school(*wish) as usize;
                if self.state[next] != State::Done {
                    return Some(next);
                }
                *wish += 1;
            }
            self.pupils[school].pop();
        }
        None
    }

    /// Lets the last pupil of every school of the path from `start` on move to the next one.
    fn exchange(&mut self, start: usize) {
        for school in self.path.drain(start + 1..) {
            self.pupils[school].pop();
            self.state[school] = State::Off;
        }
        self.pupils[self.path[start]].pop();
        self.cycles += 1;
    }
}

//! Top trading cycles with counters (Abdulkadiroğlu & Sönmez 2003).

use super::queues::Queues;
use crate::market::{Market, Order, Placed};

/// Pupils trade the priorities that they have.
///
/// Every pupil points to the best school on the list that has a place left, every such school to the
/// first in its order of the pupils who wish it and are still there. Pupils on a cycle get the school they
/// point to; who has no school left to point to leaves without a place. Pareto efficient, but a pupil
/// may envy another one who has a lower priority. It does not matter which cycle goes first.
///
/// ```
/// use schoolmix::admission::top_trading_cycles;
/// use schoolmix::market::{Lists, Market, Single};
/// let lists: Lists = [[1u32, 0], [0, 1]].iter().collect();
/// let market = Market::plain(lists, vec![1, 0, 1, 0], vec![1, 1]);
/// let placed = top_trading_cycles(&market, &Single::taking_turns(&market, vec![0, 1]));
/// assert_eq!(placed, [Some(0), Some(2)]);
/// ```
#[must_use]
pub fn top_trading_cycles(market: &Market, order: &impl Order) -> Placed {
    let mut trade = Trade {
        market,
        order,
        queues: Queues::new(market, order, |pupil| market.lists.wishes(pupil)),
        left: market.places.clone(),
        first: vec![0; market.schools()],
        next: (0..market.pupils()).map(|pupil| market.lists.wishes(pupil).start).collect(),
        there: vec![There::Yes; market.pupils()],
        chain: Vec::new(),
        placed: vec![None; market.pupils()],
    };
    order.turns().iter().for_each(|pupil| trade.follow(*pupil));
    trade.placed
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum There {
    Yes,
    OnChain,
    No,
}

struct Trade<'a, O> {
    market: &'a Market,
    order: &'a O,
    queues: Queues,
    /// Places left, by school.
    left: Vec<u32>,
    /// Where in its queue a school points, or behind.
    first: Vec<u32>,
    /// The wish to which a pupil points, or one before.
    next: Vec<usize>,
    there: Vec<There>,
    /// Pupils, each at the head of the queue to which the one before points.
    chain: Vec<u32>,
    placed: Placed,
}

impl<O: Order> Trade<'_, O> {
    /// Follows the pointers from a pupil until it is gone, and with it all who were met.
    fn follow(&mut self, start: u32) {
        if self.there[start as usize] == There::Yes {
            self.join(start);
        }
        while let Some(last) = self.chain.last() {
            match self.points_to(*last as usize) {
                None => {
                    self.leave();
                }
                Some(school) => {
                    let pupil = self.head(school);
                    if self.there[pupil as usize] == There::OnChain {
                        self.trade(pupil);
                    } else {
                        self.join(pupil);
                    }
                }
            }
        }
    }

    fn join(&mut self, pupil: u32) {
        self.there[pupil as usize] = There::OnChain;
        self.chain.push(pupil);
    }

    fn leave(&mut self) -> Option<u32> {
        let last = self.chain.pop();
        last.inspect(|pupil| self.there[*pupil as usize] = There::No)
    }

    fn points_to(&mut self, pupil: usize) -> Option<usize> {
        let schools = self.market.lists.schools();
        let mut wishes = self.next[pupil]..self.market.lists.wishes(pupil).end;
        let wish = wishes.find(|wish| self.left[schools[*wish] as usize] > 0);
        self.next[pupil] = wish.unwrap_or(wishes.end);
        wish.map(|wish| schools[wish] as usize)
    }

    /// The pupil to whom a school points that somebody points to, and who need not be another one.
    fn head(&mut self, school: usize) -> u32 {
        let queue = self.queues.of(school);
        loop {
            let pupil = self.order.pupil(queue[self.first[school] as usize].0);
            if self.there[pupil as usize] != There::No {
                return pupil;
            }
            self.first[school] += 1;
        }
    }

    /// Gives all from a pupil to the end of the chain the place to which they point.
    fn trade(&mut self, first: u32) {
        while let Some(pupil) = self.leave() {
            let wish = self.next[pupil as usize];
            self.placed[pupil as usize] = Some(wish as u32);
            self.left[self.market.school(wish) as usize] -= 1;
            if pupil == first {
                return;
            }
        }
    }
}

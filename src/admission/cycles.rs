//! Stable improvement cycles (Erdil & Ergin 2008).

use super::deferred_acceptance;
use super::queues::Queues;
use crate::market::{Market, Order, Placed};

/// Deferred acceptance, and then exchanges that cost nobody's class its priority.
///
/// Where a lottery breaks the ties of weak priorities, deferred acceptance costs efficiency that the
/// classes do not ask for. Of those who prefer a school to their own place the ones of the best class may
/// go there; a cycle of pupils each of whom may go to the school of the next one is carried out, until
/// there is none. The outcome is stable for the classes, and no placement that is so is better for all.
/// Which cycles are carried out the lottery decides: they are sought from the schools of those first
/// drawn, and every school sends for the first drawn.
///
/// ```
/// use schoolmix::admission::{deferred_acceptance, stable_improvement_cycles};
/// use schoolmix::market::{Lists, Market, Single};
/// let lists: Lists = [&[1u32, 0][..], &[0, 1], &[0]].iter().collect();
/// let market = Market::plain(lists, vec![1, 0, 1, 0, 1], vec![1, 1]);
/// let order = Single::taking_turns(&market, vec![2, 1, 0]);
/// assert_eq!(deferred_acceptance(&market, &order), [Some(1), Some(3), None]);
/// assert_eq!(stable_improvement_cycles(&market, &order), [Some(0), Some(2), None]);
/// ```
#[must_use]
pub fn stable_improvement_cycles(market: &Market, order: &impl Order) -> Placed {
    let placed = deferred_acceptance(market, order);
    let desired = |pupil: usize| {
        let wishes = market.lists.wishes(pupil);
        wishes.start..placed[pupil].map_or(wishes.end, |wish| wish as usize)
    };
    let queues = Queues::new(market, order, desired);
    let schools = vec![School { next: 0, class: None, state: State::Unseen }; market.schools()];
    let mut search = Search { market, order, queues, schools, chain: Vec::new(), placed };
    for pupil in order.turns() {
        if let Some(wish) = search.placed[*pupil as usize] {
            search.exhaust(market.school(wish as usize));
        }
    }
    search.placed
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Unseen,
    OnChain,
    /// On no cycle, for good: whoever may come is without a place or at a school that is closed.
    Closed,
}

#[derive(Clone, Copy)]
struct School {
    /// Where in its queue it is.
    next: u32,
    /// The class of those whom it has passed by and who want it for good; no lower one may come.
    class: Option<u32>,
    state: State,
}

/// A search backwards, from schools to those who may come.
struct Search<'a, O> {
    market: &'a Market,
    order: &'a O,
    /// Who preferred a school to the own place at the start; nobody comes to desire more.
    queues: Queues,
    schools: Vec<School>,
    /// Schools; to each may come a pupil of the next one, who is where it is in its queue.
    chain: Vec<u32>,
    placed: Placed,
}

impl<O: Order> Search<'_, O> {
    /// Carries out all cycles through a school.
    fn exhaust(&mut self, start: u32) {
        while self.schools[start as usize].state != State::Closed {
            self.join(start);
            while let Some(last) = self.chain.last().copied() {
                match self.sends_for(last) {
                    None => {
                        self.schools[last as usize].state = State::Closed;
                        self.chain.pop();
                    }
                    Some(from) if self.schools[from as usize].state == State::OnChain => self.improve(from),
                    Some(from) => self.join(from),
                }
            }
        }
    }

    fn join(&mut self, school: u32) {
        self.schools[school as usize].state = State::OnChain;
        self.chain.push(school);
    }

    /// The school of the first pupil who may come to a school and can.
    fn sends_for(&mut self, school: u32) -> Option<u32> {
        let queue = self.queues.of(school as usize);
        let mut at = self.schools[school as usize];
        let mut found = None;
        while let (None, Some((key, wish))) = (found, queue.get(at.next as usize)) {
            let now = self.placed[self.order.pupil(*key) as usize];
            if now.is_none_or(|now| wish < &now) {
                let class = self.market.class(*wish as usize);
                if at.class.is_some_and(|best| best < class) {
                    break;
                }
                found = now.map(|now| self.market.school(now as usize));
                found = found.filter(|from| self.schools[*from as usize].state != State::Closed);
                if found.is_some() {
                    break;
                }
                at.class = Some(class);
            }
            at.next += 1;
        }
        self.schools[school as usize] = at;
        found
    }

    /// Moves along the cycle from a school to the end of the chain.
    fn improve(&mut self, first: u32) {
        while let Some(school) = self.chain.pop() {
            let at = &mut self.schools[school as usize];
            at.state = State::Unseen;
            let (key, wish) = self.queues.of(school as usize)[at.next as usize];
            self.placed[self.order.pupil(key) as usize] = Some(wish);
            if school == first {
                return;
            }
        }
    }
}

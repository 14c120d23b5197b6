//! Immediate acceptance: what a round gives out is final.

use super::choice::{self, Applicant};
use crate::market::{Market, Order, Placed, Rule};
use std::ops::Range;

/// Immediate acceptance, the Boston mechanism (Abdulkadiroğlu & Sönmez 2003).
///
/// In round `r` pupils without a place apply to the school of rank `r` on their list only. A school
/// admits those whom its rule chooses for the places left; that is final.
///
/// ```
/// use schoolmix::admission::immediate_acceptance;
/// use schoolmix::market::{Lists, Market, Single};
/// let lists: Lists = [&[0u32, 1, 2][..], &[0, 1, 2], &[1, 2]].iter().collect();
/// let market = Market::plain(lists, vec![], vec![1, 1, 1]);
/// let placed = immediate_acceptance(&market, &Single::taking_turns(&market, vec![0, 1, 2]));
/// assert_eq!(placed, [Some(0), Some(5), Some(6)]);
/// ```
#[must_use]
pub fn immediate_acceptance(market: &Market, order: &impl Order) -> Placed {
    let mut rounds = Rounds::new(market, order);
    while let Some(rank) = rounds.open.iter().map(|pupil| market.ranks[rounds.next[*pupil as usize]]).min() {
        rounds.run(
            |untried, _| {
                if market.ranks[untried.start] == rank { Ok(untried.start) } else { Err(untried.start) }
            },
        );
    }
    rounds.placed
}

/// Adaptive immediate acceptance, adaptive Boston (Mennle & Seuken 2014; Amsterdam before 2015).
///
/// As immediate acceptance, but in every round pupils without a place apply to the best school that
/// they have not tried and that has places left at the start of the round.
///
/// ```
/// use schoolmix::admission::adaptive_acceptance;
/// use schoolmix::market::{Lists, Market, Single};
/// let lists: Lists = [&[0u32, 1, 2][..], &[0, 1, 2], &[1, 2], &[2]].iter().collect();
/// let market = Market::plain(lists, vec![], vec![1, 1, 2]);
/// let placed = adaptive_acceptance(&market, &Single::taking_turns(&market, vec![0, 1, 2, 3]));
/// assert_eq!(placed, [Some(0), Some(5), Some(6), Some(8)]);
/// ```
#[must_use]
pub fn adaptive_acceptance(market: &Market, order: &impl Order) -> Placed {
    let mut rounds = Rounds::new(market, order);
    let schools = market.lists.schools();
    while !rounds.open.is_empty() {
        rounds.run(|mut untried, left| {
            untried.find(|wish| left[schools[*wish] as usize] > 0).ok_or(untried.end)
        });
    }
    rounds.placed
}

/// Rounds of applications, each of which is final.
struct Rounds<'a, O> {
    market: &'a Market,
    order: &'a O,
    placed: Placed,
    /// Pupils without a place who have wishes left.
    open: Vec<u32>,
    /// The wish that a pupil has come to.
    next: Vec<usize>,
    /// Places left, by school.
    left: Vec<u32>,
    /// Those who apply in this round, by school.
    pools: Vec<Vec<Applicant>>,
    /// How each school chooses for the places left.
    rules: Vec<Rule>,
}

impl<'a, O: Order> Rounds<'a, O> {
    fn new(market: &'a Market, order: &'a O) -> Self {
        let mut rounds = Self {
            market,
            order,
            placed: vec![None; market.pupils()],
            open: (0..market.pupils() as u32).collect(),
            next: (0..market.pupils()).map(|pupil| market.lists.wishes(pupil).start).collect(),
            left: market.places.clone(),
            pools: vec![Vec::new(); market.schools()],
            rules: market.rules.clone(),
        };
        rounds.close();
        rounds
    }

    /// One round: from the wishes that a pupil has not tried and the places left follows which one is
    /// tried now, or to which one the pupil has come without trying any.
    fn run(&mut self, tries: impl Fn(Range<usize>, &[u32]) -> Result<usize, usize>) {
        let mut asked = Vec::new();
        for pupil in &self.open {
            let next = &mut self.next[*pupil as usize];
            match tries(*next..self.market.lists.wishes(*pupil as usize).end, &self.left) {
                Err(waits) => *next = waits,
                Ok(wish) => {
                    *next = wish + 1;
                    let school = self.market.school(wish) as usize;
                    if self.pools[school].is_empty() {
                        asked.push(school);
                    }
                    self.pools[school].push(Applicant::new(self.market, self.order, wish, *pupil));
                }
            }
        }
        for school in asked {
            self.admit(school);
        }
        self.close();
    }

    /// Lets a school choose for good among those who apply.
    fn admit(&mut self, school: usize) {
        let mut pool = std::mem::take(&mut self.pools[school]);
        let places = self.left[school];
        match self.rules.get_mut(school).filter(|rule| **rule != Rule::Responsive) {
            None => {
                if pool.len() > places as usize {
                    pool.select_nth_unstable_by_key(places as usize, |applicant| applicant.key);
                    pool.truncate(places as usize);
                }
            }
            Some(rule) => {
                pool.sort_unstable_by_key(|applicant| applicant.key);
                let mut taken = choice::chosen(rule, &pool, places).into_iter();
                pool.retain(|_| taken.next() == Some(true));
                *rule = choice::left(rule, &pool);
            }
        }
        self.left[school] -= pool.len() as u32;
        for applicant in &pool {
            self.placed[self.order.pupil(applicant.key) as usize] = Some(applicant.wish);
        }
        pool.clear();
        self.pools[school] = pool;
    }

    /// Leaves out who is placed or has tried all.
    fn close(&mut self) {
        let end = |pupil: usize| self.market.lists.wishes(pupil).end;
        let open = |pupil: &u32| {
            let pupil = *pupil as usize;
            self.placed[pupil].is_none() && self.next[pupil] < end(pupil)
        };
        self.open.retain(open);
    }
}

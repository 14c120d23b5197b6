//! Deferred acceptance without the efficiency that priorities of consenting pupils cost.

use super::deferred_acceptance;
use crate::market::{Lists, Market, Order, Placed};

/// Efficiency-adjusted deferred acceptance (Kesten 2010), as Tang & Yu (2014) put it.
///
/// Deferred acceptance is run; a school is underdemanded if no pupil prefers it to the own place. The
/// places of pupils at underdemanded schools, and of who is unplaced, are final; these pupils and schools
/// are taken out. If such a pupil does not consent, the schools that it prefers are struck off the lists of
/// pupils with lower priority there. What is left starts anew. `consents` is by pupil; nobody consents
/// where it is empty.
///
/// If all consent the placement is Pareto efficient, if nobody does it is that of deferred acceptance; only
/// the priorities of those who consent are violated, and consent never changes the own place.
///
/// ```
/// use schoolmix::admission::efficiency_adjusted;
/// use schoolmix::market::{Lists, Market, Single};
/// let lists: Lists = [&[1u32, 0][..], &[0, 1], &[0]].iter().collect();
/// let market = Market::plain(lists, vec![1, 0, 2, 0, 1], vec![1, 1]);
/// let order = Single::taking_turns(&market, vec![0, 1, 2]);
/// assert_eq!(efficiency_adjusted(&market, &order, &[true; 3]), [Some(0), Some(2), None]);
/// assert_eq!(efficiency_adjusted(&market, &order, &[]), [Some(1), Some(3), None]);
/// ```
#[must_use]
pub fn efficiency_adjusted(market: &Market, order: &impl Order, consents: &[bool]) -> Placed {
    let mut rest = Rest::all(market, order, consents);
    while !rest.pupils.is_empty() {
        let placed = deferred_acceptance(&rest.market, &rest.order());
        rest.settle(&placed);
        rest = rest.without_settled(&placed);
    }
    rest.settled
}

/// The order of the pupils and wishes that are left.
struct Within<'a, O> {
    order: &'a O,
    pupils: &'a [u32],
    wishes: &'a [u32],
    at: &'a [u32],
    turns: Vec<u32>,
}

impl<O: Order> Order for Within<'_, O> {
    fn key(&self, wish: usize, pupil: u32) -> u64 {
        self.order.key(self.wishes[wish] as usize, self.pupils[pupil as usize])
    }

    fn pupil(&self, key: u64) -> u32 {
        self.at[self.order.pupil(key) as usize]
    }

    fn turns(&self) -> &[u32] {
        &self.turns
    }

    fn takes_turns(&self) -> bool {
        false
    }
}

/// Pupils and schools that are not taken out yet.
struct Rest<'a, O> {
    order: &'a O,
    consents: &'a [bool],
    market: Market,
    /// The pupils left, by turn.
    pupils: Vec<u32>,
    /// The wish in the whole of every wish left.
    wishes: Vec<u32>,
    /// Of every pupil in the whole, where it is among those left.
    at: Vec<u32>,
    /// Places that are final, as wishes in the whole.
    settled: Placed,
    /// Schools that are taken out.
    closed: Vec<bool>,
    /// By school: whoever has a higher key may not have it.
    barred: Vec<u64>,
}

/// Who would like what, under a placement.
struct Demand {
    /// Pupils who prefer a school to their own place, by school.
    wanted: Vec<u32>,
    /// Pupils by the school at which they are.
    first: Vec<Option<u32>>,
    /// The next pupil at the same school.
    next: Vec<Option<u32>>,
    /// Schools that nobody wants any more.
    unwanted: Vec<u32>,
}

impl<'a, O: Order> Rest<'a, O> {
    fn all(market: &Market, order: &'a O, consents: &'a [bool]) -> Self {
        let mut lists = Lists::default();
        let (mut pupils, mut wishes) = (Vec::new(), Vec::new());
        for pupil in order.turns().iter().filter(|pupil| !market.lists.of(**pupil as usize).is_empty()) {
            pupils.push(*pupil);
            wishes.extend(market.lists.wishes(*pupil as usize).map(|wish| wish as u32));
            lists.push(market.lists.of(*pupil as usize).iter().copied());
        }
        Self {
            order,
            consents,
            market: bare(lists, market.places.clone()),
            at: noted(&pupils, vec![0; market.pupils()]),
            pupils,
            wishes,
            settled: vec![None; market.pupils()],
            closed: vec![false; market.schools()],
            barred: vec![u64::MAX; market.schools()],
        }
    }

    fn order(&self) -> Within<'_, O> {
        let turns = (0..self.pupils.len() as u32).collect();
        Within { order: self.order, pupils: &self.pupils, wishes: &self.wishes, at: &self.at, turns }
    }

    /// What a pupil has for a key at a school.
    fn key(&self, wish: usize, pupil: u32) -> u64 {
        self.order.key(self.wishes[wish] as usize, self.pupils[pupil as usize])
    }

    /// The wishes that a pupil prefers to the own place.
    fn desired(&self, pupil: u32, placed: &Placed) -> std::ops::Range<usize> {
        let wishes = self.market.lists.wishes(pupil as usize);
        wishes.start..placed[pupil as usize].map_or(wishes.end, |wish| wish as usize)
    }

    /// Settles who is unplaced or at an underdemanded school, and who is at one that becomes so, as its
    /// pupils could not improve in another run either (Tang & Yu 2014).
    fn settle(&mut self, placed: &Placed) {
        let mut demand = self.demand(placed);
        for pupil in 0..self.market.pupils() as u32 {
            if placed[pupil as usize].is_none() {
                self.take_out(pupil, placed, &mut demand);
            }
        }
        while let Some(school) = demand.unwanted.pop() {
            self.closed[school as usize] = true;
            let mut at = demand.first[school as usize];
            while let Some(pupil) = at {
                let wish = placed[pupil as usize].map(|wish| self.wishes[wish as usize]);
                self.settled[self.pupils[pupil as usize] as usize] = wish;
                self.take_out(pupil, placed, &mut demand);
                at = demand.next[pupil as usize];
            }
        }
    }

    fn demand(&self, placed: &Placed) -> Demand {
        let schools = self.market.schools();
        let mut wanted = vec![0; schools];
        let (mut first, mut next) = (vec![None; schools], vec![None; self.market.pupils()]);
        for pupil in 0..self.market.pupils() as u32 {
            for wish in self.desired(pupil, placed) {
                wanted[self.market.school(wish) as usize] += 1;
            }
            if let Some(wish) = placed[pupil as usize] {
                let school = self.market.school(wish as usize) as usize;
                next[pupil as usize] = first[school].replace(pupil);
            }
        }
        let unwanted = |school: &u32| wanted[*school as usize] == 0 && !self.closed[*school as usize];
        let unwanted = (0..schools as u32).filter(unwanted).collect();
        Demand { wanted, first, next, unwanted }
    }

    /// Takes a pupil out; who does not consent bars others from what it desired.
    fn take_out(&mut self, pupil: u32, placed: &Placed, demand: &mut Demand) {
        let consents = self.consents.get(self.pupils[pupil as usize] as usize).copied().unwrap_or_default();
        for wish in self.desired(pupil, placed) {
            let school = self.market.school(wish);
            let wanted = &mut demand.wanted[school as usize];
            *wanted -= 1;
            if *wanted == 0 {
                demand.unwanted.push(school);
            }
            if !consents {
                let key = self.key(wish, pupil);
                let barred = &mut self.barred[school as usize];
                *barred = key.min(*barred);
            }
        }
    }

    /// What is left: wishes for schools that are not taken out nor barred, down to the own place, below
    /// which nobody falls.
    fn without_settled(self, placed: &Placed) -> Self {
        let closed = |wish: usize| self.closed[self.market.school(wish) as usize];
        let mut lists = Lists::default();
        let (mut pupils, mut wishes) = (Vec::new(), Vec::new());
        for (pupil, own) in (0u32..).zip(placed) {
            let Some(own) = own.map(|own| own as usize).filter(|own| !closed(*own)) else { continue };
            let barred = |wish: usize| self.key(wish, pupil) > self.barred[self.market.school(wish) as usize];
            let above = self.desired(pupil, placed).filter(|wish| !closed(*wish) && !barred(*wish));
            let start = wishes.len();
            wishes.extend(above.chain([own]));
            lists.push(wishes[start..].iter().map(|wish| self.market.school(*wish)));
            pupils.push(self.pupils[pupil as usize]);
        }
        let wishes = wishes.into_iter().map(|wish| self.wishes[wish]).collect();
        let at = noted(&pupils, self.at);
        Self { market: bare(lists, self.market.places), pupils, wishes, at, ..self }
    }
}

/// Notes where some pupils are among themselves.
fn noted(pupils: &[u32], mut at: Vec<u32>) -> Vec<u32> {
    (0..).zip(pupils).for_each(|(place, pupil)| at[*pupil as usize] = place);
    at
}

/// A market of which nothing but lists and places is asked.
fn bare(lists: Lists, places: Vec<u32>) -> Market {
    Market { lists, places, ..Market::default() }
}

//! Whom a school chooses among those who apply: `Ch(pool)`.
//!
//! Every rule is substitutable (who is chosen among many is chosen among fewer), never admits fewer
//! when more apply, and does not care for those whom it rejects (Hatfield & Milgrom 2005); the tests
//! hold this over all pools of up to seven.

mod bounds;
mod overlapping;
mod share;
mod slots;
#[cfg(test)]
mod tests;

use crate::market::{Market, Order, Rule};

/// A pupil who applies to a school.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Applicant {
    /// Key in the order of the school; lower goes first.
    pub key: u64,
    /// The wish for the school.
    pub wish: u32,
    /// Priority class at the school.
    pub class: u32,
    /// Groups, a bit each.
    pub groups: u64,
}

impl Applicant {
    /// The applicant that a wish makes of a pupil.
    #[must_use]
    pub fn new(market: &Market, order: &impl Order, wish: usize, pupil: u32) -> Self {
        Self {
            key: order.key(wish, pupil),
            wish: wish as u32,
            class: market.class(wish),
            groups: market.groups_of(pupil),
        }
    }

    fn bears(&self, group: u8) -> bool {
        self.groups >> group & 1 == 1
    }
}

/// A pool in order of priority, from which one after another is taken.
struct Pool<'a> {
    all: &'a [Applicant],
    taken: Vec<bool>,
    left: usize,
}

impl<'a> Pool<'a> {
    fn new(all: &'a [Applicant], places: u32) -> Self {
        Self { all, taken: vec![false; all.len()], left: all.len().min(places as usize) }
    }

    /// Takes, in order, everyone who suits while there are places.
    fn take_all(&mut self, mut suits: impl FnMut(&Applicant) -> bool) {
        for (applicant, taken) in self.all.iter().zip(&mut self.taken) {
            if self.left > 0 && !*taken && suits(applicant) {
                *taken = true;
                self.left -= 1;
            }
        }
    }

    /// Takes the first who suits; whether there is one.
    fn take_one(&mut self, suits: impl Fn(&Applicant) -> bool) -> bool {
        let first = (0..self.all.len()).find(|i| !self.taken[*i] && suits(&self.all[*i]));
        if let (Some(i), true) = (first, self.left > 0) {
            self.taken[i] = true;
            self.left -= 1;
            return true;
        }
        false
    }
}

/// Whom a school chooses from a pool that is in order of priority.
#[must_use]
pub fn chosen(rule: &Rule, pool: &[Applicant], places: u32) -> Vec<bool> {
    let mut open = Pool::new(pool, places);
    match rule {
        Rule::Responsive => open.take_all(|_| true),
        Rule::Bounds { groups, floors, ceilings, hard } => {
            bounds::choose(&mut open, groups, floors, ceilings, *hard);
        }
        Rule::Slots(all) => slots::choose(&mut open, all, places),
        Rule::Share { group, target, of, ahead, before } => {
            share::choose(&mut open, *group, (*target, *of), *ahead, *before);
        }
        Rule::Overlapping { reserves, held } => overlapping::choose(&mut open, reserves, held),
    }
    open.taken
}

/// The rule for the places that are left when some have been admitted for good, who are in order of
/// priority. Floors and ceilings fall by those admitted of each group, slots are those that they do not fill,
/// a share counts them, and overlapping reserves are filled by them first.
#[must_use]
pub fn left(rule: &Rule, admitted: &[Applicant]) -> Rule {
    let borne = |group: u8| admitted.iter().filter(|applicant| applicant.bears(group)).count() as u32;
    let less = |groups: &[u8], bounds: &[u32]| -> Vec<u32> {
        groups.iter().zip(bounds).map(|(group, bound)| bound.saturating_sub(borne(*group))).collect()
    };
    match rule {
        Rule::Responsive => Rule::Responsive,
        Rule::Share { group, target, of, ahead, before: (all, own) } => Rule::Share {
            group: *group,
            target: *target,
            of: *of,
            ahead: *ahead,
            before: (all + admitted.len() as u32, own + borne(*group)),
        },
        Rule::Bounds { groups, floors, ceilings, hard } => Rule::Bounds {
            groups: groups.clone(),
            floors: less(groups, floors),
            ceilings: less(groups, ceilings),
            hard: *hard,
        },
        Rule::Slots(all) => Rule::Slots(slots::left(all, admitted)),
        Rule::Overlapping { reserves, held } => {
            let groups = admitted.iter().map(|applicant| applicant.groups);
            Rule::Overlapping {
                reserves: reserves.clone(),
                held: held.iter().copied().chain(groups).collect(),
            }
        }
    }
}

//! Who holds a place where.

use super::Standing;
use crate::market::{Market, Placed};
use std::ops::Range;

/// A wish and its pupil.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Wish {
    pub at: usize,
    pub pupil: usize,
}

/// The places that are held, on wishes of one's own.
pub(super) struct Held {
    /// The wish on which a pupil is placed.
    of: Vec<Option<usize>>,
    /// Who holds the places of every school, as pupils come.
    pub at: Vec<Vec<Wish>>,
}

impl Held {
    pub(super) fn new(market: &Market, placed: &Placed) -> Self {
        let mut of = vec![None; market.pupils()];
        let mut at = vec![Vec::new(); market.schools()];
        for (pupil, held) in of.iter_mut().enumerate() {
            let wish = placed.get(pupil).copied().flatten().map(|wish| wish as usize);
            *held = wish.filter(|wish| market.lists.wishes(pupil).contains(wish));
            if let Some(wish) = *held {
                at[market.school(wish) as usize].push(Wish { at: wish, pupil });
            }
        }
        Self { of, at }
    }

    /// The same with those at every school in its order.
    pub(super) fn in_order(market: &Market, standing: &Standing, placed: &Placed) -> Self {
        let mut held = Self::new(market, placed);
        for school in &mut held.at {
            school.sort_unstable_by_key(|wish| standing.of(wish.at));
        }
        held
    }

    /// The wishes that a pupil would rather have: those before the one held, all of who is unplaced.
    pub(super) fn preferred(&self, market: &Market, pupil: usize) -> Range<usize> {
        let wishes = market.lists.wishes(pupil);
        wishes.start..self.of[pupil].unwrap_or(wishes.end)
    }

    /// The wishes that all pupils would rather have.
    pub(super) fn all_preferred(&self, market: &Market) -> impl Iterator<Item = Wish> {
        let wishes = |pupil| self.preferred(market, pupil).map(move |at| Wish { at, pupil });
        (0..market.pupils()).flat_map(wishes)
    }

    /// Whether a school has a place that nobody holds.
    pub(super) fn has_room(&self, market: &Market, school: usize) -> bool {
        self.at[school].len() < market.places[school] as usize
    }
}

/// The wish of the last admitted of every school, in its order; none where places are left, or where
/// there never was one. Who stands before it would have been admitted to a school that chooses by
/// priority alone (Azevedo & Leshno 2016).
///
/// ```
/// use schoolmix::market::{Lists, Lottery, Market, Ties};
/// use schoolmix::proof::{Standing, cutoffs};
/// let lists: Lists = [[0u32, 1], [0, 1], [0, 1]].iter().collect();
/// let market = Market::plain(lists, vec![1, 1, 2, 2, 3, 3], vec![2, 2]);
/// let standing = Standing::drawn(&market, |_| Lottery::new(0, 0, 0), &Ties::Strict);
/// assert_eq!(cutoffs(&market, &standing, &vec![Some(0), Some(2), Some(5)]), [Some(2), None]);
/// ```
#[must_use]
pub fn cutoffs(market: &Market, standing: &Standing, placed: &Placed) -> Vec<Option<u32>> {
    let held = Held::in_order(market, standing, placed);
    let last = |school: usize| held.at[school].last().map(|wish| wish.at as u32);
    (0..market.schools())
        .map(|school| if held.has_room(market, school) { None } else { last(school) })
        .collect()
}

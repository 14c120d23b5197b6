//! Who has a claim to a place of a school.

use super::held::{Held, Wish};
use super::{Candidate, Standing, admits};
use crate::market::{Market, Placed, Rule};

/// The wishes on which pupils block a placement (Gale & Shapley 1962): the pupil would rather have the
/// school, and the school would choose the pupil beside those it holds. Ascending.
///
/// A school that chooses by priority alone is asked for the last who fills its places only; another one
/// chooses anew for each pupil.
///
/// ```
/// use schoolmix::market::{Lists, Lottery, Market, Ties};
/// use schoolmix::proof::{Standing, blocking_pairs};
/// let lists: Lists = [[0u32, 1], [0, 1]].iter().collect();
/// let market = Market::plain(lists, vec![1, 1, 2, 2], vec![1, 1]);
/// let standing = Standing::drawn(&market, |_| Lottery::new(0, 0, 0), &Ties::Strict);
/// assert!(blocking_pairs(&market, &standing, &vec![Some(0), Some(3)]).is_empty());
/// assert_eq!(blocking_pairs(&market, &standing, &vec![Some(1), Some(2)]), [0]);
/// ```
#[must_use]
pub fn blocking_pairs(market: &Market, standing: &Standing, placed: &Placed) -> Vec<u32> {
    let held = Held::in_order(market, standing, placed);
    let blocks = |wish: &Wish| would_choose(market, standing, &held, *wish);
    held.all_preferred(market).filter(blocks).map(|wish| wish.at as u32).collect()
}

/// The wishes on which pupils would rather have a place that is empty (waste; Balinski & Sönmez 1999).
/// Places that stay empty because of a hard ceiling or a hard slot count for those only whom the school
/// would choose. Ascending, and each of them a blocking pair too.
///
/// ```
/// use schoolmix::market::{Lists, Lottery, Market, Ties};
/// use schoolmix::proof::{Standing, waste};
/// let lists: Lists = [[0u32, 1], [0, 1]].iter().collect();
/// let market = Market::plain(lists, vec![], vec![2, 1]);
/// let standing = Standing::drawn(&market, |_| Lottery::new(0, 0, 0), &Ties::Single);
/// assert_eq!(waste(&market, &standing, &vec![Some(0), Some(3)]), [2]);
/// ```
#[must_use]
pub fn waste(market: &Market, standing: &Standing, placed: &Placed) -> Vec<u32> {
    let held = Held::in_order(market, standing, placed);
    let wasted = |wish: &Wish| {
        held.has_room(market, market.school(wish.at) as usize) && would_choose(market, standing, &held, *wish)
    };
    held.all_preferred(market).filter(wasted).map(|wish| wish.at as u32).collect()
}

/// The wishes held that the school would not choose among those it holds: no placement with one is stable,
/// as the school would rather do without (Gale & Shapley 1962; individual rationality, Roth 1984).
/// Ascending. Places given out in stages may well leave some where slots are hard.
///
/// ```
/// use schoolmix::market::{Lists, Lottery, Market, Ties};
/// use schoolmix::proof::{Standing, unchosen};
/// let lists: Lists = [[0u32], [0]].iter().collect();
/// let market = Market::plain(lists, vec![2, 1], vec![1]);
/// let standing = Standing::drawn(&market, |_| Lottery::new(0, 0, 0), &Ties::Strict);
/// assert_eq!(unchosen(&market, &standing, &vec![Some(0), Some(1)]), [0]);
/// ```
#[must_use]
pub fn unchosen(market: &Market, standing: &Standing, placed: &Placed) -> Vec<u32> {
    let mut found = Vec::new();
    for (school, held) in Held::in_order(market, standing, placed).at.iter().enumerate() {
        let pool: Vec<Candidate> = held.iter().map(|wish| candidate(market, *wish)).collect();
        let chosen = admits(market.rule(school), &pool, market.places[school]);
        found.extend(held.iter().zip(chosen).filter(|(_, chosen)| !chosen).map(|(wish, _)| wish.at as u32));
    }
    found.sort_unstable();
    found
}

/// Whether a school would choose one pupil more beside those it holds, who are in its order.
fn would_choose(market: &Market, standing: &Standing, held: &Held, wish: Wish) -> bool {
    let school = market.school(wish.at) as usize;
    let (held, places) = (&held.at[school], market.places[school]);
    let behind = |other: &Wish| standing.of(other.at) > standing.of(wish.at);
    if *market.rule(school) == Rule::Responsive {
        let last = (places as usize).checked_sub(1);
        return last.is_some_and(|last| held.get(last).is_none_or(behind));
    }
    let at = held.partition_point(|other| !behind(other));
    let mut pool: Vec<Candidate> = held.iter().map(|wish| candidate(market, *wish)).collect();
    pool.insert(at, candidate(market, wish));
    admits(market.rule(school), &pool, places)[at]
}

fn candidate(market: &Market, wish: Wish) -> Candidate {
    Candidate { class: market.class(wish.at), groups: market.groups_of(wish.pupil as u32) }
}

//! Envy that priority justifies.

use super::Standing;
use super::held::{Held, Wish};
use crate::market::{Market, Placed};
use std::collections::BTreeMap;

/// What gives a pupil the better claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Envy {
    /// To stand before the other in the order of the school, lottery included.
    Strict,
    /// To be in a better priority class.
    Class,
    /// To stand before the other and to be of the same groups.
    Within,
}

/// The wishes for schools that a pupil would rather have and that hold someone with a lesser claim
/// (Abdulkadiroğlu & Sönmez 2003; within groups, as floors and ceilings allow: Ehlers, Hafalir, Yenmez &
/// Yildirim 2014). Ascending; a pupil may envy many at one school and counts once there.
///
/// ```
/// use schoolmix::market::{Lists, Lottery, Market, Ties};
/// use schoolmix::proof::{Envy, Standing, justified_envy};
/// let lists: Lists = [[0u32, 1], [0, 1]].iter().collect();
/// let market = Market { groups: vec![1, 0], ..Market::plain(lists, vec![1, 1, 2, 1], vec![1, 1]) };
/// let standing = Standing::drawn(&market, |_| Lottery::new(0, 0, 0), &Ties::Strict);
/// let envy = |by| justified_envy(&market, &standing, &vec![Some(1), Some(2)], by);
/// assert_eq!((envy(Envy::Strict), envy(Envy::Class), envy(Envy::Within)), (vec![0], vec![0], vec![]));
/// ```
#[must_use]
pub fn justified_envy(market: &Market, standing: &Standing, placed: &Placed, by: Envy) -> Vec<u32> {
    let held = Held::new(market, placed);
    let claim = |wish: &Wish| match by {
        Envy::Class => market.class(wish.at),
        Envy::Strict | Envy::Within => standing.of(wish.at),
    };
    let among = |wish: &Wish| match by {
        Envy::Within => (market.school(wish.at), market.groups_of(wish.pupil as u32)),
        Envy::Strict | Envy::Class => (market.school(wish.at), 0),
    };
    let mut least: BTreeMap<(u32, u64), u32> = BTreeMap::new();
    for wish in held.at.iter().flatten() {
        let worst = least.entry(among(wish)).or_default();
        *worst = (*worst).max(claim(wish));
    }
    let envies = |wish: &Wish| least.get(&among(wish)).is_some_and(|worst| claim(wish) < *worst);
    held.all_preferred(market).filter(envies).map(|wish| wish.at as u32).collect()
}

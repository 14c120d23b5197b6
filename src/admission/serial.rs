//! Serial dictatorship: one after another chooses (Satterthwaite & Sonnenschein 1981).

use crate::market::{Market, Placed};

/// In turn, every pupil takes the best school on the list that has a place left. With turns drawn by lot
/// it is random serial dictatorship (Abdulkadiroğlu & Sönmez 1998).
///
/// Priorities play no part. Pareto efficient, and nobody gains by another list than the own.
///
/// ```
/// use schoolmix::admission::serial_dictatorship;
/// use schoolmix::market::{Lists, Market};
/// let lists: Lists = [[0u32, 1], [0, 1], [0, 1]].iter().collect();
/// let market = Market::plain(lists, vec![], vec![1, 1]);
/// assert_eq!(serial_dictatorship(&market, &[2, 1, 0]), [None, Some(3), Some(4)]);
/// ```
#[must_use]
pub fn serial_dictatorship(market: &Market, turns: &[u32]) -> Placed {
    let schools = market.lists.schools();
    let mut left = market.places.clone();
    let mut placed = vec![None; market.pupils()];
    for pupil in turns {
        let mut wishes = market.lists.wishes(*pupil as usize);
        if let Some(wish) = wishes.find(|wish| left[schools[*wish] as usize] > 0) {
            left[schools[wish] as usize] -= 1;
            placed[*pupil as usize] = Some(wish as u32);
        }
    }
    placed
}

//! Choices band by band (the Chinese parallel mechanism, Chen & Kesten 2017).

use super::{Left, deferred_acceptance};
use crate::market::{Market, Order, Placed};

/// Deferred acceptance on the choices of one band after another, each final.
///
/// `bands` says how many choices each band has; the last goes on repeating. One band of all
/// choices is deferred acceptance, bands of one choice are immediate acceptance. `order(band)` says in which order
/// pupils stand in a band.
///
/// ```
/// use schoolmix::admission::parallel;
/// use schoolmix::market::{Lists, Market, Single};
/// let lists: Lists = [[0u32, 1], [0, 1]].iter().collect();
/// let market = Market::plain(lists, vec![1, 0, 0, 1], vec![1, 1]);
/// let placed = parallel(&market, &[1], |_| Single::taking_turns(&market, vec![0, 1]));
/// assert_eq!(placed, [Some(1), Some(2)]);
/// ```
#[must_use]
pub fn parallel<O: Order>(market: &Market, bands: &[u32], order: impl Fn(usize) -> O) -> Placed {
    let longest = market.ranks.iter().max().copied().unwrap_or_default();
    let widths = bands.iter().chain(bands.last().into_iter().cycle());
    let mut left = Left::all(market);
    let mut last = 0u32;
    for (band, width) in widths.enumerate() {
        let ranks = last + 1..=last.saturating_add((*width).max(1));
        let part = left.part(|_, wish| ranks.contains(&market.ranks[wish]));
        let inside = Within { order: &order(band), wishes: &part.wishes };
        let placed = deferred_acceptance(&part.market, &inside);
        left.settle(&part, &placed, &inside);
        last = *ranks.end();
        if last >= longest {
            break;
        }
    }
    left.placed
}

/// The order of a market, for a part of it.
pub(super) struct Within<'a, O> {
    pub(super) order: &'a O,
    pub(super) wishes: &'a [u32],
}

impl<O: Order> Order for Within<'_, O> {
    fn key(&self, wish: usize, pupil: u32) -> u64 {
        self.order.key(self.wishes[wish] as usize, pupil)
    }

    fn pupil(&self, key: u64) -> u32 {
        self.order.pupil(key)
    }

    fn turns(&self) -> &[u32] {
        self.order.turns()
    }

    fn takes_turns(&self) -> bool {
        self.order.takes_turns()
    }
}

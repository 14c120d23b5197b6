//! Pupils in an order drawn for each of them, and seats dealt out in that order.

use crate::numeric::Stream;
use crate::world::Seating;
use rayon::prelude::*;

/// A random word for every pupil, drawn by its number alone.
fn keys(seating: &Seating, stream: Stream, purpose: u8) -> Vec<u64> {
    let key = |id: &u64| {
        let [high, low, ..] = stream.block(*id, u32::from(seating.year), purpose, 0);
        u64::from(high) << 32 | u64::from(low)
    };
    seating.ids.par_iter().map(key).collect()
}

/// All pupils in a random order; ties by number.
#[must_use]
pub fn drawn_order(seating: &Seating, stream: Stream, purpose: u8) -> Vec<u32> {
    let keys = keys(seating, stream, purpose);
    let mut order: Vec<u32> = (0..seating.len() as u32).collect();
    order.par_sort_unstable_by_key(|i| (keys[*i as usize], *i));
    order
}

/// Deals what every pupil has out again among the pupils of its stratum, in the random order.
///
/// The things of a stratum are sorted first, so that who had them does not matter.
#[must_use]
pub fn dealt(order: &[u32], strata: &[u64], things: &[u32]) -> Vec<u32> {
    let mut pupils = order.to_vec();
    pupils.par_sort_by_key(|i| strata[*i as usize]);
    let mut sorted: Vec<(u64, u32)> = strata.iter().copied().zip(things.iter().copied()).collect();
    sorted.par_sort_unstable();
    let mut dealt = vec![0; things.len()];
    for (pupil, (_, thing)) in pupils.into_iter().zip(sorted) {
        dealt[pupil as usize] = thing;
    }
    dealt
}

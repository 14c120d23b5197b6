//! Pupils of several groups dealt out at random.

use crate::numeric::{Draws, hypergeometric};

/// `size` pupils drawn without replacement from `groups`, `size` being at most their sum: counts by
/// group, multivariate hypergeometric, as hypergeometric counts group after group.
pub(super) fn deal(groups: &[u64], size: u64, draws: &mut Draws, out: &mut [u64]) {
    let mut rest: u64 = groups.iter().sum();
    let mut left = size;
    for (own, n) in groups.iter().zip(out) {
        rest -= own;
        *n = hypergeometric(*own, rest, left, draws);
        left -= *n;
    }
}

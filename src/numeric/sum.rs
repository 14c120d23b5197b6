//! Sums whose bits do not depend on the number of threads.

use rayon::prelude::*;
use std::ops::{AddAssign, Range};

/// Rows in one block of a fixed-order sum.
pub const BLOCK: usize = 4096;

/// Below this many rows the blocks are summed on the calling thread.
const SERIAL: usize = 8 * BLOCK;

/// A running sum with the rounding of every addition kept aside (Neumaier 1974).
///
/// ```
/// use schoolmix::numeric::Sum;
/// let mut sum = Sum::default();
/// for x in [1e16, 1.0, -1e16] {
///     sum += x;
/// }
/// assert_eq!(sum.value(), 1.0);
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Sum {
    total: f64,
    lost: f64,
}

impl Sum {
    /// The sum so far.
    #[must_use]
    pub fn value(self) -> f64 {
        self.total + self.lost
    }
}

impl AddAssign<f64> for Sum {
    fn add_assign(&mut self, x: f64) {
        let total = self.total + x;
        self.lost +=
            if self.total.abs() >= x.abs() { (self.total - total) + x } else { (x - total) + self.total };
        self.total = total;
    }
}

impl AddAssign for Sum {
    fn add_assign(&mut self, other: Self) {
        *self += other.total;
        *self += other.lost;
    }
}

impl FromIterator<f64> for Sum {
    fn from_iter<I: IntoIterator<Item = f64>>(items: I) -> Self {
        let mut sum = Self::default();
        for x in items {
            sum += x;
        }
        sum
    }
}

/// Sums `N` quantities over `range`, block by block: blocks start at fixed places
/// and are added in order, so any number of threads gives the same bits.
pub fn sum_blocks<const N: usize>(
    range: Range<usize>,
    block: impl Fn(Range<usize>) -> [Sum; N] + Sync,
) -> [f64; N] {
    let blocks = range.len().div_ceil(BLOCK);
    let nth = |b: usize| {
        let start = range.start + b * BLOCK;
        block(start..range.end.min(start + BLOCK))
    };
    let partials: Vec<[Sum; N]> = if range.len() < SERIAL {
        (0..blocks).map(nth).collect()
    } else {
        (0..blocks).into_par_iter().map(nth).collect()
    };
    let mut totals = [Sum::default(); N];
    for partial in partials {
        for (total, part) in totals.iter_mut().zip(partial) {
            *total += part;
        }
    }
    totals.map(Sum::value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_number_of_threads_gives_the_same_bits() {
        let x: Vec<f64> = (0..100_000u32).map(|i| 1.0 / f64::from(i + 1)).collect();
        let total = || sum_blocks(0..x.len(), |r| [x[r].iter().copied().collect()])[0];
        let bits: Vec<u64> = [1, 2, 3, 8]
            .map(|n| rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap())
            .iter()
            .map(|pool| pool.install(total).to_bits())
            .collect();
        assert!(bits.iter().all(|b| *b == bits[0]), "{bits:?}");
        assert!((total() - 12.090_146_129_863_428).abs() < 1e-14);
    }
}

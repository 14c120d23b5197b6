//! The bootstrap under which segregation grows by as much as chance has already added.

use crate::numeric::{Stream, purpose};
use crate::uncertainty::{Multinomial, Source};

/// Two groups drawn again separately: x* ~ Multinomial(X, f) and y* ~ Multinomial(Y, g), so that
/// both keep their size (Allen, Burgess, Davidson & Windmeijer 2015, Econometrics Journal 18:40).
///
/// With I* the mean of an index over replicates, the corrected index is `2I - I*`; it may leave
/// 0..1. Units can come out empty.
#[derive(Clone, Debug)]
pub struct Apart {
    focal: Multinomial,
    others: Multinomial,
}

impl Apart {
    /// Prepares the draws of units `(x_j, t_j)`.
    ///
    /// ```
    /// use schoolmix::uncertainty::Apart;
    /// let drawn = Apart::new(&[(80, 100), (15, 100), (5, 100)]).draw(1, 0, 0);
    /// let sum = drawn.iter().fold((0, 0), |sum, unit| (sum.0 + unit.0, sum.1 + unit.1));
    /// assert_eq!(sum, (100, 300));
    /// ```
    #[must_use]
    pub fn new(units: &[(u64, u64)]) -> Self {
        let law =
            |count: fn(&(u64, u64)) -> u64| Multinomial::new(&units.iter().map(count).collect::<Vec<_>>());
        Self { focal: law(|u| u.0), others: law(|u| u.1 - u.0) }
    }

    /// Replicate `r` of table `number` under `seed`.
    #[must_use]
    pub fn draw(&self, seed: u64, number: u32, r: u32) -> Vec<(u64, u64)> {
        let stream = Stream::new(seed, r);
        let group = |law: &Multinomial, number: u32| {
            let mut drawn = Vec::new();
            law.draw(Source { stream, number, purpose: purpose::GROUP }, &mut drawn);
            drawn
        };
        let (focal, others) = (group(&self.focal, 2 * number), group(&self.others, 2 * number + 1));
        focal.into_iter().zip(others).map(|(x, y)| (x, x + y)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_drawn_apart_and_keep_their_means() {
        let units = [(30, 40), (30, 90), (40, 70)];
        let (n, mut sums, mut together) = (4_000, [0.0; 2], 0.0);
        for r in 0..n {
            let drawn = Apart::new(&units).draw(3, 0, r);
            let (x, y) = (drawn[0].0 as f64, (drawn[0].1 - drawn[0].0) as f64);
            sums[0] += x / f64::from(n);
            sums[1] += y / f64::from(n);
            together += (x - 30.0) * (y - 10.0) / f64::from(n);
        }
        assert!((sums[0] - 30.0).abs() < 4.5 * (21.0 / f64::from(n)).sqrt(), "{sums:?}");
        assert!((sums[1] - 10.0).abs() < 4.5 * (9.0 / f64::from(n)).sqrt(), "{sums:?}");
        assert!(together.abs() < 4.5 * (21.0 * 9.0 / f64::from(n)).sqrt(), "{together}");
    }
}

//! Intervals from replicates. They are not clipped: an end may leave the range of the index.

use crate::numeric::{Sum, normal_cdf, normal_quantile};

/// An interval, and the standard deviation behind it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Standard error.
    pub se: f64,
}

/// How an interval is made from replicates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Quantiles of twice the estimate less the replicate.
    Basic,
    /// Quantiles of the replicates.
    Percentile,
    /// Quantiles of the replicates, shifted by their median bias.
    BiasCorrected,
}

/// Replicates of one estimate.
#[derive(Clone, Debug)]
pub struct Replicates {
    estimate: f64,
    sorted: Vec<f64>,
}

impl Replicates {
    /// Sorts the replicates of an estimate; None for fewer than two, which show no spread.
    ///
    /// ```
    /// use schoolmix::uncertainty::Replicates;
    /// let replicates = Replicates::new(5.0, vec![4.0, 8.0, 6.0]).unwrap();
    /// assert_eq!((replicates.bias(), replicates.se()), (1.0, 2.0));
    /// assert_eq!(replicates.percentile(0.5), (5.0, 7.0));
    /// assert_eq!(replicates.basic(0.5), (3.0, 5.0));
    /// ```
    #[must_use]
    pub fn new(estimate: f64, mut values: Vec<f64>) -> Option<Self> {
        values.sort_unstable_by(f64::total_cmp);
        (values.len() > 1).then_some(Self { estimate, sorted: values })
    }

    /// Mean of the replicates.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.sorted.iter().copied().collect::<Sum>().value() / self.sorted.len() as f64
    }

    /// Mean of the replicates minus the estimate.
    #[must_use]
    pub fn bias(&self) -> f64 {
        self.mean() - self.estimate
    }

    /// Standard error: standard deviation of the replicates, over B - 1.
    #[must_use]
    pub fn se(&self) -> f64 {
        let mean = self.mean();
        let spread = self.sorted.iter().map(|v| (v - mean) * (v - mean)).collect::<Sum>().value();
        (spread / (self.sorted.len() - 1) as f64).sqrt()
    }

    /// The interval of a method; None where it has none.
    #[must_use]
    pub fn interval(&self, method: Method, level: f64) -> Option<Interval> {
        let (low, high) = match method {
            Method::Basic => self.basic(level),
            Method::Percentile => self.percentile(level),
            Method::BiasCorrected => self.bias_corrected(level)?,
        };
        Some(Interval { low, high, se: self.se() })
    }

    /// Percentile interval: quantiles of the replicates (Efron 1979). It takes the bias of the
    /// replicates over into the interval.
    #[must_use]
    pub fn percentile(&self, level: f64) -> (f64, f64) {
        let tail = (1.0 - level) / 2.0;
        (quantile(&self.sorted, tail), quantile(&self.sorted, 1.0 - tail))
    }

    /// Basic interval: quantiles of `2·estimate - replicate` (Davison & Hinkley 1997), which takes
    /// the bias out.
    #[must_use]
    pub fn basic(&self, level: f64) -> (f64, f64) {
        let (low, high) = self.percentile(level);
        (2.0 * self.estimate - high, 2.0 * self.estimate - low)
    }

    /// Bias-corrected percentile interval (BC: Efron 1981, Canadian Journal of Statistics 9:139):
    /// percentiles at `Φ(2 z0 ± z)`, `Φ(z0)` the share of replicates below the estimate, ties by
    /// half. None if all replicates are on one side, where z0 is infinite.
    ///
    /// ```
    /// use schoolmix::uncertainty::Replicates;
    /// let even = Replicates::new(5.0, (0..11).map(f64::from).collect()).unwrap();
    /// let ((a, b), (low, high)) = (even.bias_corrected(0.8).unwrap(), even.percentile(0.8));
    /// assert!((a - low).abs() < 1e-12 && (b - high).abs() < 1e-12);
    /// assert!(Replicates::new(0.0, vec![1.0, 2.0]).unwrap().bias_corrected(0.8).is_none());
    /// ```
    #[must_use]
    pub fn bias_corrected(&self, level: f64) -> Option<(f64, f64)> {
        let below = self.sorted.partition_point(|v| *v < self.estimate);
        let up_to = self.sorted.partition_point(|v| *v <= self.estimate);
        let share = (below + up_to) as f64 / (2 * self.sorted.len()) as f64;
        let shift = 2.0 * normal_quantile(share)?;
        let z = normal_quantile(f64::midpoint(1.0, level))?;
        let at = |z: f64| quantile(&self.sorted, normal_cdf(z));
        Some((at(shift - z), at(shift + z)))
    }
}

/// A quantile by linear interpolation between order statistics (Hyndman & Fan 1996, American
/// Statistician 50:361, type 7). There must be a value.
///
/// ```
/// use schoolmix::uncertainty::quantile;
/// assert_eq!(quantile(&[1.0, 2.0, 4.0, 8.0], 0.5), 3.0);
/// ```
#[must_use]
pub fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len() - 1) as f64;
    let below = place.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (place - place.floor()) * (sorted[above] - sorted[below])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bias_correction_moves_the_percentiles() {
        let normal = |i: u32| normal_quantile(f64::from(i) / 1e5).unwrap();
        let values: Vec<f64> = (1..100_000).map(|i| normal(i) + 0.5).collect();
        let replicates = Replicates::new(0.0, values).unwrap();
        // All replicates are 0.5 too high: z0 = -0.5, so that the ends are at -0.5 ± 1.645.
        let (low, high) = replicates.bias_corrected(0.9).unwrap();
        assert!((low - (-0.5 - 1.645)).abs() < 0.02 && (high - (-0.5 + 1.645)).abs() < 0.02, "{low} {high}");
        assert!((replicates.bias() - 0.5).abs() < 1e-12 && (replicates.se() - 1.0).abs() < 0.02);
    }
}

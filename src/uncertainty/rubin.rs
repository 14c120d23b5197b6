//! Rubin's rules: one answer from several imputed tables.

use crate::numeric::{Sum, student_quantile};

/// What several imputed tables say together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Combined {
    /// Mean of the estimates, q̄.
    pub estimate: f64,
    /// Within variance ū: mean of the variances.
    pub within: f64,
    /// Between variance b of the estimates.
    pub between: f64,
    /// Total variance `t = ū + (1 + 1/m) b`.
    pub total: f64,
    /// Degrees of freedom `(m - 1) (1 + ū / ((1 + 1/m) b))²`; infinite if the estimates are equal.
    pub freedom: f64,
}

/// Combines the estimates and sampling variances from m imputed tables (Rubin 1987, Multiple
/// Imputation for Nonresponse in Surveys). None for fewer than two, or if there is not a variance for
/// each.
///
/// ```
/// use schoolmix::uncertainty::combine;
/// let c = combine(&[1.0, 2.0, 3.0], &[0.5, 0.6, 0.7]).unwrap();
/// assert!((c.estimate, c.between) == (2.0, 1.0) && (c.total - (0.6 + 4.0 / 3.0)).abs() < 1e-15);
/// assert!((c.freedom - 2.0 * (1.0f64 + 0.45).powi(2)).abs() < 1e-12);
/// ```
#[must_use]
pub fn combine(estimates: &[f64], variances: &[f64]) -> Option<Combined> {
    let m = estimates.len() as f64;
    if estimates.len() < 2 || variances.len() != estimates.len() {
        return None;
    }
    let mean = |values: &[f64]| values.iter().copied().collect::<Sum>().value() / m;
    let (estimate, within) = (mean(estimates), mean(variances));
    let spread = estimates.iter().map(|q| (q - estimate) * (q - estimate)).collect::<Sum>().value();
    let between = spread / (m - 1.0);
    let added = (1.0 + 1.0 / m) * between;
    let freedom =
        if added > 0.0 { (m - 1.0) * (1.0 + within / added) * (1.0 + within / added) } else { f64::INFINITY };
    Some(Combined { estimate, within, between, total: within + added, freedom })
}

impl Combined {
    /// Interval by Student's t with [`freedom`](Self::freedom) degrees of freedom; `level` in (0, 1),
    /// None otherwise.
    ///
    /// ```
    /// use schoolmix::uncertainty::combine;
    /// let (low, high) = combine(&[2.0, 2.0], &[1.0, 1.0]).unwrap().interval(0.95).unwrap();
    /// assert!((low - 0.040_036).abs() < 1e-6 && (high - 3.959_964).abs() < 1e-6);
    /// ```
    #[must_use]
    pub fn interval(&self, level: f64) -> Option<(f64, f64)> {
        let reach = student_quantile(f64::midpoint(1.0, level), self.freedom)? * self.total.sqrt();
        Some((self.estimate - reach, self.estimate + reach))
    }
}

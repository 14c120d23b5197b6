//! Student's t distribution.

use super::{Beta, normal_quantile};

/// The share of Student's t distribution below `t`, for `freedom > 0` degrees of freedom:
/// `I_x(ν/2, 1/2)/2` below 0, `x = ν/(ν + t²)` (Student 1908).
///
/// ```
/// use schoolmix::numeric::student_cdf;
/// assert!((student_cdf(1.0, 1.0) - 0.75).abs() < 1e-14);
/// ```
#[must_use]
pub fn student_cdf(t: f64, freedom: f64) -> f64 {
    let square = t * t;
    let (x, y) = (freedom / (freedom + square), square / (freedom + square));
    let tail = if x > 0.0 { 0.5 * Beta { a: 0.5 * freedom, b: 0.5 }.shares(x, y).0 } else { 0.0 };
    if t > 0.0 { 1.0 - tail } else { tail }
}

/// The quantile of Student's t distribution for `0 < p < 1` and `freedom > 0`, which may be no whole
/// number; None otherwise. With infinite freedom it is the normal distribution.
///
/// ```
/// use schoolmix::numeric::student_quantile;
/// assert!((student_quantile(0.975, 10.0).unwrap() - 2.228138851986274).abs() < 1e-12);
/// ```
#[must_use]
pub fn student_quantile(p: f64, freedom: f64) -> Option<f64> {
    let z = normal_quantile(p)?;
    if freedom.is_nan() || freedom <= 0.0 {
        return None;
    }
    if freedom > LARGE {
        return Some(near_normal(z, freedom));
    }
    let tail = p.min(1.0 - p);
    let t = bisected(tail, freedom);
    Some(if p > 0.5 { t } else { -t })
}

/// Degrees of freedom above which t is near enough to normal.
const LARGE: f64 = 1e4;

/// Expansion in `1/ν` around the normal quantile (Fisher & Cornish 1960, Technometrics 2:209).
fn near_normal(z: f64, freedom: f64) -> f64 {
    let (v, s) = (1.0 / freedom, z * z);
    let third = ((3.0 * s + 19.0) * s + 17.0) * s - 15.0;
    let second = (5.0 * s + 16.0) * s + 3.0;
    z + z * v * ((s + 1.0) / 4.0 + v * (second / 96.0 + v * third / 384.0))
}

/// The t > 0 with `tail` above it: brackets by doubling, then halves until nothing lies between.
fn bisected(tail: f64, freedom: f64) -> f64 {
    let above = |t: f64| student_cdf(-t, freedom);
    let (mut low, mut high) = (0.0, 1.0);
    while above(high) > tail && high < 1e300 {
        (low, high) = (high, 2.0 * high);
    }
    loop {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            return middle;
        }
        if above(middle) > tail { low = middle } else { high = middle }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By arithmetic of 40 digits.
    const TABLE: [(f64, f64, f64); 8] = [
        (0.975, 1.0, 12.706_204_736_174_705),
        (0.975, 2.0, 4.302_652_729_749_464),
        (0.975, 2.5, 3.574_654_842_003_683),
        (0.75, 7.3, 0.709_573_020_456_991_2),
        (0.995, 30.0, 2.749_995_653_567_225),
        (0.9, 1_000.0, 1.282_398_721_460_924_4),
        (0.95, 25_000.5, 1.644_914_578_770_681_5),
        (0.975, 3e8, 1.959_963_992_447_625),
    ];

    #[test]
    fn quantiles_are_those_of_the_tables() {
        for (p, freedom, t) in TABLE {
            let found = student_quantile(p, freedom).unwrap();
            assert!((found / t - 1.0).abs() < 2e-12, "{p} {freedom}: {found} {t}");
            assert_eq!(
                student_quantile(1.0 - p, freedom).map(|t| (t * 1e9).round()),
                Some((-t * 1e9).round())
            );
        }
        assert!(student_quantile(0.9, 0.0).is_none() && student_quantile(1.0, 5.0).is_none());
        assert_eq!(student_quantile(0.5, 3.0), Some(0.0));
    }
}

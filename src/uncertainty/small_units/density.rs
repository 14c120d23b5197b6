//! D with the gap of every unit shrunk to its most likely size.

use super::totals;
use crate::numeric::Sum;

/// Density-corrected dissimilarity `½ Σ s_j θ_j` (Allen, Burgess, Davidson & Windmeijer 2015,
/// Econometrics Journal 18:40), from 0 to 1.
///
/// `s_j² = f_j(1-f_j)/X + g_j(1-g_j)/Y` is the sampling variance of `f_j - g_j`, `u_j = |f_j - g_j|/s_j`,
/// and θ_j the true gap in units of s_j under which u_j, a folded normal, is most likely: 0 if
/// `u_j <= 1`, else the positive root of `θ = u tanh(uθ)`. Where `s_j = 0` the term is `|f_j - g_j|`.
///
/// ```
/// use schoolmix::uncertainty::density;
/// let d = density(&[(10, 100), (40, 100), (25, 100), (60, 100), (5, 100)]);
/// assert!((d - 0.421626959).abs() < 1e-9); // 0.436508 uncorrected
/// ```
#[must_use]
pub fn density(units: &[(u64, u64)]) -> f64 {
    let (x, t) = totals(units);
    let (x, y) = (x as f64, (t - x) as f64);
    let term = |(focal, all): &(u64, u64)| {
        let (f, g) = (*focal as f64 / x, (all - focal) as f64 / y);
        gap((f - g).abs(), (f * (1.0 - f) / x + g * (1.0 - g) / y).sqrt())
    };
    0.5 * units.iter().map(term).collect::<Sum>().value()
}

/// The most likely true gap given the one found and its standard deviation.
fn gap(found: f64, deviation: f64) -> f64 {
    if deviation == 0.0 { found } else { deviation * root(found / deviation) }
}

/// θ for u. `u tanh(uθ) - θ` is concave, so Newton's steps from `θ = u` fall to the root and never
/// past it; they end when rounding stops the fall.
fn root(u: f64) -> f64 {
    if u <= 1.0 {
        return 0.0;
    }
    let mut theta = u;
    loop {
        let tanh = libm::tanh(u * theta);
        let slope = u * u * (1.0 - tanh * tanh) - 1.0;
        let next = theta - (u * tanh - theta) / slope;
        if slope >= 0.0 || next >= theta || next < 0.0 {
            return theta;
        }
        theta = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn tables_have_their_reference_values() {
        let v1 = density(&[(80, 100), (15, 100), (5, 100)]);
        assert!((v1 - 0.7).abs() < 1e-12, "{v1}");
        let separated = density(&[(20, 20), (0, 30), (10, 10)]);
        assert!((separated - 1.0).abs() < 1e-12, "{separated}");
        assert!(density(&[(10, 30), (20, 60)]).abs() < 1e-12);
        let singles: Vec<(u64, u64)> = (0..10).map(|j| (u64::from(j < 3), 1)).collect();
        assert!((density(&singles) - 0.737_430).abs() < 5e-7);
    }

    proptest! {
        #[test]
        fn the_root_solves_its_equation(u in 1.000_001..30.0f64) {
            let theta = root(u);
            prop_assert!(theta > 0.0 && theta <= u);
            prop_assert!((u * libm::tanh(u * theta) - theta).abs() < 1e-14 * u);
        }
    }
}

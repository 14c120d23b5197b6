//! The normal distribution.

use super::{exp, ln};
use std::f64::consts::{FRAC_1_SQRT_2, TAU};

/// `Φ(z)`: the share of a standard normal distribution below `z`.
///
/// ```
/// use schoolmix::numeric::normal_cdf;
/// assert!((normal_cdf(1.959963984540054) - 0.975).abs() < 1e-15);
/// ```
#[must_use]
pub fn normal_cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z * FRAC_1_SQRT_2)
}

/// `Φ⁻¹(p)` for `0 < p < 1`, None otherwise: a rational approximation (Acklam 2003, error below
/// 1.2e-9) and one step of Newton's method with [`normal_cdf`].
///
/// ```
/// use schoolmix::numeric::normal_quantile;
/// assert!((normal_quantile(0.975).unwrap() - 1.959963984540054).abs() < 1e-14);
/// assert!(normal_quantile(1.0).is_none());
/// ```
#[must_use]
pub fn normal_quantile(p: f64) -> Option<f64> {
    if !(p > 0.0 && p < 1.0) {
        return None;
    }
    // The lower half keeps its digits; above it the distance to 1 is exact.
    Some(if p > 0.5 { -lower_half(1.0 - p) } else { lower_half(p) })
}

fn lower_half(p: f64) -> f64 {
    let z = if p < TAIL {
        let q = (-2.0 * ln(p)).sqrt();
        polynomial(&C, q) / (q * polynomial(&D, q) + 1.0)
    } else {
        let q = p - 0.5;
        let r = q * q;
        q * polynomial(&A, r) / (r * polynomial(&B, r) + 1.0)
    };
    z - (normal_cdf(z) - p) * TAU.sqrt() * exp(0.5 * z * z)
}

fn polynomial(coefficients: &[f64], x: f64) -> f64 {
    coefficients.iter().fold(0.0, |sum, c| sum * x + c)
}

const TAIL: f64 = 0.02425;
const A: [f64; 6] = [
    -3.969_683_028_665_376e1,
    2.209_460_984_245_205e2,
    -2.759_285_104_469_687e2,
    1.383_577_518_672_69e2,
    -3.066_479_806_614_716e1,
    2.506_628_277_459_239,
];
const B: [f64; 5] = [
    -5.447_609_879_822_406e1,
    1.615_858_368_580_409e2,
    -1.556_989_798_598_866e2,
    6.680_131_188_771_972e1,
    -1.328_068_155_288_572e1,
];
const C: [f64; 6] = [
    -7.784_894_002_430_293e-3,
    -3.223_964_580_411_365e-1,
    -2.400_758_277_161_838,
    -2.549_732_539_343_734,
    4.374_664_141_464_968,
    2.938_163_982_698_783,
];
const D: [f64; 4] =
    [7.784_695_709_041_462e-3, 3.224_671_290_700_398e-1, 2.445_134_137_142_996, 3.754_408_661_907_416];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_the_tables() {
        for (p, z) in [
            (1e-300, -37.047_096_299_361_2),
            (1e-10, -6.361_340_902_404_056),
            (0.001, -3.090_232_306_167_813_6),
            (0.025, -1.959_963_984_540_054_2),
            (0.3, -0.524_400_512_708_040_7),
            (0.5, 0.0),
            (0.841_344_746_068_542_9, 1.0),
            (0.995, 2.575_829_303_548_901),
        ] {
            let found = normal_quantile(p).unwrap();
            assert!((found - z).abs() < 2e-14 * z.abs().max(1.0), "{p} {found} {z}");
        }
        assert_eq!([0.0, 1.0, -1.0, f64::NAN].map(normal_quantile), [None; 4]);
    }

    #[test]
    fn quantile_and_cdf_are_inverse() {
        for i in 1..5_000 {
            let p = f64::from(i) / 5e3;
            assert!((normal_cdf(normal_quantile(p).unwrap()) - p).abs() < 3e-16, "{p}");
        }
    }
}

//! The beta distribution: its density and how much of it lies below a point.

use super::{exp, ln, normal_quantile};

/// A beta distribution with parameters `a` and `b`, both above 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Beta {
    /// First parameter; its share of the sum is the mean.
    pub a: f64,
    /// Second parameter.
    pub b: f64,
}

impl Beta {
    /// The mean.
    #[must_use]
    pub fn mean(self) -> f64 {
        self.a / (self.a + self.b)
    }

    /// The variance.
    #[must_use]
    pub fn variance(self) -> f64 {
        let s = self.a + self.b;
        (self.a / s) * (self.b / s) / (s + 1.0)
    }

    /// `x^a y^b / B(a, b)` with `y = 1 - x`, the density times xy.
    ///
    /// Written around the mean, so that large parameters keep their digits (the saddle-point form of
    /// Loader 2000).
    ///
    /// ```
    /// use schoolmix::numeric::Beta;
    /// let density = Beta { a: 2.0, b: 3.0 }.kernel(0.25, 0.75); // B(2, 3) = 1/12
    /// assert!((density - 12.0 * 0.0625 * 0.421875).abs() < 1e-15);
    /// ```
    #[must_use]
    pub fn kernel(self, x: f64, y: f64) -> f64 {
        let Self { a, b } = self;
        if x <= 0.0 || y <= 0.0 {
            return 0.0;
        }
        let s = a + b;
        let off = x * b - y * a;
        let power = tilt(a, off, x * s / a) + tilt(b, -off, y * s / b);
        (a / s * b / std::f64::consts::TAU).sqrt() * exp(power + rest(s) - rest(a) - rest(b))
    }

    /// The shares of the distribution below and above `x`, with `y = 1 - x`: `I_x(a, b)` and
    /// `I_y(b, a)`, by the continued fraction of the side that converges fast.
    ///
    /// ```
    /// use schoolmix::numeric::Beta;
    /// let (below, above) = Beta { a: 1.0, b: 3.0 }.shares(0.5, 0.5);
    /// assert!((below - 0.875).abs() < 1e-15 && (above - 0.125).abs() < 1e-15);
    /// ```
    #[must_use]
    pub fn shares(self, x: f64, y: f64) -> (f64, f64) {
        let Self { a, b } = self;
        if x * (a + b + 2.0) < a + 1.0 {
            let below = (self.kernel(x, y) * fraction(a, b, x) / a).min(1.0);
            (below, 1.0 - below)
        } else {
            let above = (self.kernel(x, y) * fraction(b, a, y) / b).min(1.0);
            (1.0 - above, above)
        }
    }

    /// `E max(0, x - p)` for p of this distribution, with `y = 1 - x`.
    ///
    /// `(x - μ) I_x(a, b) + x^a y^b / ((a+b) B(a, b))`, by parts.
    ///
    /// ```
    /// use schoolmix::numeric::Beta;
    /// let uniform = Beta { a: 1.0, b: 1.0 };
    /// assert!((uniform.shortfall(0.5, 0.5) - 0.125).abs() < 1e-15);
    /// ```
    #[must_use]
    pub fn shortfall(self, x: f64, y: f64) -> f64 {
        let s = self.a + self.b;
        (x * self.b - y * self.a) / s * self.shares(x, y).0 + self.kernel(x, y) / s
    }

    /// The point below which a share of the distribution lies, `0 < below < 1`: Halley's steps from a
    /// normal approximation (Abramowitz & Stegun 1964, 26.5.22), kept inside a bracket.
    ///
    /// ```
    /// use schoolmix::numeric::Beta;
    /// let x = Beta { a: 1.0, b: 20.0 }.quantile(0.025);
    /// assert!((x - (1.0 - libm::pow(0.975, 0.05))).abs() < 1e-15);
    /// ```
    #[must_use]
    pub fn quantile(self, below: f64) -> f64 {
        let Self { a, b } = self;
        let (mut low, mut high) = (0.0, 1.0);
        let mut x = self.guess(below);
        for _ in 0..STEPS {
            let y = 1.0 - x;
            let (under, over) = self.shares(x, y);
            // The smaller share keeps its digits.
            let off = if below < 0.5 { under - below } else { (1.0 - below) - over };
            if off > 0.0 {
                high = x
            } else {
                low = x
            }
            let step = off * x * y / self.kernel(x, y);
            let bend = 0.5 * (step * ((a - 1.0) / x - (b - 1.0) / y)).min(1.0);
            let next = x - step / (1.0 - bend);
            let next = if next >= low && next <= high { next } else { f64::midpoint(low, high) };
            let moved = (next - x).abs();
            x = next;
            if moved <= SETTLED * x {
                break;
            }
        }
        x
    }

    fn guess(self, below: f64) -> f64 {
        let Self { a, b } = self;
        let z = normal_quantile(below).unwrap_or(0.0);
        let (r, s) = (1.0 / (2.0 * a - 1.0), 1.0 / (2.0 * b - 1.0));
        let (h, l) = (2.0 / (r + s), (z * z - 3.0) / 6.0);
        let w = z * (h + l).sqrt() / h + (s - r) * (l + 5.0 / 6.0 - 2.0 / (3.0 * h));
        let x = a / (a + b * exp(-2.0 * w));
        if a >= 1.0 && b >= 1.0 && x > 0.0 && x < 1.0 { x } else { self.mean() }
    }
}

/// `a ln(1 + off/a)`, where `1 + off/a` is also given as a ratio for the case that it is near 0.
fn tilt(a: f64, off: f64, ratio: f64) -> f64 {
    a * if off.abs() < 0.5 * a { libm::log1p(off / a) } else { ln(ratio) }
}

/// `ln Γ(z) - [(z-½) ln z - z + ½ ln 2π]`.
fn rest(z: f64) -> f64 {
    if z < 16.0 {
        return libm::lgamma(z) - ((z - 0.5) * ln(z) - z + HALF_LN_TWO_PI);
    }
    let (r, q) = (1.0 / z, 1.0 / (z * z));
    r * (1.0 / 12.0 - q * (1.0 / 360.0 - q * (1.0 / 1260.0 - q * (1.0 / 1680.0 - q / 1188.0))))
}

const HALF_LN_TWO_PI: f64 = 0.918_938_533_204_672_8;
/// Keeps denominators from 0.
const TINY: f64 = 1e-300;
/// Steps towards a quantile at most; a bracket is halved to nothing in as many.
const STEPS: u32 = 100;
/// A step that moves a quantile by less than this share of it is the last.
const SETTLED: f64 = 1e-14;
/// Terms of the continued fraction; it takes about the root of the larger parameter.
const TERMS: u32 = 1_000_000;

/// The continued fraction of the incomplete beta function, evaluated forwards (Lentz 1976).
fn fraction(a: f64, b: f64, x: f64) -> f64 {
    let safe = |d: f64| if d.abs() < TINY { TINY } else { d };
    let mut c = 1.0;
    let mut d = 1.0 / safe(1.0 - (a + b) * x / (a + 1.0));
    let mut value = d;
    for term in 1..TERMS {
        let m = f64::from(term);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let mut change = 1.0;
        for coefficient in [even, odd] {
            d = 1.0 / safe(1.0 + coefficient * d);
            c = safe(1.0 + coefficient / c);
            change = d * c;
            value *= change;
        }
        if (change - 1.0).abs() < 1e-16 {
            break;
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_parameters_give_binomial_tails() {
        // I_.3(3, 4) = P(Bin(6, .3) >= 3).
        let tail: f64 = (3..=6)
            .map(|k| [20.0, 15.0, 6.0, 1.0][k - 3] * 0.3f64.powi(k as i32) * 0.7f64.powi(6 - k as i32))
            .sum();
        assert!((Beta { a: 3.0, b: 4.0 }.shares(0.3, 0.7).0 - tail).abs() < 1e-15);
    }

    #[test]
    fn the_arcsine_law_holds_near_both_ends() {
        let beta = Beta { a: 0.5, b: 0.5 };
        for x in [1e-12, 0.01, 0.5, 0.99] {
            let want = 2.0 / std::f64::consts::PI * libm::asin(f64::sqrt(x));
            assert!((beta.shares(x, 1.0 - x).0 - want).abs() < 2e-15 * 10.0, "{x}");
        }
    }

    /// Values of SciPy 1.17, `beta(a, b).ppf(q)`.
    #[test]
    fn quantiles_are_those_of_scipy() {
        for (a, b, below, point) in [
            (1.0, 20.0, 0.025, 0.001_265_089_497_949_803_8),
            (13.0, 13.0, 0.025, 0.313_057_044_457_032_3),
            (14.0, 12.0, 0.975, 0.722_031_990_330_053_4),
            (70.0, 156.0, 0.025, 0.251_251_223_424_050_15),
            (71.0, 155.0, 0.975, 0.376_029_360_886_036_6),
            (1.0, 1.0, 0.3, 0.3),
            (500.0, 1.0, 0.025, 0.992_649_389_948_092_3),
            (3.0, 4000.0, 0.975, 0.001_804_091_259_747_657_3),
            (0.5, 0.5, 0.1, 0.024_471_741_852_423_214),
        ] {
            let found = Beta { a, b }.quantile(below);
            assert!((found / point - 1.0).abs() < 1e-13, "{a} {b} {below}: {found}");
        }
    }

    #[test]
    fn large_parameters_keep_their_digits() {
        // At the mean the density of Beta(n, n) tends to √(2n/π) · 2 (1 - 1/(8n)).
        let n = 1e8;
        let want = 0.25 * (4.0 * n / std::f64::consts::PI).sqrt() * (1.0 - 1.0 / (8.0 * n));
        assert!((Beta { a: n, b: n }.kernel(0.5, 0.5) / want - 1.0).abs() < 1e-12);
        let half = Beta { a: n, b: n }.shares(0.5, 0.5).0;
        assert!((half - 0.5).abs() < 2e-11, "{half}");
    }
}

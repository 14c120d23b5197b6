//! Hypergeometric counts.

use super::{Draws, exp, ln, ln_factorial};

/// Pupils drawn from an urn without replacement; `size` must not exceed `marked + others`.
#[derive(Clone, Copy, Debug)]
pub struct Urn {
    /// Pupils with a mark.
    pub marked: u64,
    /// Pupils without.
    pub others: u64,
    /// Pupils drawn.
    pub size: u64,
}

/// Standard deviations above this are drawn by ratio of uniforms.
const WIDE: f64 = 24.0;

/// How many of `size` pupils drawn without replacement from `marked` and `others` are marked.
///
/// Exact for any numbers that add up to less than 2^53: by inversion from the mode while the spread is
/// small, else by ratio of uniforms (HRUA: Stadlober 1990, Journal of Computational and Applied
/// Mathematics 31:181). `size` must not exceed `marked + others`.
///
/// ```
/// use schoolmix::numeric::{Stream, hypergeometric, purpose};
/// let mut draws = Stream::new(1, 0).draws(0, 0, purpose::ALLOCATION);
/// assert_eq!(hypergeometric(3, 0, 2, &mut draws), 2);
/// assert!((2..=3).contains(&hypergeometric(3, 1, 3, &mut draws)));
/// ```
#[must_use]
pub fn hypergeometric(marked: u64, others: u64, size: u64, draws: &mut Draws) -> u64 {
    // The law is the same with marked and others, or drawn and left, the other way round.
    if marked > others {
        return size - hypergeometric(others, marked, size, draws);
    }
    if size > marked + others - size {
        return marked - hypergeometric(marked, others, marked + others - size, draws);
    }
    let urn = Urn { marked, others, size };
    match urn.most() {
        0 => 0,
        _ if urn.spread() < WIDE => urn.by_inversion(draws),
        _ => urn.by_ratio(draws),
    }
}

/// `√(2/e)` times two, and the correction that makes the hat cover the law (Stadlober).
const HAT: (f64, f64) = (1.715_527_769_921_413_5, 0.898_916_162_058_898_8);

impl Urn {
    /// Most marked pupils that can be drawn.
    pub(super) fn most(self) -> u64 {
        self.marked.min(self.size)
    }

    fn total(self) -> f64 {
        (self.marked + self.others) as f64
    }

    fn share(self) -> f64 {
        self.marked as f64 / self.total()
    }

    /// Standard deviation.
    fn spread(self) -> f64 {
        let (size, total, share) = (self.size as f64, self.total(), self.share());
        (size * share * (1.0 - share) * ((total - size) / (total - 1.0))).sqrt()
    }

    /// The likeliest number of marked pupils.
    pub(super) fn mode(self) -> u64 {
        let mode = (self.marked as f64 + 1.0) * ((self.size as f64 + 1.0) / (self.total() + 2.0));
        (mode as u64).min(self.most())
    }

    /// Takes the probabilities of the mode and of its neighbours, in turn up and down, off a random
    /// number.
    fn by_inversion(self, draws: &mut Draws) -> u64 {
        let mode = self.mode();
        let peak = self.mass(mode);
        // Rounding may leave nearly nothing after all outcomes.
        loop {
            if let Some(n) = self.walk(mode, peak, draws.fine()) {
                return n;
            }
        }
    }

    fn walk(self, mode: u64, peak: f64, random: f64) -> Option<u64> {
        let mut left = random - peak;
        let (mut up, mut down) = ((mode, peak), (mode, peak));
        while left >= 0.0 {
            up = (up.0 + 1, up.1 * self.ratio(up.0));
            left -= up.1;
            if left < 0.0 {
                return Some(up.0);
            }
            if down.0 > 0 {
                down = (down.0 - 1, down.1 / self.ratio(down.0 - 1));
                left -= down.1;
            } else if up.1 == 0.0 {
                return None;
            }
            if left < 0.0 {
                return Some(down.0);
            }
        }
        Some(mode)
    }

    /// The probability of `n + 1` over that of `n`.
    pub(super) fn ratio(self, n: u64) -> f64 {
        let up = (self.marked - n.min(self.marked)) as f64 * (self.size - n.min(self.size)) as f64;
        up / ((n + 1) as f64 * (self.others + n + 1 - self.size) as f64)
    }

    fn by_ratio(self, draws: &mut Draws) -> u64 {
        let centre = self.size as f64 * self.share() + 0.5;
        let width = HAT.0 * (self.spread() * self.spread() + 0.5).sqrt() + HAT.1;
        let peak = self.mass(self.mode());
        loop {
            let (u, v) = (draws.fine(), draws.fine());
            let n = centre + width * (v - 0.5) / u;
            if n >= 0.0 && n < self.most() as f64 + 1.0 && u * u * peak <= self.mass(n as u64) {
                return n as u64;
            }
        }
    }

    /// The probability of `n`: `b(n; marked, p) b(size - n; others, p) / b(size; total, p)` with
    /// `p = size/total`, so that nothing large cancels (Loader 2000).
    pub(super) fn mass(self, n: u64) -> f64 {
        let p = self.size as f64 / self.total();
        let total = self.marked + self.others;
        let ln_mass = ln_binomial(n, self.marked, p) + ln_binomial(self.size - n, self.others, p)
            - ln_binomial(self.size, total, p);
        exp(ln_mass)
    }
}

/// Logarithm of the binomial probability of `n` out of `size`, `p` in (0, 1) (Loader 2000, Fast and
/// accurate computation of binomial probabilities).
fn ln_binomial(n: u64, size: u64, p: f64) -> f64 {
    let (x, whole) = (n as f64, size as f64);
    if n == 0 {
        return whole * libm::log1p(-p);
    }
    if n == size {
        return whole * ln(p);
    }
    let rest = size - n;
    let root = ln(std::f64::consts::TAU * x * (rest as f64 / whole));
    stirling(size)
        - stirling(n)
        - stirling(rest)
        - deviance(x, whole * p)
        - deviance(rest as f64, whole * (1.0 - p))
        - 0.5 * root
}

/// What Stirling's formula leaves of `ln n!`, `n > 0`.
fn stirling(n: u64) -> f64 {
    let x = n as f64;
    if n <= 20 {
        return ln_factorial(n) - (x + 0.5) * ln(x) + x - HALF_LN_TWO_PI;
    }
    let r = 1.0 / (x * x);
    (1.0 / 12.0 - r * (1.0 / 360.0 - r * (1.0 / 1260.0 - r * (1.0 / 1680.0 - r * (1.0 / 1188.0))))) / x
}

const HALF_LN_TWO_PI: f64 = 0.918_938_533_204_672_8;

/// `x ln(x/mean) + mean - x`, without loss where both are near.
fn deviance(x: f64, mean: f64) -> f64 {
    let away = x - mean;
    if away.abs() >= 0.1 * (x + mean) {
        return x * ln(x / mean) - away;
    }
    let v = away / (x + mean);
    let (mut term, mut sum) = (2.0 * x * v, away * v);
    // v² is at most 0.01: the first term left out is below 1e-18 of the first.
    for odd in (3u32..=17).step_by(2) {
        term *= v * v;
        sum += term / f64::from(odd);
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::{Stream, purpose};

    const URNS: [(u64, u64, u64); 9] = [
        (1, 1, 1),
        (3, 5, 4),
        (20, 3, 7),
        (100, 200, 100),
        (12, 900_000, 400),
        (300_000, 500_000, 430),
        (40_000, 60_000, 30_000),
        (900_000_000_000, 1_100_000_000_000, 800_000_000_000),
        (5, 7, 12),
    ];

    fn binomial(n: u64, k: u64) -> f64 {
        (0..k).map(|i| (n - i) as f64 / (i + 1) as f64).product()
    }

    #[test]
    fn probabilities_are_quotients_of_binomial_coefficients() {
        for (marked, others, size) in [(3, 5, 4), (7, 16, 7), (30, 40, 25)] {
            let urn = Urn { marked, others, size };
            for n in 0..=urn.most() {
                let exact =
                    binomial(marked, n) * binomial(others, size - n) / binomial(marked + others, size);
                assert!((urn.mass(n) / exact - 1.0).abs() < 1e-13, "{urn:?} {n}");
            }
        }
    }

    #[test]
    fn counts_have_their_mean_and_variance() {
        for (marked, others, size) in URNS {
            let draw = |i| {
                hypergeometric(marked, others, size, &mut Stream::new(7, 0).draws(i, 0, purpose::ALLOCATION))
            };
            let urn = Urn { marked, others, size };
            let (mean, sd) = (size as f64 * urn.share(), urn.spread());
            let all: Vec<f64> = (0..40_000).map(|i| draw(i) as f64 - mean).collect();
            let average = all.iter().sum::<f64>() / 4e4;
            let variance = all.iter().map(|x| x * x).sum::<f64>() / 4e4;
            assert!(average.abs() <= 4.5 * sd / 200.0, "{marked} {others} {size}: {average}");
            let error = sd * ((2.0 * sd * sd + 1.0) / 4e4).sqrt();
            assert!((variance - sd * sd).abs() <= 4.5 * error, "{marked} {others} {size}: {variance}");
        }
    }

    /// Chi-square of both ways to draw against the same law.
    #[test]
    fn both_ways_follow_the_law() {
        let urn = Urn { marked: 60, others: 90, size: 50 };
        for way in [Urn::by_inversion, Urn::by_ratio] {
            let mut seen = vec![0f64; 51];
            for i in 0..60_000 {
                seen[way(urn, &mut Stream::new(8, 1).draws(i, 0, purpose::ALLOCATION)) as usize] += 1.0;
            }
            let expected = (0..=50).map(|n| 6e4 * urn.mass(n));
            let cells: Vec<(f64, f64)> = seen.into_iter().zip(expected).filter(|(_, e)| *e > 20.0).collect();
            let chi_square: f64 = cells.iter().map(|(s, e)| (s - e).powi(2) / e).sum();
            assert!(chi_square < 2.5 * cells.len() as f64, "{chi_square} in {} cells", cells.len());
        }
    }
}

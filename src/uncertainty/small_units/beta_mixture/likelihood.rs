//! The log-likelihood of a mixture with its slope and curvature.

use crate::numeric::{Sum, exp, ln, rising};
use std::collections::BTreeMap;

/// Units of one kind: how many, and where x, t - x and t stand among the distinct counts.
struct Kind {
    units: f64,
    places: [usize; 3],
}

/// Units by kind, with the distinct values of x, t - x and t: gamma functions are needed once a
/// value.
pub(super) struct Kinds {
    kinds: Vec<Kind>,
    values: [Vec<u64>; 3],
}

/// Log-likelihood, its gradient, and the lower half of its second derivatives.
pub(super) struct Top {
    pub value: f64,
    pub slope: Vec<f64>,
    pub bend: Vec<Vec<f64>>,
}

impl Kinds {
    pub(super) fn new(units: &[(u64, u64)]) -> Self {
        let mut numbers: BTreeMap<[u64; 3], f64> = BTreeMap::new();
        for (x, t) in units {
            *numbers.entry([*x, t - x, *t]).or_default() += 1.0;
        }
        let values = [0, 1, 2].map(|i| {
            let mut values: Vec<u64> = numbers.keys().map(|kind| kind[i]).collect();
            values.sort_unstable();
            values.dedup();
            values
        });
        let place = |i: usize, n: u64| values[i].partition_point(|v| *v < n);
        let kind = |(counts, units): (&[u64; 3], &f64)| Kind {
            units: *units,
            places: [0, 1, 2].map(|i| place(i, counts[i])),
        };
        Self { kinds: numbers.iter().map(kind).collect(), values }
    }

    /// The largest unit.
    pub(super) fn largest(&self) -> f64 {
        self.values[2].last().map_or(0.0, |t| *t as f64)
    }

    /// The log-likelihood at `η_k = logit m_k`, `ζ_k = ln s_k` (`α = s m`, `β = s (1-m)`) by component, then
    /// the logits of the shares of all components but the last against the last.
    pub(super) fn top(&self, at: &[f64]) -> Top {
        let count = at.len().div_ceil(3);
        let shares = shares(at, count);
        let parts: Vec<Part> = (0..count).map(|k| Part::new(self, at[2 * k], at[2 * k + 1])).collect();
        let mut sums = Sums::new(at.len());
        for kind in &self.kinds {
            let terms: Vec<Term> = parts.iter().map(|part| part.term(kind)).collect();
            sums.add(kind.units, &terms, &shares);
        }
        Top { value: sums.value.value(), slope: sums.slope, bend: sums.bend }
    }
}

/// The shares of components behind their logits.
pub(super) fn shares(at: &[f64], count: usize) -> Vec<f64> {
    let weights: Vec<f64> = (0..count).map(|k| at.get(2 * count + k).map_or(1.0, |l| exp(*l))).collect();
    let sum: f64 = weights.iter().sum();
    weights.into_iter().map(|w| w / sum).collect()
}

/// `(m, 1-m)` behind a logit.
pub(super) fn mean(eta: f64) -> (f64, f64) {
    (1.0 / (1.0 + exp(-eta)), 1.0 / (1.0 + exp(eta)))
}

/// A component with its gamma functions.
struct Part {
    a: f64,
    b: f64,
    tilt: f64,
    skew: f64,
    rising: [Vec<[f64; 3]>; 3],
}

/// `ln p(x | t)` of one component with its derivatives by η and ζ.
struct Term {
    value: f64,
    slope: [f64; 2],
    bend: [f64; 3],
}

impl Part {
    fn new(kinds: &Kinds, eta: f64, zeta: f64) -> Self {
        let ((m, rest), s) = (mean(eta), exp(zeta));
        let [a, b] = [s * m, s * rest];
        let along = |i: usize, z: f64| kinds.values[i].iter().map(|n| rising(z, *n as f64)).collect();
        let rising = [along(0, a), along(1, b), along(2, s)];
        Self { a, b, tilt: s * m * rest, skew: rest - m, rising }
    }

    fn term(&self, kind: &Kind) -> Term {
        let [x, y, t] = [0, 1, 2].map(|i| self.rising[i][kind.places[i]]);
        let (a, b, s, d) = (self.a, self.b, self.a + self.b, self.tilt);
        let apart = x[1] - y[1];
        let grow = a * x[1] + b * y[1] - s * t[1];
        Term {
            value: x[0] + y[0] - t[0],
            slope: [d * apart, grow],
            bend: [
                d * d * (x[2] + y[2]) + d * self.skew * apart,
                d * (a * x[2] - b * y[2] + apart),
                a * a * x[2] + b * b * y[2] - s * s * t[2] + grow,
            ],
        }
    }
}

struct Sums {
    value: Sum,
    slope: Vec<f64>,
    bend: Vec<Vec<f64>>,
}

impl Sums {
    fn new(n: usize) -> Self {
        Self { value: Sum::default(), slope: vec![0.0; n], bend: (1..=n).map(|i| vec![0.0; i]).collect() }
    }

    /// Adds units of one kind: with r_k the chance that they belong to component k, the slope is
    /// `E_r g_k` and the bend `E_r (H_k + g_k g_kᵀ) - (E_r g_k)(E_r g_k)ᵀ`.
    fn add(&mut self, units: f64, terms: &[Term], shares: &[f64]) {
        let n = self.slope.len();
        let most = terms.iter().map(|t| t.value).fold(f64::NEG_INFINITY, f64::max);
        let masses: Vec<f64> = terms.iter().zip(shares).map(|(t, w)| w * exp(t.value - most)).collect();
        let mass: f64 = masses.iter().sum();
        self.value += units * (most + ln(mass));
        let mut mean = vec![0.0; n];
        for (k, term) in terms.iter().enumerate() {
            let r = masses[k] / mass;
            let slope = gradient(n, k, term, shares);
            mean.iter_mut().zip(&slope).for_each(|(m, g)| *m += r * g);
            self.outer(units * r, &slope);
            self.bend[2 * k][2 * k] += units * r * term.bend[0];
            self.bend[2 * k + 1][2 * k] += units * r * term.bend[1];
            self.bend[2 * k + 1][2 * k + 1] += units * r * term.bend[2];
        }
        self.outer(-units, &mean);
        self.slope.iter_mut().zip(&mean).for_each(|(s, m)| *s += units * m);
        self.shares(units, shares);
    }

    fn outer(&mut self, scale: f64, g: &[f64]) {
        for (i, row) in self.bend.iter_mut().enumerate() {
            row.iter_mut().zip(g).for_each(|(b, x)| *b += scale * g[i] * x);
        }
    }

    /// The bend of the logarithm of the shares by their logits.
    fn shares(&mut self, units: f64, shares: &[f64]) {
        let first = 2 * shares.len();
        for i in 0..shares.len() - 1 {
            for j in 0..=i {
                let own = if i == j { shares[i] } else { 0.0 };
                self.bend[first + i][first + j] -= units * (own - shares[i] * shares[j]);
            }
        }
    }
}

/// The slope of `ln(share_k p_k)`.
fn gradient(n: usize, k: usize, term: &Term, shares: &[f64]) -> Vec<f64> {
    let mut slope = vec![0.0; n];
    slope[2 * k..2 * k + 2].copy_from_slice(&term.slope);
    for (i, w) in shares[..shares.len() - 1].iter().enumerate() {
        slope[2 * shares.len() + i] = f64::from(u8::from(i == k)) - w;
    }
    slope
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slope_and_bend_are_those_of_differences() {
        let kinds = Kinds::new(&[(0, 4), (3, 4), (1, 4), (4, 4), (2, 9), (9, 9), (30, 80), (1, 1)]);
        let at = [-0.4, 0.7, 0.9, 2.0, 0.3];
        let top = kinds.top(&at);
        let h = 1e-5;
        for i in 0..at.len() {
            let moved = |by: f64| {
                let mut at = at;
                at[i] += by;
                kinds.top(&at)
            };
            let (up, down) = (moved(h), moved(-h));
            assert!(((up.value - down.value) / (2.0 * h) - top.slope[i]).abs() < 1e-8, "{i}");
            for j in 0..=i {
                let found = (up.slope[j] - down.slope[j]) / (2.0 * h);
                assert!((found - top.bend[i][j]).abs() < 1e-8, "{i} {j} {found} {}", top.bend[i][j]);
            }
        }
    }
}

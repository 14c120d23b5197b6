//! Laws of hidden counts, and their fit to what is known.

use crate::error::{Error, Result};
use crate::numeric::{exp, ln};
use std::collections::BTreeMap;

/// The law of a hidden count between its bounds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Law {
    /// Poisson, truncated to the bounds; its rate is fitted where it matters.
    Poisson,
    /// Negative binomial, truncated to the bounds: counts scatter more than under Poisson. Its rate
    /// and its size are fitted.
    NegativeBinomial,
    /// Every count between the bounds alike.
    Uniform,
}

impl Law {
    /// The law with this name.
    ///
    /// # Errors
    /// `BadOption`.
    pub fn named(name: &str) -> Result<Self> {
        match name {
            "poisson" => Ok(Self::Poisson),
            "negative_binomial" => Ok(Self::NegativeBinomial),
            "uniform" => Ok(Self::Uniform),
            _ => {
                let message = format!("there is no law '{name}'");
                Err(Error::option("law", message, "'poisson', 'negative_binomial', 'uniform'"))
            }
        }
    }
}

/// A law with its parameters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Shape {
    Uniform,
    Poisson { rate: f64 },
    NegativeBinomial { rate: f64, size: f64 },
}

/// Some hidden cells of one unit together: how many rows of each pair of bounds, and what they hold
/// beyond their lowest counts.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub rows: Vec<((u32, u32), usize)>,
    pub above: u64,
}

impl Shape {
    /// The shape of a law of greatest likelihood, given the sums of hidden counts in units whose
    /// total is known; uniform where there is none.
    pub(super) fn fit(law: Law, known: &[Known]) -> Self {
        match law {
            Law::Uniform => Self::Uniform,
            _ if known.is_empty() => Self::Uniform,
            Law::Poisson => Self::Poisson { rate: rate(known, |rate| Self::Poisson { rate }) },
            Law::NegativeBinomial => negative_binomial(known),
        }
    }

    /// Its name.
    pub(super) fn words(self) -> String {
        match self {
            Self::Uniform => "uniform law".to_owned(),
            Self::Poisson { .. } => "Poisson truncated".to_owned(),
            Self::NegativeBinomial { size, .. } => format!("negative binomial of size {size:.2} truncated"),
        }
    }

    /// Probabilities of the counts from `low` to `high`. By logarithms, which wide bounds do not
    /// overflow.
    pub(super) fn weights(self, (low, high): (u32, u32)) -> Vec<f64> {
        let step = |v: u32| match self {
            Self::Uniform => 0.0,
            Self::Poisson { rate } => ln(rate) - ln(f64::from(v)),
            Self::NegativeBinomial { rate, size } => {
                ln(rate) + ln(size + f64::from(v - 1)) - ln(f64::from(v))
            }
        };
        let mut height = 0.0;
        let mut heights = vec![0.0];
        for v in low + 1..=high {
            height += step(v);
            heights.push(height);
        }
        let top = heights.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let raw: Vec<f64> = heights.into_iter().map(|h| exp(h - top)).collect();
        let total: f64 = raw.iter().sum();
        raw.into_iter().map(|w| w / total).collect()
    }

    /// For each pair of bounds, the distribution of the sum of 0, 1, 2... hidden counts beyond
    /// their lowest, as far as `most` says.
    pub(super) fn sums(self, most: &BTreeMap<(u32, u32), usize>) -> BTreeMap<(u32, u32), Vec<Vec<f64>>> {
        let powers = |(bounds, rows): (&(u32, u32), &usize)| {
            let one = self.weights(*bounds);
            let next = |sum: &Vec<f64>| Some(convolve(sum, &one));
            (*bounds, std::iter::successors(Some(vec![1.0]), next).take(rows + 1).collect())
        };
        most.iter().map(powers).collect()
    }

    /// The logarithm of the probability of what is known.
    fn ln_likelihood(self, known: &[Known]) -> f64 {
        let sums = self.sums(&most(known.iter().flat_map(|k| k.rows.iter().copied())));
        let one = |unit: &Known| {
            let whole =
                unit.rows.iter().fold(vec![1.0], |sum, (bounds, rows)| convolve(&sum, &sums[bounds][*rows]));
            ln(whole.get(unit.above as usize).copied().unwrap_or_default().max(f64::MIN_POSITIVE))
        };
        known.iter().map(one).sum()
    }
}

/// The most rows of each pair of bounds.
pub(super) fn most(rows: impl Iterator<Item = ((u32, u32), usize)>) -> BTreeMap<(u32, u32), usize> {
    let mut most = BTreeMap::new();
    for (bounds, rows) in rows {
        let known = most.entry(bounds).or_default();
        *known = rows.max(*known);
    }
    most
}

/// The distribution of the sum of two amounts.
pub(super) fn convolve(a: &[f64], b: &[f64]) -> Vec<f64> {
    let mut out = vec![0.0; a.len() + b.len() - 1];
    for (i, x) in a.iter().enumerate() {
        for (o, y) in out[i..].iter_mut().zip(b) {
            *o += x * y;
        }
    }
    out
}

/// The rate of greatest likelihood: the one that makes the expected sum the observed one, since
/// counts are an exponential family in it.
fn rate(known: &[Known], shape: impl Fn(f64) -> Shape) -> f64 {
    let observed: u64 = known.iter().map(|k| k.above).sum();
    let mut rows: BTreeMap<(u32, u32), usize> = BTreeMap::new();
    for (bounds, n) in known.iter().flat_map(|k| k.rows.iter()) {
        *rows.entry(*bounds).or_default() += n;
    }
    let mean = |bounds: (u32, u32), rate: f64| -> f64 {
        shape(rate).weights(bounds).iter().enumerate().map(|(above, p)| above as f64 * p).sum()
    };
    let expected =
        |rate: f64| -> f64 { rows.iter().map(|(bounds, n)| *n as f64 * mean(*bounds, rate)).sum() };
    let widest = rows.keys().map(|bounds| bounds.1).max().unwrap_or(1);
    let (mut low, mut high) = (1e-6, 1e3 * f64::from(widest.max(1)));
    for _ in 0..90 {
        let middle = f64::midpoint(low, high);
        if expected(middle) < observed as f64 { low = middle } else { high = middle }
    }
    low
}

/// Sizes of a negative binomial that are told apart, as logarithms: beyond the largest it is Poisson.
const SIZES: (f64, f64) = (-4.0, 6.0);

/// The size of greatest likelihood by golden section, each with its best rate.
fn negative_binomial(known: &[Known]) -> Shape {
    let at = |ln_size: f64| {
        let size = exp(ln_size);
        Shape::NegativeBinomial { rate: rate(known, |rate| Shape::NegativeBinomial { rate, size }), size }
    };
    let worth = |ln_size: f64| at(ln_size).ln_likelihood(known);
    let golden = 0.618_033_988_749_894_9;
    let (mut low, mut high) = SIZES;
    let mut inner = [high - golden * (high - low), low + golden * (high - low)];
    let mut values = inner.map(worth);
    for _ in 0..24 {
        if values[0] >= values[1] {
            high = inner[1];
            inner = [high - golden * (high - low), inner[0]];
            values = [worth(inner[0]), values[0]];
        } else {
            low = inner[0];
            inner = [inner[1], low + golden * (high - low)];
            values = [values[1], worth(inner[1])];
        }
    }
    at(f64::midpoint(low, high))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_hidden_counts_that_sum_to_six_follow_the_exact_law() {
        let law = |shape: Shape| {
            let one = shape.weights((1, 4));
            let two = convolve(&one, &one);
            let joint: Vec<f64> = (0..4).map(|x| one[x] * two.get(3 - x).unwrap_or(&0.0)).collect();
            let total: f64 = joint.iter().sum();
            joint.into_iter().map(|p| p / total).collect::<Vec<f64>>()
        };
        let close = |a: Vec<f64>, b: [f64; 4]| a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-12);
        let poisson = [1.0 / 3.0, 7.0 / 18.0, 2.0 / 9.0, 1.0 / 18.0];
        for rate in [1.0, 0.3] {
            assert!(close(law(Shape::Poisson { rate }), poisson));
        }
        assert!(close(law(Shape::Uniform), [0.4, 0.3, 0.2, 0.1]));
        // One negative binomial of size 1 is geometric: every way to make the sum is alike.
        assert!(close(law(Shape::NegativeBinomial { rate: 0.4, size: 1.0 }), [0.4, 0.3, 0.2, 0.1]));
    }

    #[test]
    fn fits_find_the_law_that_the_sums_follow() {
        // Units of one hidden count each show the law itself: 60 % ones, 24 % twos, 11 % threes, 5 % fours.
        let shares = Shape::NegativeBinomial { rate: 0.6, size: 0.5 }.weights((1, 4));
        let unit = |above: u64| Known { rows: vec![((1, 4), 1)], above };
        let known: Vec<Known> = (0..4)
            .flat_map(|above| vec![unit(above); (shares[above as usize] * 4_000.0).round() as usize])
            .collect();
        let Shape::NegativeBinomial { rate, size } = Shape::fit(Law::NegativeBinomial, &known) else {
            panic!("not the law asked for")
        };
        let found = Shape::NegativeBinomial { rate, size }.weights((1, 4));
        assert!(found.iter().zip(&shares).all(|(f, s)| (f - s).abs() < 1e-3), "{rate} {size} {found:?}");
        let Shape::Poisson { rate } = Shape::fit(Law::Poisson, &known) else {
            panic!("not the law asked for")
        };
        let mean = |weights: Vec<f64>| weights.iter().zip(0..).map(|(p, v)| p * f64::from(v)).sum::<f64>();
        assert!((mean(Shape::Poisson { rate }.weights((1, 4))) - mean(shares)).abs() < 1e-3);
        assert_eq!(Shape::fit(Law::Poisson, &[]), Shape::Uniform);
    }
}

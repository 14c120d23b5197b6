//! Lowest and highest sum of one term a unit, for every total of the counts at once.

use super::reach::TiedUnit;
use crate::numeric::Sum;
use rayon::join;

/// Additions that are spent at most.
const WORK: u64 = 300_000_000;

/// The extremes of `Σ φ_j(x_j)` where `Σ x_j` is `first`, `first + 1`, ...
pub struct Sums {
    pub first: u64,
    pub low: Vec<f64>,
    pub high: Vec<f64>,
}

impl Sums {
    /// Exact on integers whatever the shape of φ: units are taken in one by one, and each total
    /// keeps its best. Null where that is too much work.
    pub fn of(units: &[TiedUnit], term: impl Fn(f64, f64) -> f64) -> Option<Self> {
        if work(units) > WORK {
            return None;
        }
        let terms = |unit: &TiedUnit| {
            (unit.x.low..=unit.x.high).map(|x| term(x as f64, (unit.total - x) as f64)).collect()
        };
        let terms: Vec<Vec<f64>> = units.iter().map(terms).collect();
        let (low, high) = join(
            || best(&terms, f64::INFINITY, |a, b| if b < a { b } else { a }),
            || best(&terms, f64::NEG_INFINITY, |a, b| if b > a { b } else { a }),
        );
        Some(Self { first: units.iter().map(|unit| unit.x.low).sum(), low, high })
    }

    /// Each total with its extremes.
    pub fn each(&self) -> impl Iterator<Item = (u64, f64, f64)> {
        (self.first..).zip(self.low.iter().zip(&self.high)).map(|(x, (low, high))| (x, *low, *high))
    }
}

/// Additions that all totals take.
fn work(units: &[TiedUnit]) -> u64 {
    let (mut work, mut length) = (0u64, 1u64);
    for width in units.iter().map(|unit| unit.x.width()).filter(|width| *width > 0) {
        work = work.saturating_add(length.saturating_mul(width + 1));
        length = length.saturating_add(width);
    }
    work
}

fn best(terms: &[Vec<f64>], worst: f64, better: impl Fn(f64, f64) -> f64) -> Vec<f64> {
    let fixed: Sum = terms.iter().filter(|own| own.len() == 1).map(|own| own[0]).collect();
    let mut sums = vec![fixed.value()];
    for own in terms.iter().filter(|own| own.len() > 1) {
        let mut longer = vec![worst; sums.len() + own.len() - 1];
        for (shift, term) in own.iter().enumerate() {
            for (sum, before) in longer[shift..].iter_mut().zip(&sums) {
                *sum = better(*sum, before + term);
            }
        }
        sums = longer;
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::super::reach::Interval;
    use super::*;

    /// The published example at X = 50: M from .066603800 to .083317566.
    #[test]
    fn published_example_has_its_bounds() {
        let unit = |(total, low, high)| TiedUnit { total, x: Interval { low, high } };
        let units = [(12, 1, 4), (50, 12, 12), (9, 1, 4), (50, 30, 30), (14, 1, 4)].map(unit);
        let distance = super::super::evenness::Distance::Information;
        let sums = Sums::of(&units, |x, y| distance.term(x, y).unwrap()).unwrap();
        let (x, low, high) = sums.each().find(|(x, ..)| *x == 50).unwrap();
        let mean = |sum| distance.mean(sum, x as f64, 135.0 - x as f64);
        assert!((mean(low) - 0.066_603_800).abs() < 1e-9 && (mean(high) - 0.083_317_566).abs() < 1e-9);
    }
}

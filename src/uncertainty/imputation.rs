//! Hidden counts drawn from a stated law, exactly conditional on known totals.

use crate::error::{Error, Result};
use crate::numeric::{Draws, Stream, exp, ln, ln_factorial, purpose};
use crate::roll::{Hidden, Part, Roll};
use std::collections::BTreeMap;

/// The law of a hidden count between its bounds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Law {
    /// Poisson, truncated to the bounds; its rate is fitted where it matters.
    Poisson,
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
            "uniform" => Ok(Self::Uniform),
            _ => Err(Error::option("law", format!("there is no law '{name}'"), "'poisson', 'uniform'")),
        }
    }
}

/// Tables drawn for an estimate.
pub const IMPUTATIONS: u32 = 100;

/// Hidden rows of one cell that share their bounds.
#[derive(Clone, Copy)]
struct Cell {
    place: usize,
    rows: usize,
    bounds: (u32, u32),
}

/// The hidden cells of one unit; `above` is what they hold together beyond their
/// lowest counts, where the unit's total is known.
struct Unit {
    number: usize,
    cells: Vec<Cell>,
    above: Option<u64>,
}

/// Draws whole tables for one part of a roll.
pub struct Imputation {
    visible: Vec<u64>,
    units: Vec<Unit>,
    sums: BTreeMap<(u32, u32), Vec<Vec<f64>>>,
    /// What was assumed, for the reader.
    pub note: String,
}

impl Imputation {
    /// Prepares the draws: fits the rate and tabulates how sums of hidden counts are
    /// distributed.
    #[must_use]
    pub fn new(roll: &Roll, part: &Part, law: Law) -> Self {
        let first = part.units.start * roll.groups.len();
        let rows = roll.hidden_in(part).chunk_by(|a, b| a.unit == b.unit);
        let units: Vec<Unit> = rows.map(|rows| Unit::new(roll, rows, first)).collect();
        let known = units.iter().any(|u| u.above.is_some());
        let rate = (law == Law::Poisson && known).then(|| rate(&units));
        let note = note(&units, rate.is_some());
        Self { visible: roll.counts(part), sums: sums(&units, rate), units, note }
    }

    /// Table `m` under `seed`: the counts of all cells.
    #[must_use]
    pub fn table(&self, seed: u64, m: u32) -> Vec<u64> {
        let stream = Stream::new(seed, m);
        let mut cells = self.visible.clone();
        for unit in &self.units {
            let mut draws = stream.draws(unit.number as u64, 0, purpose::MASKED_COUNT);
            unit.draw(&self.sums, &mut draws, &mut cells);
        }
        cells
    }
}

impl Unit {
    fn new(roll: &Roll, rows: &[Hidden], first: usize) -> Self {
        let number = rows[0].unit;
        let same = |a: &Hidden, b: &Hidden| (a.group, a.low, a.high) == (b.group, b.low, b.high);
        let cell = |rows: &[Hidden]| Cell {
            place: number * roll.groups.len() + rows[0].group - first,
            rows: rows.len(),
            bounds: (rows[0].low, rows[0].high),
        };
        let least: u64 = rows.iter().map(|r| u64::from(r.low)).sum();
        let total = roll.totals.get(number).copied().flatten();
        let above = total.map(|t| t - roll.unit_totals[number] as u64 - least);
        Self { number, cells: rows.chunk_by(same).map(cell).collect(), above }
    }

    fn draw(&self, sums: &BTreeMap<(u32, u32), Vec<Vec<f64>>>, draws: &mut Draws, out: &mut [u64]) {
        let law = |cell: &Cell| &sums[&cell.bounds][cell.rows];
        let mut left = self.above;
        let rest = self.above.map(|_| self.rest(sums));
        for (i, cell) in self.cells.iter().enumerate() {
            let drawn = match (left, &rest) {
                (Some(left), Some(rest)) => split(law(cell), &rest[i], left as usize, draws.uniform()),
                _ => pick(law(cell).iter().copied(), draws.uniform()),
            };
            left = left.map(|left| left - drawn as u64);
            out[cell.place] += cell.rows as u64 * u64::from(cell.bounds.0) + drawn as u64;
        }
    }

    /// For each cell, how the sum of the cells after it is distributed.
    fn rest(&self, sums: &BTreeMap<(u32, u32), Vec<Vec<f64>>>) -> Vec<Vec<f64>> {
        let mut rest = vec![vec![1.0]];
        for cell in self.cells[1..].iter().rev() {
            let after = &rest[rest.len() - 1];
            rest.push(convolve(after, &sums[&cell.bounds][cell.rows]));
        }
        rest.reverse();
        rest
    }
}

/// What the first of two adds to a sum of `left`, given how each is distributed.
fn split(first: &[f64], rest: &[f64], left: usize, uniform: f64) -> usize {
    let least = left.saturating_sub(rest.len() - 1);
    let most = left.min(first.len() - 1);
    least + pick((least..=most).map(|x| first[x] * rest[left - x]), uniform)
}

/// The place where the running sum of weights passes a share of the whole.
fn pick(weights: impl Iterator<Item = f64> + Clone, uniform: f64) -> usize {
    let mut left = weights.clone().sum::<f64>() * uniform;
    let last = weights.clone().count() - 1;
    for (place, weight) in weights.enumerate() {
        if left < weight {
            return place;
        }
        left -= weight;
    }
    last
}

fn convolve(a: &[f64], b: &[f64]) -> Vec<f64> {
    let mut out = vec![0.0; a.len() + b.len() - 1];
    for (i, x) in a.iter().enumerate() {
        for (o, y) in out[i..].iter_mut().zip(b) {
            *o += x * y;
        }
    }
    out
}

/// For each pair of bounds, the distribution of the sum of 0, 1, 2... hidden counts beyond their
/// lowest, as far as cells need it.
fn sums(units: &[Unit], rate: Option<f64>) -> BTreeMap<(u32, u32), Vec<Vec<f64>>> {
    let mut most: BTreeMap<(u32, u32), usize> = BTreeMap::new();
    for cell in units.iter().flat_map(|u| &u.cells) {
        let rows = most.entry(cell.bounds).or_default();
        *rows = (*rows).max(cell.rows);
    }
    let powers = |(bounds, rows): ((u32, u32), usize)| {
        let one = weights(bounds, rate);
        let next = |sum: &Vec<f64>| Some(convolve(sum, &one));
        (bounds, std::iter::successors(Some(vec![1.0]), next).take(rows + 1).collect())
    };
    most.into_iter().map(powers).collect()
}

/// Probabilities of the counts from `low` to `high`: Poisson with a rate, or all alike. By
/// logarithms, which wide bounds do not overflow.
fn weights((low, high): (u32, u32), rate: Option<f64>) -> Vec<f64> {
    let height = |v: u32| rate.map_or(0.0, |rate| f64::from(v) * ln(rate) - ln_factorial(u64::from(v)));
    let heights: Vec<f64> = (low..=high).map(height).collect();
    let top = heights.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let raw: Vec<f64> = heights.into_iter().map(|h| exp(h - top)).collect();
    let total: f64 = raw.iter().sum();
    raw.into_iter().map(|w| w / total).collect()
}

/// The rate of greatest likelihood, given the sums of hidden counts in units whose total is
/// known: the one that makes their expected sum the observed one.
fn rate(units: &[Unit]) -> f64 {
    let known = || units.iter().filter(|u| u.above.is_some());
    let observed: u64 = known().filter_map(|u| u.above).sum();
    let mean = |bounds, rate| -> f64 {
        weights(bounds, Some(rate)).iter().enumerate().map(|(above, p)| above as f64 * p).sum()
    };
    let expected = |rate: f64| -> f64 {
        known().flat_map(|u| &u.cells).map(|c| c.rows as f64 * mean(c.bounds, rate)).sum()
    };
    let widest = known().flat_map(|u| &u.cells).map(|c| c.bounds.1).max().unwrap_or(1);
    let (mut low, mut high) = (1e-3, 1e3 * f64::from(widest.max(1)));
    for _ in 0..80 {
        let middle = f64::midpoint(low, high);
        if expected(middle) < observed as f64 { low = middle } else { high = middle }
    }
    low
}

fn note(units: &[Unit], fitted: bool) -> String {
    let low = units.iter().flat_map(|u| &u.cells).map(|c| c.bounds.0).min().unwrap_or_default();
    let high = units.iter().flat_map(|u| &u.cells).map(|c| c.bounds.1).max().unwrap_or_default();
    let known = units.iter().filter(|u| u.above.is_some()).count();
    let law = if fitted { "Poisson truncated" } else { "uniform law" };
    let given = match known {
        0 => "no unit totals known".to_owned(),
        _ if known == units.len() => "conditional on unit totals".to_owned(),
        _ => format!("conditional on {known} of {} unit totals", units.len()),
    };
    format!("hidden counts {low}..{high}: mean of {IMPUTATIONS} imputations, {law}, {given}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_hidden_counts_that_sum_to_six_follow_the_exact_law() {
        let law = |rate| {
            let one = weights((1, 4), rate);
            let two = convolve(&one, &one);
            let joint: Vec<f64> = (0..4).map(|x| one[x] * two.get(3 - x).unwrap_or(&0.0)).collect();
            let total: f64 = joint.iter().sum();
            joint.into_iter().map(|p| p / total).collect::<Vec<f64>>()
        };
        let close = |a: Vec<f64>, b: [f64; 4]| a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-12);
        let poisson = [1.0 / 3.0, 7.0 / 18.0, 2.0 / 9.0, 1.0 / 18.0];
        assert!(close(law(Some(1.0)), poisson) && close(law(Some(0.3)), poisson));
        assert!(close(law(None), [0.4, 0.3, 0.2, 0.1]));
    }

    #[test]
    fn pick_splits_the_unit_interval_by_weight() {
        let at = |u| pick([1.0, 0.0, 3.0].into_iter(), u);
        assert_eq!([at(0.1), at(0.26), at(0.999)], [0, 2, 2]);
    }
}

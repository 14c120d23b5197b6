//! The log-likelihood of choices with its slope and curvature.

use super::choices::{BLOCK, Choices, Set, chances};
use crate::numeric::{Sum, ln};
use rayon::prelude::*;

/// Log-likelihood, slope and minus the second derivative (its lower half) at some tastes.
#[derive(Clone, Debug)]
pub(super) struct Curvature {
    pub(super) log_likelihood: f64,
    pub(super) slope: Vec<f64>,
    pub(super) curve: Vec<Vec<f64>>,
}

/// Sums of a block of choices.
struct Sums {
    log_likelihood: f64,
    slope: Vec<f64>,
    /// Rows of the lower half one after the other.
    curve: Vec<f64>,
    mean: Vec<f64>,
    apart: Vec<f64>,
}

impl Sums {
    fn new(terms: usize) -> Self {
        Self {
            log_likelihood: 0.0,
            slope: vec![0.0; terms],
            curve: vec![0.0; terms * (terms + 1) / 2],
            mean: vec![0.0; terms],
            apart: vec![0.0; terms],
        }
    }

    /// Adds a choice, given utilities and terms of all rows.
    fn add(&mut self, set: &Set, utilities: &[f64], terms: &[f64], weights: &[f64]) {
        let width = self.slope.len();
        let (chances, all, most) = chances(&utilities[set.first..set.last]);
        let mass: f64 = weights[set.first..set.chosen].iter().sum();
        let terms = &terms[set.first * width..set.last * width];
        self.log_likelihood += likelihood(set, utilities, weights, most) - mass * ln(all);
        if width == 0 {
            return;
        }
        self.centre(&chances, terms);
        let chosen = set.chosen - set.first;
        for (place, (row, chance)) in terms.chunks_exact(width).zip(&chances).enumerate() {
            let weight = if place < chosen { weights[set.first + place] } else { 0.0 };
            self.spread(row, weight, mass * chance);
        }
    }

    /// The mean of the terms.
    fn centre(&mut self, chances: &[f64], terms: &[f64]) {
        self.mean.fill(0.0);
        for (row, chance) in terms.chunks_exact(self.mean.len()).zip(chances) {
            self.mean.iter_mut().zip(row).for_each(|(mean, x)| *mean += chance * x);
        }
    }

    /// Adds a row of which `weight` pupils chose it and `expected` were expected to.
    fn spread(&mut self, row: &[f64], weight: f64, expected: f64) {
        for (((apart, x), mean), slope) in self.apart.iter_mut().zip(row).zip(&self.mean).zip(&mut self.slope)
        {
            *apart = x - mean;
            *slope += (weight - expected) * *apart;
        }
        let mut rest = &mut self.curve[..];
        for (place, x) in self.apart.iter().enumerate() {
            let (line, below) = rest.split_at_mut(place + 1);
            let factor = expected * x;
            line.iter_mut().zip(&self.apart).for_each(|(sum, other)| *sum += factor * other);
            rest = below;
        }
    }
}

/// The utilities of what was chosen, less the greatest.
fn likelihood(set: &Set, utilities: &[f64], weights: &[f64], most: f64) -> f64 {
    let rows = set.first..set.chosen;
    let chosen = rows.filter(|row| weights[*row] > 0.0);
    chosen.map(|row| weights[row] * (utilities[row] - most)).sum()
}

/// The curvature at some utilities; `terms` may stand for those of the rows.
pub(super) fn curvature(choices: &Choices, utilities: &[f64], terms: &[f64]) -> Curvature {
    let width = choices.terms();
    let block = |sets: &[Set]| {
        let mut sums = Sums::new(width);
        for set in sets {
            sums.add(set, utilities, terms, &choices.rows.weights);
        }
        sums
    };
    let blocks: Vec<Sums> = choices.sets.par_chunks(BLOCK).map(block).collect();
    let added = |pick: &dyn Fn(&Sums) -> f64| blocks.iter().map(pick).collect::<Sum>().value();
    let line = |row: usize| -> Vec<f64> {
        let first = row * (row + 1) / 2;
        (first..=first + row).map(|at| added(&|sums| sums.curve[at])).collect()
    };
    Curvature {
        log_likelihood: added(&|sums| sums.log_likelihood),
        slope: (0..width).map(|term| added(&|sums| sums.slope[term])).collect(),
        curve: (0..width).map(line).collect(),
    }
}

/// The log-likelihood alone.
pub(super) fn log_likelihood(choices: &Choices, utilities: &[f64]) -> f64 {
    let of = |set: &Set| {
        let (_, all, most) = chances(&utilities[set.first..set.last]);
        let mass: f64 = choices.rows.weights[set.first..set.chosen].iter().sum();
        likelihood(set, utilities, &choices.rows.weights, most) - mass * ln(all)
    };
    let block = |sets: &[Set]| sets.iter().map(of).collect::<Sum>();
    let blocks: Vec<Sum> = choices.sets.par_chunks(BLOCK).map(block).collect();
    let mut all = Sum::default();
    for sum in blocks {
        all += sum;
    }
    all.value()
}

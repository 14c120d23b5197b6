//! Choices: alternatives with their terms, and which of them were chosen.

use crate::error::{Error, Result};
use crate::numeric::exp;
use rayon::prelude::*;

/// Sets in one block of a sum: blocks start at fixed places, whatever the number of threads.
pub(super) const BLOCK: usize = 128;

/// One choice: the best of the rows `first..last`, which is one of `first..chosen`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Set {
    /// First alternative.
    pub first: usize,
    /// One past the last alternative that anyone chose.
    pub chosen: usize,
    /// One past the last alternative.
    pub last: usize,
    /// Who chose, from 0, in order.
    pub chooser: u32,
}

/// Alternatives, a row each.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    /// Names of the terms.
    pub names: Vec<String>,
    /// Terms of a row, one row after the other.
    pub terms: Vec<f64>,
    /// What else the utility of a row has; empty if nothing.
    pub offsets: Vec<f64>,
    /// How many chose a row; for lists how much a ranked row weighs.
    pub weights: Vec<f64>,
    /// Who chooses, from 0; rows of a chooser stand together.
    pub choosers: Vec<u32>,
    /// The cluster of each chooser, from 0.
    pub clusters: Vec<u32>,
    /// The school of each row, from 0; empty where schools have no pull of their own.
    pub schools: Vec<u32>,
}

/// Choices out of sets of alternatives.
#[derive(Clone, Debug)]
pub struct Choices {
    /// The alternatives.
    pub rows: Rows,
    /// The alternatives of every chooser.
    pub choosers: Vec<Set>,
    /// Every choice made: one a chooser, or for lists one a rank, of what was not ranked yet.
    pub sets: Vec<Set>,
}

impl Choices {
    /// Choices of alternatives. In lists the rows of a chooser come in the order of the ranks, those with
    /// weight before those without (the exploded logit: Beggs, Cardell & Hausman 1981).
    ///
    /// # Errors
    /// `NotFinite` for a term, offset or weight that is no number.
    pub fn new(rows: Rows, ranked: bool) -> Result<Self> {
        refuse_numbers(&rows)?;
        let mut choosers = Vec::new();
        let mut first = 0;
        for run in rows.choosers.chunk_by(|a, b| a == b) {
            let last = first + run.len();
            choosers.push(Set { first, chosen: last, last, chooser: run[0] });
            first = last;
        }
        let made = |set: &Set| rows.weights[set.first..set.last].iter().any(|weight| *weight > 0.0);
        let sets = if ranked {
            choosers.iter().flat_map(|set| exploded(*set, &rows.weights)).collect()
        } else {
            choosers.iter().copied().filter(made).collect()
        };
        Ok(Self { rows, choosers, sets })
    }

    /// How many terms there are.
    #[must_use]
    pub fn terms(&self) -> usize {
        self.rows.names.len()
    }

    /// The terms of a row.
    #[must_use]
    pub fn row(&self, row: usize) -> &[f64] {
        let terms = self.terms();
        &self.rows.terms[row * terms..(row + 1) * terms]
    }

    /// Utility of every row: terms times tastes, and the offset.
    #[must_use]
    pub fn utilities(&self, tastes: &[f64]) -> Vec<f64> {
        let of = |row: usize| {
            let known: f64 = self.row(row).iter().zip(tastes).map(|(x, taste)| x * taste).sum();
            known + self.rows.offsets.get(row).copied().unwrap_or_default()
        };
        (0..self.rows.weights.len()).into_par_iter().map(of).collect()
    }

    /// How likely each row is chosen by its chooser.
    #[must_use]
    pub fn shares(&self, utilities: &[f64]) -> Vec<f64> {
        let of = |set: &Set| chances(&utilities[set.first..set.last]).0;
        self.choosers.par_iter().flat_map_iter(of).collect()
    }
}

/// The choices of a list: the first of all, the second of those that are left, and so on.
fn exploded(set: Set, weights: &[f64]) -> impl Iterator<Item = Set> {
    // The last of a complete list was no choice.
    let last = set.last.saturating_sub(1);
    let ranked = weights[set.first..last].iter().take_while(|weight| **weight > 0.0).count();
    (set.first..set.first + ranked).map(move |row| Set { first: row, chosen: row + 1, ..set })
}

/// Chances by utility, and the logarithm of the sum of exponentials less the greatest utility, and that.
pub(super) fn chances(utilities: &[f64]) -> (Vec<f64>, f64, f64) {
    let most = utilities.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if most == f64::NEG_INFINITY {
        return (vec![0.0; utilities.len()], 1.0, most);
    }
    let mut chances: Vec<f64> = utilities.iter().map(|utility| exp(utility - most)).collect();
    let all: f64 = chances.iter().sum();
    for chance in &mut chances {
        *chance /= all;
    }
    (chances, all, most)
}

fn refuse_numbers(rows: &Rows) -> Result<()> {
    let terms = rows.names.len();
    for (column, name) in rows.names.iter().enumerate() {
        let values = rows.terms.iter().skip(column).step_by(terms.max(1));
        refuse_some(name, values.map(|x| x.is_finite()))?;
    }
    refuse_some("offset", rows.offsets.iter().map(|x| !x.is_nan() && *x < f64::INFINITY))?;
    refuse_some("weight", rows.weights.iter().map(|x| x.is_finite() && *x >= 0.0))
}

fn refuse_some(name: &str, fine: impl Iterator<Item = bool>) -> Result<()> {
    let wrong: Vec<u64> = (0..).zip(fine).filter(|(_, fine)| !fine).map(|(row, _)| row).collect();
    let Some(first) = wrong.first() else { return Ok(()) };
    let count = wrong.len() as u64;
    Err(Error::input("NotFinite", format!("'{name}' is missing or no number that it can be in {count} rows"))
        .on(name)
        .at(*first, count)
        .remedy("Give every alternative a finite number, and weights of 0 or more."))
}

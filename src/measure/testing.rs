//! `test` of one roll: permutation tests against no segregation.

use super::chance::Chance;
use super::dealing::Dealing;
use super::estimate::{Answer, Batch};
use super::question::{Surroundings, asked, check, need_totals, need_whole};
use super::sampling::{column, mean};
use super::{Focus, Measure};
use crate::error::Result;
use crate::roll::{Part, Roll};
use crate::uncertainty::{Interval, p_value};
use crate::watch::Watch;
use rayon::prelude::*;

/// One row of a test.
#[derive(Clone, Debug)]
pub struct TestRow {
    /// Number of the table.
    pub part: usize,
    /// Number of the measure.
    pub measure: usize,
    /// The groups it is about.
    pub focus: Focus,
    /// The value of the first of two rolls.
    pub before: Option<f64>,
    /// The value of the second.
    pub after: Option<f64>,
    /// The value, or the difference.
    pub estimate: Option<f64>,
    /// What chance gives.
    pub chance: Option<Null>,
    /// An interval of the difference.
    pub interval: Option<Interval>,
    /// Units that count.
    pub units: usize,
    /// Pupils that count.
    pub pupils: f64,
    /// Why there is no value; empty otherwise.
    pub note: String,
}

/// Values under the null hypothesis.
#[derive(Clone, Copy, Debug)]
pub struct Null {
    /// Their mean.
    pub mean: f64,
    /// Their standard deviation.
    pub sd: f64,
    /// Share of values at least as extreme, the observed one among them.
    pub p_value: f64,
}

impl TestRow {
    /// `(estimate - mean)/sd`; null without spread (Cortese, Falk & Cohen 1976).
    #[must_use]
    pub fn z(&self) -> Option<f64> {
        let null = self.chance.filter(|c| c.sd > 0.0)?;
        self.estimate.map(|estimate| (estimate - null.mean) / null.sd)
    }

    pub(super) fn of(part: usize, measure: usize, focus: Focus, answer: &Answer) -> Self {
        let note = answer.value.err().map_or_else(String::new, |why| why.reason().to_owned());
        let estimate = answer.value.ok();
        let (before, after, chance, interval) = (None, None, None, None);
        let (units, pupils) = (answer.units, answer.pupils);
        Self { part, measure, focus, before, after, estimate, chance, interval, units, pupils, note }
    }
}

/// Roundings that make two ways to the same value differ.
const ROUNDING: f64 = 1e-12;

/// Every measure of every table against random allocation.
///
/// # Errors
/// Those of [`super::expected`].
pub fn test(
    roll: &Roll,
    measures: &[Measure],
    focus: Focus,
    chance: &Chance,
    watch: &Watch,
) -> Result<Vec<TestRow>> {
    allowed(roll, measures, focus)?;
    let asked = asked(measures, focus, roll.groups.len());
    let table = |(number, part): (usize, &Part)| {
        let surroundings = Surroundings::of(roll, part);
        let batch = Batch { measures, asked: &asked, surroundings: &surroundings };
        let dealing = Dealing::new(roll, part, number, chance.margins, chance.together.as_ref())?;
        let drawn = dealing.answers(&batch, (chance.seed, chance.replicates), watch)?;
        let answers = dealing.observed(&batch);
        let row = |(i, (m, focus)): (usize, &(usize, Focus))| {
            let mut row = TestRow::of(number, *m, *focus, &answers[i]);
            let sign = if measures[*m].index.falls() { -1.0 } else { 1.0 };
            row.chance = row.estimate.and_then(|estimate| null(estimate, &column(&drawn, i), |x| sign * x));
            row
        };
        Ok(asked.iter().enumerate().map(row).collect())
    };
    let rows: Result<Vec<Vec<TestRow>>> = roll.parts.par_iter().enumerate().map(table).collect();
    Ok(rows?.into_iter().flatten().collect())
}

/// Refuses rolls and measures that cannot be tested.
pub(super) fn allowed(roll: &Roll, measures: &[Measure], focus: Focus) -> Result<()> {
    need_whole(roll, "a permutation test")?;
    check(roll, measures, focus)?;
    need_totals(measures)
}

/// Where an estimate stands among values under the null hypothesis.
pub(super) fn null(estimate: f64, draws: &[f64], extremity: impl Fn(f64) -> f64) -> Option<Null> {
    if draws.is_empty() {
        return None;
    }
    let mean = mean(draws);
    let spread: f64 = draws.iter().map(|d| (d - mean) * (d - mean)).sum();
    let sd = (spread / (draws.len() as f64 - 1.0).max(1.0)).sqrt();
    let extremes: Vec<f64> = draws.iter().map(|d| extremity(*d)).collect();
    let p_value = p_value(extremity(estimate), &extremes);
    Some(Null { mean, sd: if sd > ROUNDING { sd } else { 0.0 }, p_value })
}

//! `measure`: a row for each table, measure and focus.

use super::estimate::{Answer, Estimator};
use super::question::{asked, need_whole};
use super::{Focus, Interval, Measure, Sampling};
use crate::bounds::{self, Bounds};
use crate::error::Result;
use crate::indices::{Form, Index};
use crate::roll::{Amount, Part, Roll, Table, Visitor};
use crate::uncertainty::{IMPUTATIONS, Imputation, Law, resample};
use rayon::prelude::*;

/// One row of the answer.
#[derive(Clone, Debug)]
pub struct Row {
    /// Number of the table.
    pub part: usize,
    /// Number of the measure.
    pub measure: usize,
    /// The groups it is about.
    pub focus: Focus,
    /// The value; null where undefined.
    pub estimate: Option<f64>,
    /// Hard bounds under masking.
    pub bounds: Option<Bounds>,
    /// What another draw of pupils or units could have given.
    pub interval: Option<Interval>,
    /// Units that count.
    pub units: usize,
    /// Pupils that count.
    pub pupils: f64,
    /// Why there is no value, or what was assumed; empty otherwise.
    pub note: String,
}

/// Every measure on every table of a roll. Hidden counts are drawn under `law` with `seed`,
/// and the estimate is the mean over the drawn tables; a sampling interval draws under the same
/// seed.
///
/// # Errors
/// `FractionalCount` and `SuppressedMarker` for a sampling interval of weights or of hidden
/// counts.
pub fn measure(
    roll: &Roll,
    measures: &[Measure],
    focus: Focus,
    law: Law,
    sampling: Option<Sampling>,
    seed: u64,
) -> Result<Vec<Row>> {
    if sampling.is_some() {
        need_whole(roll, "a sampling interval")?;
    }
    let asked = asked(measures, focus, roll.groups.len());
    let batch = Batch { measures, asked: &asked };
    let table = |(number, part): (usize, &Part)| {
        if roll.hidden_in(part).is_empty() {
            visible(roll, number, part, &batch, sampling, seed)
        } else {
            imputed(roll, number, part, &batch, law, seed)
        }
    };
    Ok(roll.parts.par_iter().enumerate().flat_map_iter(table).collect())
}

/// The rows of a table without hidden counts.
fn visible(
    roll: &Roll,
    number: usize,
    part: &Part,
    batch: &Batch<'_>,
    sampling: Option<Sampling>,
    seed: u64,
) -> Vec<Row> {
    let answers = roll.visit(part, batch);
    let each = |((m, f), a): (&(usize, Focus), Answer)| row(roll, (number, *m), *f, &a);
    let mut rows: Vec<Row> = batch.asked.iter().zip(answers).map(each).collect();
    if let Some(sampling) = sampling {
        sampling.fill(&mut rows, &replicates(roll, part, batch, sampling, seed));
    }
    if !roll.hidden.is_empty() {
        rows.iter_mut().filter(|row| row.estimate.is_some()).for_each(|row| bound(roll, part, batch, row));
    }
    rows
}

/// A row from its answer.
pub(super) fn row(roll: &Roll, (part, measure): (usize, usize), focus: Focus, answer: &Answer) -> Row {
    let note = answer.value.err().map_or_else(String::new, |why| why.reason().to_owned());
    Row {
        part,
        measure,
        focus,
        estimate: answer.value.ok(),
        bounds: None,
        interval: None,
        units: answer.units,
        pupils: roll.unscaled(answer.pupils),
        note,
    }
}

struct Batch<'a> {
    measures: &'a [Measure],
    asked: &'a [(usize, Focus)],
}

impl Visitor for &Batch<'_> {
    type Output = Vec<Answer>;

    fn visit<A: Amount>(self, table: &Table<'_, A>) -> Vec<Answer> {
        let estimator = Estimator::new(table);
        self.asked.iter().map(|(m, focus)| estimator.answer(&self.measures[*m], *focus)).collect()
    }
}

fn imputed(roll: &Roll, number: usize, part: &Part, batch: &Batch<'_>, law: Law, seed: u64) -> Vec<Row> {
    let imputation = Imputation::new(roll, part, law);
    let tables = (0..IMPUTATIONS).into_par_iter();
    let drawn: Vec<Vec<Answer>> =
        tables.map(|m| whole_table(roll, &imputation.table(seed, m), batch)).collect();
    let each = |(i, (m, focus)): (usize, &(usize, Focus))| {
        let values: Vec<f64> = drawn.iter().filter_map(|answers| answers[i].value.ok()).collect();
        let undefined = drawn.iter().find_map(|answers| answers[i].value.err());
        let mut row = row(roll, (number, *m), *focus, &drawn[0][i]);
        row.pupils = (drawn.iter().map(|a| a[i].pupils).sum::<f64>() / f64::from(IMPUTATIONS)).round();
        row.estimate = (undefined.is_none()).then(|| values.iter().sum::<f64>() / f64::from(IMPUTATIONS));
        row.note = undefined.map_or_else(
            || imputation.note.clone(),
            |why| format!("{} in {} of {IMPUTATIONS} imputations", why.reason(), drawn.len() - values.len()),
        );
        bound(roll, part, batch, &mut row);
        row
    };
    batch.asked.iter().enumerate().map(each).collect()
}

/// Gives a row its hard bounds, and says of what kind they are.
fn bound(roll: &Roll, part: &Part, batch: &Batch<'_>, row: &mut Row) {
    let (bounds, why) = hard(roll, part, &batch.measures[row.measure], row.focus);
    row.bounds = bounds;
    let notes = [row.note.as_str(), why];
    row.note = notes.into_iter().filter(|n| !n.is_empty()).collect::<Vec<_>>().join("; ");
}

fn whole_table(roll: &Roll, cells: &[u64], batch: &Batch<'_>) -> Vec<Answer> {
    let width = roll.groups.len();
    let unit_totals: Vec<f64> = cells.chunks_exact(width).map(|u| u.iter().sum::<u64>().float()).collect();
    let group_totals: Vec<f64> =
        (0..width).map(|k| cells.iter().skip(k).step_by(width).sum::<u64>().float()).collect();
    let total = cells.iter().sum::<u64>().float();
    batch.visit(&Table { cells, unit_totals: &unit_totals, group_totals: &group_totals, total })
}

/// The answers on tables drawn again, replicate by replicate.
fn replicates(
    roll: &Roll,
    part: &Part,
    batch: &Batch<'_>,
    sampling: Sampling,
    seed: u64,
) -> Vec<Vec<Option<f64>>> {
    let width = roll.groups.len();
    let counts = roll.counts(part);
    let values = |r: u32| {
        let drawn = resample(&counts, width, sampling.what, seed, r);
        whole_table(roll, &drawn, batch).into_iter().map(|a| a.value.ok()).collect()
    };
    (0..sampling.replicates).into_par_iter().map(values).collect()
}

/// Hard bounds where they are known: two-group dissimilarity.
fn hard(roll: &Roll, part: &Part, measure: &Measure, focus: Focus) -> (Option<Bounds>, &'static str) {
    let two = roll.groups.len() == 2 && measure.entry.form == Form::Multigroup;
    let focal = focus.focal.or_else(|| two.then_some(0));
    match (measure.index(), focal) {
        (Index::Dissimilarity, Some(focal)) => match bounds::dissimilarity(roll, part, focal, focus.versus) {
            Some(b) if b.exact => (Some(b), "exact bounds"),
            Some(b) => (Some(b), "outer bounds"),
            None => (None, "no bounds: a group may be empty"),
        },
        _ => (None, "no bounds for this measure"),
    }
}

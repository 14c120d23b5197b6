//! `measure`: a row for each table, measure and focus.

use super::correction::{Correction, corrected};
use super::estimate::{Answer, Batch};
use super::ordered::odd;
use super::question::{Surroundings, asked, check, need_counts, need_totals, need_visible};
use super::sampling::{About, Drawn, Sampling, column, mean, redrawn};
use super::{Focus, Measure};
use crate::bounds::{self, Bounds};
use crate::error::{Error, Result};
use crate::indices::Index;
use crate::roll::{Part, Roll};
use crate::uncertainty::{
    Bootstrap, IMPUTATIONS, Imputation, Interval, Law, Method, Replicates, Resample, combine,
};
use crate::watch::Watch;
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
    /// Hard bounds under masking, or bounds of a correction.
    pub bounds: Option<Bounds>,
    /// What another draw of pupils, units or hidden counts could have given.
    pub interval: Option<Interval>,
    /// The estimate of small units' own making: what a correction took off.
    pub bias: Option<f64>,
    /// Units that count.
    pub units: usize,
    /// Pupils that count.
    pub pupils: f64,
    /// Why there is no value, or what was assumed; empty otherwise.
    pub note: String,
}

/// How a roll is measured.
#[derive(Clone, Copy, Debug)]
pub struct How {
    /// The law of hidden counts.
    pub law: Law,
    /// The interval.
    pub sampling: Option<Sampling>,
    /// The correction for small units.
    pub correct: Option<Correction>,
    /// Tables drawn.
    pub replicates: u32,
    /// What names the draws.
    pub seed: u64,
}

/// Every measure on every table of a roll. Hidden counts are drawn under the law, and the estimate
/// is the mean over the drawn tables.
///
/// # Errors
/// `BadOption`, `NoOrder`, `NoScores`, `NoPlaces` for what the roll lacks; `FractionalCount` for an interval or a correction of weights;
/// `SuppressedMarker` for a correction that needs counts which are not hidden; `Interrupted`.
pub fn measure(
    roll: &Roll,
    measures: &[Measure],
    focus: Focus,
    how: &How,
    watch: &Watch,
) -> Result<Vec<Row>> {
    check(roll, measures, focus)?;
    need_totals(measures)?;
    if how.sampling.is_some() || how.correct.is_some() {
        need_counts(roll, "a sampling interval or a correction")?;
    }
    if how.correct.is_some() {
        need_visible(roll, "a correction")?;
    }
    let around = how.correct.is_some() || !roll.hidden.is_empty();
    if around && how.sampling.is_some_and(|s| s.method != Method::Basic) {
        let message = "there is one method beside a correction and for hidden counts";
        return Err(Error::option("method", message, "'basic'"));
    }
    let asked = asked(measures, focus, roll.groups.len());
    let table = |(number, part): (usize, &Part)| {
        let surroundings = Surroundings::of(roll, part);
        let batch = Batch { measures, asked: &asked, surroundings: &surroundings };
        let work = Work { roll, number, part, batch: &batch, how, watch };
        let mut rows = if roll.hidden_in(part).is_empty() { work.visible() } else { work.imputed() }?;
        if !roll.hidden.is_empty() {
            work.bound(&mut rows);
        }
        Ok(rows)
    };
    let rows: Result<Vec<Vec<Row>>> = roll.parts.par_iter().enumerate().map(table).collect();
    Ok(rows?.into_iter().flatten().collect())
}

/// A table of whole pupils, units by groups.
type Cells = Vec<u64>;

/// One part of a roll, with all that is asked of it.
pub(super) struct Work<'a> {
    pub(super) roll: &'a Roll,
    pub(super) number: usize,
    pub(super) part: &'a Part,
    pub(super) batch: &'a Batch<'a>,
    pub(super) how: &'a How,
    pub(super) watch: &'a Watch,
}

impl Work<'_> {
    /// The rows of a table without hidden counts.
    fn visible(&self) -> Result<Vec<Row>> {
        let answers = self.roll.visit(self.part, self.batch);
        let each = |((m, f), a): (&(usize, Focus), &Answer)| {
            let mut row = row(self.roll, (self.number, *m), *f, a);
            if let (Index::RankOrder { .. }, Some(index)) = (self.batch.measures[*m].index, row.estimate) {
                row.add_note(odd(index));
            }
            row
        };
        let mut rows: Vec<Row> = self.batch.asked.iter().zip(&answers).map(each).collect();
        let drawn = self.resampled()?;
        match (&drawn, self.how.sampling) {
            (Some(drawn), Some(sampling)) => fill(&mut rows, drawn, sampling),
            (None, Some(_)) => rows.iter_mut().for_each(Row::settled),
            _ => {}
        }
        if let Some(correction) = self.how.correct {
            corrected(self, correction, &mut rows, drawn.as_ref())?;
        }
        Ok(rows)
    }

    /// Draws of pupils or units, where an interval needs them.
    fn resampled(&self) -> Result<Option<Drawn>> {
        match self.how.sampling.map(|s| s.about) {
            Some(About::Sampling(what)) => self.redrawn(what).map(Some),
            _ => Ok(None),
        }
    }

    /// The answers on tables of drawn pupils or units, in place of this part.
    pub(super) fn redrawn(&self, what: Resample) -> Result<Drawn> {
        self.draw(&self.roll.counts(self.part), what, self.how.replicates, 0)
    }

    /// The answers on tables of drawn pupils or units, for the `m`-th table in place of this part.
    fn draw(&self, cells: &[u64], what: Resample, replicates: u32, m: u32) -> Result<Drawn> {
        let groups = self.roll.groups.len();
        let number = self.number as u32 + m * self.roll.parts.len() as u32;
        let bootstrap = Bootstrap::new(cells, groups, what).numbered(number);
        let draw = |r, out: &mut Vec<u64>| bootstrap.draw(self.how.seed, r, out);
        redrawn(self.batch, groups, replicates, self.watch, draw)
    }

    /// The rows of a table with hidden counts: means over drawn tables.
    fn imputed(&self) -> Result<Vec<Row>> {
        let imputation = Imputation::new(self.roll, self.part, self.how.law);
        let (drawn, tables) = self.tables(&imputation)?;
        let within = self.within(&drawn, &tables)?;
        let each = |(i, (m, focus)): (usize, &(usize, Focus))| {
            let mut row = self.average(&drawn, i, (*m, *focus), &imputation.note(drawn.len()));
            if row.estimate.is_some() {
                let values: Vec<f64> = drawn.iter().filter_map(|answers| answers[i].value.ok()).collect();
                self.spread(&mut row, values, within.as_ref().map(|within| &within[i]));
            }
            row
        };
        Ok(self.batch.asked.iter().enumerate().map(each).collect())
    }

    /// Gives a row of imputed values its interval: by Rubin's rules where pupils or units were drawn
    /// from every imputed table, moved by the mean bias as the basic interval is.
    fn spread(&self, row: &mut Row, values: Vec<f64>, within: Option<&Vec<Within>>) {
        let Some(sampling) = self.how.sampling else { return };
        let Some(within) = within else {
            let replicates = Replicates::new(mean(&values), values);
            row.interval = replicates.and_then(|r| r.interval(Method::Percentile, sampling.level));
            return;
        };
        let variances: Vec<f64> = within.iter().map(|w| w.variance).collect();
        let bias = mean(&within.iter().map(|w| w.bias).collect::<Vec<f64>>());
        row.bias = Some(bias);
        row.interval = combine(&values, &variances).and_then(|combined| {
            let (low, high) = combined.interval(sampling.level)?;
            Some(Interval { low: low - bias, high: high - bias, se: combined.total.sqrt() })
        });
    }

    /// Tables drawn in place of the hidden counts, with the answers about each.
    fn tables(&self, imputation: &Imputation) -> Result<(Vec<Vec<Answer>>, Vec<Cells>)> {
        let masking = self.how.sampling.is_some_and(|s| s.about == About::Masking);
        let tables = if masking { self.how.replicates.max(IMPUTATIONS) } else { IMPUTATIONS };
        self.watch.expect(u64::from(tables));
        let one = |m: u32| {
            let cells = imputation.table(self.how.seed, m);
            let answers = self.batch.of_cells(&cells, self.roll.groups.len());
            self.watch.step()?;
            Ok((answers, cells))
        };
        let both: Result<Vec<(Vec<Answer>, Cells)>> = (0..tables).into_par_iter().map(one).collect();
        Ok(both?.into_iter().unzip())
    }

    /// For each row what draws from every imputed table show.
    fn within(&self, answers: &[Vec<Answer>], tables: &[Cells]) -> Result<Option<Vec<Vec<Within>>>> {
        let Some(About::Sampling(what)) = self.how.sampling.map(|s| s.about) else { return Ok(None) };
        let each = self.how.replicates.div_ceil(tables.len() as u32).max(2);
        let one = |(m, cells): (usize, &Cells)| {
            let drawn = self.draw(cells, what, each, m as u32)?;
            let row = |i: usize| Within::of(answers[m][i].value.unwrap_or_default(), column(&drawn, i));
            Ok((0..self.batch.asked.len()).map(row).collect())
        };
        let found: Result<Vec<Vec<Within>>> = tables.iter().enumerate().map(one).collect();
        let found = found?;
        let rows = 0..self.batch.asked.len();
        Ok(Some(rows.map(|i| found.iter().map(|table| table[i]).collect()).collect()))
    }

    fn average(&self, drawn: &[Vec<Answer>], i: usize, (m, focus): (usize, Focus), note: &str) -> Row {
        let tables = drawn.len() as f64;
        let values: Vec<f64> = drawn.iter().filter_map(|answers| answers[i].value.ok()).collect();
        let undefined = drawn.iter().find_map(|answers| answers[i].value.err());
        let mut row = row(self.roll, (self.number, m), focus, &drawn[0][i]);
        row.pupils = (drawn.iter().map(|a| a[i].pupils).sum::<f64>() / tables).round();
        row.estimate = (undefined.is_none()).then(|| mean(&values));
        row.note = undefined.map_or_else(
            || note.to_owned(),
            |why| format!("{} in {} of {tables} imputations", why.reason(), drawn.len() - values.len()),
        );
        row
    }

    /// Gives rows their hard bounds, and says of what kind they are.
    fn bound(&self, rows: &mut [Row]) {
        rows.par_iter_mut().for_each(|row| {
            let found = self.bounds_of(row.measure, row.focus);
            row.bounds = found.filter(|bounds| bounds.is_finite());
            row.add_note(found.map_or("no bounds", Bounds::note));
        });
    }

    fn bounds_of(&self, measure: usize, focus: Focus) -> Option<Bounds> {
        let asked = [(measure, focus)];
        let batch = Batch { asked: &asked, ..*self.batch };
        let value = |cells: &[u64]| batch.of_cells(cells, self.roll.groups.len())[0].value.ok();
        let Measure { entry, index, unit, .. } = &self.batch.measures[measure];
        let (form, focal, versus) = (entry.form, focus.focal, focus.versus);
        let question = bounds::Question { index: *index, form, focal, versus, unit: *unit, value: &value };
        bounds::bounds(self.roll, self.part, &question)
    }
}

impl Row {
    /// Gives a row of which nothing is hidden the interval of what is hidden.
    fn settled(&mut self) {
        self.interval = self.estimate.map(|value| Interval { low: value, high: value, se: 0.0 });
        self.add_note("nothing is hidden");
    }

    /// Says something more in the note.
    pub(super) fn add_note(&mut self, more: &str) {
        let notes = [self.note.as_str(), more];
        self.note = notes.into_iter().filter(|n| !n.is_empty()).collect::<Vec<_>>().join("; ");
    }
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
        bias: None,
        units: answer.units,
        pupils: roll.unscaled(answer.pupils),
        note,
    }
}

/// Gives rows their intervals; replicates in which a measure is undefined are left out and
/// counted in the note.
fn fill(rows: &mut [Row], drawn: &Drawn, sampling: Sampling) {
    for (i, row) in rows.iter_mut().enumerate() {
        let Some(estimate) = row.estimate else { continue };
        let values = column(drawn, i);
        if values.len() < drawn.len() {
            row.add_note(&format!("undefined in {} replicates", drawn.len() - values.len()));
        }
        let Some(replicates) = Replicates::new(estimate, values) else { continue };
        row.bias = Some(replicates.bias());
        row.interval = replicates.interval(sampling.method, sampling.level);
        if row.interval.is_none() {
            row.add_note("no bias-corrected interval: all replicates lie on one side");
        }
    }
}

/// What draws from one imputed table show.
#[derive(Clone, Copy)]
struct Within {
    variance: f64,
    bias: f64,
}

impl Within {
    fn of(estimate: f64, values: Vec<f64>) -> Self {
        Replicates::new(estimate, values)
            .map_or(Self { variance: 0.0, bias: 0.0 }, |r| Self { variance: r.se() * r.se(), bias: r.bias() })
    }
}

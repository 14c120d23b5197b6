//! `expected`: a row for each table, measure and focus, under random allocation.

use super::dealing::{Dealing, Together};
use super::estimate::{Answer, Batch};
use super::question::{Ask, Surroundings, asked, check, need_totals, need_whole};
use super::rows::{Row, Work, row};
use super::sampling::{column, coverage, mean};
use super::{Focus, Measure};
use crate::error::{Error, Result};
use crate::indices::defined;
use crate::roll::{Amount, Part, Roll, Table, Visitor};
use crate::uncertainty::{self, Margins, Method, Replicates};
use crate::watch::Watch;
use rayon::prelude::*;

/// How pupils are dealt out.
#[derive(Clone, Debug)]
pub struct Chance {
    /// Whether the sizes of units and groups are drawn too.
    pub margins: Margins,
    /// Who moves together.
    pub together: Option<Together>,
    /// Coverage of the band, if there is to be one.
    pub level: Option<f64>,
    /// Tables drawn.
    pub replicates: u32,
    /// What names the draws.
    pub seed: u64,
}

impl Chance {
    /// Checks the options of a caller.
    ///
    /// # Errors
    /// `BadOption`.
    pub fn read(
        margins: &str,
        together: Option<Together>,
        level: Option<f64>,
        (replicates, seed): (u32, u64),
    ) -> Result<Self> {
        let margins = match margins {
            "fixed" => Margins::Fixed,
            "free" => Margins::Free,
            other => {
                let message = format!("there are no margins '{other}'");
                return Err(Error::option("margins", message, "'fixed', 'free'"));
            }
        };
        if margins == Margins::Free && together.is_some() {
            return Err(Error::option(
                "clusters",
                "clusters keep the margins",
                "clusters with margins='fixed'",
            ));
        }
        level.map_or(Ok(()), coverage)?;
        Ok(Self { margins, together, level, replicates, seed })
    }

    /// Whether values without a band can be exact.
    fn exact(&self) -> bool {
        self.margins == Margins::Fixed && self.together.is_none()
    }
}

/// Every measure under random allocation, exact where that can be and else the mean of drawn
/// tables; and whether anything was drawn.
///
/// # Errors
/// `FractionalCount` for weights, `SuppressedMarker` for hidden counts: neither has margins of
/// whole pupils. `MissingWithin` for units that are to be dealt over nests. `Interrupted`.
pub fn expected(
    roll: &Roll,
    measures: &[Measure],
    focus: Focus,
    chance: &Chance,
    watch: &Watch,
) -> Result<(Vec<Row>, bool)> {
    need_whole(roll, "the value under random allocation")?;
    check(roll, measures, focus)?;
    need_totals(measures)?;
    let asked = asked(measures, focus, roll.groups.len());
    let table = |(number, part): (usize, &Part)| {
        let surroundings = Surroundings::of(roll, part);
        let batch = Batch { measures, asked: &asked, surroundings: &surroundings };
        rows(roll, (number, part), &batch, chance, watch)
    };
    let parts: Result<Vec<(Vec<Row>, bool)>> = roll.parts.par_iter().enumerate().map(table).collect();
    let parts = parts?;
    let drawn = parts.iter().any(|(_, drawn)| *drawn);
    Ok((parts.into_iter().flat_map(|(rows, _)| rows).collect(), drawn))
}

fn rows(
    roll: &Roll,
    (number, part): (usize, &Part),
    batch: &Batch<'_>,
    chance: &Chance,
    watch: &Watch,
) -> Result<(Vec<Row>, bool)> {
    let dealing = Dealing::new(roll, part, number, chance.margins, chance.together.as_ref())?;
    let answers = dealing.observed(batch);
    let exact = exact(roll, part, batch, chance.exact(), &answers);
    let needed =
        chance.level.is_some() || exact.iter().zip(&answers).any(|(e, a)| e.is_none() && a.value.is_ok());
    let drawn =
        if needed { Some(dealing.answers(batch, (chance.seed, chance.replicates), watch)?) } else { None };
    let each = |(i, (m, focus)): (usize, &(usize, Focus))| {
        let mut row = row(roll, (number, *m), *focus, &answers[i]);
        if row.estimate.is_some() {
            let draws = drawn.as_ref().map(|drawn| column(drawn, i)).unwrap_or_default();
            fill(&mut row, exact[i], draws, chance);
        }
        row
    };
    Ok((batch.asked.iter().enumerate().map(each).collect(), needed))
}

/// Puts the value under random allocation, and its band, in a row.
fn fill(row: &mut Row, exact: Option<f64>, draws: Vec<f64>, chance: &Chance) {
    let count = draws.len();
    let simulated = (count > 0).then(|| mean(&draws));
    row.estimate = exact.or(simulated);
    let replicates = simulated.and_then(|mean| Replicates::new(mean, draws));
    row.interval =
        replicates.as_ref().zip(chance.level).and_then(|(r, level)| r.interval(Method::Percentile, level));
    if exact.is_none() {
        let error = replicates.map_or(f64::NAN, |r| r.se() / (count as f64).sqrt());
        row.add_note(&format!("mean of {count} random allocations, standard error {error:.1e}"));
    }
}

/// The exact values under random allocation with fixed margins, where there are such.
fn exact(roll: &Roll, part: &Part, batch: &Batch<'_>, wanted: bool, answers: &[Answer]) -> Vec<Option<f64>> {
    let one = |((m, focus), answer): (&(usize, Focus), &Answer)| {
        let sought = wanted && answer.value.is_ok();
        sought.then(|| roll.visit(part, Question { measure: &batch.measures[*m], focus: *focus })).flatten()
    };
    batch.asked.iter().zip(answers).map(one).collect()
}

/// The values under random allocation with fixed margins of all that is asked of a part.
pub(super) fn values(work: &Work<'_>) -> Result<Vec<Option<f64>>> {
    let dealing = Dealing::new(work.roll, work.part, work.number, Margins::Fixed, None)?;
    let answers = dealing.observed(work.batch);
    let exact = exact(work.roll, work.part, work.batch, true, &answers);
    if exact.iter().all(Option::is_some) {
        return Ok(exact);
    }
    let drawn = dealing.answers(work.batch, (work.how.seed, work.how.replicates), work.watch)?;
    let simulated = |i: usize| {
        let values = column(&drawn, i);
        (!values.is_empty()).then(|| mean(&values))
    };
    Ok(exact.into_iter().enumerate().map(|(i, exact)| exact.or_else(|| simulated(i))).collect())
}

struct Question<'a> {
    measure: &'a Measure,
    focus: Focus,
}

impl Visitor for Question<'_> {
    type Output = Option<f64>;

    fn visit<A: Amount>(self, table: &Table<'_, A>) -> Option<f64> {
        self.focus.find(self.measure.entry.form, table, self)
    }
}

impl Ask for Question<'_> {
    type Output = Option<f64>;

    fn ask<A: Amount>(self, table: &Table<'_, A>, pair: (usize, usize)) -> Option<f64> {
        if self.measure.entry.uneven {
            defined(table).ok()?;
        }
        let value = uncertainty::expected(table, self.measure.index, pair)? / self.measure.unit;
        value.is_finite().then_some(value)
    }
}

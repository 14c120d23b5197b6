//! `compare`: why a measure differs between two rolls.

use super::Measure;
use super::comparing::{Compare, Detail, FITTED, names, note};
use super::pairing::{Two, pairs};
use super::question::{need_visible, need_whole};
use super::sampling::{Drawn, joined};
use crate::compare::{self as core, Comparison, Scale, Side};
use crate::error::{Error, Family, Result};
use crate::indices::{Index, Undefined};
use crate::roll::{Amount, Roll, Table, Tally, Visitor};
use crate::uncertainty::Interval;
use crate::watch::Watch;
use rayon::prelude::*;

/// What a row is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The whole.
    Whole,
    /// A unit of the roll.
    Unit(usize),
    /// A group.
    Group(usize),
}

/// One part of one difference.
#[derive(Clone, Debug)]
pub struct ComparedRow {
    /// Number of the table.
    pub table: usize,
    /// Number of the measure.
    pub measure: usize,
    /// Name of the part.
    pub part: &'static str,
    /// What the row is about.
    pub place: Place,
    /// Share of the shared pupils, before and after; of a unit or group.
    pub shares: Option<[f64; 2]>,
    /// The part.
    pub estimate: Option<f64>,
    /// An interval.
    pub interval: Option<Interval>,
    /// Mean of the replicates less the estimate.
    pub bias: Option<f64>,
    /// Most passes of a fit that the part rests on.
    pub iterations: Option<u32>,
    /// Largest relative distance of a fitted margin from its target.
    pub residual: Option<f64>,
    /// What came and went, or why there is no value.
    pub note: String,
}

/// The parts of the difference of every measure, the second table less the first, the last column
/// of `by` telling the two apart.
///
/// # Errors
/// `BadOption` for other measures than M and H, `UnmatchedKey` for a table that only one roll has,
/// `NothingShared` where no unit or no group is in both in any table, `SuppressedMarker` for hidden
/// counts, `FractionalCount` for an interval of weights, `NotConverged`.
pub fn compare(roll: &Roll, measures: &[Measure], how: &Compare, watch: &Watch) -> Result<Vec<ComparedRow>> {
    need_visible(roll, "a comparison")?;
    if how.again.what.is_some() {
        need_whole(roll, "an interval")?;
    }
    let scales: Vec<Scale> = measures.iter().map(scale).collect::<Result<_>>()?;
    let found: Result<Vec<Found>> =
        pairs(roll)?.into_par_iter().map(|two| Found::of(&two, &scales, how, watch)).collect();
    let found = found?;
    shared(&found)?;
    Ok(found.into_iter().flat_map(|found| found.rows(how, measures.len())).collect())
}

fn scale(measure: &Measure) -> Result<Scale> {
    match measure.index {
        Index::MutualInformation => Ok(Scale::Fixed(measure.unit)),
        Index::Theil => Ok(Scale::Entropy),
        _ => {
            let message = format!("the difference of measure '{}' has no such parts", measure.label);
            Err(Error::option("measures", message, "M, H"))
        }
    }
}

/// Refuses rolls that share nothing anywhere.
fn shared(found: &[Found]) -> Result<()> {
    let apart = |why: &Undefined| matches!(why, Undefined::NoCommonUnit | Undefined::NoCommonGroup);
    let whys: Vec<Undefined> = found.iter().filter_map(|f| f.comparison.as_ref().err().copied()).collect();
    if whys.len() < found.len() || !whys.iter().all(apart) {
        return Ok(());
    }
    let (what, column) =
        if whys.contains(&Undefined::NoCommonUnit) { ("unit", "unit") } else { ("group", "group") };
    Err(Error::input("NothingShared", format!("no {what} is in both rolls")).on(column).remedy(
        "Write the keys of both rolls alike; areas without common units go to test(exchange='units').",
    ))
}

/// What was found for one pair of tables.
struct Found {
    table: usize,
    /// Place in the roll of the first unit of the second table.
    start: usize,
    comparison: std::result::Result<Comparison, Undefined>,
    /// The index of either whole table on each scale, and about what chance alone gives of it.
    levels: Vec<[(Option<f64>, Option<f64>); 2]>,
    draws: Option<Drawn>,
}

/// One side of a pair, from counts or weights.
struct Named<'a>(&'a [u64]);

impl Visitor for Named<'_> {
    type Output = Side;

    fn visit<A: Amount>(self, table: &Table<'_, A>) -> Side {
        Side::of(table, self.0)
    }
}

impl Found {
    fn of(two: &Two<'_>, scales: &[Scale], how: &Compare, watch: &Watch) -> Result<Self> {
        let names = &two.names;
        let sides = [0, 1].map(|i| two.roll.visit(two.parts[i], Named(&names[i])));
        let comparison = core::compare(&sides[0], &sides[1], how.method, scales);
        if comparison.as_ref().is_err_and(|why| *why == Undefined::NotConverged) {
            return Err(Error::new(
                Family::Convergence,
                "NotConverged",
                "proportional fitting did not converge",
            )
            .remedy("Leave out units or groups that hardly anybody has in common, or take method='mrc'."));
        }
        let draws = how.again.what.filter(|_| comparison.is_ok()).map(|what| {
            let law = two.redraw(what);
            let groups = two.roll.groups.len();
            watch.expect(u64::from(how.again.replicates));
            let one = |r: u32| {
                let cells = law.draw(how.again.seed, r);
                let side = |i: usize| Side::of(&Tally::of(&cells[i], groups).table(&cells[i]), &names[i]);
                let drawn = core::compare(&side(0), &side(1), how.method, scales);
                watch.step()?;
                let point = comparison.as_ref().ok().zip(drawn.ok());
                Ok(point.map_or_else(Vec::new, |(point, drawn)| how.aligned(point, &drawn)))
            };
            (0..how.again.replicates).into_par_iter().map(one).collect::<Result<Drawn>>()
        });
        let level = |scale: &Scale| [0, 1].map(|i| (sides[i].value(*scale), sides[i].chance(*scale)));
        let levels = scales.iter().map(level).collect();
        let known = |draws: Drawn| draws.into_iter().filter(|values| !values.is_empty()).collect();
        let draws = draws.transpose()?.map(known);
        Ok(Self { table: two.table(), start: two.parts[1].units.start, comparison, levels, draws })
    }

    fn rows(self, how: &Compare, measures: usize) -> Vec<ComparedRow> {
        let rows = self.blank(how, measures);
        match &self.comparison {
            Ok(comparison) => {
                let values = how.aligned(comparison, comparison);
                let filled = |(i, row)| self.filled(how, comparison, row, (i, values[i]));
                rows.into_iter().enumerate().map(filled).collect()
            }
            Err(why) => rows.into_iter().map(|row| self.apart(row, *why)).collect(),
        }
    }

    /// A row of two tables that share too little to have parts.
    fn apart(&self, mut row: ComparedRow, why: Undefined) -> ComparedRow {
        let [(before, _), (after, _)] = self.levels[row.measure];
        row.estimate = match row.part {
            "before" => before,
            "after" => after,
            "difference" => before.zip(after).map(|(before, after)| after - before),
            _ => None,
        };
        row.note = if row.estimate.is_some() { self.chance(&row) } else { why.reason().to_owned() };
        row
    }

    /// About what chance alone gives of both levels, beside their difference.
    fn chance(&self, row: &ComparedRow) -> String {
        match self.levels[row.measure] {
            [(_, Some(before)), (_, Some(after))] if row.part == "difference" => {
                format!("chance alone gives about {before:.4} before and {after:.4} after")
            }
            _ => String::new(),
        }
    }

    /// The rows, saying only what they are about.
    fn blank(&self, how: &Compare, measures: usize) -> Vec<ComparedRow> {
        let row = |measure: usize, part: &'static str, place: Place, shares: Option<[f64; 2]>| ComparedRow {
            table: self.table,
            measure,
            part,
            place,
            shares,
            estimate: None,
            interval: None,
            bias: None,
            iterations: None,
            residual: None,
            note: String::new(),
        };
        let of = |m: usize| -> Vec<ComparedRow> {
            match (how.detail, &self.comparison) {
                (Detail::Parts, _) => {
                    names(how.method).iter().map(|part| row(m, part, Place::Whole, None)).collect()
                }
                (_, Err(_)) => vec![row(m, "structural", Place::Whole, None)],
                (Detail::Units, Ok(found)) => {
                    let places = found.units.iter().map(|unit| Place::Unit(self.start + unit[1]));
                    let known = places.zip(&found.unit_shares);
                    known.map(|(place, shares)| row(m, "structural", place, Some(*shares))).collect()
                }
                (Detail::Groups, Ok(found)) => {
                    let known = found.groups.iter().map(|k| Place::Group(*k)).zip(&found.group_shares);
                    known.map(|(place, shares)| row(m, "structural", place, Some(*shares))).collect()
                }
            }
        };
        (0..measures).flat_map(of).collect()
    }

    /// A row with its value, which is the `i`-th.
    fn filled(
        &self,
        how: &Compare,
        found: &Comparison,
        mut row: ComparedRow,
        (i, estimate): (usize, Option<f64>),
    ) -> ComparedRow {
        let spread = how.again.spread(estimate, self.draws.as_ref(), i);
        let fitted = FITTED.contains(&row.part);
        row.estimate = estimate;
        row.interval = spread.interval;
        row.bias = spread.bias;
        row.iterations = found.iterations.filter(|_| fitted);
        row.residual = found.residual.filter(|_| fitted);
        row.note = joined(&[&note(found, row.part), &self.chance(&row), &spread.note]);
        row
    }
}

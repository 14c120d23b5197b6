//! `compare`: why a measure differs between two rolls.

use super::Measure;
use super::pairing::{Two, pairs};
use super::question::{need_visible, need_whole};
use super::sampling::{Drawn, column, coverage};
use crate::compare::{self as core, Comparison, Method, Outside, Parts, Scale, Side};
use crate::error::{Error, Family, Result};
use crate::indices::{Index, Undefined};
use crate::roll::{Amount, Roll, Table, Tally, Visitor};
use crate::uncertainty::{Interval, Method as Made, Replicates, Resample};
use crate::watch::Watch;
use rayon::prelude::*;

/// How two rolls are compared.
#[derive(Clone, Copy, Debug)]
pub struct Compare {
    method: Method,
    detail: Detail,
    resample: Option<Resample>,
    level: f64,
    replicates: u32,
    seed: u64,
}

/// What has a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Detail {
    Parts,
    Units,
    Groups,
}

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

impl Compare {
    /// Checks the options of a caller.
    ///
    /// # Errors
    /// `BadOption`.
    pub fn read(
        method: &str,
        detail: Option<&str>,
        interval: Option<&str>,
        level: f64,
        (replicates, seed): (u32, u64),
    ) -> Result<Self> {
        let unknown = |option: &str, given: &str, allowed: &str| {
            Err(Error::option(option, format!("there is no {option} '{given}'"), allowed))
        };
        let method = match method {
            "shapley" => Method::Shapley,
            "km" => Method::KarmelMaclachlan,
            "mrc" => Method::MoraRuizCastillo,
            other => return unknown("method", other, "'shapley', 'km', 'mrc'"),
        };
        let detail = match detail {
            None => Detail::Parts,
            Some("units") => Detail::Units,
            Some("groups") if method != Method::MoraRuizCastillo => Detail::Groups,
            Some("groups") => {
                let message = "the structural part of 'mrc' is a sum over units, not over groups";
                return Err(Error::option("detail", message, "'units', or another method"));
            }
            Some(other) => return unknown("detail", other, "'units', 'groups'"),
        };
        let resample = match interval {
            None => None,
            Some("pupils") => Some(Resample::Pupils),
            Some("units") => Some(Resample::Units),
            Some(other) => return unknown("interval", other, "'pupils', 'units'"),
        };
        coverage(level)?;
        Ok(Self { method, detail, resample, level, replicates, seed })
    }
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
    if how.resample.is_some() {
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
        let names = two.names();
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
        let draws = how.resample.filter(|_| comparison.is_ok()).map(|what| {
            let law = two.redraw(what);
            let groups = two.roll.groups.len();
            watch.expect(u64::from(how.replicates));
            let one = |r: u32| {
                let cells = law.draw(how.seed, r);
                let side = |i: usize| Side::of(&Tally::of(&cells[i], groups).table(&cells[i]), &names[i]);
                let drawn = core::compare(&side(0), &side(1), how.method, scales);
                watch.step()?;
                let point = comparison.as_ref().ok().zip(drawn.ok());
                Ok(point.map_or_else(Vec::new, |(point, drawn)| how.aligned(point, &drawn)))
            };
            (0..how.replicates).into_par_iter().map(one).collect::<Result<Drawn>>()
        });
        let known = |draws: Drawn| draws.into_iter().filter(|values| !values.is_empty()).collect();
        let draws = draws.transpose()?.map(known);
        Ok(Self { table: two.table(), start: two.parts[1].units.start, comparison, draws })
    }

    fn rows(self, how: &Compare, measures: usize) -> Vec<ComparedRow> {
        let rows = self.blank(how, measures);
        match &self.comparison {
            Ok(comparison) => {
                let values = how.aligned(comparison, comparison);
                let filled = |(i, row)| self.filled(how, comparison, row, (i, values[i]));
                rows.into_iter().enumerate().map(filled).collect()
            }
            Err(why) => {
                rows.into_iter().map(|row| ComparedRow { note: why.reason().to_owned(), ..row }).collect()
            }
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
        row: ComparedRow,
        (i, estimate): (usize, Option<f64>),
    ) -> ComparedRow {
        let draws = self.draws.as_ref().map(|draws| column(draws, i));
        let replicates = estimate.zip(draws).and_then(|(value, draws)| Replicates::new(value, draws));
        let fitted = FITTED.contains(&row.part);
        ComparedRow {
            estimate,
            interval: replicates.as_ref().and_then(|r| r.interval(Made::Basic, how.level)),
            bias: replicates.as_ref().map(Replicates::bias),
            iterations: found.iterations.filter(|_| fitted),
            residual: found.residual.filter(|_| fitted),
            note: note(found, row.part),
            ..row
        }
    }
}

/// Parts that rest on fitted tables.
const FITTED: [&str; 4] = ["group_marginal", "unit_marginal", "structural", "interaction"];

impl Compare {
    /// The values of a comparison in the order of the rows of `point`, measure by measure; null for
    /// a unit or group that this one does not share.
    fn aligned(&self, point: &Comparison, drawn: &Comparison) -> Vec<Option<f64>> {
        let of = |m: usize| -> Vec<Option<f64>> {
            match self.detail {
                Detail::Parts => values(&drawn.parts[m]),
                Detail::Units => {
                    let find = |unit: &[usize; 2]| drawn.units.binary_search(unit).ok();
                    point.units.iter().map(|unit| find(unit).map(|i| drawn.by_unit[m][i])).collect()
                }
                Detail::Groups => {
                    let find = |group: &usize| drawn.groups.binary_search(group).ok();
                    point.groups.iter().map(|group| find(group).map(|i| drawn.by_group[m][i])).collect()
                }
            }
        };
        (0..drawn.parts.len()).flat_map(of).collect()
    }
}

/// Names of the parts of a method, in order.
fn names(method: Method) -> &'static [&'static str] {
    const NAMES: [&str; 9] = [
        "before",
        "after",
        "difference",
        "additions",
        "removals",
        "group_marginal",
        "unit_marginal",
        "structural",
        "interaction",
    ];
    if method == Method::KarmelMaclachlan { &NAMES } else { &NAMES[..8] }
}

/// The values of the parts, in the order of their names.
fn values(parts: &Parts) -> Vec<Option<f64>> {
    let known = [
        parts.before,
        parts.after,
        parts.after - parts.before,
        parts.additions,
        parts.removals,
        parts.group_marginal,
        parts.unit_marginal,
        parts.structural,
    ];
    known.into_iter().chain(parts.interaction).map(Some).collect()
}

fn note(found: &Comparison, part: &str) -> String {
    let alone = |outside: Outside, which: &str| {
        let Outside { units, groups, share } = outside;
        format!("{units} units and {groups} groups only {which}, {:.1}% of its pupils", 100.0 * share)
    };
    match part {
        "removals" => alone(found.outside[0], "before"),
        "additions" => alone(found.outside[1], "after"),
        part if FITTED.contains(&part) => {
            let filled = match found.filled {
                [false, false] => return String::new(),
                [true, false] => "before",
                [false, true] => "after",
                [true, true] => "before and after",
            };
            format!("zeros {filled} leave no room for the other margins: filled with 1e-10 pupils")
        }
        _ => String::new(),
    }
}

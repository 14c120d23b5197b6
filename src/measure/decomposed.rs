//! `decompose`: the parts of an index along the nests of a roll.

use super::estimate::{Answer, Batch};
use super::question::{Ask, Surroundings, asked, check as fit, need_totals, need_visible, need_whole};
use super::sampling::{Again, Drawn};
use super::{Focus, Measure};
use crate::decompose::{Attributes, Gathered, MOST, nested, shapley};
use crate::error::{Error, Result};
use crate::indices::{Index, Undefined, defined, entropy};
use crate::numeric::Sum;
use crate::roll::{Amount, Part, Roll, Table, Tally, Visitor};
use crate::uncertainty::{Bootstrap, Interval, Resample};
use crate::watch::Watch;
use rayon::prelude::*;

/// How an index is decomposed.
#[derive(Clone, Copy, Debug)]
pub struct Decompose {
    order: Order,
    again: Again,
}

/// In which order the columns of the nests come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    /// From the outermost to the innermost.
    Nested,
    /// Every order, averaged.
    Shapley,
}

/// One part of one measure.
#[derive(Clone, Debug)]
pub struct PartRow {
    /// Number of the table.
    pub table: usize,
    /// Number of the measure.
    pub measure: usize,
    /// The groups it is about.
    pub focus: Focus,
    /// The nest's column, the unit's column, or `total`.
    pub part: String,
    /// What differences at this level add.
    pub estimate: Option<f64>,
    /// Its share of the total.
    pub share: Option<f64>,
    /// An interval.
    pub interval: Option<Interval>,
    /// Mean of the replicates less the estimate.
    pub bias: Option<f64>,
    /// Why there is no value; empty otherwise.
    pub note: &'static str,
}

impl Decompose {
    /// Checks the options of a caller.
    ///
    /// # Errors
    /// `BadOption`.
    pub fn read(order: &str, again: Again) -> Result<Self> {
        let order = match order {
            "nested" => Order::Nested,
            "shapley" => Order::Shapley,
            other => {
                let message = format!("there is no order '{other}'");
                return Err(Error::option("order", message, "'nested', 'shapley'"));
            }
        };
        Ok(Self { order, again })
    }
}

/// The parts of every measure: one row a column of the nests, one for the units, and the total.
///
/// # Errors
/// `BadOption` for indices that do not decompose that way, `MissingWithin` for a roll without nests,
/// `SuppressedMarker` for hidden counts, `FractionalCount` for an interval of weights.
pub fn decompose(
    roll: &Roll,
    measures: &[Measure],
    focus: Focus,
    how: &Decompose,
    watch: &Watch,
) -> Result<Vec<PartRow>> {
    check(roll, measures, focus, how)?;
    let asked = asked(measures, focus, roll.groups.len());
    let names = roll.nests.names.iter().cloned();
    let unit = roll.units.names[roll.by..].join("+");
    let names: Vec<String> = names.chain([unit, "total".to_owned()]).collect();
    let table = |(number, part): (usize, &Part)| {
        let surroundings = Surroundings::of(roll, part);
        let batch = Batch { measures, asked: &asked, surroundings: &surroundings };
        let question = Question { batch, sets: &Sets::of(roll, part, how.order) };
        let found = roll.visit(part, &question);
        let draws = how.again.what.map(|what| redrawn(&question, roll, (number, part), (what, how), watch));
        Ok(rows(number, &found, draws.transpose()?.as_ref(), (&asked, &names), how.again))
    };
    let rows: Result<Vec<Vec<PartRow>>> = roll.parts.par_iter().enumerate().map(table).collect();
    Ok(rows?.into_iter().flatten().collect())
}

/// Whether an index is that between areas and, weighted, that within them (`indices.md` section 5).
fn decomposes(index: Index) -> bool {
    matches!(
        index,
        Index::MutualInformation
            | Index::Theil
            | Index::RelativeDiversity
            | Index::CorrelationRatio
            | Index::Hutchens
            | Index::AtkinsonSymmetric(_)
            | Index::ExplainedVariance
            | Index::Ordinal(_)
    )
}

fn check(roll: &Roll, measures: &[Measure], focus: Focus, how: &Decompose) -> Result<()> {
    need_totals(measures)?;
    fit(roll, measures, focus)?;
    for m in measures {
        if !m.entry.uneven || m.index.is_spatial() {
            let message = format!("measure '{}' is not 0 without segregation: it has no such parts", m.label);
            return Err(Error::option("measures", message, "measures of evenness that know no places"));
        }
        if how.order == Order::Nested && !decomposes(m.index) {
            let message = format!("measure '{}' is not what lies between areas and within them", m.label);
            let allowed =
                "M, H, R, V, O, A, explained variance, ordinal measures; others with order='shapley'";
            return Err(Error::option("measures", message, allowed));
        }
    }
    if roll.nests.names.is_empty() {
        return Err(Error::input("MissingWithin", "the roll has no nests to decompose along")
            .on("within")
            .remedy("Give the roll within=[...], from the outermost column to the innermost."));
    }
    if how.order == Order::Shapley && roll.nests.names.len() > MOST {
        let message = format!("{} columns have too many orders to average over", roll.nests.names.len());
        return Err(Error::option("within", message, &format!("at most {MOST} columns")));
    }
    need_visible(roll, "a decomposition")?;
    if how.again.what.is_some() { need_whole(roll, "an interval") } else { Ok(()) }
}

/// How the units of a table are taken together.
struct Sets {
    order: Order,
    /// Nested: a level each, from the outermost. Shapley: a set of columns each, bit by bit.
    numbers: Vec<Vec<u32>>,
    columns: usize,
}

impl Sets {
    fn of(roll: &Roll, part: &Part, order: Order) -> Self {
        let columns = roll.nests.names.len();
        let level = |level: &Vec<u32>| level[part.units.clone()].to_vec();
        let numbers = match (order, &roll.nests.key) {
            (Order::Shapley, Some(key)) => {
                let innermost = roll.nests.levels.last().map(level).unwrap_or_default();
                let code = |c: usize| innermost.iter().map(|n| key.code(*n as usize, c) as u32).collect();
                let attributes = Attributes::new((0..columns).map(code).collect());
                (0..1 << columns).map(|set| attributes.crossed(set)).collect()
            }
            _ => roll.nests.levels.iter().map(level).collect(),
        };
        Self { order, numbers, columns }
    }
}

/// The parts of every row, the total last, or why there are none.
type Parts = Vec<std::result::Result<Vec<f64>, Undefined>>;

struct Question<'a> {
    batch: Batch<'a>,
    sets: &'a Sets,
}

impl Visitor for &Question<'_> {
    type Output = Parts;

    fn visit<A: Amount>(self, table: &Table<'_, A>) -> Parts {
        let whole = (&self.batch).visit(table);
        let gathered: Vec<Gathered> =
            self.sets.numbers.iter().map(|numbers| Gathered::new(table, numbers)).collect();
        let answers: Vec<Vec<Answer>> = gathered.iter().map(|g| (&self.batch).visit(&g.table())).collect();
        let row = |(i, (m, focus)): (usize, &(usize, Focus))| {
            let total = whole[i].value?;
            let measure = &self.batch.measures[*m];
            let mut parts = match (self.sets.order, measure.index) {
                (Order::Nested, Index::MutualInformation | Index::Theil) => {
                    focus.find(measure.entry.form, table, Information { measure, sets: self.sets })?
                }
                _ => self.apart(&answers, i, total)?,
            };
            parts.push(parts.iter().copied().collect::<Sum>().value());
            Ok(parts)
        };
        self.batch.asked.iter().enumerate().map(row).collect()
    }
}

impl Question<'_> {
    /// The parts of row `i` from the values of units taken together.
    fn apart(
        &self,
        answers: &[Vec<Answer>],
        i: usize,
        total: f64,
    ) -> std::result::Result<Vec<f64>, Undefined> {
        // Where all units are together nothing is uneven.
        let value = |answers: &Vec<Answer>| match answers[i].value {
            Err(Undefined::OneUnit) => Ok(0.0),
            other => other,
        };
        let values: Vec<f64> = answers.iter().map(value).collect::<std::result::Result<_, _>>()?;
        let last = values.last().copied().unwrap_or_default();
        let mut parts = match self.sets.order {
            Order::Shapley => shapley(self.sets.columns, &values),
            Order::Nested => {
                let outer = std::iter::once(0.0).chain(values.iter().copied());
                values.iter().zip(outer).map(|(inner, outer)| inner - outer).collect()
            }
        };
        parts.push(total - last);
        Ok(parts)
    }
}

/// M or H level by level, each part a sum of its own.
struct Information<'a> {
    measure: &'a Measure,
    sets: &'a Sets,
}

impl Ask for Information<'_> {
    type Output = std::result::Result<Vec<f64>, Undefined>;

    fn ask<A: Amount>(self, table: &Table<'_, A>, _: (usize, usize)) -> Self::Output {
        defined(table)?;
        let levels: Vec<&[u32]> = self.sets.numbers.iter().map(Vec::as_slice).collect();
        let unit = if self.measure.index == Index::Theil { entropy(table) } else { self.measure.unit };
        Ok(nested(table, &levels).into_iter().map(|part| part / unit).collect())
    }
}

/// The parts of other draws of a table, replicate by replicate.
fn redrawn(
    question: &Question<'_>,
    roll: &Roll,
    (number, part): (usize, &Part),
    (what, how): (Resample, &Decompose),
    watch: &Watch,
) -> Result<Drawn> {
    let groups = roll.groups.len();
    let law = Bootstrap::new(&roll.counts(part), groups, what).numbered(number as u32);
    let parts = question.sets.columns + 2;
    watch.expect(u64::from(how.again.replicates));
    let one = |cells: &mut Vec<u64>, r: u32| {
        law.draw(how.again.seed, r, cells);
        let found = question.visit(&Tally::of(cells, groups).table(cells));
        watch.step()?;
        let known = |row: std::result::Result<Vec<f64>, Undefined>| match row {
            Ok(values) => values.into_iter().map(Some).collect(),
            Err(_) => vec![None; parts],
        };
        Ok(found.into_iter().flat_map(known).collect())
    };
    (0..how.again.replicates).into_par_iter().map_init(Vec::new, one).collect()
}

fn rows(
    table: usize,
    found: &Parts,
    draws: Option<&Drawn>,
    (asked, names): (&[(usize, Focus)], &[String]),
    again: Again,
) -> Vec<PartRow> {
    let row = |(i, (measure, focus)): (usize, &(usize, Focus))| {
        let parts = &found[i];
        let total = parts.as_ref().ok().and_then(|p| p.last().copied()).filter(|t| *t != 0.0);
        let part = |(p, name): (usize, &String)| {
            let estimate = parts.as_ref().ok().map(|parts| parts[p]);
            let spread = again.spread(estimate, draws, i * names.len() + p);
            PartRow {
                table,
                measure: *measure,
                focus: *focus,
                part: name.clone(),
                estimate,
                share: estimate.zip(total).map(|(e, t)| e / t),
                interval: spread.map(|(interval, _)| interval),
                bias: spread.map(|(_, bias)| bias),
                note: parts.as_ref().err().map(|why| why.reason()).unwrap_or_default(),
            }
        };
        names.iter().enumerate().map(part).collect::<Vec<PartRow>>()
    };
    asked.iter().enumerate().flat_map(row).collect()
}

//! `expected`: a row for each table, measure and focus, under random allocation.

use super::{Focus, Measure, Row};
use crate::error::{Error, Result};
use crate::indices::{Index, Undefined, defined};
use crate::roll::{Amount, Part, Roll, Table, Visitor};
use crate::uncertainty;

/// The exact value of every measure under random allocation with fixed margins.
///
/// # Errors
/// `FractionalCount` for weights, `SuppressedMarker` for hidden counts: neither has margins of
/// whole pupils.
pub fn expected(roll: &Roll, measures: &[Measure], focus: Focus) -> Result<Vec<Row>> {
    check(roll, "the value under random allocation")?;
    let mut rows = Vec::new();
    for (number, part) in roll.parts.iter().enumerate() {
        for (m, measure) in measures.iter().enumerate() {
            for focus in focus.rows(measure, roll.groups.len()) {
                rows.push(row(roll, part, (number, m), measure, focus));
            }
        }
    }
    Ok(rows)
}

/// Refuses weights and hidden counts where whole pupils are needed.
pub(super) fn check(roll: &Roll, what: &str) -> Result<()> {
    if roll.weighted() {
        return Err(Error::input("FractionalCount", format!("{what} needs whole pupils"))
            .on("weight")
            .remedy("Give the roll a count column."));
    }
    visible(roll, what)
}

/// Refuses hidden counts.
pub(super) fn visible(roll: &Roll, what: &str) -> Result<()> {
    if roll.hidden.is_empty() {
        return Ok(());
    }
    Err(Error::input("SuppressedMarker", format!("{what} needs counts that are not hidden"))
        .many(roll.hidden.len() as u64)
        .remedy("Use a roll without masks."))
}

fn row(roll: &Roll, part: &Part, (number, m): (usize, usize), measure: &Measure, focus: Focus) -> Row {
    let (value, units, pupils) = roll.visit(part, Question { measure, focus });
    Row {
        part: number,
        measure: m,
        focus,
        estimate: value.ok(),
        bounds: None,
        interval: None,
        units,
        pupils,
        note: value.err().unwrap_or_default().to_owned(),
    }
}

struct Question<'a> {
    measure: &'a Measure,
    focus: Focus,
}

type Answer = (std::result::Result<f64, &'static str>, usize, f64);

impl Visitor for Question<'_> {
    type Output = Answer;

    fn visit<A: Amount>(self, table: &Table<'_, A>) -> Answer {
        let Some(focal) = self.focus.focal else { return self.ask(table, (0, 0)) };
        let empty = |k: usize| table.group_totals[k] <= 0.0;
        if empty(focal) || self.focus.versus.is_some_and(empty) {
            return (Err(Undefined::EmptyGroup.reason()), table.peopled(), table.total);
        }
        match (self.measure.index(), self.focus.versus) {
            (Index::Exposure, Some(versus)) => self.ask(table, (focal, versus)),
            (Index::Isolation, None) => self.ask(table, (focal, focal)),
            (_, versus) => self.ask(&table.pair(focal, versus).table(), (0, 1)),
        }
    }
}

impl Question<'_> {
    fn ask<A: Amount>(&self, table: &Table<'_, A>, pair: (usize, usize)) -> Answer {
        let index = self.measure.index();
        let about_all = matches!(index, Index::Entropy | Index::Isolation | Index::Exposure);
        let value = match defined(table) {
            Err(why) if !about_all => Err(why.reason()),
            _ => uncertainty::expected(table, index, pair)
                .map(|value| value / self.measure.unit)
                .filter(|value| value.is_finite())
                .ok_or("no exact form"),
        };
        (value, table.peopled(), table.total)
    }
}

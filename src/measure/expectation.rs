//! `expected`: a row for each table, measure and focus, under random allocation.

use super::estimate::Answer;
use super::question::{Ask, asked, need_whole};
use super::rows::row;
use super::{Focus, Measure, Row};
use crate::error::Result;
use crate::indices::{Index, Undefined, defined};
use crate::roll::{Amount, Roll, Table, Visitor};
use crate::uncertainty;

/// The exact value of every measure under random allocation with fixed margins.
///
/// # Errors
/// `FractionalCount` for weights, `SuppressedMarker` for hidden counts: neither has margins of
/// whole pupils.
pub fn expected(roll: &Roll, measures: &[Measure], focus: Focus) -> Result<Vec<Row>> {
    need_whole(roll, "the value under random allocation")?;
    let asked = asked(measures, focus, roll.groups.len());
    let mut rows = Vec::new();
    for (number, part) in roll.parts.iter().enumerate() {
        rows.extend(asked.iter().map(|(m, focus)| {
            let answer = roll.visit(part, Question { measure: &measures[*m], focus: *focus });
            row(roll, (number, *m), *focus, &answer)
        }));
    }
    Ok(rows)
}

struct Question<'a> {
    measure: &'a Measure,
    focus: Focus,
}

impl Visitor for Question<'_> {
    type Output = Answer;

    fn visit<A: Amount>(self, table: &Table<'_, A>) -> Answer {
        if self.focus.is_empty(table) {
            return Answer::of(table, Err(Undefined::EmptyGroup));
        }
        self.focus.find(self.measure.index(), table, self)
    }
}

impl Ask for Question<'_> {
    type Output = Answer;

    fn ask<A: Amount>(self, table: &Table<'_, A>, pair: (usize, usize)) -> Answer {
        let index = self.measure.index();
        let about_all = matches!(index, Index::Entropy | Index::Isolation | Index::Exposure);
        let exact = || {
            let value = uncertainty::expected(table, index, pair).map(|value| value / self.measure.unit);
            value.filter(|value| value.is_finite()).ok_or(Undefined::NoExactForm)
        };
        let value = if about_all { exact() } else { defined(table).and_then(|()| exact()) };
        Answer::of(table, value)
    }
}

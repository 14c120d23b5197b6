//! One value of one measure on one table.

use super::question::{Ask, Surroundings};
use super::{Focus, Measure};
use crate::indices::{Ground, Index, Undefined, defined, entropy, mutual_information, value};
use crate::roll::{Amount, Table, Tally, Visitor};
use std::cell::OnceCell;

/// A value with what it was computed over.
#[derive(Clone, Copy, Debug)]
pub struct Answer {
    /// The value, or why there is none.
    pub value: Result<f64, Undefined>,
    /// Units with pupils of the groups concerned.
    pub units: usize,
    /// Pupils of the groups concerned.
    pub pupils: f64,
}

/// What is asked of one part of a roll, and of tables drawn in its place.
#[derive(Clone, Copy)]
pub(super) struct Batch<'a> {
    pub(super) measures: &'a [Measure],
    pub(super) asked: &'a [(usize, Focus)],
    pub(super) surroundings: &'a Surroundings<'a>,
}

impl Batch<'_> {
    /// The answers about a table of whole pupils, units by groups.
    pub(super) fn of_cells(&self, cells: &[u64], groups: usize) -> Vec<Answer> {
        self.visit(&Tally::of(cells, groups).table(cells))
    }
}

impl Visitor for &Batch<'_> {
    type Output = Vec<Answer>;

    fn visit<A: Amount>(self, table: &Table<'_, A>) -> Vec<Answer> {
        let estimator = Estimator { table, ground: self.surroundings.ground(), information: OnceCell::new() };
        self.asked.iter().map(|(m, focus)| estimator.answer(&self.measures[*m], *focus)).collect()
    }
}

/// Answers questions about one table; what several measures need is computed once.
struct Estimator<'a, A> {
    table: &'a Table<'a, A>,
    ground: Ground<'a>,
    information: OnceCell<f64>,
}

impl<A: Amount> Estimator<'_, A> {
    fn answer(&self, measure: &Measure, focus: Focus) -> Answer {
        let table = self.table;
        if focus.is_empty(table) {
            return Answer::of(table, Err(Undefined::EmptyGroup));
        }
        let based = matches!(measure.index, Index::MutualInformation | Index::Theil);
        if based && focus.focal.is_none() {
            return Answer::of(table, defined(table).map(|()| self.information_based(measure)));
        }
        focus.find(measure.entry.form, table, One { measure, ground: &self.ground })
    }

    fn information_based(&self, measure: &Measure) -> f64 {
        let m = *self.information.get_or_init(|| mutual_information(self.table));
        if measure.index == Index::Theil { m / entropy(self.table) } else { m / measure.unit }
    }
}

impl Answer {
    /// A value over all units and pupils of a table.
    pub(super) fn of<A: Amount>(table: &Table<'_, A>, value: Result<f64, Undefined>) -> Self {
        Self { value, units: table.peopled(), pupils: table.total }
    }
}

/// One measure of the table in which its focus is found.
struct One<'a> {
    measure: &'a Measure,
    ground: &'a Ground<'a>,
}

impl Ask for One<'_> {
    type Output = Answer;

    fn ask<A: Amount>(self, table: &Table<'_, A>, pair: (usize, usize)) -> Answer {
        let entry = self.measure.entry;
        let meaningful = if entry.uneven { defined(table) } else { Ok(()) };
        let found = meaningful.and_then(|()| value(self.measure.index, table, pair, self.ground));
        Answer::of(table, found.map(|value| value / self.measure.unit))
    }
}

//! One value of one measure on one table.

use super::question::Ask;
use super::{Focus, Measure};
use crate::indices::{
    Index, Undefined, defined, dissimilarity, entropy, exposure, gini, mutual_information,
    normalised_exposure,
};
use crate::roll::{Amount, Table};
use std::cell::OnceCell;

/// Answers questions about one table; what several measures need is computed once.
pub struct Estimator<'a, A> {
    table: &'a Table<'a, A>,
    information: OnceCell<f64>,
}

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

impl<'a, A: Amount> Estimator<'a, A> {
    /// An estimator over a table.
    #[must_use]
    pub fn new(table: &'a Table<'a, A>) -> Self {
        Self { table, information: OnceCell::new() }
    }

    /// The value of a measure for a focus.
    #[must_use]
    pub fn answer(&self, measure: &Measure, focus: Focus) -> Answer {
        let table = self.table;
        if focus.is_empty(table) {
            return Answer::of(table, Err(Undefined::EmptyGroup));
        }
        let based = matches!(measure.index(), Index::MutualInformation | Index::Theil);
        if based && focus.focal.is_none() {
            return Answer::of(table, defined(table).map(|()| self.information_based(measure)));
        }
        focus.find(measure.index(), table, Value(measure))
    }

    fn information_based(&self, measure: &Measure) -> f64 {
        let m = *self.information.get_or_init(|| mutual_information(self.table));
        if measure.index() == Index::Theil { m / entropy(self.table) } else { m / measure.unit }
    }
}

impl Answer {
    /// A value over all units and pupils of a table.
    pub(super) fn of<A: Amount>(table: &Table<'_, A>, value: Result<f64, Undefined>) -> Self {
        Self { value, units: table.peopled(), pupils: table.total }
    }
}

struct Value<'a>(&'a Measure);

impl Ask for Value<'_> {
    type Output = Answer;

    fn ask<A: Amount>(self, table: &Table<'_, A>, (a, b): (usize, usize)) -> Answer {
        Answer::of(
            table,
            match self.0.index() {
                Index::Isolation => Ok(exposure(table, a, a)),
                Index::Exposure => Ok(exposure(table, a, b)),
                _ => evenness(table, self.0),
            },
        )
    }
}

/// An index that treats all groups of a table alike.
fn evenness<A: Amount>(table: &Table<'_, A>, measure: &Measure) -> Result<f64, Undefined> {
    if measure.index() == Index::Entropy {
        return Ok(entropy(table) / measure.unit);
    }
    defined(table)?;
    Ok(match measure.index() {
        Index::Dissimilarity => dissimilarity(table),
        Index::Gini => gini(table),
        Index::Theil => mutual_information(table) / entropy(table),
        Index::MutualInformation => mutual_information(table) / measure.unit,
        _ => normalised_exposure(table),
    })
}

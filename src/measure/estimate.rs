//! One value of one measure on one table.

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
        let with = |value, units, pupils| Answer { value, units, pupils };
        let table = self.table;
        let (Some(focal), form) = (focus.focal, measure.index()) else {
            let value = match measure.index() {
                Index::MutualInformation | Index::Theil => {
                    defined(table).map(|()| self.information_based(measure))
                }
                _ => evenness(table, measure),
            };
            return with(value, table.peopled(), table.total);
        };
        let empty = |k: usize| table.group_totals[k] <= 0.0;
        if empty(focal) || focus.versus.is_some_and(empty) {
            return with(Err(Undefined::EmptyGroup), table.peopled(), table.total);
        }
        if let (Index::Exposure, Some(versus)) = (form, focus.versus) {
            return with(Ok(exposure(table, focal, versus)), table.peopled(), table.total);
        }
        if form == Index::Isolation && focus.versus.is_none() {
            return with(Ok(exposure(table, focal, focal)), table.peopled(), table.total);
        }
        let pair = table.pair(focal, focus.versus);
        let table = pair.table();
        let value =
            if form == Index::Isolation { Ok(exposure(&table, 0, 0)) } else { evenness(&table, measure) };
        with(value, table.peopled(), table.total)
    }

    fn information_based(&self, measure: &Measure) -> f64 {
        let m = *self.information.get_or_init(|| mutual_information(self.table));
        if measure.index() == Index::Theil { m / entropy(self.table) } else { m / measure.unit }
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

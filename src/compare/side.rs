//! One of two tables, with the names of its units.

use crate::indices::{Undefined, defined, entropy, mutual_information};
use crate::roll::{Amount, Table};

/// A table that is compared with another one of the same groups.
#[derive(Clone, Debug)]
pub struct Side {
    /// Number of each unit, ascending; the same number is the same unit on both sides.
    pub(super) names: Vec<u64>,
    /// Amounts, units by groups.
    pub(super) cells: Vec<f64>,
    pub(super) groups: usize,
    pub(super) total: f64,
    /// M and E of the whole, where evenness means something.
    pub(super) whole: Result<(f64, f64), Undefined>,
}

impl Side {
    /// The side of a table; `names` number its units, ascending.
    ///
    /// ```
    /// use schoolmix::{compare::Side, roll::Tally};
    /// let cells = [80u64, 20, 15, 85];
    /// let side = Side::of(&Tally::of(&cells, 2).table(&cells), &[4, 7]);
    /// assert_eq!(side.pupils(), 200.0);
    /// ```
    #[must_use]
    pub fn of<A: Amount>(table: &Table<'_, A>, names: &[u64]) -> Self {
        Self {
            names: names.to_vec(),
            cells: table.cells.iter().map(|n| n.float()).collect(),
            groups: table.group_totals.len(),
            total: table.total,
            whole: defined(table).map(|()| (mutual_information(table), entropy(table))),
        }
    }

    /// Pupils of the table.
    #[must_use]
    pub fn pupils(&self) -> f64 {
        self.total
    }

    /// The cells of unit `j`.
    pub(super) fn unit(&self, j: usize) -> &[f64] {
        &self.cells[j * self.groups..(j + 1) * self.groups]
    }
}

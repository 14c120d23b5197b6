//! One of two tables, with the names of its units.

use super::parts::Scale;
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
    /// Pupils that stand in for a zero where zeros leave no room for margins.
    pub(super) grain: f64,
    /// About what random allocation gives of M; none for weights.
    chance: Option<f64>,
}

/// Pupils in place of a zero; of a mean cell where there are weights, whose unit is arbitrary.
const GRAIN: f64 = 1e-10;

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
        let counted = table.cells.first().is_some_and(|n| n.whole().is_some());
        let mean = table.total / table.cells.len().max(1) as f64;
        let free = (table.peopled().max(1) - 1) * (table.present().len().max(1) - 1);
        Self {
            grain: if counted { GRAIN } else { GRAIN * mean },
            chance: counted.then_some(free as f64 / (2.0 * table.total)),
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

    /// The index of the whole table; none where evenness means nothing.
    #[must_use]
    pub fn value(&self, scale: Scale) -> Option<f64> {
        self.whole.ok().map(|(information, entropy)| information / scale.unit(entropy))
    }

    /// About what random allocation alone gives of it, `(J-1)(K-1)/(2T)` for M; none for weights.
    #[must_use]
    pub fn chance(&self, scale: Scale) -> Option<f64> {
        let (_, entropy) = self.whole.ok()?;
        self.chance.map(|chance| chance / scale.unit(entropy))
    }

    /// The cells of unit `j`.
    pub(super) fn unit(&self, j: usize) -> &[f64] {
        &self.cells[j * self.groups..(j + 1) * self.groups]
    }
}

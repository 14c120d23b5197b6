//! Units gathered in larger ones.

use crate::numeric::Sum;
use crate::roll::{Amount, Table};

/// The counts of units that are taken together.
#[derive(Clone, Debug)]
pub struct Gathered {
    pub(super) cells: Vec<f64>,
    pub(super) totals: Vec<f64>,
    /// The larger unit of each unit.
    pub(super) of: Vec<usize>,
    group_totals: Vec<f64>,
    total: f64,
}

impl Gathered {
    /// Units with the same number taken together.
    ///
    /// ```
    /// use schoolmix::{decompose::Gathered, roll::Pair};
    /// let pair = Pair::new(&[(9.0, 1.0), (7.0, 3.0), (1.0, 9.0)]);
    /// assert_eq!(Gathered::new(&pair.table(), &[0, 0, 1]).table().cells, [16.0, 4.0, 1.0, 9.0]);
    /// ```
    #[must_use]
    pub fn new<A: Amount>(table: &Table<'_, A>, numbers: &[u32]) -> Self {
        let groups = table.group_totals.len();
        let size = numbers.iter().max().map_or(0, |n| *n as usize + 1);
        let mut cells = vec![Sum::default(); size * groups];
        let mut totals = vec![Sum::default(); size];
        for (j, number) in numbers.iter().enumerate() {
            let at = *number as usize;
            totals[at] += table.unit_totals[j];
            for (k, n) in table.unit(j).iter().enumerate() {
                cells[at * groups + k] += n.float();
            }
        }
        let value = |sums: Vec<Sum>| sums.into_iter().map(Sum::value).collect();
        let of = numbers.iter().map(|n| *n as usize).collect();
        Self { cells: value(cells), totals: value(totals), of, ..Self::empty(table) }
    }

    /// Every unit by itself.
    pub(super) fn units<A: Amount>(table: &Table<'_, A>) -> Self {
        Self {
            cells: table.cells.iter().map(|n| n.float()).collect(),
            totals: table.unit_totals.to_vec(),
            of: (0..table.units()).collect(),
            ..Self::empty(table)
        }
    }

    fn empty<A: Amount>(table: &Table<'_, A>) -> Self {
        let (cells, totals, of) = (Vec::new(), Vec::new(), Vec::new());
        Self { cells, totals, of, group_totals: table.group_totals.to_vec(), total: table.total }
    }

    pub(super) fn groups(&self) -> usize {
        self.group_totals.len()
    }

    /// As a table.
    #[must_use]
    pub fn table(&self) -> Table<'_, f64> {
        Table {
            cells: &self.cells,
            unit_totals: &self.totals,
            group_totals: &self.group_totals,
            total: self.total,
        }
    }
}

//! Counts that are hidden behind a mask such as `<5`, and exact totals that
//! narrow them.

use super::{Column, Key};
use crate::error::{Error, Result};

/// A row whose count is hidden, with its lowest and highest; it counts 0 in the counting itself.
pub type HiddenRow = (usize, u32, u32);

/// One hidden row: a part of cell (unit, group) between `low` and `high` pupils.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hidden {
    /// Its unit.
    pub unit: usize,
    /// Its group.
    pub group: usize,
    /// Fewest pupils.
    pub low: u32,
    /// Most pupils.
    pub high: u32,
}

/// Exact pupils per unit, from another source.
#[derive(Clone, Debug)]
pub struct Totals<'a> {
    /// The key columns, in the order of the roll's own.
    pub columns: Vec<Column<'a>>,
    /// Places of these columns within by and unit columns together.
    pub places: Vec<usize>,
    /// Pupils a row; unknown where null.
    pub pupils: Vec<Option<u64>>,
    /// The count column.
    pub column: String,
}

impl Totals<'_> {
    /// The total of every unit of `key` and its row, where it is known.
    ///
    /// # Errors
    /// `DuplicateKey` when a unit has two totals, `UnmatchedKey` when no unit has one.
    pub fn align(&self, key: &Key) -> Result<Vec<Option<(u64, usize)>>> {
        let rows = key.rows(&self.columns, &self.places, self.pupils.len()).map_err(|row| {
            Error::input("DuplicateKey", "a unit has two rows in totals")
                .on(self.column.clone())
                .at(row as u64, 1)
                .remedy("Give each unit one total.")
        })?;
        let found: Vec<Option<(Option<u64>, usize)>> =
            rows.into_iter().map(|row| row.map(|row| (self.pupils[row], row))).collect();
        if found.iter().all(Option::is_none) {
            return Err(Error::input("UnmatchedKey", "no unit of the roll is found in totals")
                .on(self.columns.last().map_or_else(String::new, |c| c.name.clone()))
                .many(key.len() as u64)
                .remedy("Give totals the same keys, of the same type and spelling, as the frame."));
        }
        Ok(found.into_iter().map(|f| f.and_then(|(pupils, row)| Some((pupils?, row)))).collect())
    }
}

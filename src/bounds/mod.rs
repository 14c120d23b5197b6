//! Hard bounds: the lowest and highest value that an index can have, whatever the
//! hidden counts are.

mod free;
mod reach;
mod tied;

use crate::roll::{Part, Roll};
use reach::Reach;

/// Lowest and highest possible value of an index.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// No table has a lower value.
    pub low: f64,
    /// No table has a higher value.
    pub high: f64,
    /// Whether both are reached by a table.
    pub exact: bool,
}

/// Bounds of the two-group dissimilarity of `focal` against `versus` (or all others).
///
/// Where every unit's total is known the problem is one of intervals with a common sum, solved
/// exactly on integers; without totals small tables are enumerated and large ones get outer
/// bounds. Tables in which a group is empty have no D and are left out;
/// null where every table is of that kind.
#[must_use]
pub fn dissimilarity(roll: &Roll, part: &Part, focal: usize, versus: Option<usize>) -> Option<Bounds> {
    match Reach::read(roll, part, focal, versus) {
        Reach::Tied(cells) => tied::bounds(&cells),
        Reach::Free { units, tied } => {
            free::bounds(&units).map(|b| Bounds { exact: b.exact && !tied && roll.totals.is_empty(), ..b })
        }
    }
}

//! Exposure aPb and, with a = b, isolation xPx.

use super::local::total;
use crate::roll::{Amount, Table};

/// Exposure of group `a` to group `b`, `aPb = Σ_j (t_ja/T_a)(t_jb/t_j)`: the mean share of
/// `b` around a pupil of `a`, from 0 to 1 (Bell 1954); with `a = b` isolation (Massey &
/// Denton 1988, Social Forces 67:281). Group `a` must have pupils.
///
/// ```
/// use schoolmix::{indices::exposure, roll::Pair};
/// let pair = Pair::new(&[(80.0, 20.0), (15.0, 85.0), (5.0, 95.0)]);
/// assert!((exposure(&pair.table(), 0, 0) - 0.665).abs() < 1e-15);
/// assert!((exposure(&pair.table(), 0, 1) - 0.335).abs() < 1e-15);
/// ```
#[must_use]
pub fn exposure<A: Amount>(table: &Table<'_, A>, a: usize, b: usize) -> f64 {
    total(table, contribution(table, a, b))
}

/// What unit `j` adds to aPb.
pub(super) fn contribution<'a, A: Amount>(
    table: &'a Table<'a, A>,
    a: usize,
    b: usize,
) -> impl Fn(usize) -> f64 + Send + Sync + 'a {
    let all = table.group_totals[a];
    move |j| {
        let unit = table.unit(j);
        let from = unit[a].float();
        if from > 0.0 { from / all * (unit[b].float() / table.unit_totals[j]) } else { 0.0 }
    }
}

/// Coleman's `1 - aPb/π_b` of two different groups, at most 1 and below 0 where `a` meets more of
/// `b` than there are; not symmetric with more than two groups, with two it is V (Coleman, Kelly &
/// Moore 1975).
///
/// ```
/// use schoolmix::{indices::coleman, roll::Pair};
/// let pair = Pair::new(&[(80.0, 20.0), (15.0, 85.0), (5.0, 95.0)]);
/// assert!((coleman(&pair.table(), 0, 1) - 0.4975).abs() < 1e-15);
/// ```
#[must_use]
pub fn coleman<A: Amount>(table: &Table<'_, A>, a: usize, b: usize) -> f64 {
    1.0 - exposure(table, a, b) / (table.group_totals[b] / table.total)
}

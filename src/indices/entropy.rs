//! Entropy E: how diverse, not how segregated.

use crate::numeric::{Sum, ln};
use crate::roll::{Amount, Table};

/// Entropy of the whole, `E = -Σ_k π_k ln π_k`, from 0 to `ln K`; defined for one unit
/// and for one group too. Theil (1972).
///
/// ```
/// use schoolmix::{indices::entropy, roll::Pair};
/// assert!((entropy(&Pair::new(&[(1.0, 0.0), (0.0, 1.0)]).table()) - 2f64.ln()).abs() < 1e-15);
/// ```
#[must_use]
pub fn entropy<A: Amount>(table: &Table<'_, A>) -> f64 {
    entropy_of(table.group_totals.iter().copied(), table.total)
}

/// Entropy of amounts that add up to `total`.
pub(super) fn entropy_of(amounts: impl Iterator<Item = f64>, total: f64) -> f64 {
    let term = |t: f64| if t > 0.0 { t / total * ln(total / t) } else { 0.0 };
    amounts.map(term).collect::<Sum>().value()
}

//! Dissimilarity D.

use super::local::total;
use crate::numeric::Sum;
use crate::roll::{Amount, Table};

/// Dissimilarity `D = Σ_jk t_j |π_jk - π_k| / (2 T I)`, from 0 (even) to 1.
///
/// With two groups this is the index of Duncan & Duncan (1955, American Sociological
/// Review 20:210), `½ Σ |f_j - g_j|`; with more the form of Morgan (1975) and Sakoda
/// (1981). `I` is [`interaction`].
///
/// ```
/// use schoolmix::{indices::dissimilarity, roll::Pair};
/// let d = dissimilarity(&Pair::new(&[(80.0, 20.0), (15.0, 85.0), (5.0, 95.0)]).table());
/// assert!((d - 0.7).abs() < 1e-15);
/// ```
#[must_use]
pub fn dissimilarity<A: Amount>(table: &Table<'_, A>) -> f64 {
    total(table, contribution(table))
}

/// What unit `j` adds to D.
pub(super) fn contribution<'a, A: Amount>(
    table: &'a Table<'a, A>,
) -> impl Fn(usize) -> f64 + Send + Sync + 'a {
    let scale = 1.0 / (2.0 * table.total * interaction(table));
    let shares = shares(table);
    move |j| deviation(table.unit(j), table.unit_totals[j], &shares) * scale
}

/// Simpson's interaction `I = Σ_k π_k (1 - π_k)`: the chance that two pupils differ.
#[must_use]
pub fn interaction<A: Amount>(table: &Table<'_, A>) -> f64 {
    let each = table.group_totals.iter().map(|t| t / table.total * ((table.total - t) / table.total));
    each.collect::<Sum>().value()
}

/// π_k.
pub(super) fn shares<A: Amount>(table: &Table<'_, A>) -> Vec<f64> {
    table.group_totals.iter().map(|t| t / table.total).collect()
}

#[inline]
fn deviation<A: Amount>(unit: &[A], total: f64, shares: &[f64]) -> f64 {
    unit.iter().zip(shares).map(|(n, share)| (n.float() - total * share).abs()).sum()
}

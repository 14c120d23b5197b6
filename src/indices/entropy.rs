//! Entropy E: how diverse, not how segregated.

use super::Undefined;
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

/// Entropy over its highest value, `E / ln K`, from 0 to 1, K the groups with pupils; null with one
/// group.
///
/// ```
/// use schoolmix::{indices::normalised_entropy, roll::Pair};
/// let pair = Pair::new(&[(1.0, 0.0), (0.0, 1.0)]);
/// assert!((normalised_entropy(&pair.table()).unwrap() - 1.0).abs() < 1e-15);
/// ```
///
/// # Errors
/// `OneGroup`.
pub fn normalised_entropy<A: Amount>(table: &Table<'_, A>) -> Result<f64, Undefined> {
    match table.present().len() {
        0 | 1 => Err(Undefined::OneGroup),
        groups => Ok(entropy(table) / ln(groups as f64)),
    }
}

/// Simpson's concentration `λ = Σ_k π_k²`, from 1/K to 1: the chance that two pupils match
/// (Simpson 1949, Nature 163:688).
///
/// ```
/// use schoolmix::{indices::simpson_concentration, roll::Pair};
/// let pair = Pair::new(&[(1.0, 0.0), (0.0, 3.0)]);
/// assert!((simpson_concentration(&pair.table()) - 0.625).abs() < 1e-15);
/// ```
#[must_use]
pub fn simpson_concentration<A: Amount>(table: &Table<'_, A>) -> f64 {
    table.group_totals.iter().map(|t| t / table.total * (t / table.total)).collect::<Sum>().value()
}

/// Entropy of amounts that add up to `total`, in nats.
///
/// ```
/// use schoolmix::indices::entropy_of;
/// assert!((entropy_of([2.0, 2.0].into_iter(), 4.0) - 2f64.ln()).abs() < 1e-15);
/// ```
#[must_use]
pub fn entropy_of(amounts: impl Iterator<Item = f64>, total: f64) -> f64 {
    let term = |t: f64| if t > 0.0 { t / total * ln(total / t) } else { 0.0 };
    amounts.map(term).collect::<Sum>().value()
}

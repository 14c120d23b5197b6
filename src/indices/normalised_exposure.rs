//! Normalised exposure P, and with two groups the correlation ratio V.

use super::dissimilarity::shares;
use super::local::total;
use crate::roll::{Amount, Table};

/// Normalised exposure `P = Σ_jk w_j (π_jk - π_k)² / (1 - π_k)`, from 0 to 1 (James 1986,
/// reported by Reardon & Firebaugh 2002, Sociological Methodology 32:33).
///
/// With two groups it is the correlation ratio `V = (xPx - P)/(1 - P)` (Bell 1954), the
/// variance ratio η².
///
/// ```
/// use schoolmix::{indices::normalised_exposure, roll::Pair};
/// let v = normalised_exposure(&Pair::new(&[(80.0, 20.0), (15.0, 85.0), (5.0, 95.0)]).table());
/// assert!((v - 0.4975).abs() < 1e-15);
/// ```
#[must_use]
pub fn normalised_exposure<A: Amount>(table: &Table<'_, A>) -> f64 {
    total(table, contribution(table))
}

/// What unit `j` adds to P.
pub(super) fn contribution<'a, A: Amount>(
    table: &'a Table<'a, A>,
) -> impl Fn(usize) -> f64 + Send + Sync + 'a {
    let shares = shares(table);
    let weights: Vec<f64> = table.group_totals.iter().map(|t| 1.0 / (table.total - t)).collect();
    move |j| {
        let total = table.unit_totals[j];
        if total == 0.0 {
            return 0.0;
        }
        let term = |k: usize| {
            let deviation = table.unit(j)[k].float() - total * shares[k];
            deviation * (deviation / total) * weights[k]
        };
        (0..shares.len()).map(term).sum()
    }
}

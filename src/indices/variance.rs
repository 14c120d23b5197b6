//! Indices of squared deviations: P, R and C, and with two groups V.

use super::dissimilarity::{interaction, shares};
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
    total(table, contribution(table, Scale::Others))
}

/// Relative diversity `R = Σ_jk w_j (π_jk - π_k)² / I = 1 - Σ_j w_j I_j / I`, from 0 to 1: the
/// τ of Goodman & Kruskal (1954) between units and groups (Carlson 1992; Reardon 1998).
///
/// ```
/// use schoolmix::{indices::relative_diversity, roll::Pair};
/// let r = relative_diversity(&Pair::new(&[(80.0, 20.0), (15.0, 85.0), (5.0, 95.0)]).table());
/// assert!((r - 0.4975).abs() < 1e-15);
/// ```
#[must_use]
pub fn relative_diversity<A: Amount>(table: &Table<'_, A>) -> f64 {
    total(table, contribution(table, Scale::Interaction))
}

/// Squared coefficient of variation `C = Σ_jk w_j (π_jk - π_k)² / ((K-1) π_k)`, from 0 to 1:
/// chi-square over `T (K-1)` (Reardon & Firebaugh 2002). K counts groups with pupils.
///
/// ```
/// use schoolmix::{indices::squared_variation, roll::Pair};
/// let c = squared_variation(&Pair::new(&[(80.0, 20.0), (15.0, 85.0), (5.0, 95.0)]).table());
/// assert!((c - 0.4975).abs() < 1e-15);
/// ```
#[must_use]
pub fn squared_variation<A: Amount>(table: &Table<'_, A>) -> f64 {
    total(table, contribution(table, Scale::Own))
}

/// What the squared deviation of a group is divided by.
#[derive(Clone, Copy, Debug)]
pub(super) enum Scale {
    /// `1 - π_k`.
    Others,
    /// I.
    Interaction,
    /// `(K-1) π_k`.
    Own,
}

impl Scale {
    /// The factor of each group; 0 for a group without pupils.
    fn weights<A: Amount>(self, table: &Table<'_, A>) -> Vec<f64> {
        let others = table.present().len() as f64 - 1.0;
        let all = table.total * interaction(table);
        let weight = |t: &f64| match self {
            _ if *t <= 0.0 => 0.0,
            Self::Others => 1.0 / (table.total - t),
            Self::Interaction => 1.0 / all,
            Self::Own => 1.0 / (others * t),
        };
        table.group_totals.iter().map(weight).collect()
    }
}

/// What unit `j` adds to P, R or C.
pub(super) fn contribution<'a, A: Amount>(
    table: &'a Table<'a, A>,
    scale: Scale,
) -> impl Fn(usize) -> f64 + Send + Sync + 'a {
    let shares = shares(table);
    let weights = scale.weights(table);
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

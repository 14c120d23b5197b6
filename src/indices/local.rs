//! What every unit adds to an index that is a sum over units.

use super::{Index, dissimilarity, entropy, exposure, information, normalised_exposure};
use crate::numeric::{Sum, sum_blocks};
use crate::roll::{Amount, Table};
use rayon::prelude::*;

/// Contributions of all units, which add up to the index; null where the index is not a
/// sum over units. `H` uses the entropy gap `(E - E_j)/E`, negative where a unit is more
/// diverse than the whole.
#[must_use]
pub fn contributions<A: Amount>(
    table: &Table<'_, A>,
    index: Index,
    pair: (usize, usize),
) -> Option<Vec<f64>> {
    Some(match index {
        Index::Dissimilarity => each(table, dissimilarity::contribution(table)),
        Index::MutualInformation => each(table, information::contribution(table)),
        Index::Theil => each(table, entropy_gap(table)),
        Index::CorrelationRatio | Index::NormalisedExposure => {
            each(table, normalised_exposure::contribution(table))
        }
        Index::Isolation => each(table, exposure::contribution(table, pair.0, pair.0)),
        Index::Exposure => each(table, exposure::contribution(table, pair.0, pair.1)),
        Index::Gini | Index::Entropy => return None,
    })
}

fn each<A: Amount>(table: &Table<'_, A>, unit: impl Fn(usize) -> f64 + Send + Sync) -> Vec<f64> {
    (0..table.units()).into_par_iter().map(unit).collect()
}

/// `w_j (E - E_j)/E`.
fn entropy_gap<'a, A: Amount>(table: &'a Table<'a, A>) -> impl Fn(usize) -> f64 + Send + Sync + 'a {
    let whole = entropy::entropy(table);
    move |j| {
        let total = table.unit_totals[j];
        let own = entropy::entropy_of(table.unit(j).iter().map(|n| n.float()), total);
        if total > 0.0 { total / table.total * ((whole - own) / whole) } else { 0.0 }
    }
}

/// The index from what its units add.
pub(super) fn total<A: Amount>(table: &Table<'_, A>, unit: impl Fn(usize) -> f64 + Sync) -> f64 {
    let [sum] = sum_blocks(0..table.units(), |units| [units.map(&unit).collect::<Sum>()]);
    sum
}

//! What every unit adds to an index that is a sum over units.

use super::value::Ground;
use super::variance::{self, Scale};
use super::{Index, atkinson, concentration, dissimilarity, entropy, exposure, information, ordinal};
use crate::numeric::{Sum, ln, sum_blocks};
use crate::roll::{Amount, Table};
use rayon::prelude::*;

/// Contributions of all units, which add up to the index; null where the index is not a
/// sum over units. `H` uses the entropy gap `(E - E_j)/E`, negative where a unit is more
/// diverse than the whole; `λ`, `I` and `E` of the whole are no sums of those of units.
#[must_use]
pub fn contributions<A: Amount>(
    table: &Table<'_, A>,
    index: Index,
    pair: (usize, usize),
    ground: &Ground<'_>,
) -> Option<Vec<f64>> {
    Some(match index {
        Index::Dissimilarity => each(table, dissimilarity::contribution(table)),
        Index::Gorard => {
            let others = table.group_totals[1] / table.total;
            let d = dissimilarity::contribution(table);
            each(table, move |j| d(j) * others)
        }
        Index::MutualInformation => each(table, information::contribution(table)),
        Index::GroupInformation => each(table, information::group_contribution(table)),
        Index::Theil => each(table, entropy_gap(table)),
        Index::Hutchens => each(table, atkinson::square_root_contribution(table)),
        Index::CorrelationRatio | Index::NormalisedExposure => {
            each(table, variance::contribution(table, Scale::Others))
        }
        Index::RelativeDiversity => each(table, variance::contribution(table, Scale::Interaction)),
        Index::SquaredVariation => each(table, variance::contribution(table, Scale::Own)),
        Index::Isolation => each(table, exposure::contribution(table, pair.0, pair.0)),
        Index::Exposure => each(table, exposure::contribution(table, pair.0, pair.1)),
        Index::ConcentrationProfile { threshold } => {
            each(table, concentration::concentrated(table, threshold))
        }
        Index::ConcentrationSummary => each(table, concentration::summary_contribution(table)),
        Index::Ordinal(kind) => ordinal::ordinal_contributions(table, ground.order, kind)?,
        _ => return None,
    })
}

/// The own value of every unit of an index of diversity, which is no share of that of the whole;
/// null for other indices.
#[must_use]
pub fn own_values<A: Amount>(table: &Table<'_, A>, index: Index) -> Option<Vec<f64>> {
    let share = |n: &A, t: f64| n.float() / t;
    Some(match index {
        Index::Entropy => each(table, |j| {
            entropy::entropy_of(table.unit(j).iter().map(|n| n.float()), table.unit_totals[j])
        }),
        Index::NormalisedEntropy => {
            let most = ln(table.present().len() as f64);
            each(table, |j| {
                entropy::entropy_of(table.unit(j).iter().map(|n| n.float()), table.unit_totals[j]) / most
            })
        }
        Index::SimpsonConcentration => {
            each(table, |j| table.unit(j).iter().map(|n| share(n, table.unit_totals[j])).map(|p| p * p).sum())
        }
        Index::SimpsonInteraction => each(table, |j| {
            table.unit(j).iter().map(|n| share(n, table.unit_totals[j])).map(|p| p * (1.0 - p)).sum()
        }),
        _ => return None,
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

//! The exact value of an index under random allocation: every pupil is dealt out
//! over the places without regard to group, margins fixed.

use crate::indices::{Ground, Index, Reference, entropy, interaction, value};
use crate::numeric::{Sum, ln};
use crate::roll::{Amount, Table};
use rayon::prelude::*;

/// The exact expectation of an index given the margins of `table`; null for one that is no sum
/// over cells.
///
/// Cells are hypergeometric, so `E[Σ φ(t_jk)] = Σ E φ(t_jk)` (Cortese, Falk & Cohen 1976 and
/// Carrington & Troske 1997 for D; Mora & Ruiz-Castillo 2011 for M). `pair` names the groups
/// of isolation and exposure; two-group indices get a table of two groups, the focal one first.
///
/// ```
/// use schoolmix::{indices::Index, roll::Pair, uncertainty::expected};
/// let pair = Pair::new(&[(80.0, 20.0), (15.0, 85.0), (5.0, 95.0)]);
/// let d = expected(&pair.table(), Index::Dissimilarity, (0, 1)).unwrap();
/// assert!((d - 0.069382304).abs() < 1e-9);
/// ```
#[must_use]
pub fn expected<A: Amount>(table: &Table<'_, A>, index: Index, pair: (usize, usize)) -> Option<f64> {
    let total = table.total;
    let share = |k: usize| table.group_totals[k] / total;
    let alone = table.unit_totals.contains(&1.0);
    Some(match index {
        Index::Dissimilarity | Index::Hoover(Reference::Other) => dissimilarity(table),
        Index::Gorard | Index::Hoover(Reference::Total) => dissimilarity(table) * share(1),
        Index::KarmelMaclachlan => 2.0 * share(0) * share(1) * dissimilarity(table),
        Index::MutualInformation => information(table),
        Index::Theil => information(table) / entropy(table),
        Index::GroupInformation => {
            let all = table.group_totals[0];
            column(table, 0, |n, mean| if n > 0.0 { n * ln(n / mean) } else { 0.0 }) / all
        }
        Index::Hutchens => square_root(table),
        Index::Entropy
        | Index::NormalisedEntropy
        | Index::SimpsonConcentration
        | Index::SimpsonInteraction => value(index, table, pair, &Ground::default()).ok()?,
        Index::CorrelationRatio
        | Index::NormalisedExposure
        | Index::RelativeDiversity
        | Index::SquaredVariation
        | Index::ExplainedVariance => spread(table),
        Index::Isolation => share(pair.0) + (1.0 - share(pair.0)) * spread(table),
        Index::Exposure => exposure(table, pair.1),
        Index::Coleman => 1.0 - exposure(table, pair.1) / share(pair.1),
        Index::IsolationWithoutSelf if !alone => (table.group_totals[pair.0] - 1.0) / (total - 1.0),
        Index::ExposureWithoutSelf if !alone => table.group_totals[pair.1] / (total - 1.0),
        Index::CorrelationRatioWithoutSelf if !alone => 0.0,
        _ => return None,
    })
}

/// `(J-1)/(T-1)`, the mean of every index of squared deviations.
fn spread<A: Amount>(table: &Table<'_, A>) -> f64 {
    (table.peopled() as f64 - 1.0) / (table.total - 1.0)
}

fn exposure<A: Amount>(table: &Table<'_, A>, b: usize) -> f64 {
    table.group_totals[b] / table.total * (table.total - table.peopled() as f64) / (table.total - 1.0)
}

fn dissimilarity<A: Amount>(table: &Table<'_, A>) -> f64 {
    cells(table, |n, mean| (n - mean).abs()) / (2.0 * table.total * interaction(table))
}

fn information<A: Amount>(table: &Table<'_, A>) -> f64 {
    cells(table, |n, mean| if n > 0.0 { n * ln(n / mean) } else { 0.0 }) / table.total
}

/// `1 - Σ_j E √(x_j (t_j - x_j)) / √(X Y)`.
fn square_root<A: Amount>(pair: &Table<'_, A>) -> f64 {
    let [x, y] = [pair.group_totals[0], pair.group_totals[1]];
    let product = |n: f64, mean: f64| (n * (mean * (pair.total / x) - n).max(0.0)).sqrt();
    1.0 - column(pair, 0, product) / x.sqrt() / y.sqrt()
}

/// `Σ_j E φ(t_jk)` of one group.
fn column<A: Amount>(table: &Table<'_, A>, k: usize, phi: impl Fn(f64, f64) -> f64 + Sync) -> f64 {
    let sizes = sizes(table.unit_totals);
    let term =
        |(size, units): &(f64, usize)| *units as f64 * mean(table.total, table.group_totals[k], *size, &phi);
    let terms: Vec<f64> = sizes.par_iter().map(term).collect();
    terms.into_iter().collect::<Sum>().value()
}

/// `Σ_jk E φ(t_jk)`; φ gets the count and its mean.
fn cells<A: Amount>(table: &Table<'_, A>, phi: impl Fn(f64, f64) -> f64 + Sync) -> f64 {
    let groups = table.present().into_iter();
    groups.map(|k| column(table, k, &phi)).collect::<Sum>().value()
}

/// The distinct unit totals, ascending, with the number of units that have each.
fn sizes(unit_totals: &[f64]) -> Vec<(f64, usize)> {
    let mut sorted: Vec<f64> = unit_totals.iter().copied().filter(|t| *t > 0.0).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted.chunk_by(|a, b| a.total_cmp(b).is_eq()).map(|run| (run[0], run.len())).collect()
}

/// Probabilities below this share of the largest are left out.
const NEGLIGIBLE: f64 = 1e-20;

/// `E φ(n)` for `n` hypergeometric: `size` places drawn from `total` pupils, `focal` of them
/// focal. Starts at the mode and walks both ways by the ratio of neighbours.
fn mean(total: f64, focal: f64, size: f64, phi: impl Fn(f64, f64) -> f64) -> f64 {
    let centre = size / total * focal;
    let rest = total - focal - size;
    let (low, high) = ((-rest).max(0.0), size.min(focal));
    let mode = ((size + 1.0) * ((focal + 1.0) / (total + 2.0))).floor().clamp(low, high);
    let up = |n: f64| (focal - n) / (n + 1.0) * ((size - n) / (rest + n + 1.0));
    let (mut mass, mut sum) = (Sum::default(), Sum::default());
    let mut add = |n: f64, p: f64| {
        mass += p;
        sum += p * phi(n, centre);
    };
    add(mode, 1.0);
    let (mut n, mut p) = (mode, 1.0);
    while n < high && p > NEGLIGIBLE {
        p *= up(n);
        n += 1.0;
        add(n, p);
    }
    (n, p) = (mode, 1.0);
    while n > low && p > NEGLIGIBLE {
        n -= 1.0;
        p /= up(n);
        add(n, p);
    }
    sum.value() / mass.value()
}

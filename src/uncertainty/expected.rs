//! The exact value of an index under random allocation: every pupil is dealt out
//! over the places without regard to group, margins fixed.

use crate::indices::{Index, entropy, interaction};
use crate::numeric::{Sum, ln};
use crate::roll::{Amount, Table};
use rayon::prelude::*;

/// The exact expectation of an index given the margins of `table`; null for Gini, which is no
/// sum over cells.
///
/// Cells are hypergeometric, so `E[Σ φ(t_jk)] = Σ E φ(t_jk)` (Cortese, Falk & Cohen 1976 and
/// Carrington & Troske 1997 for D; Mora & Ruiz-Castillo 2011 for M). `pair` names the groups
/// of isolation and exposure.
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
    let spread = (table.peopled() as f64 - 1.0) / (total - 1.0);
    let share = |k: usize| table.group_totals[k] / total;
    Some(match index {
        Index::Dissimilarity => cells(table, |n, mean| (n - mean).abs()) / (2.0 * total * interaction(table)),
        Index::MutualInformation => information(table),
        Index::Theil => information(table) / entropy(table),
        Index::Entropy => entropy(table),
        Index::CorrelationRatio | Index::NormalisedExposure => spread,
        Index::Isolation => share(pair.0) + (1.0 - share(pair.0)) * spread,
        Index::Exposure => share(pair.1) * (total - table.peopled() as f64) / (total - 1.0),
        Index::Gini => return None,
    })
}

fn information<A: Amount>(table: &Table<'_, A>) -> f64 {
    cells(table, |n, mean| if n > 0.0 { n * ln(n / mean) } else { 0.0 }) / table.total
}

/// `Σ_jk E φ(t_jk)`; φ gets the count and its mean.
fn cells<A: Amount>(table: &Table<'_, A>, phi: impl Fn(f64, f64) -> f64 + Sync) -> f64 {
    let sizes = sizes(table.unit_totals);
    let groups = table.present();
    let terms: Vec<f64> = sizes
        .par_iter()
        .map(|(size, units)| {
            let cell = |k: &usize| mean(table.total, table.group_totals[*k], *size, &phi);
            *units as f64 * groups.iter().map(cell).sum::<f64>()
        })
        .collect();
    terms.into_iter().collect::<Sum>().value()
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

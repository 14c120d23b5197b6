//! Atkinson indices A, and Hutchens' square root index O.

use super::index::GroupWeights;
use super::local::total;
use crate::numeric::{exp, ln};
use crate::roll::{Amount, Table};

/// Atkinson `A_ε = 1 - [Σ_j f_j^ε g_j^(1-ε)]^(1/(1-ε))` of the first of two groups, from 0 to 1,
/// with ε strictly between 0 and 1: above ½ it weighs units where the group is over-represented
/// (Atkinson 1970; James & Taeuber 1985, Sociological Methodology 15:1).
///
/// ```
/// use schoolmix::{indices::atkinson, roll::Pair};
/// let pair = Pair::new(&[(80.0, 20.0), (15.0, 85.0), (5.0, 95.0)]);
/// assert!((atkinson(&pair.table(), 0.1) - 0.126575).abs() < 1e-6);
/// assert!((atkinson(&pair.table(), 0.9) - 0.724991).abs() < 1e-6);
/// ```
#[must_use]
pub fn atkinson<A: Amount>(pair: &Table<'_, A>, epsilon: f64) -> f64 {
    let alike = total(pair, |j| {
        let [f, g] = shares(pair, j);
        if f > 0.0 && g > 0.0 { exp(epsilon * ln(f) + (1.0 - epsilon) * ln(g)) } else { 0.0 }
    });
    if alike > 0.0 { 1.0 - exp(ln(alike) / (1.0 - epsilon)) } else { 1.0 }
}

/// Hutchens' `O = 1 - Σ_j √(f_j g_j)` of two groups, from 0 to 1, summed as `½ Σ (√f_j - √g_j)²`,
/// which keeps the digits of weak segregation (Hutchens 2004, International Economic Review
/// 45:555).
///
/// ```
/// use schoolmix::{indices::hutchens, roll::Pair};
/// let o = hutchens(&Pair::new(&[(80.0, 20.0), (15.0, 85.0), (5.0, 95.0)]).table());
/// assert!((o - 0.310559).abs() < 1e-6);
/// ```
#[must_use]
pub fn hutchens<A: Amount>(pair: &Table<'_, A>) -> f64 {
    total(pair, square_root_contribution(pair))
}

/// What unit `j` adds to O.
pub(super) fn square_root_contribution<'a, A: Amount>(
    pair: &'a Table<'a, A>,
) -> impl Fn(usize) -> f64 + Send + Sync + 'a {
    move |j| {
        let [f, g] = shares(pair, j);
        let gap = f.sqrt() - g.sqrt();
        0.5 * gap * gap
    }
}

/// f_j and g_j.
fn shares<A: Amount>(pair: &Table<'_, A>, j: usize) -> [f64; 2] {
    [0, 1].map(|k| pair.unit(j)[k].float() / pair.group_totals[k])
}

/// Symmetric Atkinson `A = 1 - Σ_j Π_k (t_jk/T_k)^a_k`, from 0 to 1, over groups with pupils, with
/// `a_k = 1/K` or `a_k = π_k` (Frankel & Volij 2011, Journal of Economic Theory 146:1). A unit in
/// which a group is absent adds nothing, so that A is 1 where that is so everywhere.
///
/// ```
/// use schoolmix::{indices::{atkinson_symmetric, hutchens, GroupWeights}, roll::Pair};
/// let pair = Pair::new(&[(80.0, 20.0), (15.0, 85.0), (5.0, 95.0)]);
/// let a = atkinson_symmetric(&pair.table(), GroupWeights::Equal);
/// assert!((a - hutchens(&pair.table())).abs() < 1e-15);
/// ```
#[must_use]
pub fn atkinson_symmetric<A: Amount>(table: &Table<'_, A>, weights: GroupWeights) -> f64 {
    let present = table.present();
    if let ([_, _], GroupWeights::Equal) = (&present[..], weights) {
        return 1.0 - total(table, |j| product(table, &present, j).sqrt());
    }
    let weight = |k: &usize| match weights {
        GroupWeights::Equal => 1.0 / present.len() as f64,
        GroupWeights::Shares => table.group_totals[*k] / table.total,
    };
    let exponents: Vec<f64> = present.iter().map(weight).collect();
    1.0 - total(table, |j| {
        let shares = || present.iter().map(|k| table.unit(j)[*k].float() / table.group_totals[*k]);
        if shares().any(|share| share <= 0.0) {
            return 0.0;
        }
        exp(shares().zip(&exponents).map(|(share, a)| a * ln(share)).sum())
    })
}

fn product<A: Amount>(table: &Table<'_, A>, groups: &[usize], j: usize) -> f64 {
    groups.iter().map(|k| table.unit(j)[*k].float() / table.group_totals[*k]).product()
}

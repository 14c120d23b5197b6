//! Decomposition over nests with an index's own weights (`indices.md` section 7.1), by definition.

use super::case::Cells;
use super::row::{Row, groups, shares};
use crate::ordered::phi;
use schoolmix::indices::{GroupWeights, Index, Ordinal};

/// The weight of what lies within a nest.
pub fn own_weight(index: Index, nest: &Cells, whole: &Cells) -> f64 {
    let (inside, all) = (groups(nest), groups(whole));
    let pupils = inside.iter().sum::<f64>() / all.iter().sum::<f64>();
    let varied = |variation: fn(&[f64]) -> f64| pupils * variation(&shares(nest)) / variation(&shares(whole));
    match index {
        Index::MutualInformation => pupils,
        Index::Theil => varied(|p| p.iter().filter(|p| **p > 0.0).map(|p| -p * p.ln()).sum()),
        Index::RelativeDiversity | Index::CorrelationRatio => {
            varied(|p| p.iter().map(|p| p * (1.0 - p)).sum())
        }
        Index::ExplainedVariance => varied(variance),
        Index::Ordinal(kind) => pupils * variation(kind, nest) / variation(kind, whole),
        Index::GroupInformation => inside[0] / all[0],
        _ => {
            let parts = inside.iter().zip(&all).zip(exponents(index, whole));
            parts.map(|((n, t), a)| (n / t).powf(a)).product()
        }
    }
}

/// The index within a nest. Exponents a_k and thresholds are those of the whole: A with the shares
/// of the nest itself, and Λ without the thresholds beside a group that the nest lacks, do not add up.
pub fn within(row: &Row, nest: &Cells, whole: &Cells) -> Option<f64> {
    match row.index {
        Index::AtkinsonSymmetric(GroupWeights::Shares) => Some(unlike(nest, &exponents(row.index, whole))),
        Index::Ordinal(kind) => {
            let pupils = |of: &[Vec<u64>]| of.iter().flatten().sum::<u64>() as f64;
            let unit = |unit: &Vec<u64>| vec![unit.clone()];
            let units = nest.iter().map(unit).filter(|unit| pupils(unit) > 0.0);
            let inside: f64 = units.map(|unit| pupils(&unit) * variation(kind, &unit)).sum();
            let all = pupils(nest) * variation(kind, nest);
            (all > 0.0).then(|| 1.0 - inside / all)
        }
        _ => row.value(nest),
    }
}

/// `1 - Σ_j Π_k (t_jk/T_k)^a_k`.
fn unlike(table: &Cells, exponents: &[f64]) -> f64 {
    let all = groups(table);
    let product = |unit: &Vec<u64>| -> f64 {
        let shares = unit.iter().zip(&all).map(|(n, t)| if *t > 0.0 { *n as f64 / t } else { 0.0 });
        shares.zip(exponents).map(|(share, a)| share.powf(*a)).product()
    };
    1.0 - table.iter().map(product).sum::<f64>()
}

/// `Σ_k φ(c_k)`.
fn variation(kind: Ordinal, table: &Cells) -> f64 {
    let (groups, total) = (groups(table), groups(table).iter().sum::<f64>());
    let below = (1..groups.len()).map(|k| groups[..k].iter().sum::<f64>());
    below.filter(|n| *n > 0.0 && *n < total).map(|n| phi(kind, n / total)).sum()
}

fn exponents(index: Index, whole: &Cells) -> Vec<f64> {
    match index {
        Index::AtkinsonSymmetric(GroupWeights::Shares) => shares(whole),
        _ => vec![1.0 / whole[0].len() as f64; whole[0].len()],
    }
}

/// The variance of a trait that is the number of the group.
fn variance(p: &[f64]) -> f64 {
    let moment = |power: i32| p.iter().enumerate().map(|(k, p)| p * (k as f64).powi(power)).sum::<f64>();
    moment(2) - moment(1) * moment(1)
}

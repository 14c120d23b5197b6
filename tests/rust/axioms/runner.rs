//! By how much an index breaks an axiom in a case: one function an axiom.

use super::case::{Case, Cells, Side, transfers};
use super::own_weights::{own_weight, within};
use super::row::Row;

/// What an index can be asked to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axiom {
    SizeInvariance,
    UnitOrder,
    OrganisationalEquivalence,
    SplitNeverLowers,
    TransferAcrossTheMean,
    WeakTransfer,
    StrictTransfer,
    CompositionInvariance,
    GroupDivision,
    PupilShareDecomposition,
    OwnWeightDecomposition,
    ZeroAtEqualMix,
    OneAtFullSeparation,
    MostAtFullSeparation,
    GroupSwap,
    Range,
}

/// A transfer that counts as strict lowers an index by more than rounding.
const LEAST_DROP: f64 = 1e-10;
/// So near to full separation A_.9, a tenth power, has no digits left to show a drop.
const NEAR: f64 = 1e-3;

impl Axiom {
    /// How far a row is from what the axiom says, 0 or less where it holds; None where an index
    /// is undefined.
    pub fn breach(self, row: &Row, case: &Case) -> Option<f64> {
        let Case { table, by } = case;
        let changed = |after: &Cells| Some(row.value(after)? - row.value(table)?);
        match self {
            Self::SizeInvariance => changed(&scaled(table, by[0])).map(f64::abs),
            Self::UnitOrder => changed(&turned(table, by[0])).map(f64::abs),
            Self::OrganisationalEquivalence => {
                let j = by[0] as usize % table.len();
                Some((row.value(&merged(table, j, by[1] + by[2]))? - row.value(&halved(table, j, by))?).abs())
            }
            Self::SplitNeverLowers => changed(&split(table, by[0] as usize, &by[1..])).map(|rise| -rise),
            Self::TransferAcrossTheMean => changed(&moved(case, Side::Across)),
            Self::WeakTransfer => changed(&moved(case, Side::Any)),
            Self::StrictTransfer => {
                let rise = changed(&moved(case, Side::Same))?;
                let telling = row.full(table) - row.value(table)? > NEAR;
                telling.then(|| f64::from(u8::from(rise > -LEAST_DROP)))
            }
            Self::CompositionInvariance => {
                let table = row.seen(table);
                let k = (by[0] as usize).min(table[0].len() - 1);
                Some((row.value(&grown(&table, k, by[1]))? - row.value(&table)?).abs())
            }
            Self::GroupDivision => changed(&divided(table, by[0] as usize, by[1], by[2])).map(f64::abs),
            Self::PupilShareDecomposition => decomposed(
                row,
                case,
                |nest, whole| total(nest) / total(whole),
                |row, nest, _| row.value(nest),
            ),
            Self::OwnWeightDecomposition => {
                decomposed(row, case, |nest, whole| own_weight(row.index, nest, whole), within)
            }
            Self::ZeroAtEqualMix => row.value(table).map(f64::abs),
            Self::OneAtFullSeparation => row.value(table).map(|value| (value - 1.0).abs()),
            Self::MostAtFullSeparation => row.value(table).map(|value| (value - row.full(table)).abs()),
            Self::GroupSwap => changed(&table.iter().map(|u| vec![u[1], u[0]]).collect()).map(f64::abs),
            Self::Range => {
                let (low, high) = row.range(table);
                row.value(table).map(|value| (low - value).max(value - high))
            }
        }
    }
}

/// Every cell times a number.
fn scaled(table: &Cells, times: u64) -> Cells {
    table.iter().map(|unit| unit.iter().map(|n| n * times).collect()).collect()
}

/// The units in another order.
fn turned(table: &Cells, by: u64) -> Cells {
    let mut out = table.clone();
    out.rotate_left(by as usize % table.len());
    out[1..].reverse();
    out
}

/// Unit `j` so many times as large.
fn merged(table: &Cells, j: usize, times: u64) -> Cells {
    let mut out = table.clone();
    out[j].iter_mut().for_each(|n| *n *= times);
    out
}

/// The same in two pieces of equal mix.
fn halved(table: &Cells, j: usize, by: &[u64]) -> Cells {
    let first: Vec<u64> = table[j].iter().map(|n| n * by[1]).collect();
    split(&merged(table, j, by[1] + by[2]), j, &first)
}

/// Unit `j` in two pieces; `cut` says how much of each group goes to the first.
fn split(table: &Cells, j: usize, cut: &[u64]) -> Cells {
    let mut out = table.clone();
    let first: Vec<u64> = table[j].iter().zip(cut).map(|(n, c)| *n.min(c)).collect();
    out.push(table[j].iter().zip(&first).map(|(n, f)| n - f).collect());
    out[j] = first;
    out
}

/// After the transfer of a case, which must be one of that side.
fn moved(case: &Case, side: Side) -> Cells {
    let (i, j, n) = (case.by[0] as usize, case.by[1] as usize, case.by[2]);
    let possible = transfers(&case.table, side).into_iter().any(|t| (t.i, t.j) == (i, j) && n <= t.most);
    assert!(possible, "{case:?} is no transfer");
    let mut out = case.table.clone();
    (out[i][0], out[i][1]) = (out[i][0] - n, out[i][1] + n);
    (out[j][0], out[j][1]) = (out[j][0] + n, out[j][1] - n);
    out
}

/// Group `k` so many times as large.
fn grown(table: &Cells, k: usize, times: u64) -> Cells {
    let mut out = table.clone();
    for unit in &mut out {
        unit[k] *= times;
    }
    out
}

/// Group `k` in two groups, in the ratio `a` to `b` in every unit.
fn divided(table: &Cells, k: usize, a: u64, b: u64) -> Cells {
    let mut out = scaled(table, a + b);
    for (unit, before) in out.iter_mut().zip(table) {
        unit[k] = a * before[k];
        unit.push(b * before[k]);
    }
    out
}

fn total(table: &Cells) -> f64 {
    table.iter().flatten().sum::<u64>() as f64
}

/// Total less the part between nests and the weighted parts within them. A nest of one unit or
/// one group has no part.
pub fn decomposed(
    row: &Row,
    case: &Case,
    weight: impl Fn(&Cells, &Cells) -> f64,
    within: impl Fn(&Row, &Cells, &Cells) -> Option<f64>,
) -> Option<f64> {
    let whole = row.seen(&case.table);
    let nest = |s: u64| -> Cells {
        whole.iter().zip(&case.by).filter(|(_, nest)| **nest == s).map(|(unit, _)| unit.clone()).collect()
    };
    let nests: Vec<Cells> = (0..3).map(nest).filter(|nest| total(nest) > 0.0).collect();
    let sum = |nest: &Cells| (0..whole[0].len()).map(|k| nest.iter().map(|unit| unit[k]).sum()).collect();
    let between = row.value(&nests.iter().map(sum).collect())?;
    let parts =
        nests.iter().map(|nest| within(row, nest, &whole).map_or(0.0, |part| weight(nest, &whole) * part));
    Some((row.value(&whole)? - between - parts.sum::<f64>()).abs())
}

//! Encounters without the pupil, which small units do not bias.

use super::Undefined;
use super::local::total;
use crate::roll::{Amount, Table};

/// Isolation without the pupil, `Σ_j (x_j/X)(x_j - 1)/(t_j - 1)`, from 0 to 1: under random
/// allocation its mean is `(X-1)/(T-1)` whatever the sizes of units (Bell 1954).
///
/// # Errors
/// `LonePupil` where a unit has one pupil, who meets nobody.
///
/// ```
/// use schoolmix::{indices::isolation_without_self, roll::Pair};
/// let pair = Pair::new(&[(2.0, 1.0), (1.0, 3.0)]);
/// assert!((isolation_without_self(&pair.table(), 0).unwrap() - 1.0 / 3.0).abs() < 1e-15);
/// ```
pub fn isolation_without_self<A: Amount>(table: &Table<'_, A>, a: usize) -> Result<f64, Undefined> {
    company(table)?;
    Ok(total(table, |j| meets(table, a, j, table.unit(j)[a].float() - 1.0)))
}

/// Exposure without the pupil, `Σ_j (t_ja/T_a) t_jb/(t_j - 1)` of two different groups, from 0 to
/// 1; with isolation without the pupil a row over all groups adds up to 1.
///
/// # Errors
/// `LonePupil` where a unit has one pupil.
///
/// ```
/// use schoolmix::{indices::exposure_without_self, roll::Pair};
/// let pair = Pair::new(&[(2.0, 1.0), (1.0, 3.0)]);
/// assert!((exposure_without_self(&pair.table(), 0, 1).unwrap() - 2.0 / 3.0).abs() < 1e-15);
/// ```
pub fn exposure_without_self<A: Amount>(table: &Table<'_, A>, a: usize, b: usize) -> Result<f64, Undefined> {
    company(table)?;
    Ok(total(table, |j| meets(table, a, j, table.unit(j)[b].float())))
}

/// The correlation ratio without bias, `(xPx' - P')/(1 - P')`, `P' = (X-1)/(T-1)`, of the first of
/// two groups: its mean under random allocation is 0 exactly; 1 at full separation.
///
/// # Errors
/// `LonePupil` where a unit has one pupil; `OneGroup` where one pupil makes up the other group of
/// two pupils.
///
/// ```
/// use schoolmix::{indices::correlation_ratio_without_self, roll::Pair};
/// let pair = Pair::new(&[(5.0, 0.0), (0.0, 5.0)]);
/// assert!((correlation_ratio_without_self(&pair.table()).unwrap() - 1.0).abs() < 1e-15);
/// ```
pub fn correlation_ratio_without_self<A: Amount>(pair: &Table<'_, A>) -> Result<f64, Undefined> {
    let chance = (pair.group_totals[0] - 1.0) / (pair.total - 1.0);
    Ok((isolation_without_self(pair, 0)? - chance) / (1.0 - chance))
}

fn meets<A: Amount>(table: &Table<'_, A>, a: usize, j: usize, others: f64) -> f64 {
    let own = table.unit(j)[a].float();
    if own > 0.0 { own / table.group_totals[a] * (others / (table.unit_totals[j] - 1.0)) } else { 0.0 }
}

/// Whether every pupil has company.
fn company<A: Amount>(table: &Table<'_, A>) -> Result<(), Undefined> {
    let alone = table.unit_totals.contains(&1.0);
    if alone { Err(Undefined::LonePupil) } else { Ok(()) }
}

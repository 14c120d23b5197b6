//! Gini G.

use super::interaction;
use crate::numeric::Sum;
use crate::roll::{Amount, Table};
use rayon::prelude::*;

/// Gini `G = Σ_k Σ_i Σ_j t_i t_j |π_ik - π_jk| / (2 T² I)`, from 0 to 1: with two groups twice
/// the area between the segregation curve and the diagonal (Duncan & Duncan 1955); with
/// more the form of Reardon (1998). One sort a group.
///
/// ```
/// use schoolmix::{indices::gini, roll::Pair};
/// let g = gini(&Pair::new(&[(80.0, 20.0), (15.0, 85.0), (5.0, 95.0)]).table());
/// assert!((g - 0.75).abs() < 1e-15);
/// ```
#[must_use]
pub fn gini<A: Amount>(table: &Table<'_, A>) -> f64 {
    let present = table.present();
    if let [a, _] = present[..] {
        return against_rest(table, a);
    }
    let weight = |k: usize| {
        table.group_totals[k] / table.total * ((table.total - table.group_totals[k]) / table.total)
    };
    let sum: Sum = present.iter().map(|k| weight(*k) * against_rest(table, *k)).collect();
    sum.value() / interaction(table)
}

/// G of group `k` against all others: `Σ_j (x_j Y_before - y_j X_before) / (X Y)` over units
/// in ascending order of the group's share.
fn against_rest<A: Amount>(table: &Table<'_, A>, k: usize) -> f64 {
    let (mut below, mut other_below) = (0.0, 0.0);
    let mut sum = Sum::default();
    for j in by_share(table, k) {
        let x = table.unit(j as usize)[k].float();
        let y = table.unit_totals[j as usize] - x;
        sum += x * other_below - y * below;
        below += x;
        other_below += y;
    }
    sum.value() / below / other_below
}

/// Units in ascending order of the share of group `k`; equal shares by number.
fn by_share<A: Amount>(table: &Table<'_, A>, k: usize) -> impl Iterator<Item = u32> {
    let key = |j: usize| {
        let share = table.unit(j)[k].float() / table.unit_totals[j];
        (share.to_bits(), j as u32)
    };
    let peopled = (0..table.units()).into_par_iter().filter(|j| table.unit_totals[*j] > 0.0);
    let mut keys: Vec<(u64, u32)> = peopled.map(key).collect();
    keys.par_sort_unstable();
    keys.into_iter().map(|(_, j)| j)
}

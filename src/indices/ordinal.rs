//! Ordinal indices: segregation between ordered groups.

use super::local::total;
use crate::numeric::ln;
use crate::roll::{Amount, Table};
use rayon::prelude::*;
use std::f64::consts::LN_2;

/// How much a split of the pupils at a threshold varies: φ(c), from 0 to 1 at c = ½.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ordinal {
    /// `-(c log2 c + (1-c) log2(1-c))`.
    Information,
    /// `4c(1-c)`.
    Variance,
    /// `2√(c(1-c))`.
    SquareRoot,
    /// `1 - |2c-1|`: 0 of the index wherever all units lie on one side of ½.
    Absolute,
}

/// Ordinal index `Λ = Σ_j w_j (v - v_j)/v` with the variation `v = Σ_k φ(c_k)/(K-1)` over the
/// cumulative shares c_k, from 0 (even) to 1 (every unit holds one group). Reardon (2009,
/// Research on Economic Inequality 17).
///
/// `order` names the groups from lowest to highest, each once; groups without pupils
/// leave no threshold, and pupils of groups that it does not name are left out. None if
/// fewer than two groups have pupils. It is the mean of the two-group indices at the
/// thresholds, weighted by φ(c_k).
///
/// ```
/// use schoolmix::indices::{Ordinal, ordinal};
/// use schoolmix::roll::Table;
/// let cells = [3u32, 2, 1, 1, 2, 3];
/// let table = Table { cells: &cells, unit_totals: &[6.0; 2], group_totals: &[4.0; 3], total: 12.0 };
/// let variance = ordinal(&table, &[0, 1, 2], Ordinal::Variance).unwrap();
/// assert!((variance - 0.125).abs() < 1e-15);
/// assert_eq!(ordinal(&table, &[0, 1, 2], Ordinal::Absolute), Some(0.0));
/// ```
#[must_use]
pub fn ordinal<A: Amount>(table: &Table<'_, A>, order: &[usize], kind: Ordinal) -> Option<f64> {
    let whole = Whole::new(table, order, kind)?;
    Some(total(table, |j| {
        let splits = splits(table.unit(j), &whole.groups);
        let term = |(own, all): (&Split, &Split)| kind.divergence(*own, *all);
        // The tangents of φ average out: the same sum as over v - v_j, without a negative term.
        pupils(&splits) / whole.pupils * splits.iter().zip(&whole.splits).map(term).sum::<f64>()
            / whole.variation
    }))
}

/// What every unit adds to [`ordinal`]: `w_j (v - v_j)/v`, negative where a unit varies more
/// than the whole.
///
/// ```
/// use schoolmix::indices::{Ordinal, ordinal_contributions};
/// use schoolmix::roll::Table;
/// let cells = [3u32, 2, 1, 1, 2, 3];
/// let table = Table { cells: &cells, unit_totals: &[6.0; 2], group_totals: &[4.0; 3], total: 12.0 };
/// let added = ordinal_contributions(&table, &[0, 1, 2], Ordinal::Variance).unwrap();
/// assert!(added.iter().all(|x| (x - 0.0625).abs() < 1e-15));
/// ```
#[must_use]
pub fn ordinal_contributions<A: Amount>(
    table: &Table<'_, A>,
    order: &[usize],
    kind: Ordinal,
) -> Option<Vec<f64>> {
    let whole = Whole::new(table, order, kind)?;
    let unit = |j: usize| {
        let splits = splits(table.unit(j), &whole.groups);
        let own = kind.variation(&splits);
        pupils(&splits) / whole.pupils * ((whole.variation - own) / whole.variation)
    };
    Some((0..table.units()).into_par_iter().map(unit).collect())
}

/// Pupils below and above a threshold.
pub(super) type Split = (f64, f64);

/// The groups of `order` that have pupils.
pub(super) fn ordered<A: Amount>(table: &Table<'_, A>, order: &[usize]) -> Vec<usize> {
    order.iter().copied().filter(|k| table.group_totals[*k] > 0.0).collect()
}

/// A row split between each group and the next. Both sides are added up: a difference of
/// weights may leave a little where there is nobody, and a square root makes that much.
pub(super) fn splits<A: Amount>(row: &[A], groups: &[usize]) -> Vec<Split> {
    let (mut below, mut above) = (0.0, 0.0);
    let mut splits = Vec::with_capacity(groups.len());
    for k in groups {
        below += row[*k].float();
        splits.push((below, 0.0));
    }
    splits.pop();
    for (split, k) in splits.iter_mut().rev().zip(groups.iter().rev()) {
        above += row[*k].float();
        split.1 = above;
    }
    splits
}

fn pupils(splits: &[Split]) -> f64 {
    splits.first().map_or(0.0, |(below, above)| below + above)
}

/// What the units are compared with.
struct Whole {
    groups: Vec<usize>,
    splits: Vec<Split>,
    pupils: f64,
    /// v, times K-1 as v_j too.
    variation: f64,
}

impl Whole {
    fn new<A: Amount>(table: &Table<'_, A>, order: &[usize], kind: Ordinal) -> Option<Self> {
        let groups = ordered(table, order);
        let splits = splits(table.group_totals, &groups);
        let variation = kind.variation(&splits);
        (variation > 0.0).then(|| Self { pupils: pupils(&splits), groups, splits, variation })
    }
}

impl Ordinal {
    /// φ of one split; 0 for a side without pupils.
    pub(super) fn phi(self, (below, above): Split) -> f64 {
        if below == 0.0 || above == 0.0 {
            return 0.0;
        }
        let (c, rest) = (below / (below + above), above / (below + above));
        match self {
            Self::Information => -(c * ln(c) + rest * ln(rest)) / LN_2,
            Self::Variance => 4.0 * c * rest,
            Self::SquareRoot => 2.0 * (c * rest).sqrt(),
            Self::Absolute => 2.0 * c.min(rest),
        }
    }

    fn variation(self, splits: &[Split]) -> f64 {
        splits.iter().map(|split| self.phi(*split)).sum()
    }

    /// How far φ at a unit's split lies below its tangent at the split of all.
    fn divergence(self, (below, above): Split, (all_below, all_above): Split) -> f64 {
        let (total, whole) = (below + above, all_below + all_above);
        if total == 0.0 {
            return 0.0;
        }
        let (x, y) = (below / total, above / total);
        let (c, d) = (all_below / whole, all_above / whole);
        match self {
            Self::Information => (relative(x, c) + relative(y, d)) / LN_2,
            Self::Variance => 4.0 * (x - c) * (x - c),
            Self::SquareRoot => {
                let (across, both) = ((x * d).sqrt() - (y * c).sqrt(), (c * d).sqrt());
                across * across / both
            }
            Self::Absolute => (if c < d { x - y } else { y - x }).max(0.0) * 2.0,
        }
    }
}

/// `x ln(x/c) - x + c`, never negative.
fn relative(x: f64, c: f64) -> f64 {
    let ratio = x / c;
    c * if ratio > 0.0 { ratio * ln(ratio) - (ratio - 1.0) } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KINDS: [Ordinal; 4] =
        [Ordinal::Information, Ordinal::Variance, Ordinal::SquareRoot, Ordinal::Absolute];

    /// Asks a table of three groups.
    fn ask<T>(cells: &[f64], question: impl FnOnce(&Table<'_, f64>) -> T) -> T {
        let unit_totals: Vec<f64> = cells.chunks_exact(3).map(|row| row.iter().sum()).collect();
        let group_totals = [0, 1, 2].map(|k| cells.iter().skip(k).step_by(3).sum());
        let total = group_totals.iter().sum();
        question(&Table { cells, unit_totals: &unit_totals, group_totals: &group_totals, total })
    }

    #[test]
    fn values_by_hand() {
        // Shares below: 0.2 and 0.55 overall; 0.4 and 1 in one half, 0 and 0.1 in the other.
        let cells = [4.0, 6.0, 0.0, 0.0, 1.0, 9.0];
        let variance = 1.0 - 0.5 * (0.96 + 0.36) / (0.64 + 0.99);
        let root = 1.0 - 0.5 * (0.24f64.sqrt() + 0.3) / (0.4 + 0.2475f64.sqrt());
        let absolute = 1.0 - 0.5 * (0.8 + 0.2) / (0.4 + 0.9);
        for (kind, value) in KINDS.into_iter().skip(1).zip([variance, root, absolute]) {
            let found = ask(&cells, |t| ordinal(t, &[0, 1, 2], kind).unwrap());
            assert!((found - value).abs() < 1e-15, "{kind:?} {found} {value}");
        }
    }

    #[test]
    fn groups_without_pupils_and_units_without_pupils_are_as_if_absent() {
        let padded = [3.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 3.0];
        for kind in KINDS {
            let with = ask(&padded, |t| ordinal(t, &[0, 1, 2], kind).unwrap());
            let without = ask(&padded, |t| ordinal(t, &[0, 2], kind).unwrap());
            assert_eq!(with.to_bits(), without.to_bits());
            assert_eq!(ask(&padded, |t| ordinal(t, &[0, 1], kind)), None);
            assert_eq!(ask(&padded, |t| ordinal_contributions(t, &[2], kind)), None);
        }
    }

    #[test]
    fn contributions_add_up() {
        let cells = [0.1, 0.2, 0.3, 5.0, 0.0, 1.0, 0.0, 0.0, 0.7];
        for kind in KINDS {
            let whole = ask(&cells, |t| ordinal(t, &[2, 0, 1], kind).unwrap());
            let parts = ask(&cells, |t| ordinal_contributions(t, &[2, 0, 1], kind).unwrap());
            assert!((parts.iter().sum::<f64>() - whole).abs() < 1e-15, "{kind:?}");
        }
    }
}

//! Mutual information M, and with it Theil's H = M/E.

use super::local::total;
use crate::numeric::ln;
use crate::roll::{Amount, Table};
use std::sync::LazyLock;

/// Mutual information `M = Σ_jk (t_jk/T) ln(t_jk T / (t_j T_k))` in nats, from 0 to
/// `ln min(J, K)`.
///
/// Theil (1971); Mora & Ruiz-Castillo (2011, Sociological Methodology 41:159); axioms in
/// Frankel & Volij (2011, Journal of Economic Theory 146:1).
///
/// ```
/// use schoolmix::{indices::mutual_information, roll::Pair};
/// let m = mutual_information(&Pair::new(&[(80.0, 20.0), (15.0, 85.0), (5.0, 95.0)]).table());
/// assert!((m - 0.262638583398129049).abs() < 1e-15);
/// ```
#[must_use]
pub fn mutual_information<A: Amount>(table: &Table<'_, A>) -> f64 {
    if table.cells.len() >= LARGE {
        let logarithms = Logarithms::new(table);
        let m = total(table, |j| logarithms.divergence(table.unit(j), table.unit_totals[j]) / table.total);
        if m > STRONG {
            return m;
        }
    }
    total(table, contribution(table))
}

/// What unit `j` adds to M: `w_j KL_j`.
pub(super) fn contribution<'a, A: Amount>(
    table: &'a Table<'a, A>,
) -> impl Fn(usize) -> f64 + Send + Sync + 'a {
    let odds = odds(table);
    move |j| divergence(table.unit(j), table.unit_totals[j], &odds) / table.total
}

/// Local information of the first of two groups, `ls = Σ_j (x_j/X) ln((x_j/X)/(t_j/T))` in nats, from
/// 0 to `-ln P`: how far the group's spread over units is from that of all. M is its mean over
/// groups, weighted by π_k (Mora & Ruiz-Castillo 2011, Sociological Methodology 41:159).
///
/// ```
/// use schoolmix::{indices::{group_information, mutual_information}, roll::Pair};
/// let pair = Pair::new(&[(80.0, 20.0), (15.0, 85.0), (5.0, 95.0)]);
/// let turned = Pair::new(&[(20.0, 80.0), (85.0, 15.0), (95.0, 5.0)]);
/// let mean = (group_information(&pair.table()) + 2.0 * group_information(&turned.table())) / 3.0;
/// assert!((mean - mutual_information(&pair.table())).abs() < 1e-15);
/// ```
#[must_use]
pub fn group_information<A: Amount>(pair: &Table<'_, A>) -> f64 {
    total(pair, group_contribution(pair))
}

/// What unit `j` adds to ls: `w_j (r ln r - r + 1)`, r the unit's share of the group over its share
/// of all; no term is negative.
pub(super) fn group_contribution<'a, A: Amount>(
    pair: &'a Table<'a, A>,
) -> impl Fn(usize) -> f64 + Send + Sync + 'a {
    let odds = pair.total / pair.group_totals[0];
    move |j| {
        let size = pair.unit_totals[j];
        if size == 0.0 {
            return 0.0;
        }
        let ratio = pair.unit(j)[0].float() / size * odds;
        size / pair.total * if ratio > 0.0 { ratio * ln(ratio) - (ratio - 1.0) } else { 1.0 }
    }
}

/// T/T_k.
fn odds<A: Amount>(table: &Table<'_, A>) -> Vec<f64> {
    table.group_totals.iter().map(|t| if *t > 0.0 { table.total / t } else { 0.0 }).collect()
}

/// `t_j KL_j` as `Σ_k e (r ln r - r + 1)`, `e = t_j π_k` and `r = t_jk / e`: no term is negative and
/// an error in `r` counts only squared, so that weak segregation keeps its digits.
#[inline]
fn divergence<A: Amount>(unit: &[A], total: f64, odds: &[f64]) -> f64 {
    if total == 0.0 {
        return 0.0;
    }
    let term = |(n, odds): (&A, &f64)| {
        if *odds == 0.0 {
            return 0.0;
        }
        let even = total / odds;
        let ratio = n.float() / even;
        even * if ratio > 0.0 { ratio * ln(ratio) - (ratio - 1.0) } else { 1.0 }
    };
    unit.iter().zip(odds).map(term).sum()
}

/// Cells from which logarithms of counts are looked up, which is six times faster.
const LARGE: usize = 1 << 10;
/// M above which looked-up logarithms lose no digits that count: their error is below 2e-15.
const STRONG: f64 = 0.05;
/// Counts whose logarithm is looked up.
const COUNTS: usize = 4096;

/// `ln n`, and 0 for 0: the same for every table, so computed once.
static LOGARITHMS: LazyLock<Vec<f64>> =
    LazyLock::new(|| (0..COUNTS).map(|n| if n > 0 { ln(n as f64) } else { 0.0 }).collect());

struct Logarithms {
    counts: &'static [f64],
    odds: Vec<f64>,
}

impl Logarithms {
    fn new<A: Amount>(table: &Table<'_, A>) -> Self {
        let odds = odds(table).into_iter().map(|o| if o > 0.0 { ln(o) } else { 0.0 }).collect();
        Self { counts: &LOGARITHMS, odds }
    }

    /// `t_j KL_j = Σ_k n (ln n + ln T/T_k) - t_j ln t_j`.
    #[inline]
    fn divergence<A: Amount>(&self, unit: &[A], total: f64) -> f64 {
        let term = |(n, odds): (&A, &f64)| {
            let known = n.whole().and_then(|n| self.counts.get(n)).copied();
            let n = n.float();
            n * (known.unwrap_or_else(|| if n > 0.0 { ln(n) } else { 0.0 }) + odds)
        };
        let sum = unit.iter().zip(&self.odds).map(term).sum::<f64>();
        (sum - total * self.logarithm(total)).max(0.0)
    }

    /// `ln x` of a whole or other amount; 0 for 0.
    #[inline]
    fn logarithm(&self, x: f64) -> f64 {
        match self.counts.get(x as usize) {
            Some(known) if x.fract() == 0.0 => *known,
            _ => ln(x),
        }
    }
}

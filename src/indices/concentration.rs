//! The concentration profile and its summary.

use super::local::total;
use crate::roll::{Amount, Table};

/// `v(τ) = Σ f_j` over units whose share of the first of two groups is strictly above τ, from 0 to
/// 1, not rising in τ (Hong & Sadahiro 2014, Geographical Analysis 46:185).
///
/// ```
/// use schoolmix::{indices::concentration_profile, roll::Pair};
/// let pair = Pair::new(&[(80.0, 20.0), (15.0, 85.0), (5.0, 95.0)]);
/// assert!((concentration_profile(&pair.table(), 0.7) - 0.8).abs() < 1e-15);
/// assert_eq!(concentration_profile(&pair.table(), 0.8), 0.0);
/// ```
#[must_use]
pub fn concentration_profile<A: Amount>(pair: &Table<'_, A>, threshold: f64) -> f64 {
    total(pair, concentrated(pair, threshold))
}

/// What unit `j` adds to v(τ).
pub(super) fn concentrated<'a, A: Amount>(
    pair: &'a Table<'a, A>,
    threshold: f64,
) -> impl Fn(usize) -> f64 + Send + Sync + 'a {
    move |j| {
        let x = pair.unit(j)[0].float();
        let above = x > 0.0 && x / pair.unit_totals[j] > threshold;
        if above { x / pair.group_totals[0] } else { 0.0 }
    }
}

/// `Σ_j f_j |p_j - P| / (1 - P)` of the first of two groups, from 0, 1 at full separation and above 1
/// only where the group is a majority, up to `P/(1-P)`: the exact value of the
/// area between the profile and that of an even spread, which peers integrate on a grid (Hong &
/// Sadahiro 2014).
///
/// ```
/// use schoolmix::{indices::concentration_summary, roll::Pair};
/// let r = concentration_summary(&Pair::new(&[(80.0, 20.0), (15.0, 85.0), (5.0, 95.0)]).table());
/// assert!((r - 0.6225).abs() < 1e-15);
/// ```
#[must_use]
pub fn concentration_summary<A: Amount>(pair: &Table<'_, A>) -> f64 {
    total(pair, summary_contribution(pair))
}

/// What unit `j` adds to the summary.
pub(super) fn summary_contribution<'a, A: Amount>(
    pair: &'a Table<'a, A>,
) -> impl Fn(usize) -> f64 + Send + Sync + 'a {
    let [all, others] = [pair.group_totals[0], pair.group_totals[1]];
    move |j| {
        let (x, t) = (pair.unit(j)[0].float(), pair.unit_totals[j]);
        if x <= 0.0 {
            return 0.0;
        }
        // |p - P|/(1 - P) as |x Y - y X| / (t Y), without the rounding of P.
        x / all
            * ((x * (others / pair.total) - (t - x) * (all / pair.total)).abs() / t)
            * (pair.total / others)
    }
}

//! Values of a unit's own: location quotients, log odds and what a unit's evening would do.

use crate::numeric::{Sum, ln};
use crate::roll::{Amount, Table};
use rayon::prelude::*;

/// Location quotient `π_jk/π_k` of unit `j` and group `k`: how often the group's share in the unit
/// is its share of all; 0 or more. Also representation ratio. Null in a unit without pupils and
/// for a group without.
///
/// ```
/// use schoolmix::{indices::location_quotient, roll::Pair};
/// let pair = Pair::new(&[(80.0, 20.0), (15.0, 85.0), (5.0, 95.0)]);
/// assert!((location_quotient(&pair.table(), 0, 0).unwrap() - 2.4).abs() < 1e-15);
/// ```
#[must_use]
pub fn location_quotient<A: Amount>(table: &Table<'_, A>, j: usize, k: usize) -> Option<f64> {
    let (size, all) = (table.unit_totals[j], table.group_totals[k]);
    (size > 0.0 && all > 0.0).then(|| table.unit(j)[k].float() / size / (all / table.total))
}

/// Its logarithm, the symmetric display; null where the group is absent.
///
/// ```
/// use schoolmix::{indices::log_location_quotient, roll::Pair};
/// let pair = Pair::new(&[(80.0, 20.0), (0.0, 100.0)]);
/// assert!((log_location_quotient(&pair.table(), 0, 0).unwrap() - 2f64.ln()).abs() < 1e-15);
/// assert_eq!(log_location_quotient(&pair.table(), 1, 0), None);
/// ```
#[must_use]
pub fn log_location_quotient<A: Amount>(table: &Table<'_, A>, j: usize, k: usize) -> Option<f64> {
    location_quotient(table, j, k).filter(|quotient| *quotient > 0.0).map(ln)
}

/// Smoothed log odds `ln((t_jk+½)/(t_j-t_jk+½)) - ln(T_k/(T-T_k))`, any number; defined where the
/// group is absent too (Haldane 1956; Anscombe 1956). Null with one group.
///
/// ```
/// use schoolmix::{indices::log_odds, roll::Pair};
/// let pair = Pair::new(&[(10.0, 10.0), (0.0, 20.0), (20.0, 0.0)]);
/// assert_eq!(log_odds(&pair.table(), 0, 0), Some(0.0));
/// ```
#[must_use]
pub fn log_odds<A: Amount>(table: &Table<'_, A>, j: usize, k: usize) -> Option<f64> {
    let (own, size, all) = (table.unit(j)[k].float(), table.unit_totals[j], table.group_totals[k]);
    let rest = table.total - all;
    (size > 0.0 && all > 0.0 && rest > 0.0).then(|| ln((own + 0.5) / (size - own + 0.5)) - ln(all / rest))
}

/// `1 - D'/D` for every unit, D' the dissimilarity of two groups after the unit has got the mix of
/// the whole, all totals anew: at most 1. It does not add up over units. Null where D is 0.
///
/// One sort and running sums: `Σ_i |x_i - t_i Q|` over the other units for any Q by bisection.
///
/// ```
/// use schoolmix::{indices::what_if, roll::Pair};
/// let pair = Pair::new(&[(80.0, 20.0), (15.0, 85.0), (5.0, 95.0)]);
/// let found = what_if(&pair.table());
/// let want = [0.493243, 0.191479, 0.275897];
/// assert!(found.iter().zip(want).all(|(f, w)| (f.unwrap() - w).abs() < 1e-6));
/// ```
#[must_use]
pub fn what_if<A: Amount>(pair: &Table<'_, A>) -> Vec<Option<f64>> {
    let curve = Curve::new(pair);
    let (x, t) = (pair.group_totals[0], pair.total);
    let before = curve.gaps(x / t, None) / (2.0 * x * (1.0 - x / t));
    let unit = |j: usize| {
        let focal = x + (pair.unit_totals[j] * (x / t) - pair.unit(j)[0].float());
        let share = focal / t;
        let own = (pair.unit_totals[j] * (x / t - share)).abs();
        let after = (curve.gaps(share, Some(j)) + own) / (2.0 * focal * (1.0 - share));
        (before > 0.0).then(|| 1.0 - after / before)
    };
    (0..pair.units()).into_par_iter().map(unit).collect()
}

/// Units in ascending order of the focal share, with running sums of x and t.
struct Curve<'a, A> {
    pair: &'a Table<'a, A>,
    shares: Vec<f64>,
    sums: Vec<[f64; 2]>,
}

impl<'a, A: Amount> Curve<'a, A> {
    fn new(pair: &'a Table<'a, A>) -> Self {
        let share = |j: usize| pair.unit(j)[0].float() / pair.unit_totals[j];
        let peopled = (0..pair.units()).filter(|j| pair.unit_totals[*j] > 0.0);
        let mut order: Vec<(f64, usize)> = peopled.map(|j| (share(j), j)).collect();
        order.par_sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let (mut x, mut t) = (Sum::default(), Sum::default());
        let mut sums = vec![[0.0; 2]];
        for (_, j) in &order {
            x += pair.unit(*j)[0].float();
            t += pair.unit_totals[*j];
            sums.push([x.value(), t.value()]);
        }
        Self { pair, shares: order.into_iter().map(|(share, _)| share).collect(), sums }
    }

    /// `Σ_i |x_i - t_i q|` over all units but one.
    fn gaps(&self, q: f64, without: Option<usize>) -> f64 {
        let [x, t] = self.sums[self.shares.partition_point(|share| *share < q)];
        let [all_x, all_t] = self.sums[self.sums.len() - 1];
        let own =
            without.map_or(0.0, |j| (self.pair.unit(j)[0].float() - self.pair.unit_totals[j] * q).abs());
        (t * q - x) + ((all_x - x) - (all_t - t) * q) - own
    }
}

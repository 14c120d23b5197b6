//! Clustering: whether the members of a group live near each other.

use crate::numeric::{Sum, exp};
use crate::roll::{Amount, Places, Table};
use crate::space::distance;
use rayon::prelude::*;

/// How far a unit is from itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SelfDistance {
    /// 0.
    Zero,
    /// `√(0.6 a_j)`, about the mean distance within an area a_j (White 1983).
    Area,
}

/// Sums over pairs of units of the closeness `c_ij = e^{-β d_ij}`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Closeness {
    /// `Σ_ij x_i x_j c_ij`, of the first group with itself.
    pub xx: f64,
    /// `Σ_ij y_i y_j c_ij`, of the second group with itself.
    pub yy: f64,
    /// `Σ_ij x_i t_j c_ij`, of the first group with everybody.
    pub xt: f64,
    /// `Σ_ij t_i t_j c_ij`, of everybody.
    pub tt: f64,
    /// `Σ_ij c_ij` over the units with pupils.
    pub units: f64,
}

/// Closeness within and between the two groups of a table, in one pass over all pairs of units;
/// β per kilometre, from 0. Areas must be known for [`SelfDistance::Area`].
///
/// ```
/// use schoolmix::indices::{SelfDistance, closeness};
/// use schoolmix::roll::{Pair, Places};
/// let pair = Pair::new(&[(1.0, 0.0), (0.0, 1.0)]);
/// let places = Places { x: vec![0.0, 1.0], y: vec![0.0, 0.0], ..Places::default() };
/// let sums = closeness(&pair.table(), &places, 1.0, SelfDistance::Zero);
/// assert!(sums.xx == 1.0 && (sums.tt - 2.0 - 2.0 * (-1f64).exp()).abs() < 1e-15);
/// ```
#[must_use]
pub fn closeness<A: Amount>(
    table: &Table<'_, A>,
    places: &Places,
    beta: f64,
    own: SelfDistance,
) -> Closeness {
    let apart = |i: usize, j: usize| match own {
        SelfDistance::Area if i == j => (0.6 * places.area[i]).sqrt(),
        _ => distance((places.x[i], places.y[i]), (places.x[j], places.y[j])),
    };
    let pairs = |i: usize| around(table, i, |j| exp(-beta * apart(i, j)));
    let rows: Vec<[f64; 5]> = (0..table.units()).into_par_iter().map(pairs).collect();
    let sum = |n: usize| rows.iter().map(|row| row[n]).collect::<Sum>().value();
    Closeness { xx: sum(0), yy: sum(1), xt: sum(2), tt: sum(3), units: sum(4) }
}

/// What the pairs of unit `i` add to the five sums.
fn around<A: Amount>(table: &Table<'_, A>, i: usize, close: impl Fn(usize) -> f64) -> [f64; 5] {
    if table.unit_totals[i] <= 0.0 {
        return [0.0; 5];
    }
    let (mut x, mut y, mut units) = (0.0, 0.0, 0.0);
    for j in (0..table.units()).filter(|j| table.unit_totals[*j] > 0.0) {
        let (c, unit) = (close(j), table.unit(j));
        x += c * unit[0].float();
        y += c * unit[1].float();
        units += c;
    }
    let own = table.unit(i);
    let (own_x, own_y) = (own[0].float(), own[1].float());
    [own_x * x, own_y * y, own_x * (x + y), (own_x + own_y) * (x + y), units]
}

/// Spatial proximity `SP = (X P_xx + Y P_yy) / (T P_tt)` with `P_xx = Σ_ij x_i x_j c_ij / X²`, above
/// 0: 1 without clustering, more where groups keep to themselves (White 1983, American Journal of
/// Sociology 88:1008). Nothing if all are too far apart to tell. Both groups must have pupils.
///
/// ```
/// use schoolmix::indices::{SelfDistance, closeness, proximity};
/// use schoolmix::roll::{Pair, Places};
/// let pair = Pair::new(&[(80.0, 20.0), (15.0, 85.0), (5.0, 95.0), (20.0, 60.0)]);
/// let places = Places { x: vec![0.0, 1.0, 2.0, 3.0], y: vec![0.0; 4], ..Places::default() };
/// let sums = closeness(&pair.table(), &places, 1.0, SelfDistance::Zero);
/// assert!((proximity(&pair.table(), &sums).unwrap() - 1.209734535).abs() < 1e-9);
/// ```
#[must_use]
pub fn proximity<A: Amount>(table: &Table<'_, A>, sums: &Closeness) -> Option<f64> {
    let [x, y] = [table.group_totals[0], table.group_totals[1]];
    (sums.tt > 0.0).then(|| (sums.xx / x + sums.yy / y) / (sums.tt / (x + y)))
}

/// Relative clustering `RCL = P_xx/P_yy - 1`, above -1: 0 where both groups cluster alike, more
/// where the first clusters more (Massey & Denton 1988, Social Forces 67:281). Nothing if the
/// second group is too far apart to tell. Both groups must have pupils.
///
/// ```
/// use schoolmix::indices::{SelfDistance, closeness, relative_clustering};
/// use schoolmix::roll::{Pair, Places};
/// let pair = Pair::new(&[(80.0, 20.0), (15.0, 85.0), (5.0, 95.0), (20.0, 60.0)]);
/// let places = Places { x: vec![0.0, 1.0, 2.0, 3.0], y: vec![0.0; 4], ..Places::default() };
/// let sums = closeness(&pair.table(), &places, 1.0, SelfDistance::Zero);
/// assert!((relative_clustering(&pair.table(), &sums).unwrap() - 0.173324223).abs() < 1e-9);
/// ```
#[must_use]
pub fn relative_clustering<A: Amount>(table: &Table<'_, A>, sums: &Closeness) -> Option<f64> {
    let [x, y] = [table.group_totals[0], table.group_totals[1]];
    (sums.yy > 0.0).then(|| sums.xx / x / x / (sums.yy / y / y) - 1.0)
}

/// Absolute clustering `ACL = (Σ_i f_i (Cx)_i - b) / (Σ_i f_i (Ct)_i - b)`, `b = (X/J²) Σ_ij c_ij`
/// over the J units with pupils (Massey & Denton 1988).
///
/// From 0, the first group equally many everywhere, to 1; a little below 0 is possible, as units
/// at the edge have fewer neighbours. Nothing if the denominator is not above 0. The first group
/// must have pupils.
///
/// ```
/// use schoolmix::indices::{SelfDistance, absolute_clustering, closeness};
/// use schoolmix::roll::{Pair, Places};
/// let pair = Pair::new(&[(80.0, 20.0), (15.0, 85.0), (5.0, 95.0), (20.0, 60.0)]);
/// let places = Places { x: vec![0.0, 1.0, 2.0, 3.0], y: vec![0.0; 4], ..Places::default() };
/// let sums = closeness(&pair.table(), &places, 1.0, SelfDistance::Zero);
/// assert!((absolute_clustering(&pair.table(), &sums).unwrap() - 0.179025025).abs() < 1e-9);
/// ```
#[must_use]
pub fn absolute_clustering<A: Amount>(table: &Table<'_, A>, sums: &Closeness) -> Option<f64> {
    let (x, units) = (table.group_totals[0], table.peopled() as f64);
    let even = x / units * (sums.units / units);
    let (own, all) = (sums.xx / x - even, sums.xt / x - even);
    (all > 0.0).then_some(own / all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indices::spatial::{line, moved};
    use crate::roll::Pair;

    fn all(pair: &Pair, places: &Places, beta: f64, own: SelfDistance) -> [f64; 3] {
        let table = pair.table();
        let sums = closeness(&table, places, beta, own);
        [proximity(&table, &sums), relative_clustering(&table, &sums), absolute_clustering(&table, &sums)]
            .map(Option::unwrap)
    }

    #[test]
    fn line_has_its_values_wherever_it_lies() {
        let (pair, places) = line();
        for places in [&places, &moved(&places)] {
            let found = all(&pair, places, 1.0, SelfDistance::Zero);
            for (found, want) in found.into_iter().zip([1.209_734_535, 0.173_324_223, 0.179_025_025]) {
                assert!((found - want).abs() < 1e-9, "{found} {want}");
            }
        }
    }

    #[test]
    fn without_decay_or_with_one_mix_nothing_clusters() {
        let (pair, places) = line();
        let [sp, rcl, acl] = all(&pair, &places, 0.0, SelfDistance::Area);
        assert!((sp - 1.0).abs() < 1e-15 && rcl.abs() < 1e-15 && acl.abs() < 1e-15);
        let even = Pair::new(&[(8.0, 2.0), (4.0, 1.0), (12.0, 3.0), (0.0, 0.0)]);
        let [sp, rcl, _] = all(&even, &places, 0.7, SelfDistance::Area);
        assert!((sp - 1.0).abs() < 1e-15 && rcl.abs() < 1e-15);
    }

    #[test]
    fn a_unit_without_pupils_changes_nothing() {
        let counts = [(80.0, 20.0), (15.0, 85.0), (5.0, 95.0)];
        let places = Places { x: vec![0.0, 1.0, 2.0, 9.0], y: vec![0.0; 4], ..Places::default() };
        let with = Pair::new(&[counts[0], counts[1], counts[2], (0.0, 0.0)]);
        let without = all(&Pair::new(&counts), &places.of(&(0..3)), 1.0, SelfDistance::Zero);
        assert_eq!(all(&with, &places, 1.0, SelfDistance::Zero).map(f64::to_bits), without.map(f64::to_bits));
    }
}

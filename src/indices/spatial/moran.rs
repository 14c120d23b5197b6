//! Moran's I: whether neighbours have like shares.

use super::levels::peopled;
use crate::numeric::Sum;
use crate::roll::{Amount, Links, Table};

/// Moran's I and what it is without any pattern.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moran {
    /// I, about -1 to 1.
    pub value: f64,
    /// `E[I] = -1/(J-1)` where shares are dealt out over the units at random.
    pub expected: f64,
}

/// Moran's `I = (J / Σ_ij w_ij) Σ_ij w_ij z_i z_j / Σ_i z_i²`, `z_j = p_j - mean(p)`, over the J units
/// with pupils, the mean not weighted; `w_ij` are the weights of the links (Moran 1950, Biometrika
/// 37:17). About -1 (neighbours unlike) to 1 (alike).
///
/// Nothing if no two units are linked or all shares are equal.
///
/// ```
/// use schoolmix::indices::{moran};
/// use schoolmix::roll::{Pair, Places};
/// let pair = Pair::new(&[(80.0, 20.0), (15.0, 85.0), (5.0, 95.0), (20.0, 60.0)]);
/// let places = Places { x: vec![0.0, 1.0, 2.0, 3.0], y: vec![0.0; 4], ..Places::default() };
/// let moran = moran(&pair.table(), &places.links_within(1.0)).unwrap();
/// assert!((moran.value + 0.079777365).abs() < 1e-9);
/// assert_eq!(moran.expected, -1.0 / 3.0);
/// ```
#[must_use]
pub fn moran<A: Amount>(table: &Table<'_, A>, links: &Links) -> Option<Moran> {
    if !varied(table) {
        return None;
    }
    let units = table.peopled() as f64;
    let share = |j: usize| table.unit(j)[0].float() / table.unit_totals[j];
    let mean = peopled(table).map(share).collect::<Sum>().value() / units;
    let z = |j: usize| share(j) - mean;
    let spread = peopled(table).map(|j| z(j) * z(j)).collect::<Sum>().value();
    let (mut together, mut all) = (Sum::default(), Sum::default());
    for i in peopled(table) {
        for (j, weight) in links.from(i).filter(|(j, _)| table.unit_totals[*j] > 0.0) {
            together += weight * z(i) * z(j);
            all += weight;
        }
    }
    let value = units / all.value() * (together.value() / spread);
    (all.value() > 0.0).then(|| Moran { value, expected: -1.0 / (units - 1.0) })
}

/// Whether shares differ; asked of the shares themselves, as their mean is rounded.
fn varied<A: Amount>(table: &Table<'_, A>) -> bool {
    let share = |j: usize| table.unit(j)[0].float() / table.unit_totals[j];
    let least = peopled(table).map(share).reduce(f64::min);
    least < peopled(table).map(share).reduce(f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indices::spatial::line;
    use crate::roll::{Pair, Places};

    #[test]
    fn line_has_its_value() {
        let (pair, places) = line();
        let found = moran(&pair.table(), &places.links_within(1.0)).unwrap();
        assert!((found.value + 0.079_777_365).abs() < 1e-9, "{found:?}");
    }

    #[test]
    fn a_chessboard_is_minus_one_and_one_share_has_no_value() {
        let pair = Pair::new(&[(9.0, 1.0), (1.0, 9.0), (1.0, 9.0), (9.0, 1.0)]);
        let places = Places { x: vec![0.0, 1.0, 0.0, 1.0], y: vec![0.0, 0.0, 1.0, 1.0], ..Places::default() };
        let links = places.links_within(1.0);
        assert!((moran(&pair.table(), &links).unwrap().value + 1.0).abs() < 1e-15);
        let even = Pair::new(&[(1.0, 2.0), (2.0, 4.0), (10.0, 20.0), (7.0, 14.0)]);
        assert_eq!(moran(&even.table(), &links), None);
        assert_eq!(moran(&pair.table(), &places.links_within(0.1)), None);
    }
}

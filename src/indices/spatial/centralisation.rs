//! Centralisation: who lives near the centre.

use super::levels::{Level, levels};
use crate::numeric::Sum;
use crate::roll::{Amount, Places, Table};
use crate::space::distance;

/// Relative centralisation `RCE = Σ_i (X_{i-1} Y_i - X_i Y_{i-1})` over units by distance to the
/// centre, X and Y cumulative shares of the two groups: from -1 to 1, above 0 where the first
/// group is nearer the centre (Duncan & Duncan 1955; Massey & Denton 1988, Social Forces 67:281).
/// Units at equal distance count as one. Both groups must have pupils.
///
/// ```
/// use schoolmix::indices::relative_centralisation;
/// use schoolmix::roll::{Pair, Places};
/// let pair = Pair::new(&[(80.0, 20.0), (15.0, 85.0), (5.0, 95.0), (20.0, 60.0)]);
/// let places = Places { x: vec![0.0, 1.0, 2.0, 3.0], y: vec![0.0; 4], ..Places::default() };
/// let rce = relative_centralisation(&pair.table(), &places, (0.0, 0.0));
/// assert!((rce - 0.544871795).abs() < 1e-9);
/// ```
#[must_use]
pub fn relative_centralisation<A: Amount>(table: &Table<'_, A>, places: &Places, centre: (f64, f64)) -> f64 {
    between_curves(&outwards(table, places, centre, |j| table.unit(j)[1].float())).0
}

/// Absolute centralisation: [`relative_centralisation`] with shares of the area for Y, from -1 to
/// 1, above 0 where the first group is nearer the centre than the ground is (Massey & Denton
/// 1988). Nothing if there is no area above 0. The first group must have pupils.
///
/// ```
/// use schoolmix::indices::absolute_centralisation;
/// use schoolmix::roll::{Pair, Places};
/// let pair = Pair::new(&[(80.0, 20.0), (15.0, 85.0), (5.0, 95.0), (20.0, 60.0)]);
/// let area = vec![1.0, 2.0, 3.0, 4.0];
/// let places = Places { x: vec![0.0, 1.0, 2.0, 3.0], y: vec![0.0; 4], area, ..Places::default() };
/// let ace = absolute_centralisation(&pair.table(), &places, (0.0, 0.0)).unwrap();
/// assert!((ace - 0.579166667).abs() < 1e-9);
/// ```
#[must_use]
pub fn absolute_centralisation<A: Amount>(
    table: &Table<'_, A>,
    places: &Places,
    centre: (f64, f64),
) -> Option<f64> {
    let (value, area) = between_curves(&outwards(table, places, centre, |j| places.area[j]));
    (area > 0.0).then_some(value)
}

fn outwards<A: Amount>(
    table: &Table<'_, A>,
    places: &Places,
    centre: (f64, f64),
    other: impl Fn(usize) -> f64,
) -> Vec<Level> {
    levels(table, |j| distance(centre, (places.x[j], places.y[j])), other)
}

/// `Σ (X_{i-1} Y_i - X_i Y_{i-1})` as `Σ (X_{i-1} y_i - x_i Y_{i-1})`, and the total of Y.
fn between_curves(levels: &[Level]) -> (f64, f64) {
    let (mut x, mut other, mut sum) = (0.0, 0.0, Sum::default());
    for level in levels {
        sum += x * level.other - level.x * other;
        x += level.x;
        other += level.other;
    }
    (sum.value() / x / other, other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indices::spatial::line;
    use crate::roll::Pair;

    #[test]
    fn line_has_its_values() {
        let (pair, places) = line();
        let rce = relative_centralisation(&pair.table(), &places, (0.0, 0.0));
        let ace = absolute_centralisation(&pair.table(), &places, (0.0, 0.0));
        assert!((rce - 0.544_871_795).abs() < 1e-9, "{rce}");
        assert!((ace.unwrap() - 0.579_166_667).abs() < 1e-9, "{ace:?}");
    }

    #[test]
    fn equal_distances_count_as_one_and_full_separation_is_one() {
        let ring = Places { x: vec![1.0, 0.0, -1.0], y: vec![0.0, 1.0, 0.0], ..Places::default() };
        let pair = Pair::new(&[(9.0, 1.0), (1.0, 9.0), (5.0, 5.0)]);
        assert!(relative_centralisation(&pair.table(), &ring, (0.0, 0.0)).abs() < 1e-15);
        let apart = Pair::new(&[(9.0, 0.0), (0.0, 9.0), (0.0, 5.0)]);
        let from = |centre| relative_centralisation(&apart.table(), &ring, centre);
        assert!((from((1.0, 0.0)) - 1.0).abs() < 1e-15 && (from((-1.0, 0.5)) + 1.0).abs() < 1e-15);
        let bare = Places { area: vec![0.0; 3], ..ring };
        assert_eq!(absolute_centralisation(&pair.table(), &bare, (0.0, 0.0)), None);
    }
}

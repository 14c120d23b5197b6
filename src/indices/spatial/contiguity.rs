//! Dissimilarity less what is bridged across borders.

use super::levels::peopled;
use crate::indices::dissimilarity;
use crate::numeric::Sum;
use crate::roll::{Amount, Links, Places, Table};

/// Morrill's dissimilarity adjusted for neighbours `D(adj) = D - Σ_ij c_ij |p_i - p_j| / Σ_ij c_ij`,
/// at most D; `c_ij` are the weights of the links between units with pupils (Morrill 1991).
///
/// Nothing if no two units are linked. Both groups must have pupils.
///
/// ```
/// use schoolmix::indices::{morrill};
/// use schoolmix::roll::{Pair, Places};
/// let pair = Pair::new(&[(80.0, 20.0), (15.0, 85.0), (5.0, 95.0), (20.0, 60.0)]);
/// let places = Places { x: vec![0.0, 1.0, 2.0, 3.0], y: vec![0.0; 4], ..Places::default() };
/// let adjusted = morrill(&pair.table(), &places.links_within(1.0)).unwrap();
/// assert!((adjusted - 0.273076923).abs() < 1e-9);
/// ```
#[must_use]
pub fn morrill<A: Amount>(table: &Table<'_, A>, links: &Links) -> Option<f64> {
    Some(dissimilarity(table) - bridged(table, links, |_, _| 1.0)?)
}

/// Wong's dissimilarity adjusted for the shape of units (Wong 1993): [`morrill`] with each term times
/// `(q_i + q_j) / (2 max q)`, `q = perimeter/area`, and as weights the lengths of shared borders;
/// from Morrill's value to D.
///
/// Nothing if no two units are linked or an area or perimeter is 0. Both groups must have pupils; areas and
/// perimeters must be known.
///
/// ```
/// use schoolmix::indices::{morrill, wong};
/// use schoolmix::roll::{Pair, Places};
/// let pair = Pair::new(&[(80.0, 20.0), (15.0, 85.0)]);
/// let square = Places { x: vec![0.0, 1.0], y: vec![0.0; 2], ..Places::default() };
/// let links = square.links_within(1.0);
/// let places = Places { area: vec![1.0; 2], perimeter: vec![4.0; 2], ..square };
/// assert_eq!(wong(&pair.table(), &places, &links), morrill(&pair.table(), &links));
/// ```
#[must_use]
pub fn wong<A: Amount>(table: &Table<'_, A>, places: &Places, links: &Links) -> Option<f64> {
    let ratio = |j: usize| places.perimeter[j] / places.area[j];
    if peopled(table).any(|j| places.area[j] <= 0.0 || places.perimeter[j] <= 0.0) {
        return None;
    }
    let largest = peopled(table).map(ratio).reduce(f64::max)?;
    let shape = |i: usize, j: usize| (ratio(i) + ratio(j)) / (2.0 * largest);
    Some(dissimilarity(table) - bridged(table, links, shape)?)
}

/// `Σ c_ij s_ij |p_i - p_j| / Σ c_ij`.
fn bridged<A: Amount>(
    table: &Table<'_, A>,
    links: &Links,
    shape: impl Fn(usize, usize) -> f64,
) -> Option<f64> {
    let share = |j: usize| table.unit(j)[0].float() / table.unit_totals[j];
    let (mut apart, mut all) = (Sum::default(), Sum::default());
    for i in peopled(table) {
        for (j, weight) in links.from(i).filter(|(j, _)| table.unit_totals[*j] > 0.0) {
            apart += weight * shape(i, j) * (share(i) - share(j)).abs();
            all += weight;
        }
    }
    (all.value() > 0.0).then(|| apart.value() / all.value())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indices::spatial::line;

    #[test]
    fn line_has_its_value_and_shape_weakens_it() {
        let (pair, places) = line();
        let (table, links) = (pair.table(), places.links_within(1.0));
        let adjusted = morrill(&table, &links).unwrap();
        assert!((adjusted - 0.273_076_923).abs() < 1e-9, "{adjusted}");
        let places = Places { perimeter: vec![4.0, 6.0, 8.0, 10.0], ..places };
        let shaped = wong(&table, &places, &links).unwrap();
        // q = 4, 3, 8/3, 5/2; gaps in p .65, .1, .2.
        let bridged = (0.65 * 7.0 + 0.1 * (17.0 / 3.0) + 0.2 * (31.0 / 6.0)) / 8.0 / 3.0;
        assert!((shaped - (dissimilarity(&table) - bridged)).abs() < 1e-15, "{shaped}");
        assert!(adjusted < shaped && shaped < dissimilarity(&table));
    }

    #[test]
    fn without_links_or_areas_there_is_no_value() {
        let (pair, places) = line();
        assert_eq!(morrill(&pair.table(), &places.links_within(0.5)), None);
        let places = Places { area: vec![0.0; 4], perimeter: vec![1.0; 4], ..places };
        assert_eq!(wong(&pair.table(), &places, &places.links_within(1.0)), None);
    }
}

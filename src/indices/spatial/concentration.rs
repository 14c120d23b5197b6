//! Concentration: how little ground a group takes up.

use super::levels::{Level, levels, peopled};
use crate::numeric::Sum;
use crate::roll::{Amount, Table};

/// Up to how many pupils the largest units of [`relative_concentration`] are filled. The sources
/// differ: PySAL takes X, OasisR takes Y.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filled {
    /// Until the first group would fit, X.
    Focal,
    /// Until the others would fit, Y.
    Others,
}

/// Delta `½ Σ_j |f_j - a_j/A|`, from 0 to 1: the share of the first group that would have to move
/// to be equally dense everywhere (Hoover 1941; Duncan, Cuzzort & Duncan 1961). Nothing if there
/// is no area above 0. The group must have pupils.
///
/// ```
/// use schoolmix::{indices::delta, roll::Pair};
/// let pair = Pair::new(&[(80.0, 20.0), (15.0, 85.0), (5.0, 95.0), (20.0, 60.0)]);
/// let delta = delta(&pair.table(), &[1.0, 2.0, 3.0, 4.0]).unwrap();
/// assert!((delta - 0.566666667).abs() < 1e-9);
/// ```
#[must_use]
pub fn delta<A: Amount>(table: &Table<'_, A>, area: &[f64]) -> Option<f64> {
    let all = peopled(table).map(|j| area[j]).collect::<Sum>().value();
    let apart = |j: usize| (table.unit(j)[0].float() / table.group_totals[0] - area[j] / all).abs();
    (all > 0.0).then(|| peopled(table).map(apart).collect::<Sum>().value() / 2.0)
}

/// Absolute concentration `ACO = 1 - (x̄ - A1)/(A2 - A1)` with `x̄ = Σ_j f_j a_j` (Massey & Denton
/// 1988, Social Forces 67:281).
///
/// A1 is the mean area, weighted by t_j, of the smallest units taken until they hold X pupils, A2
/// that of the largest; units of equal area are taken together, whole. From 0 (in the largest
/// units) to 1 (in the smallest); as the last units taken are not cut to fit, a little outside is
/// possible. Nothing if A1 = A2. The first group must have pupils.
///
/// ```
/// use schoolmix::{indices::absolute_concentration, roll::Pair};
/// let pair = Pair::new(&[(80.0, 20.0), (15.0, 85.0), (5.0, 95.0), (20.0, 60.0)]);
/// let aco = absolute_concentration(&pair.table(), &[1.0, 2.0, 3.0, 4.0]).unwrap();
/// assert!((aco - 0.892857143).abs() < 1e-9);
/// ```
#[must_use]
pub fn absolute_concentration<A: Amount>(table: &Table<'_, A>, area: &[f64]) -> Option<f64> {
    let levels = levels(table, |j| area[j], |j| table.unit_totals[j]);
    let x = table.group_totals[0];
    let (smallest, largest) = (filled(levels.iter(), x), filled(levels.iter().rev(), x));
    (largest > smallest).then(|| 1.0 - (mean_area(&levels, |l| l.x) - smallest) / (largest - smallest))
}

/// Relative concentration `RCO = (x̄/ȳ - 1)/(A1/A2 - 1)`, about -1 to 1, 0 where both groups take
/// up as much ground, above 0 where the first takes less (Massey & Denton 1988).
///
/// A1 is as in [`absolute_concentration`]; A2 is filled as `largest` says. Nothing if A1 = A2 or
/// the others are nowhere but on units without area. Both groups must have pupils.
///
/// ```
/// use schoolmix::indices::{Filled, relative_concentration};
/// use schoolmix::roll::Pair;
/// let pair = Pair::new(&[(80.0, 20.0), (15.0, 85.0), (5.0, 95.0), (20.0, 60.0)]);
/// let rco = relative_concentration(&pair.table(), &[1.0, 2.0, 3.0, 4.0], Filled::Focal).unwrap();
/// assert!((rco - 0.670995671).abs() < 1e-9);
/// ```
#[must_use]
pub fn relative_concentration<A: Amount>(table: &Table<'_, A>, area: &[f64], largest: Filled) -> Option<f64> {
    let levels = levels(table, |j| area[j], |j| table.unit_totals[j]);
    let [x, y] = [table.group_totals[0], table.group_totals[1]];
    let until = if largest == Filled::Focal { x } else { y };
    let (smallest, largest) = (filled(levels.iter(), x), filled(levels.iter().rev(), until));
    let (own, others) = (mean_area(&levels, |l| l.x), mean_area(&levels, |l| l.other - l.x));
    (largest > smallest && others > 0.0).then(|| (own / others - 1.0) / (smallest / largest - 1.0))
}

/// Mean area of the first levels that hold at least so many pupils, weighted by pupils.
fn filled<'a>(levels: impl Iterator<Item = &'a Level>, least: f64) -> f64 {
    let (mut pupils, mut ground) = (Sum::default(), Sum::default());
    for level in levels {
        if pupils.value() >= least {
            break;
        }
        pupils += level.other;
        ground += level.other * level.at;
    }
    ground.value() / pupils.value()
}

/// Mean area, weighted by some pupils.
fn mean_area(levels: &[Level], pupils: impl Fn(&Level) -> f64) -> f64 {
    let ground: Sum = levels.iter().map(|level| pupils(level) * level.at).collect();
    ground.value() / levels.iter().map(&pupils).collect::<Sum>().value()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indices::spatial::line;
    use crate::roll::Pair;

    #[test]
    fn line_has_its_values() {
        let (pair, places) = line();
        let (table, area) = (pair.table(), &places.area[..]);
        let near = |value: Option<f64>, want: f64, within| (value.unwrap() - want).abs() < within;
        assert!(near(delta(&table, area), 0.566_666_667, 1e-9));
        assert!(near(absolute_concentration(&table, area), 0.892_857_143, 1e-9));
        assert!(near(relative_concentration(&table, area, Filled::Focal), 0.670_995_671, 1e-9));
        assert!(near(relative_concentration(&table, area, Filled::Others), 0.7765, 5e-5));
    }

    #[test]
    fn units_of_equal_area_are_taken_together_and_one_size_has_no_value() {
        let table = |counts: &[(f64, f64)]| Pair::new(counts);
        let (a, b) =
            (table(&[(8.0, 2.0), (2.0, 6.0), (1.0, 9.0)]), table(&[(8.0, 2.0), (1.0, 9.0), (2.0, 6.0)]));
        let of = |pair: &Pair, area: &[f64]| absolute_concentration(&pair.table(), area);
        assert_eq!(of(&a, &[1.0, 2.0, 2.0]), of(&b, &[1.0, 2.0, 2.0]));
        assert_eq!(of(&a, &[2.0; 3]), None);
        assert_eq!(relative_concentration(&a.table(), &[2.0; 3], Filled::Others), None);
        assert_eq!(delta(&a.table(), &[0.0; 3]), None);
    }
}

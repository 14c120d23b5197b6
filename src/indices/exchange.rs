//! Indices of how many pupils to move or exchange: S, KM, MinMax and Hoover's index.

use super::dissimilarity;
use super::index::Reference;
use super::local::total;
use crate::numeric::Sum;
use crate::roll::{Amount, Table};

/// Gorard's `S = ½ Σ_j |x_j/X - t_j/T| = D (1-P)` of the first of two groups, from 0 to `1-P`:
/// the share of the group to exchange when units keep their sizes (Gorard & Taylor 2002).
///
/// ```
/// use schoolmix::{indices::gorard, roll::Pair};
/// let s = gorard(&Pair::new(&[(80.0, 20.0), (15.0, 85.0), (5.0, 95.0)]).table());
/// assert!((s - 0.7 * 2.0 / 3.0).abs() < 1e-15);
/// ```
#[must_use]
pub fn gorard<A: Amount>(pair: &Table<'_, A>) -> f64 {
    dissimilarity(pair) * (pair.group_totals[1] / pair.total)
}

/// `2 P (1-P) D` of two groups, from 0 to `2 P (1-P)`: the share of all pupils to move when units
/// keep their sizes and the mix stays (Karmel & Maclachlan 1988, Economic Record 64:187).
///
/// ```
/// use schoolmix::{indices::karmel_maclachlan, roll::Pair};
/// let km = karmel_maclachlan(&Pair::new(&[(80.0, 20.0), (15.0, 85.0), (5.0, 95.0)]).table());
/// assert!((km - 0.7 * 4.0 / 9.0).abs() < 1e-15);
/// ```
#[must_use]
pub fn karmel_maclachlan<A: Amount>(pair: &Table<'_, A>) -> f64 {
    let [p, q] = [0, 1].map(|k| pair.group_totals[k] / pair.total);
    2.0 * p * q * dissimilarity(pair)
}

/// `1 - Σ min(f_j, g_j) / Σ max(f_j, g_j) = 2D/(1+D)` of two groups, from 0 to 1 (O'Sullivan &
/// Wong 2007, Geographical Analysis 39:147).
///
/// ```
/// use schoolmix::{indices::minmax, roll::Pair};
/// let m = minmax(&Pair::new(&[(80.0, 20.0), (15.0, 85.0), (5.0, 95.0)]).table());
/// assert!((m - 1.4 / 1.7).abs() < 1e-15);
/// ```
#[must_use]
pub fn minmax<A: Amount>(pair: &Table<'_, A>) -> f64 {
    let d = dissimilarity(pair);
    2.0 * d / (1.0 + d)
}

/// Hoover's `½ Σ_j |x_j/X - r_j|` of the first of two groups, from 0 to 1, against the units'
/// shares r of all pupils (S), of the area (delta) or of the other group (D). Hoover (1941).
/// `areas` are those of the units, and read only for [`Reference::Area`].
///
/// ```
/// use schoolmix::{indices::{hoover, Reference}, roll::Pair};
/// let pair = Pair::new(&[(80.0, 20.0), (15.0, 85.0), (5.0, 95.0)]);
/// let h = hoover(&pair.table(), Reference::Area, &[1.0, 1.0, 1.0]);
/// assert!((h - (0.8 - 1.0 / 3.0)).abs() < 1e-15);
/// ```
#[must_use]
pub fn hoover<A: Amount>(pair: &Table<'_, A>, reference: Reference, areas: &[f64]) -> f64 {
    match reference {
        Reference::Total => gorard(pair),
        Reference::Other => dissimilarity(pair),
        Reference::Area => {
            let area = areas.iter().copied().collect::<Sum>().value();
            total(pair, |j| 0.5 * (pair.unit(j)[0].float() / pair.group_totals[0] - areas[j] / area).abs())
        }
    }
}

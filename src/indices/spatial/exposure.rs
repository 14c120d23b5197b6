//! Exposure to the mix around each unit.

use super::{Kernel, Smoothed, smoothed};
use crate::indices::local::total;
use crate::roll::{Amount, Places, Table};

/// Spatial exposure `aP̃b = Σ_j (t_ja/T_a) π̃_jb`, from 0 to 1: the mean share of `b` around a pupil
/// of `a`; with `a = b` spatial isolation (Reardon & O'Sullivan 2004). Adds up to 1 over `b`.
/// Group `a` must have pupils.
///
/// ```
/// use schoolmix::indices::{Kernel, smoothed, spatial_exposure};
/// use schoolmix::roll::{Pair, Places};
/// let pair = Pair::new(&[(80.0, 20.0), (15.0, 85.0), (5.0, 95.0), (20.0, 60.0)]);
/// let places = Places { x: vec![0.0, 1.0, 2.0, 3.0], y: vec![0.0; 4], ..Places::default() };
/// let mix = smoothed(&pair.table(), &places, Kernel::Biweight, 1.5);
/// assert!((spatial_exposure(&pair.table(), &mix, 0, 0) - 0.499621894).abs() < 1e-9);
/// ```
#[must_use]
pub fn spatial_exposure<A: Amount>(table: &Table<'_, A>, smoothed: &Smoothed, a: usize, b: usize) -> f64 {
    let all = table.group_totals[a];
    total(table, |j| table.unit(j)[a].float() / all * smoothed.unit(j).map_or(0.0, |mix| mix[b]))
}

/// Distance-decay interaction `Σ_i (t_ia/T_a) Σ_j K_ij t_jb/t_j` with `K_ij = e^{-βd_ij} t_j /
/// Σ_m e^{-βd_im} t_m`, from 0 to 1, and with `a = b` distance-decay isolation (Morgan 1983); β per
/// kilometre, from 0. Adds up to 1 over `b`. Group `a` must have pupils.
///
/// As `t_j` cancels, this is [`spatial_exposure`] under [`Kernel::Exponential`] of bandwidth 1/β:
/// smooth once where many are asked for.
///
/// ```
/// use schoolmix::indices::distance_decay_exposure;
/// use schoolmix::roll::{Pair, Places};
/// let pair = Pair::new(&[(80.0, 20.0), (15.0, 85.0), (5.0, 95.0), (20.0, 60.0)]);
/// let places = Places { x: vec![0.0, 1.0, 2.0, 3.0], y: vec![0.0; 4], ..Places::default() };
/// let interaction = distance_decay_exposure(&pair.table(), &places, 0, 1, 1.0);
/// assert!((interaction - 0.549134105).abs() < 1e-9);
/// ```
#[must_use]
pub fn distance_decay_exposure<A: Amount>(
    table: &Table<'_, A>,
    places: &Places,
    a: usize,
    b: usize,
    beta: f64,
) -> f64 {
    spatial_exposure(table, &smoothed(table, places, Kernel::Exponential, 1.0 / beta), a, b)
}

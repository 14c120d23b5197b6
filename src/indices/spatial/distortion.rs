//! Distortion: how far one has to look around before the mix is that of the whole.

use super::levels::peopled;
use crate::indices::dissimilarity::shares;
use crate::numeric::{Sum, ln};
use crate::roll::{Amount, Places, Table};
use crate::space::distance;
use rayon::prelude::*;

/// Distortion of every unit, and its mean.
#[derive(Clone, Debug, PartialEq)]
pub struct Distortion {
    /// Δ_j, from 0.
    pub units: Vec<f64>,
    /// `Σ_j w_j Δ_j`, the mean over pupils.
    pub mean: f64,
}

/// Distortion coefficients `Δ_j = Σ_n KL_jn`, n from 1 to J (Olteanu, Randon-Furling & Clark 2019,
/// 10.1073/pnas.1900192116): `KL_jn = Σ_k q_k ln(q_k/π_k)` in nats, q the mix of the n units with
/// pupils nearest to unit j, itself among them.
///
/// Units at equal distance from j come in together, each step with the mix that has them all, so
/// that no order among them is chosen. From 0 (every neighbourhood like the whole) up, and larger
/// with more units: compare only tables of the same units; the normalised form of the paper is
/// left out. Takes time in proportion to J² ln J.
///
/// ```
/// use schoolmix::indices::distortion;
/// use schoolmix::roll::{Pair, Places};
/// let pair = Pair::new(&[(1.0, 0.0), (0.0, 1.0)]);
/// let places = Places { x: vec![0.0, 1.0], y: vec![0.0, 0.0], ..Places::default() };
/// // Alone a unit is ln 2 away from one half each; two units are the whole.
/// assert!((distortion(&pair.table(), &places).mean - 2f64.ln()).abs() < 1e-15);
/// ```
#[must_use]
pub fn distortion<A: Amount>(table: &Table<'_, A>, places: &Places) -> Distortion {
    let shares = shares(table);
    let near = |near: &mut Vec<(u64, u32)>, j: usize| {
        by_distance(near, table, places, j);
        summed(near, table, &shares)
    };
    let units: Vec<f64> = (0..table.units()).into_par_iter().map_init(Vec::new, near).collect();
    let weighted = units.iter().zip(table.unit_totals).map(|(d, t)| t / table.total * d);
    Distortion { mean: weighted.collect::<Sum>().value(), units }
}

/// Fills `near` with the units by distance from `j`; as bits, which for numbers from 0 sort alike.
fn by_distance<A: Amount>(near: &mut Vec<(u64, u32)>, table: &Table<'_, A>, places: &Places, j: usize) {
    let at = |i: usize| (places.x[i], places.y[i]);
    near.clear();
    near.extend(peopled(table).map(|i| (distance(at(j), at(i)).to_bits(), i as u32)));
    near.sort_unstable();
}

/// `Σ_n KL_n` over ever more units.
fn summed<A: Amount>(near: &[(u64, u32)], table: &Table<'_, A>, shares: &[f64]) -> f64 {
    let mut pupils = vec![0.0; shares.len()];
    let mut all = 0.0;
    let mut sum = Sum::default();
    for ring in near.chunk_by(|a, b| a.0 == b.0) {
        for (_, i) in ring {
            all += table.unit_totals[*i as usize];
            pupils.iter_mut().zip(table.unit(*i as usize)).for_each(|(sum, n)| *sum += n.float());
        }
        sum += ring.len() as f64 * divergence(&pupils, all, shares);
    }
    sum.value()
}

/// KL of a mix as `Σ_k π_k (r ln r - r + 1)`, `r = q_k/π_k`, whose terms are never negative.
#[inline]
fn divergence(pupils: &[f64], all: f64, shares: &[f64]) -> f64 {
    let term = |(n, share): (&f64, &f64)| {
        if *share == 0.0 {
            return 0.0;
        }
        let ratio = n / all / share;
        share * if ratio > 0.0 { ratio * ln(ratio) - (ratio - 1.0) } else { 1.0 }
    };
    pupils.iter().zip(shares).map(term).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indices::spatial::{line, moved};
    use crate::roll::Pair;

    #[test]
    fn line_has_the_sum_of_its_divergences() {
        let (pair, places) = line();
        let found = distortion(&pair.table(), &places);
        let p = 120.0f64 / 380.0;
        let kl = |x: f64, t: f64| x / t * (x / t / p).ln() + (1.0 - x / t) * ((1.0 - x / t) / (1.0 - p)).ln();
        // From the first unit 100, 200, 300 pupils; from the second, its two neighbours at once.
        let first = kl(80.0, 100.0) + kl(95.0, 200.0) + kl(100.0, 300.0);
        let second = kl(15.0, 100.0) + 2.0 * kl(100.0, 300.0);
        assert!((found.units[0] - first).abs() < 1e-14 && (found.units[1] - second).abs() < 1e-14);
        let elsewhere = distortion(&pair.table(), &moved(&places));
        assert!((elsewhere.mean - found.mean).abs() < 1e-14);
    }

    #[test]
    fn one_place_or_one_mix_has_no_distortion() {
        let (pair, places) = line();
        let here = Places { x: vec![2.0; 4], y: vec![5.0; 4], ..Places::default() };
        assert!(distortion(&pair.table(), &here).mean.abs() < 1e-15);
        let even = Pair::new(&[(1.0, 2.0), (2.0, 4.0), (10.0, 20.0), (0.0, 0.0)]);
        assert!(distortion(&even.table(), &places).mean.abs() < 1e-15);
    }
}

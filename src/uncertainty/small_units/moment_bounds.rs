//! What D can be if the distribution of shares has no shape of its own.

use super::{identified, separated};
use crate::fit::{minimise, mixing_weights};
use crate::indices::Undefined;
use crate::numeric::{Sum, exp, ln};
use std::collections::BTreeMap;

/// Lowest and highest `D = ∫|p-m| dF / (2m(1-m))` over all distributions F of the share p, the same
/// in all units, that fit the units alike: `x_j ~ Binomial(t_j, p)` (D'Haultfoeuille & Rathelot 2017,
/// Quantitative Economics 8:39).
///
/// In units of n pupils only the first n moments of F show, so D is known up to an interval.
/// F is first fitted without a shape on a grid of 1/200 (nonparametric maximum likelihood); where
/// the shares of x found are those of some F, it gives exactly them. Then two linear programs
/// move F with its moments held. Where no F gives the shares found, which is usual unless
/// units are many for their size, the fit is the only one of its kind and the bounds meet: they do not
/// show sampling error, for which units must be drawn again.
///
/// Moments are held as far as the shares of x determine them to working precision and to order 40 at
/// most: all of them to n = 14; beyond, the interval is wider than it need be, never narrower, up to
/// the grid. Units of different sizes whose F differ: see [`over_sizes`](super::over_sizes).
///
/// # Errors
/// One unit, one group, units of one pupil, or a fit that does not settle.
///
/// ```
/// use schoolmix::uncertainty::dissimilarity_bounds;
/// // Pairs with mean share .3 and variance .04 of it: x = 0, 1, 2 in 53, 34 and 13 of 100.
/// let units: Vec<(u64, u64)> =
///     [(53, 0), (34, 1), (13, 2)].iter().flat_map(|(n, x)| vec![(*x, 2); *n]).collect();
/// let [low, high] = dissimilarity_bounds(&units)?;
/// assert!((low - 0.04 / 0.21).abs() < 1e-7 && (high - 0.2 / 0.42).abs() < 1e-7);
/// # Ok::<(), schoolmix::indices::Undefined>(())
/// ```
pub fn dissimilarity_bounds(units: &[(u64, u64)]) -> Result<[f64; 2], Undefined> {
    identified(units, 2)?;
    if separated(units) {
        return Ok([1.0, 1.0]);
    }
    let mut grid: Vec<f64> = (0..=STEPS).map(|i| f64::from(i) / f64::from(STEPS)).collect();
    let weights = fitted(units, &grid).ok_or(Undefined::NoFit)?;
    let mean = product(&weights, &grid);
    let order = order(units.iter().map(|u| u.1).max().unwrap_or(0));
    let moments = moments(&grid, &weights, order);
    grid.push(mean);
    let columns: Vec<Vec<f64>> = grid.iter().map(|p| chebyshev(*p, order)).collect();
    let cost: Vec<f64> = grid.iter().map(|p| (p - mean).abs() / (2.0 * mean * (1.0 - mean))).collect();
    let extreme = |sign: f64| {
        let signed: Vec<f64> = cost.iter().map(|c| sign * c).collect();
        minimise(&columns, &moments, &signed).map(|w| product(&w, &cost).clamp(0.0, 1.0))
    };
    let low = extreme(1.0).ok_or(Undefined::NoFit)?;
    let high = extreme(-1.0).ok_or(Undefined::NoFit)?;
    Ok([low.min(high), high.max(low)])
}

/// Steps of the grid.
const STEPS: i32 = 200;
/// Moments held at most.
const MOST: u32 = 40;
/// How much of a moment must show in the shares of x.
const SHOWS: f64 = 1e-8;

/// Moments that shares of x in units of `n` pupils determine: the k-th Legendre moment shows
/// in them by the root of `n! (n+1)! / ((n-k)! (n+k+1)!)`.
fn order(n: u64) -> usize {
    let (n, mut k, mut shows) = (n as f64, 0u32, 1.0);
    while k < MOST && f64::from(k) < n {
        let next = f64::from(k) + 1.0;
        shows *= (n - next + 1.0) / (n + next + 1.0);
        if shows < SHOWS {
            break;
        }
        k += 1;
    }
    k as usize
}

/// The weights of the grid under which the units are most likely.
fn fitted(units: &[(u64, u64)], grid: &[f64]) -> Option<Vec<f64>> {
    let mut kinds: BTreeMap<(u64, u64), f64> = BTreeMap::new();
    for unit in units {
        *kinds.entry(*unit).or_default() += 1.0 / units.len() as f64;
    }
    let rows: Vec<Vec<f64>> = kinds.keys().map(|(x, t)| likelihood(*x, *t, grid)).collect();
    let shares: Vec<f64> = kinds.into_values().collect();
    mixing_weights(&rows, &shares)
}

/// `p^x (1-p)^(t-x)` along the grid, as a share of the highest.
fn likelihood(x: u64, t: u64, grid: &[f64]) -> Vec<f64> {
    let part = |n: u64, p: f64| match n {
        0 => 0.0,
        _ if p == 0.0 => f64::NEG_INFINITY,
        n => n as f64 * ln(p),
    };
    let logs: Vec<f64> = grid.iter().map(|p| part(x, *p) + part(t - x, 1.0 - p)).collect();
    let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    logs.into_iter().map(|l| exp(l - most)).collect()
}

/// `T_0..T_k` at 2p - 1: moments that do not fade with their order, as powers would.
fn chebyshev(p: f64, order: usize) -> Vec<f64> {
    let x = 2.0 * p - 1.0;
    let mut values = vec![1.0, x];
    for k in 2..=order {
        values.push(2.0 * x * values[k - 1] - values[k - 2]);
    }
    values.truncate(order + 1);
    values
}

fn moments(grid: &[f64], weights: &[f64], order: usize) -> Vec<f64> {
    let mut sums = vec![Sum::default(); order + 1];
    for (p, w) in grid.iter().zip(weights) {
        sums.iter_mut().zip(chebyshev(*p, order)).for_each(|(sum, t)| *sum += w * t);
    }
    sums.into_iter().map(Sum::value).collect()
}

fn product(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).collect::<Sum>().value()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Units of `n` pupils whose shares of x are those of weighted shares p, to 1e-6.
    fn exact(n: i32, law: &[(f64, f64)]) -> Vec<(u64, u64)> {
        let binomial = |x: i32| (0..x).map(|i| f64::from(n - i) / f64::from(i + 1)).product::<f64>();
        (0..=n)
            .flat_map(|x| {
                let mass = |(w, p): &(f64, f64)| w * p.powi(x) * (1.0 - p).powi(n - x) * binomial(x);
                let share: f64 = law.iter().map(mass).sum();
                vec![(x as u64, n as u64); (share * 20_000.0).round() as usize]
            })
            .collect()
    }

    #[test]
    fn bounds_close_in_on_the_truth_as_units_grow() {
        let law = [(0.25, 0.1), (0.5, 0.3), (0.25, 0.6)]; // m = .325
        let truth = (0.25 * 0.225 + 0.5 * 0.025 + 0.25 * 0.275) / (2.0 * 0.325 * 0.675);
        let mut width = 1.0;
        for n in [2, 3, 4, 6] {
            let [low, high] = dissimilarity_bounds(&exact(n, &law)).unwrap();
            assert!(low - 2e-3 < truth && truth < high + 2e-3, "{n} {low} {truth} {high}");
            assert!(high - low < width + 1e-9, "{n} {low} {high}");
            width = high - low;
        }
        assert!(width < 0.1, "{width}");
    }

    #[test]
    fn limits_are_exact() {
        assert_eq!(dissimilarity_bounds(&[(4, 4), (0, 4), (0, 3)]), Ok([1.0, 1.0]));
        assert_eq!(dissimilarity_bounds(&[(0, 1), (1, 1), (0, 1)]), Err(Undefined::UnitsTooSmall));
        let [low, high] = dissimilarity_bounds(&[(3, 10), (3, 10), (3, 10)]).unwrap();
        assert!(low < 1e-6 && high < 1e-4, "{low} {high}");
    }

    #[test]
    fn bounds_hold_the_indices_of_shapes_that_fit_alike() {
        // Pairs show two moments only, which a beta distribution meets as well.
        let units: Vec<(u64, u64)> =
            [(53, 0), (34, 1), (13, 2)].iter().flat_map(|(n, x)| vec![(*x, 2); *n]).collect();
        let [low, high] = dissimilarity_bounds(&units).unwrap();
        let beta = super::super::BetaMixture::fit(&units, 1).unwrap().dissimilarity();
        assert!(low < beta && beta < high, "{low} {beta} {high}");
    }

    #[test]
    fn units_of_many_sizes_have_a_fit() {
        let unit = |j: u64| (j * j % 7 * (2 + j % 30) / 7, 2 + j % 30);
        for count in [5, 60, 400] {
            let units: Vec<(u64, u64)> = (0..count).map(unit).collect();
            let [low, high] = dissimilarity_bounds(&units).unwrap();
            assert!(0.0 < low && low <= high && high < 1.0, "{count} {low} {high}");
        }
    }
}

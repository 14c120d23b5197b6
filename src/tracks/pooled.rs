//! Rates of kinds of pupils, from sites of which only the sum of events is known.

use crate::error::{Error, Family, Result};
use crate::fit::cholesky_solve;
use crate::numeric::Sum;

/// Most steps of the fit, and the change of a rate below which it is done.
const STEPS: usize = 100_000;
const STILL: f64 = 1e-11;
/// Rates below this are at their bound, and have no standard error.
const NIL: f64 = 1e-9;

/// Rates by kind, with what is known of their uncertainty.
#[derive(Clone, Debug, PartialEq)]
pub struct Pooled {
    /// Events a pupil of a kind, 0 or more.
    pub rates: Vec<f64>,
    /// Covariance of rates; 0 of those that are 0.
    pub covariance: Vec<Vec<f64>>,
    /// Pearson's statistic by degree of freedom: 1 where sites differ as chance makes them differ.
    pub dispersion: f64,
}

/// Fits events of sites to `Σ_k r_k n_jk`: the same rate of a kind at all sites, by maximum likelihood of Poisson.
///
/// The fit goes by expectation and maximisation, so that rates stay 0 or more and expected events add up to those that
/// there were. The covariance is the inverse of the expected information, times the dispersion (quasi-likelihood).
///
/// Goodman 1959, American Journal of Sociology 64:610 (ecological regression); Dempster, Laird & Rubin 1977, JRSS B
/// 39:1; `McCullagh` & Nelder 1989 (dispersion).
///
/// # Errors
/// `EmptyInput` for a kind without pupils or too few sites, `NotConverged`.
pub fn pooled(pupils: &[Vec<f64>], events: &[f64]) -> Result<Pooled> {
    let kinds = pupils.first().map_or(0, Vec::len);
    let column = |k: usize| pupils.iter().map(|row| row[k]).collect::<Sum>().value();
    let exposed: Vec<f64> = (0..kinds).map(column).collect();
    if pupils.len() <= kinds || exposed.iter().any(|sum| *sum <= 0.0) {
        let message = format!("{} sites do not tell the rates of {kinds} kinds of pupils", pupils.len());
        return Err(Error::input("EmptyInput", message)
            .on("site")
            .remedy("Give files of the whole country."));
    }
    let happened = events.iter().copied().collect::<Sum>().value();
    let all = exposed.iter().copied().collect::<Sum>().value();
    let mut rates = vec![happened / all; kinds];
    for _ in 0..STEPS {
        let next = step(pupils, events, &exposed, &rates);
        let moved = next.iter().zip(&rates).map(|(new, old)| (new - old).abs()).fold(0.0, f64::max);
        rates = next;
        if moved < STILL {
            return spread(pupils, events, rates);
        }
    }
    let message = format!("rates of {kinds} kinds of pupils did not settle in {STEPS} steps");
    Err(Error::new(Family::Convergence, "NotConverged", message)
        .remedy("Take kinds together that sites share."))
}

fn expected(row: &[f64], rates: &[f64]) -> f64 {
    row.iter().zip(rates).map(|(n, rate)| n * rate).sum()
}

fn step(pupils: &[Vec<f64>], events: &[f64], exposed: &[f64], rates: &[f64]) -> Vec<f64> {
    let mut sums = vec![Sum::default(); rates.len()];
    for (row, happened) in pupils.iter().zip(events) {
        let mean = expected(row, rates);
        if mean > 0.0 {
            for (sum, n) in sums.iter_mut().zip(row) {
                *sum += n * happened / mean;
            }
        }
    }
    let of = |k: usize| rates[k] * sums[k].value() / exposed[k];
    (0..rates.len()).map(of).collect()
}

/// The uncertainty of rates.
fn spread(pupils: &[Vec<f64>], events: &[f64], rates: Vec<f64>) -> Result<Pooled> {
    let kinds = rates.len();
    let free: Vec<usize> = (0..kinds).filter(|k| rates[*k] > NIL).collect();
    let mut information = vec![vec![Sum::default(); free.len()]; free.len()];
    let mut pearson = Sum::default();
    let mut told = 0usize;
    for (row, happened) in pupils.iter().zip(events) {
        let mean = expected(row, &rates);
        if mean <= NIL {
            continue;
        }
        told += 1;
        pearson += (happened - mean) * (happened - mean) / mean;
        for (a, sums) in free.iter().zip(&mut information) {
            for (b, sum) in free.iter().zip(sums) {
                *sum += row[*a] * row[*b] / mean;
            }
        }
    }
    let dispersion = pearson.value() / told.saturating_sub(free.len()).max(1) as f64;
    let information: Vec<Vec<f64>> =
        information.into_iter().map(|row| row.into_iter().map(Sum::value).collect()).collect();
    let mut covariance = vec![vec![0.0; kinds]; kinds];
    for (place, a) in free.iter().enumerate() {
        let one = (0..free.len()).map(|other| f64::from(u8::from(other == place))).collect();
        let solved = cholesky_solve(information.clone(), one).ok_or_else(|| {
            Error::input(
                "NotIdentified",
                "sites have kinds of pupils in the same proportions, so that no rate is told",
            )
            .on("track")
            .remedy("Take kinds together, or give more sites.")
        })?;
        for (b, value) in free.iter().zip(solved) {
            covariance[*a][*b] = value * dispersion;
        }
    }
    Ok(Pooled { rates, covariance, dispersion })
}

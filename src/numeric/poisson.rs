//! Poisson counts.

use super::{Draws, exp, ln, ln_factorial};

/// Means above this are drawn by rejection.
const LARGE: f64 = 12.0;

/// A Poisson count: by inversion for small means, by transformed rejection for large ones
/// (Hörmann 1993, Insurance: Mathematics and Economics 12:39).
///
/// ```
/// use schoolmix::numeric::{Stream, poisson, purpose};
/// let draws = |i| Stream::new(1, 0).draws(i, 0, purpose::RESAMPLE);
/// let sum: u64 = (0..1000).map(|i| poisson(3.0, &mut draws(i))).sum();
/// assert!(sum.abs_diff(3000) < 250);
/// ```
#[must_use]
pub fn poisson(mean: f64, draws: &mut Draws) -> u64 {
    if mean < LARGE { by_inversion(mean, draws) } else { by_rejection(mean, draws) }
}

fn by_inversion(mean: f64, draws: &mut Draws) -> u64 {
    let mut left = draws.fine();
    let mut mass = exp(-mean);
    let mut n = 0u64;
    while left > mass && n < 200 {
        left -= mass;
        n += 1;
        mass *= mean / n as f64;
    }
    n
}

fn by_rejection(mean: f64, draws: &mut Draws) -> u64 {
    let b = 0.931 + 2.53 * mean.sqrt();
    let a = -0.059 + 0.02483 * b;
    let inverse = 1.1239 + 1.1328 / (b - 3.4);
    let quick = 0.9277 - 3.6224 / (b - 2.0);
    let ln_mean = ln(mean);
    loop {
        let u = draws.fine() - 0.5;
        let v = draws.fine();
        let us = 0.5 - u.abs();
        let n = ((2.0 * a / us + b) * u + mean + 0.43).floor();
        if us >= 0.07 && v <= quick {
            return n as u64;
        }
        if n < 0.0 || (us < 0.013 && v > us) {
            continue;
        }
        let height = ln(v * inverse / (a / (us * us) + b));
        if height <= n * ln_mean - mean - ln_factorial(n as u64) {
            return n as u64;
        }
    }
}

/// Probabilities below this share of the largest are left out.
const NEGLIGIBLE: f64 = 1e-14;

/// The probabilities of a Poisson count of mean above 0, from the first that is not negligible; they
/// add up to 1.
///
/// ```
/// use schoolmix::numeric::poisson_law;
/// let (first, law) = poisson_law(2.0);
/// assert!(first == 0 && (law[1] - 2.0 * (-2f64).exp()).abs() < 1e-15);
/// ```
#[must_use]
pub fn poisson_law(mean: f64) -> (u64, Vec<f64>) {
    let mode = mean.floor() as u64;
    let mut down = vec![1.0];
    let mut n = mode;
    while n > 0 && down[down.len() - 1] > NEGLIGIBLE {
        down.push(down[down.len() - 1] * (n as f64 / mean));
        n -= 1;
    }
    let mut law: Vec<f64> = down.into_iter().rev().collect();
    let mut above = mode;
    while law[law.len() - 1] > NEGLIGIBLE {
        above += 1;
        law.push(law[law.len() - 1] * (mean / above as f64));
    }
    let total: f64 = law.iter().sum();
    (n, law.into_iter().map(|p| p / total).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::{Stream, purpose};

    #[test]
    fn poisson_has_its_mean_and_variance() {
        for mean in [0.2, 3.0, 11.9, 12.1, 80.0, 4_000.0] {
            let draw = |i: u64| poisson(mean, &mut Stream::new(3, 0).draws(i, 0, purpose::RESAMPLE)) as f64;
            let all: Vec<f64> = (0..40_000).map(draw).collect();
            let average = all.iter().sum::<f64>() / 4e4;
            let variance = all.iter().map(|x| (x - average).powi(2)).sum::<f64>() / 4e4;
            assert!((average - mean).abs() < 4.5 * (mean / 4e4).sqrt(), "{mean} {average}");
            assert!((variance / mean - 1.0).abs() < 0.06, "{mean} {variance}");
        }
    }

    #[test]
    fn law_has_its_mean_and_variance() {
        for mean in [1e-9, 0.2, 3.0, 80.5, 4_000.0] {
            let (first, law) = poisson_law(mean);
            let moment = |f: &dyn Fn(f64) -> f64| -> f64 {
                law.iter().enumerate().map(|(i, p)| f((first + i as u64) as f64) * p).sum()
            };
            assert!((moment(&|n| n) / mean - 1.0).abs() < 1e-11, "{mean}");
            assert!((moment(&|n| (n - mean) * (n - mean)) / mean - 1.0).abs() < 1e-10, "{mean}");
        }
    }
}

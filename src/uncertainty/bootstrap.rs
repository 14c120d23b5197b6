//! Tables that another draw of pupils, or of units, would have given.

use crate::numeric::{Draws, Stream, exp, ln, ln_factorial, purpose};

/// What is drawn again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resample {
    /// Pupils: a multinomial draw over all cells.
    Pupils,
    /// Units, with replacement.
    Units,
}

/// Replicate `r` of a table of counts, `groups` cells a unit.
///
/// Pupils are drawn exactly multinomially: most of them as independent Poisson counts a cell,
/// which given their sum are multinomial, and the few that are left one by one.
///
/// ```
/// use schoolmix::uncertainty::{Resample, resample};
/// let drawn = resample(&[30, 10, 5, 55], 2, Resample::Pupils, 1, 0);
/// assert_eq!(drawn.iter().sum::<u64>(), 100);
/// ```
#[must_use]
pub fn resample(cells: &[u64], groups: usize, what: Resample, seed: u64, r: u32) -> Vec<u64> {
    let stream = Stream::new(seed, r);
    match what {
        Resample::Pupils => pupils(cells, stream),
        Resample::Units => units(cells, groups, stream),
    }
}

/// Standard deviations of the Poisson total that are left to be drawn one by one.
const MARGIN: f64 = 6.0;

fn pupils(cells: &[u64], stream: Stream) -> Vec<u64> {
    let mut below = 0;
    let ends: Vec<u64> = cells
        .iter()
        .map(|n| {
            below += n;
            below
        })
        .collect();
    let total = below;
    let share = (1.0 - MARGIN / (total as f64).sqrt()).max(0.0);
    for attempt in 0.. {
        let draw = |(cell, n): (usize, &u64)| match n {
            0 => 0,
            n => poisson(*n as f64 * share, &mut stream.draws(cell as u64, attempt, purpose::RESAMPLE)),
        };
        let mut drawn: Vec<u64> = cells.iter().enumerate().map(draw).collect();
        let sum: u64 = drawn.iter().sum();
        if sum > total {
            continue;
        }
        let mut draws = stream.draws(u64::MAX, attempt, purpose::RESAMPLE);
        for _ in sum..total {
            let pupil = draws.below(total);
            drawn[ends.partition_point(|end| *end <= pupil)] += 1;
        }
        return drawn;
    }
    Vec::new()
}

fn units(cells: &[u64], groups: usize, stream: Stream) -> Vec<u64> {
    let count = cells.len() / groups;
    let mut draws = stream.draws(0, 0, purpose::RESAMPLE);
    let mut times = vec![0u64; count];
    for _ in 0..count {
        times[draws.below(count as u64) as usize] += 1;
    }
    cells.chunks_exact(groups).zip(times).flat_map(|(unit, n)| unit.iter().map(move |c| c * n)).collect()
}

/// Means above this are drawn by rejection.
const LARGE: f64 = 12.0;

/// A Poisson count: by inversion for small means, by transformed rejection for large ones
/// (Hörmann 1993, Insurance: Mathematics and Economics 12:39).
fn poisson(mean: f64, draws: &mut Draws) -> u64 {
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

#[cfg(test)]
mod tests {
    use super::*;

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
    fn resampled_pupils_keep_their_number_and_their_cells() {
        let cells = [0, 500, 40, 3, 1_000, 0];
        let mut sums = [0u64; 6];
        for r in 0..2_000 {
            let drawn = resample(&cells, 2, Resample::Pupils, 5, r);
            assert_eq!(drawn.iter().sum::<u64>(), 1_543);
            sums.iter_mut().zip(drawn).for_each(|(s, n)| *s += n);
        }
        for (n, sum) in cells.iter().zip(sums) {
            let (n, average) = (*n as f64, sum as f64 / 2e3);
            assert!((average - n).abs() <= 4.5 * (n / 2e3).sqrt(), "{n} {average}");
        }
    }

    #[test]
    fn resampled_units_stay_whole() {
        let drawn = resample(&[1, 2, 10, 20, 100, 200], 2, Resample::Units, 5, 1);
        assert!(drawn.chunks(2).all(|u| u[1] == 2 * u[0]));
    }
}

//! Steps to the top of the likelihood.

use super::super::totals;
use super::likelihood::{Kinds, Top, mean, shares};
use super::{BetaMixture, Component};
use crate::fit::cholesky_solve;
use crate::numeric::{Beta, exp, ln};

/// Steps before the search is given up.
const STEPS: u32 = 1000;
/// Promised gain of log-likelihood at which a top is reached.
const GAIN: f64 = 1e-9;
/// Bounds of logits: shares and means of 1e-11 are 0.
const LOGIT: f64 = 25.0;
/// Bounds of `α+β`, the upper one for each pupil of the largest unit.
const LEAST: f64 = 1e-8;
const MOST: f64 = 1e5;
/// How near its bound a parameter counts as there.
const NEAR: f64 = 1e-3;

/// The best mixture that the starts lead to.
pub(super) fn fit(units: &[(u64, u64)], components: usize) -> Option<BetaMixture> {
    let kinds = Kinds::new(units);
    let search = Search::new(&kinds, components);
    let mut starts = vec![split(units, components)];
    if components > 1 {
        starts.push(widened(units, &kinds, components)?);
    }
    let tops = starts.into_iter().filter_map(|start| search.climb(start));
    let (at, top) = tops.reduce(|best, next| if next.1.value > best.1.value { next } else { best })?;
    Some(mixture(&at, &search.bounds, top.value))
}

/// Lowest and highest value of each parameter.
fn bounds(kinds: &Kinds, components: usize) -> Vec<(f64, f64)> {
    let spread = (ln(LEAST), ln(MOST * kinds.largest()));
    let mut bounds = [(-LOGIT, LOGIT), spread].repeat(components);
    bounds.resize(3 * components - 1, (-LOGIT, LOGIT));
    bounds
}

/// Units by share cut into parts of equal number, each the middle of a component.
fn split(units: &[(u64, u64)], components: usize) -> Vec<f64> {
    let (x, t) = totals(units);
    let share = |unit: &(u64, u64)| (unit.0 as f64 + x as f64 / t as f64) / (unit.1 as f64 + 1.0);
    let mut shares: Vec<f64> = units.iter().map(share).collect();
    shares.sort_unstable_by(f64::total_cmp);
    let spread = ln(2.0 * components as f64);
    let middle = |k: usize| {
        let part = &shares[k * shares.len() / components..((k + 1) * shares.len() / components).max(1)];
        let m = if part.is_empty() { 0.5 } else { part.iter().sum::<f64>() / part.len() as f64 };
        [logit(m.clamp(0.01, 0.99)), spread]
    };
    let mut at: Vec<f64> = (0..components).flat_map(middle).collect();
    at.resize(3 * components - 1, 0.0);
    at
}

/// A mixture of one component fewer, found in the same way, and a wide component besides.
fn widened(units: &[(u64, u64)], kinds: &Kinds, components: usize) -> Option<Vec<f64>> {
    let fewer = components - 1;
    let before = if fewer > 1 { widened(units, kinds, fewer)? } else { split(units, 1) };
    let (mut at, _) = Search::new(kinds, fewer).climb(before)?;
    let logits = at.split_off(2 * fewer);
    let (x, t) = totals(units);
    at.extend([logit((x as f64 / t as f64).clamp(0.01, 0.99)), 0.0]);
    // The new component is the last, against which the others are weighed.
    at.extend((0..fewer).map(|k| 2.0 + logits.get(k).copied().unwrap_or(0.0)));
    Some(at)
}

fn logit(p: f64) -> f64 {
    ln(p) - ln(1.0 - p)
}

struct Search<'a> {
    kinds: &'a Kinds,
    bounds: Vec<(f64, f64)>,
}

impl<'a> Search<'a> {
    fn new(kinds: &'a Kinds, components: usize) -> Self {
        Self { kinds, bounds: bounds(kinds, components) }
    }

    /// Newton's steps, damped until they rise (Levenberg 1944, Marquardt 1963), within the bounds.
    fn climb(&self, mut at: Vec<f64>) -> Option<(Vec<f64>, Top)> {
        let mut damping = 1.0;
        at.iter_mut().zip(&self.bounds).for_each(|(x, b)| *x = x.clamp(b.0, b.1));
        let mut top = self.kinds.top(&at);
        for _ in 0..STEPS {
            if let Some(step) = self.step(&at, &top, damping) {
                let gain: f64 = step.iter().zip(&top.slope).map(|(d, g)| d * g).sum();
                if gain < GAIN {
                    return Some((at, top));
                }
                let to = self.moved(&at, &step);
                let next = self.kinds.top(&to);
                if next.value > top.value {
                    (at, top) = (to, next);
                    damping = (damping * 0.1).max(1e-9);
                    continue;
                }
            }
            damping *= 10.0;
        }
        None
    }

    fn moved(&self, at: &[f64], step: &[f64]) -> Vec<f64> {
        let to = |((x, d), b): ((&f64, &f64), &(f64, f64))| (x + d.clamp(-LEAP, LEAP)).clamp(b.0, b.1);
        at.iter().zip(step).zip(&self.bounds).map(to).collect()
    }

    /// The damped step; parameters that press against a bound stay. None if the likelihood is not
    /// concave enough.
    fn step(&self, at: &[f64], top: &Top, damping: f64) -> Option<Vec<f64>> {
        let stays: Vec<bool> = (0..at.len())
            .map(|i| {
                let (low, high) = self.bounds[i];
                (at[i] <= low && top.slope[i] < 0.0) || (at[i] >= high && top.slope[i] > 0.0)
            })
            .collect();
        let entry = |i: usize, j: usize| match (stays[i] || stays[j], i == j) {
            (true, same) => f64::from(u8::from(same)),
            (false, true) => damping - top.bend[i][i],
            (false, false) => -top.bend[i][j],
        };
        let matrix = (0..at.len()).map(|i| (0..=i).map(|j| entry(i, j)).collect()).collect();
        let slope = top.slope.iter().zip(&stays).map(|(g, stays)| if *stays { 0.0 } else { *g });
        cholesky_solve(matrix, slope.collect())
    }
}

/// The longest step of a parameter.
const LEAP: f64 = 3.0;

/// The mixture of these parameters; what stands at a bound is taken to its limit.
fn mixture(at: &[f64], bounds: &[(f64, f64)], ln_likelihood: f64) -> BetaMixture {
    let count = at.len().div_ceil(3);
    let mut parts: Vec<(f64, Component)> = Vec::new();
    for (k, share) in shares(at, count).into_iter().enumerate() {
        let ((m, rest), spread) = (mean(at[2 * k]), at[2 * k + 1]);
        let (least, most) = bounds[2 * k + 1];
        if at[2 * k].abs() > LOGIT - NEAR {
            parts.push((share, Component::Point(m.round())));
        } else if spread > most - NEAR {
            parts.push((share, Component::Point(m)));
        } else if spread < least + NEAR {
            parts.extend([(share * rest, Component::Point(0.0)), (share * m, Component::Point(1.0))]);
        } else {
            let s = exp(spread);
            parts.push((share, Component::Beta(Beta { a: s * m, b: s * rest })));
        }
    }
    parts.sort_by(|a, b| a.1.mean().total_cmp(&b.1.mean()));
    let (shares, components) = parts.into_iter().unzip();
    BetaMixture { shares, components, ln_likelihood }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repeated(kinds: &[(usize, (u64, u64))]) -> Vec<(u64, u64)> {
        kinds.iter().flat_map(|(n, unit)| vec![*unit; *n]).collect()
    }

    #[test]
    fn pairs_are_fitted_exactly() {
        // Mean share .3 and variance .04 of it: both parameters of the beta distribution.
        let units = repeated(&[(53, (0, 2)), (34, (1, 2)), (13, (2, 2))]);
        let f = fit(&units, 1).unwrap();
        assert!((f.mean() - 0.3).abs() < 1e-9, "{f:?}");
        assert!((f.correlation_ratio() - 0.04 / 0.21).abs() < 1e-8, "{f:?}");
    }

    #[test]
    fn shares_no_more_apart_than_by_chance_are_one_point() {
        let f = fit(&repeated(&[(4, (3, 10)), (3, (2, 10)), (3, (4, 10))]), 1).unwrap();
        assert_eq!(f.components.len(), 1);
        assert!(matches!(f.components[0], Component::Point(p) if (p - 0.3).abs() < 1e-6), "{f:?}");
        assert!(f.dissimilarity() == 0.0 && f.gini() == 0.0 && f.theil() == 0.0);
    }

    #[test]
    fn two_humps_are_told_apart() {
        let low = [(8, (0, 20)), (20, (1, 20)), (25, (2, 20)), (19, (3, 20)), (8, (4, 20))];
        let high = [(6, (14, 20)), (12, (15, 20)), (14, (16, 20)), (10, (17, 20)), (5, (18, 20))];
        let units = repeated(&[&low[..], &high[..]].concat());
        let [one, two, three] = [1, 2, 3].map(|c| fit(&units, c).unwrap());
        assert!(two.ln_likelihood > one.ln_likelihood + 10.0);
        assert!(three.ln_likelihood > two.ln_likelihood - 1e-6);
        assert!((two.components[0].mean() - 0.1).abs() < 0.02, "{two:?}");
        assert!((two.components[1].mean() - 0.8).abs() < 0.02, "{two:?}");
        assert!((two.shares[0] - 80.0 / 127.0).abs() < 0.01, "{two:?}");
        assert_eq!(BetaMixture::select(&units).unwrap(), two);
    }
}

//! The logit rule.

use crate::numeric::exp;

/// Which of some alternatives is taken where the chance of each is in proportion to `exp(b U)`, by a number
/// between 0 and 1; an infinite `b` takes the best, ties by that number. Utilities are used up; what is not to
/// be had has one of minus infinity, and something must be to be had.
pub(super) fn logit(utilities: &mut [f64], b: f64, number: f64) -> usize {
    let best = utilities.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut sum = 0.0;
    for u in utilities.iter_mut() {
        let behind = best - *u;
        sum += if behind == 0.0 {
            1.0
        } else if b.is_finite() && behind.is_finite() {
            exp(-b * behind)
        } else {
            0.0
        };
        *u = sum;
    }
    let point = number * sum;
    utilities.iter().position(|upto| point < *upto).unwrap_or(utilities.len() - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chances_are_those_of_the_rule() {
        let low = f64::NEG_INFINITY;
        let taken = |u: [f64; 3], b: f64, number: f64| logit(&mut u.clone(), b, number);
        // exp(0), exp(-ln 2), exp(-ln 4): 4/7, 2/7, 1/7.
        let u = [0.0, -1.0, -2.0];
        let b = std::f64::consts::LN_2;
        assert_eq!([0.1, 0.57, 0.58, 0.85, 0.86, 0.999].map(|n| taken(u, b, n)), [0, 0, 1, 1, 2, 2]);
        assert_eq!([0.1, 0.5, 0.9].map(|n| taken(u, 0.0, n)), [0, 1, 2]);
        assert_eq!([0.01, 0.49, 0.51].map(|n| taken([0.2, low, 0.2], 50.0, n)), [0, 0, 2]);
        assert_eq!([0.01, 0.99].map(|n| taken([0.2, 0.3, 0.3], f64::INFINITY, n)), [1, 2]);
        assert_eq!([0.01, 0.99].map(|n| taken([low, 0.1, low], 0.0, n)), [1, 1]);
        assert_eq!(taken([0.0, 1.0, 0.0], 1e6, 0.999), 1);
    }
}

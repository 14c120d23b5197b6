//! Two-group indices of small units without the part that chance adds: in small units shares
//! scatter even if all pupils were dealt alike.
//!
//! Units are `(x_j, t_j)`, focal pupils and all pupils, with `t_j > 0`; every function takes at
//! least two units and some pupils of either group unless it says otherwise.

mod allen;
mod beta_mixture;
mod density;
mod moment_bounds;
mod sizes;

pub use allen::Apart;
pub use beta_mixture::{BetaMixture, Component};
pub use density::density;
pub use moment_bounds::dissimilarity_bounds;
pub use sizes::{over_sizes, size_classes};

use crate::indices::Undefined;

/// Focal pupils and all pupils.
fn totals(units: &[(u64, u64)]) -> (u64, u64) {
    units.iter().fold((0, 0), |(x, t), unit| (x + unit.0, t + unit.1))
}

/// Whether the shares of units have a distribution that can be told from chance: two units, two groups, a
/// unit of at least `least` pupils.
fn identified(units: &[(u64, u64)], least: u64) -> Result<(), Undefined> {
    let (x, t) = totals(units);
    if x == 0 || x == t {
        return Err(Undefined::OneGroup);
    }
    if units.len() < 2 {
        return Err(Undefined::OneUnit);
    }
    if units.iter().all(|unit| unit.1 < least) {
        return Err(Undefined::UnitsTooSmall);
    }
    Ok(())
}

/// Whether every unit holds one group only.
fn separated(units: &[(u64, u64)]) -> bool {
    units.iter().all(|(x, t)| *x == 0 || x == t)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indices::dissimilarity;
    use crate::numeric::{Beta, Stream};
    use crate::roll::Pair;

    fn naive(units: &[(u64, u64)]) -> f64 {
        let counts: Vec<(f64, f64)> = units.iter().map(|(x, t)| (*x as f64, (t - x) as f64)).collect();
        dissimilarity(&Pair::new(&counts).table())
    }

    /// Units of 12 pupils; the least of three uniform numbers is Beta(1, 3).
    fn drawn(seed: u64) -> Vec<(u64, u64)> {
        let unit = |j: u64| {
            let mut draws = Stream::new(seed, 0).draws(j, 0, 0);
            let p = draws.uniform().min(draws.uniform()).min(draws.uniform());
            ((0..12).filter(|_| draws.uniform() < p).count() as u64, 12)
        };
        (0..400).map(unit).collect()
    }

    #[test]
    fn every_correction_comes_nearer_to_the_truth() {
        let beta = Component::Beta(Beta { a: 1.0, b: 3.0 });
        let truth = BetaMixture { shares: vec![1.0], components: vec![beta], ln_likelihood: 0.0 };
        let truth = truth.dissimilarity();
        for seed in 1..4 {
            let units = drawn(seed);
            let plain = naive(&units);
            let mean = (0..50).map(|r| naive(&Apart::new(&units).draw(seed, 0, r))).sum::<f64>() / 50.0;
            let fitted = BetaMixture::select(&units).unwrap();
            assert_eq!(fitted.components.len(), 1);
            for corrected in [2.0 * plain - mean, density(&units), fitted.dissimilarity()] {
                assert!(
                    (corrected - truth).abs() < 0.7 * (plain - truth).abs(),
                    "{truth} {plain} {corrected}"
                );
            }
            let [low, high] = dissimilarity_bounds(&units).unwrap();
            assert!(
                (low - truth).abs().min((high - truth).abs()) < 0.7 * (plain - truth).abs(),
                "{low} {high}"
            );
            assert!((fitted.dissimilarity() - truth).abs() < 0.03, "{truth} {fitted:?}");
        }
    }
}

//! Rank-order indices: segregation by a ranked quantity known in ordered classes.

use super::ordinal::{Ordinal, Split, ordered, splits};
use super::{Undefined, entropy, hutchens, mutual_information, normalised_exposure};
use crate::fit::{Fit, least_squares};
use crate::numeric::Sum;
use crate::roll::{Amount, Pair, Table};
use rayon::prelude::*;

/// The two-group index that is followed over the ranks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rank {
    /// Theil's H.
    Information,
    /// The variance ratio V.
    Variance,
    /// Hutchens' square root index O.
    SquareRoot,
}

/// The two-group index at one threshold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Threshold {
    /// Share of the pupils below, c_k.
    pub p: f64,
    /// Index of the pupils below against those above.
    pub value: f64,
    /// Its weight in the fit, φ(p)².
    pub weight: f64,
    /// What the polynomial gives.
    pub fitted: f64,
}

/// A rank-order index with the curve that it averages.
#[derive(Clone, Debug, PartialEq)]
pub struct RankOrder {
    /// The index.
    pub index: f64,
    /// Its standard error by the delta method; None if the curve meets every threshold.
    pub se: Option<f64>,
    /// Weighted share of explained variance; None if the thresholds do not differ.
    pub r_squared: Option<f64>,
    /// Degree of the polynomial.
    pub degree: usize,
    /// β_m of p^m with their standard errors.
    pub coefficients: Vec<(f64, Option<f64>)>,
    /// The thresholds, in order.
    pub profile: Vec<Threshold>,
}

/// Lowest and highest degree that is chosen without being asked for.
const DEGREES: [usize; 2] = [1, 4];

/// Rank-order index `∫ ω(p) y(p) dp = Σ_m δ_m β_m`: the mean of a two-group index y over all
/// ranks p at which pupils can be split, from a polynomial `Σ_m β_m p^m` fitted to its
/// values at the thresholds between groups, with weights φ(p)². Reardon (2011, The
/// widening academic achievement gap between the rich and the poor; working paper).
///
/// `order` as in [`ordinal`](super::ordinal()). The degree is the largest up to 4 that leaves a threshold to
/// spare, at least 1, unless given. From 0 to 1 where the curve is; a value below 0
/// tells of a wrong order or of too high a degree.
///
/// ```
/// use schoolmix::indices::{Rank, rank_order};
/// use schoolmix::roll::Table;
/// let cells = [3u32, 2, 1, 1, 2, 3];
/// let table = Table { cells: &cells, unit_totals: &[6.0; 2], group_totals: &[4.0; 3], total: 12.0 };
/// let variance = rank_order(&table, &[0, 1, 2], Rank::Variance, None).unwrap();
/// assert!((variance.index - 0.125).abs() < 1e-14);
/// assert_eq!((variance.degree, variance.se), (1, None));
/// ```
///
/// # Errors
/// One unit; no threshold; fewer thresholds than coefficients.
pub fn rank_order<A: Amount>(
    table: &Table<'_, A>,
    order: &[usize],
    kind: Rank,
    degree: Option<usize>,
) -> Result<RankOrder, Undefined> {
    let mut profile = profile(table, order, kind)?;
    let spared = profile.len().saturating_sub(2).clamp(DEGREES[0], DEGREES[1]);
    let degree = degree.unwrap_or(spared);
    let fit = fit(&profile, degree).ok_or(Undefined::TooFewThresholds)?;
    for (threshold, fitted) in profile.iter_mut().zip(&fit.fitted) {
        threshold.fitted = *fitted;
    }
    let deltas: Vec<f64> = (0..=degree).map(|m| kind.delta(m)).collect();
    Ok(RankOrder {
        index: fit.coefficients.iter().zip(&deltas).map(|(b, d)| b * d).collect::<Sum>().value(),
        se: fit.standard_error(&deltas),
        r_squared: r_squared(&profile, fit.residual),
        degree,
        coefficients: with_errors(&fit),
        profile,
    })
}

/// The two-group index at every threshold with pupils on both sides; nothing fitted yet.
fn profile<A: Amount>(
    table: &Table<'_, A>,
    order: &[usize],
    kind: Rank,
) -> Result<Vec<Threshold>, Undefined> {
    let groups = ordered(table, order);
    if groups.len() < 2 {
        return Err(Undefined::NoThreshold);
    }
    let units: Vec<Vec<Split>> =
        (0..table.units()).into_par_iter().map(|j| splits(table.unit(j), &groups)).collect();
    if units.iter().filter(|unit| unit[0].0 + unit[0].1 > 0.0).count() < 2 {
        return Err(Undefined::OneUnit);
    }
    let whole = splits(table.group_totals, &groups);
    let at = |(k, all): (usize, &Split)| {
        let units: Vec<Split> = units.iter().map(|unit| unit[k]).collect();
        kind.threshold(*all, &units)
    };
    Ok(whole.iter().enumerate().map(at).collect())
}

impl Rank {
    fn threshold(self, (below, above): Split, units: &[Split]) -> Threshold {
        let phi = self.variation().phi((below, above));
        let value = self.index(&Pair::new(units).table());
        Threshold { p: below / (below + above), value, weight: phi * phi, fitted: 0.0 }
    }

    /// φ of the same family.
    fn variation(self) -> Ordinal {
        match self {
            Self::Information => Ordinal::Information,
            Self::Variance => Ordinal::Variance,
            Self::SquareRoot => Ordinal::SquareRoot,
        }
    }

    fn index(self, pair: &Table<'_, f64>) -> f64 {
        match self {
            Self::Information => mutual_information(pair) / entropy(pair),
            Self::Variance => normalised_exposure(pair),
            Self::SquareRoot => hutchens(pair),
        }
    }

    /// `δ_m = ∫ ω(p) p^m dp`; ω is `-2(p ln p + (1-p) ln(1-p))`, `6p(1-p)`, `(8/π)√(p(1-p))`.
    fn delta(self, m: usize) -> f64 {
        let n = m as f64;
        match self {
            Self::Information => {
                let harmonic: f64 = (2..=m + 2).map(|i| 1.0 / i as f64).sum();
                2.0 / ((n + 2.0) * (n + 2.0)) + 2.0 * harmonic / ((n + 1.0) * (n + 2.0))
            }
            Self::Variance => 6.0 / ((n + 2.0) * (n + 3.0)),
            Self::SquareRoot => {
                4.0 * (0..=m).map(|n| (2 * n + 1) as f64 / (2 * n + 4) as f64).product::<f64>()
            }
        }
    }
}

fn fit(profile: &[Threshold], degree: usize) -> Option<Fit> {
    let mut powers = vec![vec![1.0; profile.len()]];
    for m in 0..degree.min(profile.len()) {
        powers.push(powers[m].iter().zip(profile).map(|(power, at)| power * at.p).collect());
    }
    let values: Vec<f64> = profile.iter().map(|at| at.value).collect();
    let weights: Vec<f64> = profile.iter().map(|at| at.weight).collect();
    least_squares(&powers, &values, &weights)
}

fn with_errors(fit: &Fit) -> Vec<(f64, Option<f64>)> {
    let one = |m: usize| (0..fit.coefficients.len()).map(|i| f64::from(i == m)).collect::<Vec<_>>();
    fit.coefficients.iter().enumerate().map(|(m, b)| (*b, fit.standard_error(&one(m)))).collect()
}

/// Part of the squares about the mean that is rounding.
const EQUAL: f64 = 1e-28;

fn r_squared(profile: &[Threshold], residual: f64) -> Option<f64> {
    let total = |term: fn(&Threshold) -> f64| profile.iter().map(term).collect::<Sum>().value();
    let mean = total(|at| at.weight * at.value) / total(|at| at.weight);
    let about = profile.iter().map(|at| at.weight * (at.value - mean) * (at.value - mean)).sum::<f64>();
    let squares = total(|at| at.weight * at.value * at.value);
    (about > EQUAL * squares).then(|| 1.0 - residual / about)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_have_their_printed_values() {
        let printed = [
            (Rank::Information, vec![1.0, 1.0 / 2.0, 11.0 / 36.0, 5.0 / 24.0, 137.0 / 900.0, 7.0 / 60.0]),
            (Rank::Variance, vec![1.0, 1.0 / 2.0, 6.0 / 20.0, 6.0 / 30.0]),
            (Rank::SquareRoot, vec![1.0, 1.0 / 2.0, 5.0 / 16.0, 7.0 / 32.0]),
        ];
        for (kind, deltas) in printed {
            for (m, delta) in deltas.into_iter().enumerate() {
                assert!((kind.delta(m) - delta).abs() < 1e-15, "{kind:?} {m}");
            }
        }
    }
}

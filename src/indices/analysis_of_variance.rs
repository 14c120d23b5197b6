//! Explained variance of a trait and its intraclass correlation.

use super::Undefined;
use super::local::total;
use super::relative_diversity;
use crate::numeric::Sum;
use crate::roll::{Amount, Table};

/// Intraclass correlation `ρ = (MSB - MSW)/(MSB + (n0-1) MSW)` of membership of a group (0 or 1),
/// two groups given, by one-way analysis of variance; from `-1/(n0-1)` to 1, without the bias of
/// small units (Fisher 1925; Donner 1986, International Statistical Review 54:67).
///
/// # Errors
/// `OneEach` where there are as many units as pupils.
///
/// ```
/// use schoolmix::{indices::icc, roll::Pair};
/// let rho = icc(&Pair::new(&[(80.0, 20.0), (15.0, 85.0), (5.0, 95.0)]).table()).unwrap();
/// assert!((rho - 0.593532927).abs() < 1e-9);
/// ```
pub fn icc<A: Amount>(pair: &Table<'_, A>) -> Result<f64, Undefined> {
    correlation(pair, relative_diversity(pair))
}

/// Share of the variance of a trait that lies between units, `η² = SSB/SST`, from 0 to 1, where
/// group k has the value `scores[k]` (Pearson 1905; Kelley 1935).
///
/// # Errors
/// `NoVariance` where all pupils have one value.
///
/// ```
/// use schoolmix::{indices::explained_variance, roll::Pair};
/// let pair = Pair::new(&[(80.0, 20.0), (15.0, 85.0), (5.0, 95.0)]);
/// assert!((explained_variance(&pair.table(), &[1.0, 0.0]).unwrap() - 0.4975).abs() < 1e-15);
/// ```
pub fn explained_variance<A: Amount>(table: &Table<'_, A>, scores: &[f64]) -> Result<f64, Undefined> {
    let all = mean(table.group_totals.iter().copied(), scores, table.total);
    let spread = |(n, z): (&f64, &f64)| n * ((z - all) * (z - all));
    let whole = table.group_totals.iter().zip(scores).map(spread).collect::<Sum>().value();
    if whole <= 0.0 {
        return Err(Undefined::NoVariance);
    }
    let between = total(table, |j| {
        let size = table.unit_totals[j];
        if size <= 0.0 {
            return 0.0;
        }
        let gap = mean(table.unit(j).iter().map(|n| n.float()), scores, size) - all;
        size * (gap * gap)
    });
    Ok((between / whole).min(1.0))
}

/// Intraclass correlation of a trait, where group k has the value `scores[k]`; `100 (1 - ρ)` is
/// the inclusion of PISA.
///
/// # Errors
/// As [`icc`] and [`explained_variance`].
///
/// ```
/// use schoolmix::{indices::{icc, icc_of_scores}, roll::Pair};
/// let pair = Pair::new(&[(80.0, 20.0), (15.0, 85.0), (5.0, 95.0)]);
/// let [a, b] = [icc(&pair.table()).unwrap(), icc_of_scores(&pair.table(), &[3.0, 1.0]).unwrap()];
/// assert!((a - b).abs() < 1e-15);
/// ```
pub fn icc_of_scores<A: Amount>(table: &Table<'_, A>, scores: &[f64]) -> Result<f64, Undefined> {
    correlation(table, explained_variance(table, scores)?)
}

/// ρ from η²: with SST = 1, `MSB = η²/(J-1)` and `MSW = (1-η²)/(N-J)`.
fn correlation<A: Amount>(table: &Table<'_, A>, explained: f64) -> Result<f64, Undefined> {
    let (units, pupils) = (table.peopled() as f64, table.total);
    if pupils <= units {
        return Err(Undefined::OneEach);
    }
    let squares = table.unit_totals.iter().map(|t| t * (t / pupils)).collect::<Sum>().value();
    let size = (pupils - squares) / (units - 1.0);
    let between = explained / (units - 1.0);
    let within = (1.0 - explained) / (pupils - units);
    Ok((between - within) / (between + (size - 1.0) * within))
}

fn mean(amounts: impl Iterator<Item = f64>, scores: &[f64], total: f64) -> f64 {
    amounts.zip(scores).map(|(n, z)| n / total * z).collect::<Sum>().value()
}

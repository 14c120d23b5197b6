//! Draws of tastes as uncertain as they are.

use crate::numeric::{Stream, normal_quantile, purpose};

/// Tastes drawn from the normal distribution around the estimates, a row a draw.
///
/// Draw `n` comes by its number, so that more draws leave the first ones as they are. None where the
/// covariance is not positive definite.
#[must_use]
pub fn draws(estimates: &[f64], covariance: &[Vec<f64>], count: u32, seed: u64) -> Option<Vec<Vec<f64>>> {
    let factor = factor(covariance)?;
    let draw = |number: u32| {
        let mut drawn = Stream::new(seed, 0).draws(u64::from(number), 0, purpose::PARAMETER);
        let z: Vec<f64> =
            estimates.iter().map(|_| normal_quantile(drawn.fine()).unwrap_or_default()).collect();
        let moved = |row: &Vec<f64>| row.iter().zip(&z).map(|(l, z)| l * z).sum::<f64>();
        estimates.iter().zip(&factor).map(|(estimate, row)| estimate + moved(row)).collect()
    };
    Some((0..count).map(draw).collect())
}

/// The lower triangle L with `L L' = A`.
fn factor(matrix: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
    let mut rows: Vec<Vec<f64>> = Vec::with_capacity(matrix.len());
    for (i, given) in matrix.iter().enumerate() {
        let mut row: Vec<f64> = Vec::with_capacity(i + 1);
        for (j, other) in rows.iter().enumerate() {
            let known: f64 = row.iter().zip(other).map(|(a, b)| a * b).sum();
            row.push((given[j] - known) / other[j]);
        }
        let square = given[i] - row.iter().map(|x| x * x).sum::<f64>();
        if square.is_nan() || square <= 0.0 {
            return None;
        }
        row.push(square.sqrt());
        rows.push(row);
    }
    Some(rows)
}

//! Errors of tastes: the inverse of the curvature, and the sandwich over clusters.

use super::choices::{Choices, Set, chances};
use crate::fit::cholesky_solve;
use rayon::prelude::*;

/// The inverse of a symmetric positive definite matrix, given by its lower half.
pub(super) fn inverse(matrix: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
    let unit = |k: usize| (0..matrix.len()).map(|i| f64::from(u8::from(i == k))).collect();
    (0..matrix.len()).map(|k| cholesky_solve(matrix.to_vec(), unit(k))).collect()
}

/// `G/(G-1) A⁻¹ (Σ_g s_g s_g') A⁻¹` over the G clusters that chose, and G.
pub(super) fn robust(
    choices: &Choices,
    utilities: &[f64],
    terms: &[f64],
    inverse: &[Vec<f64>],
) -> (Option<Vec<Vec<f64>>>, usize) {
    let width = choices.terms();
    let scores: Vec<Vec<f64>> =
        choices.sets.par_iter().map(|set| score(set, choices, utilities, terms)).collect();
    let clusters = choices.rows.clusters.iter().max().map_or(0, |most| *most as usize + 1);
    let (mut sums, mut chose) = (vec![0.0; clusters * width], vec![false; clusters]);
    for (set, score) in choices.sets.iter().zip(&scores) {
        let cluster = choices.rows.clusters[set.chooser as usize] as usize;
        chose[cluster] = true;
        let own = &mut sums[cluster * width..(cluster + 1) * width];
        own.iter_mut().zip(score).for_each(|(sum, x)| *sum += x);
    }
    let count = chose.iter().filter(|chose| **chose).count();
    if count < 2 || width == 0 {
        return (None, count);
    }
    // A⁻¹ s_g first, whose squares are never negative.
    let mut found = vec![vec![0.0; width]; width];
    let factor = count as f64 / (count as f64 - 1.0);
    for own in sums.chunks_exact(width) {
        let bread: Vec<f64> = inverse.iter().map(|row| dot(row, own)).collect();
        for (line, x) in found.iter_mut().zip(&bread) {
            line.iter_mut().zip(&bread).for_each(|(sum, y)| *sum += factor * x * y);
        }
    }
    (Some(found), count)
}

/// The slope of the log-likelihood of one choice.
fn score(set: &Set, choices: &Choices, utilities: &[f64], terms: &[f64]) -> Vec<f64> {
    let (width, weights) = (choices.terms(), &choices.rows.weights);
    let (chances, ..) = chances(&utilities[set.first..set.last]);
    let mass: f64 = weights[set.first..set.chosen].iter().sum();
    let mut score = vec![0.0; width];
    for (row, chance) in (set.first..set.last).zip(chances) {
        let weight = if row < set.chosen { weights[row] } else { 0.0 };
        let own = &terms[row * width..(row + 1) * width];
        score.iter_mut().zip(own).for_each(|(sum, x)| *sum += (weight - mass * chance) * x);
    }
    score
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

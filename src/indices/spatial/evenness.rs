//! Evenness of the mix around each unit.

use super::Smoothed;
use crate::indices::dissimilarity::shares;
use crate::indices::entropy::entropy_of;
use crate::indices::local::total;
use crate::indices::{entropy, interaction};
use crate::roll::{Amount, Table};

/// Spatial information theory index `H̃ = 1 - Σ_j t_j Ẽ_j / (T E)`, at most 1 and a little below
/// 0 where neighbourhoods are more diverse than the whole; `E` is that of the table itself
/// (Reardon & O'Sullivan 2004).
///
/// ```
/// use schoolmix::indices::{Kernel, smoothed, spatial_theil};
/// use schoolmix::roll::{Pair, Places};
/// let pair = Pair::new(&[(80.0, 20.0), (15.0, 85.0), (5.0, 95.0), (20.0, 60.0)]);
/// let places = Places { x: vec![0.0, 1.0, 2.0, 3.0], y: vec![0.0; 4], ..Places::default() };
/// let mix = smoothed(&pair.table(), &places, Kernel::Biweight, 1.5);
/// assert!((spatial_theil(&pair.table(), &mix) - 0.181528344).abs() < 1e-9);
/// ```
#[must_use]
pub fn spatial_theil<A: Amount>(table: &Table<'_, A>, smoothed: &Smoothed) -> f64 {
    let whole = entropy(table);
    mean(table, smoothed, |mix| (whole - entropy_of(mix.iter().copied(), 1.0)) / whole)
}

/// Spatial dissimilarity `D̃ = Σ_jk t_j |π̃_jk - π_k| / (2 T I)`, from 0 to 1; `I` and `π_k` are
/// those of the table itself (Reardon & O'Sullivan 2004).
///
/// ```
/// use schoolmix::indices::{Kernel, smoothed, spatial_dissimilarity};
/// use schoolmix::roll::{Pair, Places};
/// let pair = Pair::new(&[(80.0, 20.0), (15.0, 85.0), (5.0, 95.0), (20.0, 60.0)]);
/// let places = Places { x: vec![0.0, 1.0, 2.0, 3.0], y: vec![0.0; 4], ..Places::default() };
/// let mix = smoothed(&pair.table(), &places, Kernel::Biweight, 1.5);
/// assert!((spatial_dissimilarity(&pair.table(), &mix) - 0.428178070).abs() < 1e-9);
/// ```
#[must_use]
pub fn spatial_dissimilarity<A: Amount>(table: &Table<'_, A>, smoothed: &Smoothed) -> f64 {
    let (whole, shares) = (2.0 * interaction(table), shares(table));
    mean(table, smoothed, |mix| {
        let apart = mix.iter().zip(&shares).map(|(local, share)| (local - share).abs());
        apart.sum::<f64>() / whole
    })
}

/// Spatial relative diversity `R̃ = 1 - Σ_j t_j Ĩ_j / (T I)`, at most 1 and a little below 0 where
/// neighbourhoods are more diverse than the whole; `I` is that of the table itself (Reardon &
/// O'Sullivan 2004).
///
/// ```
/// use schoolmix::indices::{Kernel, smoothed, spatial_relative_diversity};
/// use schoolmix::roll::{Pair, Places};
/// let pair = Pair::new(&[(80.0, 20.0), (15.0, 85.0), (5.0, 95.0), (20.0, 60.0)]);
/// let places = Places { x: vec![0.0, 1.0, 2.0, 3.0], y: vec![0.0; 4], ..Places::default() };
/// let mix = smoothed(&pair.table(), &places, Kernel::Biweight, 1.5);
/// assert!((spatial_relative_diversity(&pair.table(), &mix) - 0.226661732).abs() < 1e-9);
/// ```
#[must_use]
pub fn spatial_relative_diversity<A: Amount>(table: &Table<'_, A>, smoothed: &Smoothed) -> f64 {
    let whole = interaction(table);
    mean(table, smoothed, |mix| {
        let local: f64 = mix.iter().map(|share| share * (1.0 - share)).sum();
        (whole - local) / whole
    })
}

/// `Σ_j w_j f(π̃_j)`.
fn mean<A: Amount>(table: &Table<'_, A>, smoothed: &Smoothed, f: impl Fn(&[f64]) -> f64 + Sync) -> f64 {
    total(table, |j| table.unit_totals[j] / table.total * smoothed.unit(j).map_or(0.0, &f))
}

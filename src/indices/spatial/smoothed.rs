//! The mix around each unit.

use super::Kernel;
use crate::roll::{Amount, Places, Table};
use crate::space::Grid;
use rayon::prelude::*;

/// The local mix π̃_jk around every unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Smoothed {
    groups: usize,
    /// `units × groups`; a row of zeros where nobody is near.
    mix: Vec<f64>,
}

impl Smoothed {
    /// The local mix of unit `j`, which adds up to 1; none where nobody is near, which only
    /// happens around a unit without pupils.
    #[must_use]
    pub fn unit(&self, j: usize) -> Option<&[f64]> {
        let mix = &self.mix[j * self.groups..(j + 1) * self.groups];
        mix.iter().any(|share| *share > 0.0).then_some(mix)
    }
}

/// Local mix `π̃_jk = Σ_i φ(d_ji) t_ik / Σ_i φ(d_ji) t_i`, from 0 to 1 (Reardon & O'Sullivan 2004,
/// Sociological Methodology 34:121); bandwidth in kilometres, from 0.
///
/// Units at one place share one mix, except at bandwidth 0, where every unit stands alone and the
/// spatial indices are the aspatial ones. All pairs count whose weight is not 0 in double precision:
/// for the compact kernels those within the bandwidth, found on a grid.
///
/// ```
/// use schoolmix::indices::{Kernel, smoothed};
/// use schoolmix::roll::{Pair, Places};
/// let pair = Pair::new(&[(80.0, 20.0), (20.0, 80.0)]);
/// let places = Places { x: vec![0.0, 1.0], y: vec![0.0, 0.0], ..Places::default() };
/// let mix = smoothed(&pair.table(), &places, Kernel::Triangular, 2.0);
/// assert!((mix.unit(0).unwrap()[0] - 90.0 / 150.0).abs() < 1e-15);
/// ```
#[must_use]
pub fn smoothed<A: Amount>(
    table: &Table<'_, A>,
    places: &Places,
    kernel: Kernel,
    bandwidth: f64,
) -> Smoothed {
    let groups = table.group_totals.len();
    let mut mix = vec![0.0; table.cells.len()];
    let rows = mix.par_chunks_exact_mut(groups.max(1)).enumerate();
    if bandwidth > 0.0 {
        let reach = kernel.reach(bandwidth);
        let grid = Grid::new(&places.x, &places.y, reach);
        rows.for_each(|(j, row)| {
            let at = (places.x[j], places.y[j]);
            grid.visit(at, reach, |i, apart| add(row, table.unit(i), kernel.weight(apart, bandwidth)));
            normalise(row);
        });
    } else {
        rows.for_each(|(j, row)| {
            add(row, table.unit(j), 1.0);
            normalise(row);
        });
    }
    Smoothed { groups, mix }
}

#[inline]
fn add<A: Amount>(row: &mut [f64], unit: &[A], weight: f64) {
    for (sum, n) in row.iter_mut().zip(unit) {
        *sum += weight * n.float();
    }
}

fn normalise(row: &mut [f64]) {
    let total: f64 = row.iter().sum();
    if total > 0.0 {
        for share in row {
            *share /= total;
        }
    }
}

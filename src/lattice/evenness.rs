//! H over neighbourhoods or schools, tick after tick.

use crate::indices::{entropy_of, mutual_information};
use crate::roll::Table;

/// What stays the same while agents move: how many there are of each group.
#[derive(Clone, Debug)]
pub(super) struct Evenness {
    group_totals: Vec<f64>,
    unit_totals: Vec<f64>,
    total: f64,
    entropy: f64,
}

impl Evenness {
    pub fn new(sizes: &[u32], units: usize) -> Self {
        let group_totals: Vec<f64> = sizes.iter().map(|size| f64::from(*size)).collect();
        let total = group_totals.iter().sum();
        let entropy = entropy_of(group_totals.iter().copied(), total);
        Self { group_totals, unit_totals: vec![0.0; units], total, entropy }
    }

    /// Theil's H of a table of counts, units by groups.
    pub fn of(&mut self, counts: &[u32]) -> f64 {
        let rows = counts.chunks_exact(self.group_totals.len());
        for (total, row) in self.unit_totals.iter_mut().zip(rows) {
            *total = f64::from(row.iter().sum::<u32>());
        }
        let Self { group_totals, unit_totals, total, entropy } = self;
        mutual_information(&Table { cells: counts, unit_totals, group_totals, total: *total }) / *entropy
    }
}

//! Units in order of something, equal ones together.

use crate::roll::{Amount, Table};

/// What the units with pupils of one level have together.
#[derive(Clone, Copy, Debug)]
pub(super) struct Level {
    /// Distance or area.
    pub at: f64,
    /// Σ x_j.
    pub x: f64,
    /// Σ of the other amount.
    pub other: f64,
}

/// Levels in ascending order of `at`, from 0; `other` is what is added up beside x_j.
pub(super) fn levels<A: Amount>(
    table: &Table<'_, A>,
    at: impl Fn(usize) -> f64,
    other: impl Fn(usize) -> f64,
) -> Vec<Level> {
    let mut units: Vec<(f64, usize)> = peopled(table).map(|j| (at(j), j)).collect();
    units.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let level = |run: &[(f64, usize)]| Level {
        at: run[0].0,
        x: run.iter().map(|(_, j)| table.unit(*j)[0].float()).sum(),
        other: run.iter().map(|(_, j)| other(*j)).sum(),
    };
    units.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()).map(level).collect()
}

/// The units with pupils.
pub(super) fn peopled<A: Amount>(table: &Table<'_, A>) -> impl Iterator<Item = usize> {
    (0..table.units()).filter(|j| table.unit_totals[*j] > 0.0)
}

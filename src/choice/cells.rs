//! Pupils who choose by the same: of one home area, kind and group.

use super::sets::Sets;
use crate::world::Seating;

/// Pupils of one home area, kind and group, with the schools that they attend.
pub(super) struct Cell {
    pub(super) home: u32,
    pub(super) kind: u16,
    /// Place in the sorted groups.
    pub(super) group: usize,
    pub(super) pupils: u64,
    /// Pupils at each school considered.
    pub(super) at: Vec<u64>,
}

/// The groups that there are, sorted; pupils without one are a group too.
pub(super) fn groups(seating: &Seating) -> Vec<u16> {
    let mut groups = seating.groups.clone();
    groups.sort_unstable();
    groups.dedup();
    groups
}

/// All pupils, by home area, kind and group.
pub(super) fn cells(seating: &Seating, sets: &Sets, groups: &[u16]) -> Vec<Cell> {
    let of = |i: usize| (seating.homes[i], seating.kinds[i], seating.groups[i]);
    let mut order: Vec<usize> = (0..seating.len()).collect();
    order.sort_by_key(|i| of(*i));
    let cell = |run: &[usize]| {
        let (home, kind, group) = of(run[0]);
        let set = sets.of(home, kind);
        let mut at = vec![0; set.len()];
        for i in run {
            if let Some(place) = set.iter().position(|seen| seen.school == seating.schools[*i]) {
                at[place] += 1;
            }
        }
        let group = groups.partition_point(|known| *known < group);
        Cell { home, kind, group, pupils: run.len() as u64, at }
    };
    order.chunk_by(|a, b| of(*a) == of(*b)).map(cell).collect()
}

/// Pupils by kind and school.
pub(super) fn sizes(seating: &Seating) -> Vec<Vec<f64>> {
    let mut sizes = vec![vec![0.0; seating.school_at.len()]; seating.eligible.len()];
    for (kind, school) in seating.kinds.iter().zip(&seating.schools) {
        sizes[usize::from(*kind)][*school as usize] += 1.0;
    }
    sizes
}

//! Floors and ceilings.

use super::{Applicant, Pool};

/// First everyone below the floor of the group, then below its ceiling, then, unless ceilings are hard,
/// anyone; each time in order.
pub(super) fn choose(pool: &mut Pool<'_>, groups: &[u8], floors: &[u32], ceilings: &[u32], hard: bool) {
    let of = |applicant: &Applicant| groups.iter().position(|group| applicant.bears(*group));
    let mut taken = vec![0; groups.len()];
    pool.take_all(|applicant| of(applicant).is_some_and(|group| below(&mut taken, group, floors)));
    pool.take_all(|applicant| of(applicant).is_none_or(|group| below(&mut taken, group, ceilings)));
    if !hard {
        pool.take_all(|_| true);
    }
}

/// Whether a group is below its bound; if so one more of it is taken.
fn below(taken: &mut [u32], group: usize, bounds: &[u32]) -> bool {
    let below = taken[group] < bounds[group];
    taken[group] += u32::from(below);
    below
}

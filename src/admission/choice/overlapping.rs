//! Places reserved for groups that may overlap.

use super::Pool;

/// In order, everyone who lets one reserved place more be filled; then anyone.
///
/// Whether a place more can be filled is a question of matching: the sets of pupils that can fill
/// reserved places together are the independent sets of a matroid, so that going down the order is best.
pub(super) fn choose(pool: &mut Pool<'_>, reserves: &[(u8, u32)], held: &[u64]) {
    let mut matching = Matching { reserves, holders: vec![Vec::new(); reserves.len()] };
    for groups in held {
        matching.add(*groups);
    }
    pool.take_all(|applicant| matching.add(applicant.groups));
    pool.take_all(|_| true);
}

/// Who fills which reserve.
struct Matching<'a> {
    reserves: &'a [(u8, u32)],
    /// Groups of those who fill each.
    holders: Vec<Vec<u64>>,
}

impl Matching<'_> {
    /// Adds a pupil, moving others to reserves of theirs where that makes room; whether it can be.
    fn add(&mut self, groups: u64) -> bool {
        let mut seen = vec![false; self.reserves.len()];
        self.room(groups, &mut seen)
    }

    fn room(&mut self, groups: u64, seen: &mut [bool]) -> bool {
        for reserve in 0..self.reserves.len() {
            let (group, seats) = self.reserves[reserve];
            if seen[reserve] || groups >> group & 1 == 0 {
                continue;
            }
            seen[reserve] = true;
            if (self.holders[reserve].len() as u32) < seats {
                self.holders[reserve].push(groups);
                return true;
            }
            for holder in 0..self.holders[reserve].len() {
                if self.room(self.holders[reserve][holder], seen) {
                    self.holders[reserve][holder] = groups;
                    return true;
                }
            }
        }
        false
    }
}

//! A share of places for a group, as far as there are pupils of it.

use super::Pool;

/// Places in order: for the group while it is below its target share of those chosen, else for the first.
pub(super) fn choose(
    pool: &mut Pool<'_>,
    group: u8,
    (target, of): (u32, u32),
    ahead: u32,
    before: (u32, u32),
) {
    let (mut chosen, mut borne) = (u64::from(before.0), u64::from(before.1));
    pool.take_all(|applicant| {
        let first = applicant.class < ahead;
        chosen += u64::from(first);
        borne += u64::from(first && applicant.bears(group));
        first
    });
    while pool.left > 0 {
        let short = borne * u64::from(of) < u64::from(target) * (chosen + 1);
        if short && pool.take_one(|applicant| applicant.bears(group)) {
            borne += 1;
        } else {
            let next = (0..pool.all.len()).find(|i| !pool.taken[*i]);
            let Some(next) = next else { return };
            borne += u64::from(pool.all[next].bears(group));
            pool.take_one(|_| true);
        }
        chosen += 1;
    }
}

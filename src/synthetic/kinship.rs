//! Brothers and sisters: which child of an area is the next older one of another.

use super::calibration::{BIRTH_ORDERS, SPACING};
use super::draw::pick;
use crate::numeric::{Stream, purpose, uniform};
use std::ops::Range;

/// Children of a school year whose next younger brother or sister is still to come, by
/// birth order from first to third.
type Waiting = [Vec<u32>; BIRTH_ORDERS.len() - 1];

/// The next older sibling of every child of an area, none for the oldest known; `cohorts`
/// are the children by the year they start in. Each child gets a birth order, and a
/// later-born the latest child of the order before it that started the right number of
/// years ago; where there is none, the older ones were at school before our years.
pub fn older(stream: Stream, ids: &[u64], cohorts: &[Range<usize>]) -> Vec<Option<u32>> {
    let mut waiting: Vec<Waiting> = vec![Waiting::default(); cohorts.len()];
    let mut older = Vec::with_capacity(ids.len());
    for (year, children) in cohorts.iter().enumerate() {
        for child in children.clone() {
            let [order, gap, ..] = stream.block(ids[child], 0, purpose::SIBLING, 0).map(uniform);
            let order = pick(&BIRTH_ORDERS, order);
            let from = year.checked_sub(pick(&SPACING, gap)).filter(|_| order > 0);
            older.push(from.and_then(|from| waiting[from][order - 1].pop()));
            if order + 1 < BIRTH_ORDERS.len() {
                waiting[year][order].push(child as u32);
            }
        }
    }
    older
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_have_realistic_sizes() {
        let cohorts: Vec<Range<usize>> = (0..20).map(|i| i * 500..(i + 1) * 500).collect();
        let ids: Vec<u64> = (0..10_000).collect();
        let older = older(Stream::new(4, 0), &ids, &cohorts);
        let mut younger = vec![0; ids.len()];
        for (child, older) in older.iter().enumerate() {
            if let Some(older) = older {
                assert!((*older as usize) < child);
                younger[*older as usize] += 1;
            }
        }
        assert!(younger.iter().all(|n| *n <= 1));
        let settled = 4_000..6_000;
        let share = |of: &dyn Fn(usize) -> bool| settled.clone().filter(|c| of(*c)).count() as f64 / 2e3;
        let younger_born = share(&|child| older[child].is_some());
        let only = share(&|child| older[child].is_none() && younger[child] == 0);
        assert!((0.48..0.58).contains(&younger_born), "{younger_born}");
        assert!((0.05..0.15).contains(&only), "{only}");
    }
}

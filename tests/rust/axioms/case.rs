//! Tables with what is done to them: one kind of case an axiom, drawn at random or written down.

use crate::tables::is_defined;
use proptest::prelude::*;

pub type Cells = Vec<Vec<u64>>;

/// A table, and the numbers that say what is done to it (see [`super::runner`]).
#[derive(Clone, Debug)]
pub struct Case {
    pub table: Cells,
    pub by: Vec<u64>,
}

/// A case that is written down.
#[derive(Clone, Copy)]
pub struct Stored {
    pub table: &'static [&'static [u64]],
    pub by: &'static [u64],
}

impl Stored {
    pub fn case(self) -> Case {
        Case { table: self.table.iter().map(|row| row.to_vec()).collect(), by: self.by.to_vec() }
    }
}

/// The units between which a transfer goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Any two.
    Any,
    /// One with at least the mean share, one with at most that, and so they stay.
    Across,
    /// Both with more than the mean share, or both with less.
    Same,
}

/// A transfer of `n` pupils of the first group from unit `i` to `j` and as many back is possible
/// for every `n` up to `most`.
#[derive(Clone, Copy)]
pub struct Transfer {
    pub i: usize,
    pub j: usize,
    pub most: u64,
}

/// All transfers from a unit with a higher share to one with a lower share.
pub fn transfers(table: &Cells, side: Side) -> Vec<Transfer> {
    let pairs = (0..table.len()).flat_map(|i| (0..table.len()).map(move |j| (i, j)));
    let most = pairs.map(|(i, j)| Transfer { i, j, most: most(table, i, j, side) });
    most.filter(|transfer| transfer.most > 0).collect()
}

/// The most pupils that may go from `i` to `j`: more would overshoot.
fn most(table: &Cells, i: usize, j: usize, side: Side) -> u64 {
    let (x, t) = (|j: usize| table[j][0], |j: usize| table[j][0] + table[j][1]);
    let (all, total): (u64, u64) = ((0..table.len()).map(x).sum(), (0..table.len()).map(t).sum());
    let above = |j: usize| (x(j) * total).cmp(&(all * t(j)));
    let meet = (x(i) * t(j)).saturating_sub(x(j) * t(i)) / (t(i) + t(j));
    let room = meet.min(x(i)).min(table[j][1]);
    match side {
        Side::Any => room,
        Side::Same => room * u64::from(above(i) == above(j) && above(i).is_ne()),
        Side::Across => {
            let down = (x(i) * total).saturating_sub(all * t(i)) / total;
            let up = (all * t(j)).saturating_sub(x(j) * total) / total;
            room.min(down).min(up)
        }
    }
}

/// Every group has pupils, so that a group keeps its place.
fn is_full(table: &Cells) -> bool {
    is_defined(table) && (0..table[0].len()).all(|k| table.iter().any(|row| row[k] > 0))
}

pub fn tables(groups: std::ops::Range<usize>) -> impl Strategy<Value = Cells> {
    (2usize..9, groups)
        .prop_flat_map(|(units, groups)| {
            prop::collection::vec(prop::collection::vec(0u64..=60, groups), units)
        })
        .prop_filter("a group or evenness is missing", is_full)
}

pub fn many() -> impl Strategy<Value = Cells> {
    tables(2..6)
}

/// A table beside any numbers, which the runner takes modulo what there is.
pub fn with_numbers() -> impl Strategy<Value = Case> {
    (many(), prop::collection::vec(1u64..60, 8)).prop_map(|(table, by)| Case { table, by })
}

/// A group and what its pupils are multiplied by or divided over.
pub fn with_group() -> impl Strategy<Value = Case> {
    (many(), 0u64..60, 1u64..9, 1u64..9).prop_map(|(table, k, a, b)| {
        let k = k % table[0].len() as u64;
        Case { table, by: vec![k, a, b] }
    })
}

pub fn with_unit() -> impl Strategy<Value = Case> {
    (many(), 0u64..60, prop::collection::vec(0u64..60, 5)).prop_map(|(table, j, cut)| {
        let j = j % table.len() as u64;
        Case { table, by: [&[j][..], &cut].concat() }
    })
}

pub fn with_nests() -> impl Strategy<Value = Case> {
    (many(), prop::collection::vec(0u64..3, 8)).prop_map(|(table, by)| Case { table, by })
}

pub fn with_transfer(side: Side) -> impl Strategy<Value = Case> {
    (tables(2..3), any::<prop::sample::Index>(), 0u64..60)
        .prop_filter("no empty unit", |(table, ..)| table.iter().all(|row| row[0] + row[1] > 0))
        .prop_filter_map("no transfer is possible", move |(table, pick, n)| {
            let possible = transfers(&table, side);
            let Transfer { i, j, most } = *possible.get(pick.index(possible.len().max(1)))?;
            Some(Case { table, by: vec![i as u64, j as u64, 1 + n % most] })
        })
}

pub fn two_groups() -> impl Strategy<Value = Case> {
    tables(2..3).prop_map(|table| Case { table, by: vec![] })
}

pub fn proportional() -> impl Strategy<Value = Case> {
    (prop::collection::vec(1u64..50, 2..6), prop::collection::vec(1u64..50, 2..9)).prop_map(|(mix, sizes)| {
        let table = sizes.iter().map(|size| mix.iter().map(|n| n * size).collect()).collect();
        Case { table, by: vec![] }
    })
}

pub fn separated() -> impl Strategy<Value = Case> {
    (2usize..5)
        .prop_flat_map(|groups| (Just(groups), prop::collection::vec((0..groups, 1u64..90), groups..9)))
        .prop_map(|(groups, units)| {
            let row = |(k, n): &(usize, u64)| (0..groups).map(|g| if g == *k { *n } else { 0 }).collect();
            units.iter().map(row).collect::<Cells>()
        })
        .prop_filter("a group is missing", is_full)
        .prop_map(|table| Case { table, by: vec![] })
}

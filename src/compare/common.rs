//! What two tables share.

use super::side::Side;
use crate::indices::{Undefined, entropy_of};
use crate::numeric::Sum;

/// The units and groups with pupils in both tables.
#[derive(Clone, Debug)]
pub(super) struct Common {
    /// Place of each unit, before and after.
    pub(super) units: Vec<[usize; 2]>,
    pub(super) groups: Vec<usize>,
    /// The two tables of these alone.
    pub(super) halves: [Half; 2],
    pub(super) outside: [Outside; 2],
    /// What stands in for a zero, before and after.
    pub(super) grains: [f64; 2],
}

/// A table of shares with its margins.
#[derive(Clone, Debug)]
pub(super) struct Half {
    /// Amounts, units by groups.
    pub(super) cells: Vec<f64>,
    pub(super) total: f64,
    /// Share of each unit, w_j.
    pub(super) units: Vec<f64>,
    /// Share of each group, π_k.
    pub(super) groups: Vec<f64>,
}

/// What one table has alone.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Outside {
    /// Units.
    pub units: usize,
    /// Groups.
    pub groups: usize,
    /// Share of the table's pupils in those units or groups.
    pub share: f64,
}

impl Common {
    /// Leaves units and groups out until all that are left have pupils on both sides.
    pub(super) fn of(sides: [&Side; 2]) -> Result<Self, Undefined> {
        let mut units = matched(&sides[0].names, &sides[1].names);
        let mut groups: Vec<usize> = (0..sides[0].groups).collect();
        loop {
            let size = (units.len(), groups.len());
            let amount = |side: usize, j: usize, k: usize| sides[side].cells[j * sides[side].groups + k];
            units.retain(|at| (0..2).all(|side| groups.iter().any(|k| amount(side, at[side], *k) > 0.0)));
            groups.retain(|k| (0..2).all(|side| units.iter().any(|at| amount(side, at[side], *k) > 0.0)));
            if size == (units.len(), groups.len()) {
                break;
            }
        }
        if units.is_empty() {
            let apart = matched(&sides[0].names, &sides[1].names).is_empty();
            return Err(if apart { Undefined::NoCommonUnit } else { Undefined::NoCommonGroup });
        }
        if units.len() < 2 {
            return Err(Undefined::OneCommonUnit);
        }
        if groups.len() < 2 {
            return Err(Undefined::OneCommonGroup);
        }
        let halves = [0, 1].map(|side| Half::of(sides[side], &units, side, &groups));
        let outside = [0, 1].map(|side| Outside::of(sides[side], &halves[side]));
        Ok(Self { units, groups, halves, outside, grains: sides.map(|side| side.grain) })
    }
}

/// Places of the names that both lists, ascending, have.
fn matched(before: &[u64], after: &[u64]) -> Vec<[usize; 2]> {
    let place = |(j, name): (usize, &u64)| after.binary_search(name).ok().map(|other| [j, other]);
    before.iter().enumerate().filter_map(place).collect()
}

impl Half {
    fn of(side: &Side, units: &[[usize; 2]], which: usize, groups: &[usize]) -> Self {
        let row = |at: &[usize; 2]| {
            let unit = side.unit(at[which]);
            groups.iter().map(move |k| unit[*k])
        };
        Self::from_cells(units.iter().flat_map(row).collect(), groups.len())
    }

    /// E of the groups.
    pub(super) fn entropy(&self) -> f64 {
        entropy_of(self.groups.iter().copied(), 1.0)
    }

    /// The margins of amounts, `size` cells a unit.
    pub(super) fn from_cells(cells: Vec<f64>, size: usize) -> Self {
        let mut groups = vec![Sum::default(); size];
        let mut units: Vec<f64> = Vec::with_capacity(cells.len() / size);
        for row in cells.chunks_exact(size) {
            groups.iter_mut().zip(row).for_each(|(sum, n)| *sum += *n);
            units.push(row.iter().sum());
        }
        let total = units.iter().copied().collect::<Sum>().value();
        for t in &mut units {
            *t /= total;
        }
        Self { cells, total, units, groups: groups.into_iter().map(|sum| sum.value() / total).collect() }
    }
}

impl Outside {
    fn of(side: &Side, half: &Half) -> Self {
        let peopled = |k: usize| side.cells.iter().skip(k).step_by(side.groups).any(|n| *n > 0.0);
        let units = side.cells.chunks_exact(side.groups).filter(|row| row.iter().any(|n| *n > 0.0)).count();
        Self {
            units: units - half.units.len(),
            groups: (0..side.groups).filter(|k| peopled(*k)).count() - half.groups.len(),
            share: (1.0 - half.total / side.total).max(0.0),
        }
    }
}

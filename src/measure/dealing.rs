//! Pupils, families or whole units dealt out at random.

use super::estimate::{Answer, Batch};
use super::sampling::{Drawn, redrawn};
use crate::error::{Error, Result};
use crate::numeric::{Stream, purpose};
use crate::roll::{Part, Roll};
use crate::uncertainty::{Allocation, Clusters, Margins};
use crate::watch::Watch;

/// Who moves together.
#[derive(Clone, Debug)]
pub enum Together {
    /// The pupils of a unit: units are dealt over the innermost nests.
    Units,
    /// Families of one group: shares of pupils by size of family.
    Families(Vec<(u64, f64)>),
}

/// Tables of one part under random allocation.
pub(super) struct Dealing {
    groups: usize,
    number: usize,
    observed: Vec<u64>,
    law: Law,
}

enum Law {
    Pupils(Box<Allocation>),
    Units(Nested),
}

/// Units in nests, each nest with so many places for units.
struct Nested {
    cells: Vec<u64>,
    nests: Vec<usize>,
    count: usize,
}

impl Dealing {
    pub(super) fn new(
        roll: &Roll,
        part: &Part,
        number: usize,
        margins: Margins,
        together: Option<&Together>,
    ) -> Result<Self> {
        let groups = roll.groups.len();
        let cells = roll.counts(part);
        let pupils = Allocation::new(&cells, groups, margins).numbered(number as u32);
        let (observed, law) = match together {
            Some(Together::Units) => {
                let nested = Nested::new(roll, part, cells)?;
                let order: Vec<usize> = (0..nested.nests.len()).collect();
                (nested.dealt(&order, groups), Law::Units(nested))
            }
            Some(Together::Families(shares)) => {
                (cells, Law::Pupils(Box::new(pupils.clustered(Clusters::new(shares)?))))
            }
            None => (cells, Law::Pupils(Box::new(pupils))),
        };
        Ok(Self { groups, number, observed, law })
    }

    /// The answers about the table as it is.
    pub(super) fn observed(&self, batch: &Batch<'_>) -> Vec<Answer> {
        batch.of_cells(&self.observed, self.groups)
    }

    /// The answers about drawn tables.
    pub(super) fn answers(
        &self,
        batch: &Batch<'_>,
        (seed, replicates): (u64, u32),
        watch: &Watch,
    ) -> Result<Drawn> {
        redrawn(batch, self.groups, replicates, watch, |r, out| self.draw(seed, r, out))
    }

    fn draw(&self, seed: u64, r: u32, out: &mut Vec<u64>) {
        match &self.law {
            Law::Pupils(allocation) => allocation.draw(seed, r, out),
            Law::Units(nested) => {
                let mut draws = Stream::new(seed, r).draws(self.number as u64, 0, purpose::SHUFFLE);
                let mut order: Vec<usize> = (0..nested.nests.len()).collect();
                for i in (1..order.len()).rev() {
                    order.swap(i, draws.below(i as u64 + 1) as usize);
                }
                *out = nested.dealt(&order, self.groups);
            }
        }
    }
}

impl Nested {
    fn new(roll: &Roll, part: &Part, cells: Vec<u64>) -> Result<Self> {
        let Some(level) = roll.nests.levels.last() else {
            return Err(Error::input("MissingWithin", "the roll has no nests to deal units over")
                .on("within")
                .remedy("Give the roll within=[...], such as the school of a class."));
        };
        let nests = &level[part.units.clone()];
        let mut known = nests.to_vec();
        known.sort_unstable();
        known.dedup();
        let nests = nests.iter().map(|nest| known.partition_point(|k| k < nest)).collect();
        Ok(Self { cells, nests, count: known.len() })
    }

    /// The table of nests when unit `order[i]` takes the place of unit `i`.
    fn dealt(&self, order: &[usize], groups: usize) -> Vec<u64> {
        let mut out = vec![0; self.count * groups];
        for (nest, unit) in self.nests.iter().zip(order) {
            let cells = &self.cells[unit * groups..(unit + 1) * groups];
            out[nest * groups..(nest + 1) * groups].iter_mut().zip(cells).for_each(|(sum, n)| *sum += n);
        }
        out
    }
}

//! Who stands where, and who is near whom: counts that are kept, not counted anew.

use super::order::Shuffle;
use super::torus::{Spot, Torus};
use super::town::Town;
use crate::numeric::{Stream, purpose};

/// Agents in cells, one a cell.
#[derive(Clone, Debug)]
pub(super) struct Crowd {
    torus: Torus,
    groups: usize,
    /// The group of every agent.
    pub group: Vec<u8>,
    /// The cell of every agent.
    pub cell: Vec<u32>,
    /// Cells without an agent, in no order.
    pub empty: Vec<u32>,
    /// Neighbours of every cell, a group after the other.
    near: Vec<u16>,
    /// The bounded neighbourhood of every cell.
    pub block: Vec<u32>,
    /// Agents of every neighbourhood, its groups side by side.
    pub counts: Vec<u32>,
}

impl Crowd {
    /// Agents of a town in random cells.
    pub fn settle(town: &Town, spot: Spot, stream: Stream) -> Self {
        let (torus, groups, group) = (town.torus, town.groups(), town.members());
        let mut cell: Vec<u32> = (0..torus.cells() as u32).collect();
        Shuffle::new(cell.len()).shuffle(&mut cell, stream, purpose::GRID_START, 0);
        let empty = cell.split_off(group.len());
        let (near, block) = (vec![0; torus.cells() * groups], torus.blocks(town.blocks, spot));
        let counts = vec![0; town.blocks * town.blocks * groups];
        let mut crowd = Self { torus, groups, group, cell, empty, near, block, counts };
        for agent in 0..crowd.group.len() {
            let (group, cell) = (usize::from(crowd.group[agent]), crowd.cell[agent] as usize);
            crowd.count(cell, group, 1);
        }
        crowd
    }

    /// The bounded neighbourhood of every agent.
    pub fn neighbourhoods(&self) -> Vec<u32> {
        self.cell.iter().map(|cell| self.block[*cell as usize]).collect()
    }

    /// How many neighbours of a cell are of a group, and how many there are.
    #[inline]
    pub fn near(&self, cell: usize, group: usize) -> (u16, u16) {
        let cells = self.torus.cells();
        let all = (0..self.groups).fold(0u16, |all, g| all.wrapping_add(self.near[g * cells + cell]));
        (self.near[group * cells + cell], all)
    }

    /// The cell that an agent leaves for the empty cell at a place of the list; nothing is counted yet.
    #[inline]
    pub fn leave(&mut self, agent: usize, place: usize) -> usize {
        std::mem::swap(&mut self.cell[agent], &mut self.empty[place]);
        self.empty[place] as usize
    }

    /// Counts an agent where it stands, and no longer where it stood.
    #[inline]
    pub fn recount(&mut self, agent: usize, before: usize) {
        let (group, cell) = (usize::from(self.group[agent]), self.cell[agent] as usize);
        self.count(before, group, u16::MAX);
        self.count(cell, group, 1);
    }

    /// Adds an agent to the counts, or takes it off (`by` is 1 or, going round, -1).
    #[inline]
    fn count(&mut self, cell: usize, group: usize, by: u16) {
        let cells = self.torus.cells();
        let near = &mut self.near[group * cells..(group + 1) * cells];
        self.torus.each_run(cell, |run| near[run].iter_mut().for_each(|n| *n = n.wrapping_add(by)));
        near[cell] = near[cell].wrapping_sub(by);
        let count = &mut self.counts[self.block[cell] as usize * self.groups + group];
        *count = count.wrapping_add_signed(i32::from(by as i16));
    }

    /// The share of the own group in the bounded neighbourhood of a cell; 0 where nobody lives.
    #[inline]
    pub fn bounded(&self, cell: usize, group: usize) -> f64 {
        let start = self.block[cell] as usize * self.groups;
        let here = &self.counts[start..start + self.groups];
        share(here[group], here.iter().sum())
    }

    /// The share of the own group among the neighbours of a cell; 0 where there are none.
    #[inline]
    pub fn local(&self, cell: usize, group: usize) -> f64 {
        let (alike, all) = self.near(cell, group);
        share(u32::from(alike), u32::from(all))
    }
}

#[inline]
pub(super) fn share(part: u32, of: u32) -> f64 {
    if of == 0 { 0.0 } else { f64::from(part) / f64::from(of) }
}

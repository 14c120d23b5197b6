//! Families that move: those of a kind exchange their homes, so that no area changes in
//! expectation.

use super::area::Area;
use super::calibration::{FAR_MOVES, FIRST_YEAR, LAST_YEAR, MOVES};
use super::people::{Family, People};
use super::town::Town;
use crate::error::Result;
use crate::numeric::{Stream, purpose, uniform};
use crate::watch::Watch;
use rayon::prelude::*;

/// A move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Move {
    /// Position of the family in the area where it lived when its first child started.
    pub family: u32,
    /// First school year in the new home.
    pub year: u16,
    /// Position of the new area.
    pub home: u32,
}

/// A family that wants to move. Those of one scope and group change places.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Mover {
    /// Its municipality; for a far move its province, counted from the last municipality.
    scope: u32,
    /// Origin, education and third of status.
    group: u8,
    /// Its place in the line.
    word: u32,
    area: u32,
    family: u32,
}

/// Everything needed to move families.
pub struct Removal<'a> {
    /// The draws.
    pub stream: Stream,
    /// The municipalities.
    pub towns: &'a [Town],
    /// The areas.
    pub areas: &'a [Area],
    /// Who lives where at first.
    pub people: &'a [People],
    /// School years after the youngest child's entry in which a family can move.
    pub stay: u16,
}

impl Removal<'_> {
    /// The moves of every area's families, by family and year.
    ///
    /// # Errors
    /// `Interrupted` when the work is to stop.
    pub fn moves(&self, watch: &Watch) -> Result<Vec<Vec<Move>>> {
        let here = |area: usize| vec![area as u32; self.people[area].families.len()];
        let mut homes: Vec<Vec<u32>> = (0..self.people.len()).map(here).collect();
        let mut moves: Vec<Vec<Move>> = vec![Vec::new(); self.people.len()];
        for year in FIRST_YEAR + 1..=LAST_YEAR {
            let mut movers: Vec<Mover> = (0..self.people.len())
                .into_par_iter()
                .flat_map_iter(|area| self.movers(area, year, &homes[area]))
                .collect();
            movers.par_sort_unstable();
            for ring in movers.chunk_by(|a, b| (a.scope, a.group) == (b.scope, b.group)) {
                exchange(ring, year, &mut homes, &mut moves);
            }
            watch.step()?;
        }
        for moves in &mut moves {
            moves.sort_unstable();
        }
        Ok(moves)
    }

    fn movers(&self, area: usize, year: u16, homes: &[u32]) -> Vec<Mover> {
        let families = self.people[area].families.iter().zip(homes).enumerate();
        let mover = |(i, (family, home)): (usize, (&Family, &u32))| {
            let there = family.first < year && year <= family.last + self.stay;
            let [leaves, far, word, _] = self.stream.block(family.id, u32::from(year), purpose::MOVE, 0);
            (there && uniform(leaves) < MOVES).then(|| Mover {
                scope: self.scope(*home, uniform(far) < FAR_MOVES),
                group: family.origin * 9 + family.education * 3 + family.ses / 34,
                word,
                area: area as u32,
                family: i as u32,
            })
        };
        families.filter_map(mover).collect()
    }

    fn scope(&self, home: u32, far: bool) -> u32 {
        let town = self.areas[home as usize].town;
        if far { self.towns.len() as u32 + u32::from(self.towns[town].tile.province) } else { town as u32 }
    }
}

/// Everyone takes the home of the next in the ring.
fn exchange(ring: &[Mover], year: u16, homes: &mut [Vec<u32>], moves: &mut [Vec<Move>]) {
    let left: Vec<u32> = ring.iter().map(|m| homes[m.area as usize][m.family as usize]).collect();
    for (i, mover) in ring.iter().enumerate() {
        let home = left[(i + 1) % ring.len()];
        if home != left[i] {
            homes[mover.area as usize][mover.family as usize] = home;
            moves[mover.area as usize].push(Move { family: mover.family, year, home });
        }
    }
}

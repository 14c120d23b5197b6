//! What every instrument is: who takes part, and what it changes.

use super::Handles;
use crate::choice::{Block, Blocks, Company};
use crate::error::Result;
use crate::numeric::{Stream, purpose, uniform};
use crate::world::Seating;
use std::fmt::Debug;

/// An instrument of policy.
pub trait Instrument: Debug + Send + Sync {
    /// Changes what it changes, in a year in which it holds; gives the municipalities, schools or families that take
    /// part.
    ///
    /// # Errors
    /// `Contradiction` where another instrument has changed the same otherwise.
    fn apply(&self, ground: &Ground<'_>, scope: &Scope, handles: &mut Handles) -> Result<u64>;

    /// When it is applied in a year: first those that open, close, merge and move schools, then those that change
    /// their places and tracks, then those that go by what tracks there are, then all others.
    fn turn(&self) -> u8 {
        3
    }
}

/// What instruments see of the year from which a simulation begins.
#[derive(Clone, Copy, Debug)]
pub struct Ground<'a> {
    /// Who sits where.
    pub seating: &'a Seating,
    /// Pupils who choose by the same.
    pub blocks: &'a Blocks,
    /// Who is at school.
    pub company: &'a Company,
    /// Groups, pupils without one among them.
    pub groups: usize,
    /// Families that choose in a year, by municipality and group, those of a municipality together.
    pub families: &'a [u64],
    /// The kinds that a school takes as well when it takes a track.
    pub with: &'a [Vec<usize>],
    /// Draws of who takes part.
    pub stream: Stream,
}

/// Where an instrument holds, and who takes part.
#[derive(Clone, Debug, PartialEq)]
pub struct Scope {
    /// Municipalities; none: all.
    pub towns: Option<Vec<u32>>,
    /// Share of those whom it reaches that take part.
    pub uptake: f64,
    /// Years that it has held before.
    pub since: u16,
    /// The number of its kind, which names the draws of who takes part.
    pub kind: u32,
}

impl Ground<'_> {
    /// Municipalities by number.
    #[must_use]
    pub fn towns(&self) -> u32 {
        self.seating.home_town.iter().chain(&self.seating.school_town).max().map_or(1, |last| last + 1)
    }

    /// Municipality of a school; 0 where none is known.
    #[must_use]
    pub fn school_town(&self, school: u32) -> u32 {
        self.seating.school_town.get(school as usize).copied().unwrap_or_default()
    }

    /// Municipality of the home of a block.
    #[must_use]
    pub fn town(&self, block: &Block) -> u32 {
        self.seating.town(block.home)
    }

    /// How many schools there are, also those that are not open.
    #[must_use]
    pub fn schools(&self) -> usize {
        self.seating.school_at.len()
    }
}

impl Scope {
    /// Whether a unit takes part that the instrument reaches.
    #[must_use]
    pub fn takes_part(&self, ground: &Ground<'_>, unit: u64) -> bool {
        uniform(ground.stream.block(unit, self.kind, purpose::UPTAKE, 0)[0]) < self.uptake
    }

    /// Whether it holds in a municipality.
    #[must_use]
    pub fn holds_in(&self, town: u32) -> bool {
        self.towns.as_ref().is_none_or(|towns| towns.contains(&town))
    }

    /// The municipalities that take part, a truth value each.
    #[must_use]
    pub fn towns(&self, ground: &Ground<'_>) -> Vec<bool> {
        (0..ground.towns())
            .map(|town| self.holds_in(town) && self.takes_part(ground, u64::from(town)))
            .collect()
    }

    /// The open schools that take part, of all or among some.
    #[must_use]
    pub fn schools(&self, ground: &Ground<'_>, handles: &Handles, among: Option<&[u32]>) -> Vec<u32> {
        let all = match among {
            Some(schools) => schools.to_vec(),
            None => handles.supply.open().to_vec(),
        };
        let takes_part = |school: &u32| {
            self.holds_in(ground.school_town(*school)) && self.takes_part(ground, u64::from(*school))
        };
        let open = handles.supply.open();
        let is_open = |school: &u32| open.binary_search(school).is_ok();
        all.into_iter().filter(is_open).filter(takes_part).collect()
    }

    /// The schools that take part among some that must be open.
    ///
    /// # Errors
    /// `Contradiction` for one that is not open.
    pub fn schools_named(&self, ground: &Ground<'_>, handles: &Handles, sites: &[u32]) -> Result<Vec<u32>> {
        let held: Vec<u32> =
            sites.iter().copied().filter(|school| self.holds_in(ground.school_town(*school))).collect();
        held.iter().try_for_each(|school| handles.supply.check_open(*school))?;
        Ok(self.schools(ground, handles, Some(&held)))
    }

    /// The families of some groups that take part in a year, in whole numbers.
    #[must_use]
    pub fn families(&self, ground: &Ground<'_>, groups: &[bool]) -> u64 {
        let of = |(at, count): (usize, &u64)| {
            if groups.get(at % ground.groups) == Some(&true) { *count } else { 0 }
        };
        let towns = ground.families.chunks_exact(ground.groups).zip(0u32..);
        let all: u64 = towns
            .filter(|(_, town)| self.holds_in(*town))
            .map(|(counts, _)| counts.iter().enumerate().map(of).sum::<u64>())
            .sum();
        (all as f64 * self.uptake).round_ties_even() as u64
    }
}

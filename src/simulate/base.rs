//! A school year of a world as simulations begin with it.

use super::cohorts::{Cohort, cohorts, rows};
use super::needs::Needs;
use super::staying::{Stage, Staying};
use crate::choice::{Block, Blocks, Company};
use crate::error::{Error, Result};
use crate::world::{MISSING, Seating, World};

/// No groups: pupils go from one to the other.
const PASSING: [&str; 2] = ["study_year", "track"];

/// A pupil at school in the year with which simulations begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pupil {
    /// Its number.
    pub id: u64,
    /// Its family; the pupil itself where families are not known.
    pub family: u64,
    /// Its block.
    pub block: u32,
    /// Its school.
    pub school: u32,
    /// Its stage; none where study years are not known.
    pub stage: Option<Stage>,
}

/// The year of a world with which simulations begin: who is at school, and who will come.
#[derive(Clone, Debug)]
pub struct Base {
    /// Who sits where, and where else they could.
    pub seating: Seating,
    /// Codes of the groups that there are, sorted; pupils without a value are the last.
    pub groups: Vec<u16>,
    /// What pupils who choose alike have in common.
    pub blocks: Blocks,
    /// Municipality of the home of every block.
    pub towns: Vec<u32>,
    /// Pupils at school.
    pub pupils: Vec<Pupil>,
    /// The cohorts that come again in turn, oldest first; none where study years are not known.
    pub cohorts: Vec<Cohort>,
    /// How long pupils stay.
    pub staying: Staying,
    /// Who is at school.
    pub company: Company,
    /// The kinds that a school takes as well when it takes a track.
    pub with: Vec<Vec<usize>>,
    /// Families that choose in a year, those of the last cohort, by municipality and group.
    pub families: Vec<u64>,
}

/// A school that instruments may open.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Opened {
    /// Where.
    pub at: (f64, f64),
    /// Municipality, where these are known.
    pub town: u32,
    /// Broad denomination.
    pub broad: Option<usize>,
}

impl Base {
    /// The year of a world; with `moving` for families that change homes, and schools that instruments may open, which
    /// stand behind those of the world.
    ///
    /// # Errors
    /// `BadOption` for an unknown trait or year, and for `study_year`; `NoPlaces` where no pupil is on the map.
    pub fn new(world: &World, group: &str, year: u16, moving: bool, opened: &[Opened]) -> Result<Self> {
        if PASSING.contains(&group) {
            let message = format!("pupils do not stay in a {group}, so that it makes no groups over years");
            return Err(Error::option("group", message, "a trait that pupils keep"));
        }
        let seating = with_opened(Seating::new(world, group, year)?, opened);
        let there = rows_of(world, year, &seating);
        let needs = Needs::new(world);
        let seating = needs.refine(seating, world, &there);
        let group_of = world.group_of(group, year)?;
        let code = |row: usize| group_of(row).unwrap_or(MISSING);
        let has_kind = |row: usize| !seating.eligible[usize::from(needs.of(world, row))].is_empty();
        let home = |row: usize| seating.home_at[world.pupils.home[row] as usize];
        let school = |row: usize| seating.school_at[world.pupils.school[row] as usize];
        let on_map = |at: (f64, f64)| at.0.is_finite() && at.1.is_finite();
        let is_placed = |row: usize| on_map(home(row)) && on_map(school(row)) && has_kind(row);
        let known = !world.pupils.study_year.is_empty();
        let entering = if known { rows(world, year, is_placed) } else { Vec::new() };
        let mut groups: Vec<u16> = seating.groups.clone();
        groups.extend(entering.iter().flatten().map(|row| code(*row)));
        groups.sort_unstable();
        groups.dedup();
        let place = |code: u16| groups.partition_point(|known| *known < code) as u16;
        let block = |row: usize| Block {
            home: world.pupils.home[row],
            kind: needs.of(world, row),
            group: place(code(row)),
        };
        let some = there.iter().chain(entering.iter().flatten()).map(|row| block(*row));
        let blocks = if moving { Blocks::of(anywhere(&seating, some)) } else { Blocks::of(some) };
        let pupil = |(at, row): (usize, &usize)| Pupil {
            id: seating.ids[at],
            family: world.pupils.family.get(*row).copied().unwrap_or(seating.ids[at]),
            block: blocks.number(block(*row)).unwrap_or_default(),
            school: seating.schools[at],
            stage: world.study_year(*row, year).map(|study_year| (world.kind_of(*row), study_year)),
        };
        let pupils: Vec<Pupil> = there.iter().enumerate().map(pupil).collect();
        let mut company = Company::empty(seating.school_at.len(), groups.len());
        for pupil in &pupils {
            company.add(pupil.school, blocks.all()[pupil.block as usize].group);
        }
        let cohorts = cohorts(world, &entering, &blocks, block);
        let towns: Vec<u32> = blocks.all().iter().map(|block| seating.town(block.home)).collect();
        let all = towns.iter().chain(&seating.school_town).max().map_or(1, |last| *last as usize + 1);
        let mut families = vec![0; all * groups.len()];
        for entrant in cohorts.last().into_iter().flatten() {
            let group = usize::from(blocks.all()[entrant.block as usize].group);
            families[towns[entrant.block as usize] as usize * groups.len() + group] += 1;
        }
        Ok(Self {
            cohorts,
            towns,
            families,
            with: needs.with(),
            staying: Staying::new(world, year, seating.eligible.len()),
            pupils,
            company,
            blocks,
            groups,
            seating,
        })
    }

    /// The cohort that comes so many years after the base year, from 1; and how many times over it comes.
    #[must_use]
    pub fn cohort(&self, after: u32) -> (usize, u64) {
        let count = self.cohorts.len() as u32;
        (((after - 1) % count) as usize, u64::from((after - 1) / count) + 1)
    }
}

/// A seating with schools more, which are not open.
fn with_opened(mut seating: Seating, opened: &[Opened]) -> Seating {
    for school in opened {
        seating.school_at.push(school.at);
        seating.broad.push(school.broad);
        if !seating.places.is_empty() {
            seating.places.push(0);
        }
        if !seating.school_town.is_empty() {
            seating.school_town.push(school.town);
        }
    }
    seating
}

/// The rows of the world of everyone in a seating.
fn rows_of(world: &World, year: u16, seating: &Seating) -> Vec<usize> {
    let mut ids = seating.ids.iter().peekable();
    let is_there = |row: &usize| ids.next_if(|id| **id == world.pupils.id[*row]).is_some();
    world.pupils_in(year).into_iter().filter(is_there).collect()
}

/// The blocks of some kinds and groups wherever one can live.
fn anywhere(seating: &Seating, some: impl Iterator<Item = Block>) -> impl Iterator<Item = Block> {
    let blocks = Blocks::of(some);
    let mut homes: Vec<u32> = blocks.all().iter().map(|block| block.home).collect();
    homes.dedup();
    homes.retain(|home| seating.home_at[*home as usize].0.is_finite());
    let mut kinds: Vec<(u16, u16)> = blocks.all().iter().map(|block| (block.kind, block.group)).collect();
    kinds.sort_unstable();
    kinds.dedup();
    homes
        .into_iter()
        .flat_map(move |home| kinds.clone().into_iter().map(move |(kind, group)| Block { home, kind, group }))
}

//! Cohorts: who comes to school in a year. Those of the world's years come again.

use super::elders::{Elder, Families, first_spells};
use super::staying::Stage;
use crate::choice::{Block, Blocks};
use crate::world::World;
use rayon::prelude::*;

/// Cohorts at most that come again in turn: those of the study years of primary education.
const MOST: u16 = 8;

/// Someone who comes to school.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entrant {
    /// The pupil of the world that it is modelled on.
    pub id: u64,
    /// Its family; the pupil itself where families are not known.
    pub family: u64,
    /// Its block.
    pub block: u32,
    /// The stage in which it comes.
    pub stage: Stage,
    /// Its elder.
    pub elder: Elder,
}

/// Everyone who comes in one year.
pub type Cohort = Vec<Entrant>;

/// The rows of the world's entrants by school year, oldest first, at most [`MOST`] years: first spells that
/// begin in a year, in the first of the world's years those in study year 1.
pub fn rows(world: &World, year: u16, is_placed: impl Fn(usize) -> bool) -> Vec<Vec<usize>> {
    let start = *world.years.start();
    let from = (year + 1).saturating_sub(MOST).max(if year > start { start + 1 } else { start });
    let mut cohorts = vec![Vec::new(); usize::from(year - from) + 1];
    for row in first_spells(world) {
        let first = world.pupils.first_year[row];
        let is_first = first > start || world.pupils.study_year.get(row) == Some(&1);
        if (from..=year).contains(&first) && is_first && is_placed(row) {
            cohorts[usize::from(first - from)].push(row);
        }
    }
    cohorts
}

/// The cohorts of some rows.
pub fn cohorts(
    world: &World,
    rows: &[Vec<usize>],
    blocks: &Blocks,
    block: impl Fn(usize) -> Block + Sync,
) -> Vec<Cohort> {
    let (pupils, families) = (&world.pupils, Families::new(world));
    let entrant = |row: &usize| Entrant {
        id: pupils.id[*row],
        family: pupils.family.get(*row).copied().unwrap_or(pupils.id[*row]),
        block: blocks.number(block(*row)).unwrap_or_default(),
        stage: (world.kind_of(*row), pupils.study_year[*row]),
        elder: families.elder(*row, pupils.first_year[*row]).map_or(Elder::None, |elder| {
            let known = number(rows, pupils.id[elder], |row| pupils.id[row]);
            known.map_or(Elder::At(pupils.school[elder]), |(cohort, entrant)| Elder::Entrant {
                cohort,
                entrant,
            })
        }),
    };
    rows.iter().map(|rows| rows.par_iter().map(entrant).collect()).collect()
}

/// The cohort of a pupil and its number there; rows are in the order of ids.
fn number(rows: &[Vec<usize>], id: u64, id_of: impl Fn(usize) -> u64) -> Option<(u32, u32)> {
    (0u32..).zip(rows).find_map(|(cohort, rows)| {
        let entrant = rows.binary_search_by_key(&id, |row| id_of(*row)).ok()?;
        Some((cohort, entrant as u32))
    })
}

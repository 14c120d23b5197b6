//! Who is at school, as the years go by.

use super::{Base, Event, Happened};
use crate::choice::Company;
use crate::numeric::Stream;
use crate::world::{Cell, MISSING};
use rayon::prelude::*;

/// No cell yet.
const NONE: u32 = u32::MAX;

/// Everyone at school, a row a pupil.
#[derive(Clone, Debug)]
pub struct State<'a> {
    base: &'a Base,
    /// Number of every pupil.
    pub ids: Vec<u64>,
    /// Family of every pupil.
    pub families: Vec<u64>,
    /// Block of every pupil.
    pub blocks: Vec<u32>,
    /// School of every pupil.
    pub schools: Vec<u32>,
    /// Last school year of every pupil.
    pub last_years: Vec<u16>,
    /// Pupils by school and group.
    pub company: Company,
    cells: Vec<u32>,
    counts: Vec<u32>,
    pairs: Vec<(u32, u32)>,
    log: Option<Vec<Event>>,
}

impl<'a> State<'a> {
    /// The pupils of the base year; those whose study year is not known never leave.
    #[must_use]
    pub fn new(base: &'a Base, stream: Stream, log: bool) -> Self {
        let towns = base.towns.iter().max().map_or(1, |most| *most as usize + 1);
        let year = base.seating.year;
        let last = |pupil: &super::base::Pupil| {
            pupil.stage.map_or(u16::MAX, |stage| base.staying.last_year(pupil.id, year, stage, stream))
        };
        let mut state = Self {
            base,
            ids: base.pupils.iter().map(|pupil| pupil.id).collect(),
            families: base.pupils.iter().map(|pupil| pupil.family).collect(),
            blocks: base.pupils.iter().map(|pupil| pupil.block).collect(),
            schools: base.pupils.iter().map(|pupil| pupil.school).collect(),
            last_years: base.pupils.par_iter().map(last).collect(),
            company: base.company.clone(),
            cells: vec![NONE; towns * base.seating.school_at.len()],
            counts: Vec::new(),
            pairs: Vec::new(),
            log: log.then(Vec::new),
        };
        for row in 0..state.ids.len() {
            *state.cell(row) += 1;
        }
        state
    }

    /// How many pupils there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// The group (its place) of a pupil.
    #[must_use]
    pub fn group(&self, row: usize) -> u16 {
        self.base.blocks.all()[self.blocks[row] as usize].group
    }

    /// Those who have been at school long enough leave.
    pub fn leave(&mut self, year: u16) {
        let mut kept = 0;
        for row in 0..self.ids.len() {
            if self.last_years[row] < year {
                self.away(row);
                self.note(year, Happened::Left, row, Some(self.schools[row]), None);
                continue;
            }
            self.ids[kept] = self.ids[row];
            self.families[kept] = self.families[row];
            self.blocks[kept] = self.blocks[row];
            self.schools[kept] = self.schools[row];
            self.last_years[kept] = self.last_years[row];
            kept += 1;
        }
        self.ids.truncate(kept);
        self.families.truncate(kept);
        self.blocks.truncate(kept);
        self.schools.truncate(kept);
        self.last_years.truncate(kept);
    }

    /// A pupil comes to a school.
    pub fn come(&mut self, id: u64, family: u64, block: u32, school: u32, last_year: u16) {
        self.ids.push(id);
        self.families.push(family);
        self.blocks.push(block);
        self.schools.push(school);
        self.last_years.push(last_year);
        self.sit(self.ids.len() - 1, school);
    }

    /// A pupil gives up its place, and is at no school until it sits down again.
    pub fn away(&mut self, row: usize) {
        self.company.remove(self.schools[row], self.group(row));
        *self.cell(row) -= 1;
    }

    /// A pupil who is at no school goes to one.
    pub fn sit(&mut self, row: usize, school: u32) {
        self.schools[row] = school;
        self.company.add(school, self.group(row));
        *self.cell(row) += 1;
    }

    /// Notes what happened, where a log is kept.
    pub fn note(&mut self, year: u16, happened: Happened, row: usize, old: Option<u32>, new: Option<u32>) {
        if let Some(log) = &mut self.log {
            log.push(Event { year, happened, pupil: self.ids[row], old, new });
        }
    }

    /// What has happened since it was last asked.
    pub fn events(&mut self) -> Vec<Event> {
        self.log.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// Pupils with a group, by municipality of the home, school and group; sorted.
    #[must_use]
    pub fn cells(&self) -> Vec<Cell> {
        let groups = self.base.groups.len();
        let pairs = self.pairs.iter().zip(self.counts.chunks_exact(groups));
        let mut cells: Vec<Cell> = pairs
            .flat_map(|(&(town, school), counts)| {
                self.base.groups.iter().zip(counts).map(move |(group, count)| Cell {
                    town,
                    school,
                    group: *group,
                    pupils: u64::from(*count),
                })
            })
            .filter(|cell| cell.pupils > 0 && cell.group != MISSING)
            .collect();
        cells.sort_unstable();
        cells
    }

    /// The count of the town, school and group of a pupil.
    fn cell(&mut self, row: usize) -> &mut u32 {
        let block = self.blocks[row] as usize;
        let (town, school, groups) = (self.base.towns[block], self.schools[row], self.base.groups.len());
        let cell = &mut self.cells[town as usize * self.base.seating.school_at.len() + school as usize];
        if *cell == NONE {
            *cell = self.pairs.len() as u32;
            self.pairs.push((town, school));
            self.counts.resize(self.pairs.len() * groups, 0);
        }
        let group = usize::from(self.base.blocks.all()[block].group);
        &mut self.counts[*cell as usize * groups + group]
    }
}

//! Older brothers and sisters.

use crate::world::World;
use rayon::prelude::*;

/// Where the youngest of the older brothers and sisters who were at school when a pupil came is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Elder {
    /// There is none, or families are not known.
    None,
    /// An entrant of a cohort.
    Entrant {
        /// Number of the cohort.
        cohort: u32,
        /// Number within it.
        entrant: u32,
    },
    /// Someone who came before the cohorts that are known, at a school.
    At(u32),
}

/// The first spell of every pupil, by row of the world.
#[must_use]
pub fn first_spells(world: &World) -> Vec<usize> {
    let ids = &world.pupils.id;
    (0..ids.len()).filter(|row| *row == 0 || ids[row - 1] != ids[*row]).collect()
}

/// The spells of families.
pub struct Families<'a> {
    world: &'a World,
    /// Rows by family; none where families are not known.
    rows: Vec<u32>,
}

impl<'a> Families<'a> {
    /// The families of a world.
    #[must_use]
    pub fn new(world: &'a World) -> Self {
        let families = &world.pupils.family;
        let mut rows: Vec<u32> = (0..families.len() as u32).collect();
        rows.par_sort_unstable_by_key(|row| (families[*row as usize], *row));
        Self { world, rows }
    }

    /// The elder of someone who comes in a year, as a row at school in that year.
    #[must_use]
    pub fn elder(&self, row: usize, year: u16) -> Option<usize> {
        let pupils = &self.world.pupils;
        let family = *pupils.family.get(row)?;
        let from = self.rows.partition_point(|other| pupils.family[*other as usize] < family);
        let others = self.rows[from..].iter().map(|other| *other as usize);
        others
            .take_while(|other| pupils.family[*other] == family)
            .filter(|other| pupils.id[*other] != pupils.id[row] && pupils.at_school(*other, year))
            .filter(|other| self.came(*other) < i32::from(year))
            .max_by_key(|other| (self.came(*other), std::cmp::Reverse(pupils.id[*other])))
    }

    /// The school year in which someone came to school, as its study year tells it.
    fn came(&self, row: usize) -> i32 {
        let pupils = &self.world.pupils;
        let passed = pupils.study_year.get(row).map_or(0, |study_year| i32::from(*study_year) - 1);
        i32::from(pupils.first_year[row]) - passed
    }
}

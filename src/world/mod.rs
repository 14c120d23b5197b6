//! Who could sit where: municipalities, homes, schools and pupils, as plain
//! columns; a number that points elsewhere is a position in the other table.

mod labels;
mod places;
mod pupils;
mod schools;

pub use labels::{ADVICES, DENOMINATIONS, EDUCATIONS, FIRST_YEARS, KINDS, ORIGINS, STRUCTURES, TRACKS};
pub use places::{Homes, Municipalities};
pub use pupils::Pupils;
pub use schools::Schools;
use std::ops::RangeInclusive;

/// The part of the school system that a world describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sector {
    /// Primary education (*basisonderwijs*), eight study years.
    Po,
    /// Secondary education (*voortgezet onderwijs*), four to six study years.
    Vo,
}

impl Sector {
    /// The sector of its schools, `bo` or `vo`.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Po => "bo",
            Self::Vo => "vo",
        }
    }
}

/// Who could sit where in a range of school years.
#[derive(Clone, Debug, PartialEq)]
pub struct World {
    /// Where it comes from; `"synthetic"` for an invented world.
    pub source: &'static str,
    /// The sector of all its schools.
    pub sector: Sector,
    /// School years by the year they start in: 2017 is 2017/18.
    pub years: RangeInclusive<u16>,
    /// Municipalities.
    pub municipalities: Municipalities,
    /// Home areas.
    pub homes: Homes,
    /// School sites.
    pub schools: Schools,
    /// Everyone who was at school in one of the years.
    pub pupils: Pupils,
}

impl World {
    /// The latest school year.
    #[must_use]
    pub fn latest(&self) -> u16 {
        *self.years.end()
    }

    /// Positions of the pupils at school in `year`, ascending; none outside `years`.
    #[must_use]
    pub fn pupils_in(&self, year: u16) -> Vec<usize> {
        (0..self.pupils.len()).filter(|&pupil| self.study_year(pupil, year).is_some()).collect()
    }

    /// The study year, from 1, of a pupil in a school year; none if not at school then
    /// or outside `years`.
    #[must_use]
    pub fn study_year(&self, pupil: usize, year: u16) -> Option<u8> {
        self.pupils.study_year(pupil, year).filter(|_| self.years.contains(&year))
    }

    /// The track in a school year, a position in [`TRACKS`]: the first two years are
    /// `first_years` (*brugjaar*) except in `pro`. None in po or when not at school.
    #[must_use]
    pub fn track_in(&self, pupil: usize, year: u16) -> Option<u8> {
        let study_year = self.study_year(pupil, year)?;
        let track = *self.pupils.track.get(pupil)?;
        Some(if study_year <= 2 && track != 0 { FIRST_YEARS } else { track })
    }
}

//! Who could sit where: municipalities, homes, schools and pupils, as plain
//! columns; a number that points elsewhere is a position in the other table.

mod codes;
mod denominations;
mod grouping;
mod labels;
mod panel;
mod places;
mod pupils;
mod schools;
mod seating;
mod sound;
mod trees;

pub use codes::{Codes, MISSING};
pub use denominations::{BROAD, broad};
pub use labels::{ADVICES, DENOMINATIONS, EDUCATIONS, FIRST_YEARS, KINDS, ORIGINS, STRUCTURES, TRACKS};
pub use panel::Panel;
pub use places::{Homes, Municipalities};
pub use pupils::{Pupils, Trait};
pub use schools::Schools;
pub use seating::{Cell, Seating};
use std::ops::RangeInclusive;
pub use trees::Trees;

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
    /// Where it comes from; `"synthetic"` for an invented world, `"microdata"` or `"files"`.
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
    /// Everyone who was at school in one of the years, a row a spell.
    pub pupils: Pupils,
}

impl World {
    /// The latest school year.
    #[must_use]
    pub fn latest(&self) -> u16 {
        *self.years.end()
    }

    /// Rows of the spells that `year` is in, one a pupil at school then, ascending; none
    /// outside `years`.
    #[must_use]
    pub fn pupils_in(&self, year: u16) -> Vec<usize> {
        let inside = self.years.contains(&year);
        (0..self.pupils.len()).filter(|&row| inside && self.pupils.at_school(row, year)).collect()
    }

    /// The study year, from 1, in a school year; none outside the spell or outside `years`.
    #[must_use]
    pub fn study_year(&self, row: usize, year: u16) -> Option<u8> {
        self.pupils.study_year(row, year).filter(|_| self.years.contains(&year))
    }

    /// The code of the trait `track` in a school year; none in po, outside the spell or
    /// outside `years`.
    #[must_use]
    pub fn track_in(&self, row: usize, year: u16) -> Option<u16> {
        self.study_year(row, year)?;
        self.pupils.values("track")?.code(row)
    }
}

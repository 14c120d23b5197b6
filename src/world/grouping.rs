//! Pupils by a trait in a school year, and whether the trait is theirs or their area's.

use super::{Codes, World};
use crate::error::{Error, Family, Result};
use std::collections::BTreeSet;

/// Not a trait, as it changes within a spell, but a group like one.
const STUDY_YEAR: &str = "study_year";
/// Pupils from which on a home area tells whether a trait varies in it.
const TELLING: usize = 10;

/// The code of a trait in a spell; none where it has no value.
pub type GroupOf<'a> = Box<dyn Fn(usize) -> Option<u16> + Sync + 'a>;

impl World {
    /// A school year of the world; the latest without one.
    ///
    /// # Errors
    /// `BadOption` for a year outside the world's.
    pub fn school_year(&self, year: Option<u16>) -> Result<u16> {
        let year = year.unwrap_or_else(|| self.latest());
        if self.years.contains(&year) {
            return Ok(year);
        }
        let allowed = format!("{} to {} (2017 is school year 2017/18)", self.years.start(), self.years.end());
        Err(Error::option("year", format!("the world has no school year {year}"), &allowed))
    }

    /// The trait in a spell: its code, or its number; none where it has no value.
    ///
    /// # Errors
    /// `BadOption` for an unknown trait.
    pub fn group_of<'a>(&'a self, group: &str, year: u16) -> Result<GroupOf<'a>> {
        if let Some(values) = self.pupils.values(group) {
            return Ok(Box::new(|row| values.code(row)));
        }
        if group == STUDY_YEAR {
            return Ok(Box::new(move |row| self.study_year(row, year).map(u16::from)));
        }
        let names = self.pupils.traits.iter().map(|known| known.name.as_str());
        let known: Vec<&str> = names.chain([STUDY_YEAR]).collect();
        let message = format!("pupils of this world have no trait '{group}'");
        Err(Error::option("group", message, &known.join(", ")))
    }

    /// The labels of a trait; none where its codes are numbers.
    #[must_use]
    pub fn group_labels(&self, group: &str) -> Option<&[String]> {
        self.pupils.values(group).and_then(|values: &Codes| values.labels.as_deref())
    }

    /// Refuses a trait that is the area's and not the pupil's: one that is marked so, or has a
    /// single value in every home area of ten or more pupils.
    ///
    /// # Errors
    /// `AreaTrait`.
    pub fn refuse_area_trait(&self, group: &str, year: u16) -> Result<()> {
        let group_of = self.group_of(group, year)?;
        let mut values: Vec<(usize, BTreeSet<u16>)> = vec![(0, BTreeSet::new()); self.homes.len()];
        for row in self.pupils_in(year) {
            if let Some(code) = group_of(row) {
                let area = &mut values[self.pupils.home[row] as usize];
                area.0 += 1;
                area.1.insert(code);
            }
        }
        let telling: Vec<&BTreeSet<u16>> =
            values.iter().filter(|(pupils, _)| *pupils >= TELLING).map(|(_, found)| found).collect();
        let all: BTreeSet<u16> = values.iter().flat_map(|(_, found)| found).copied().collect();
        let marked = self.pupils.traits.iter().any(|known| known.name == group && known.of_area);
        let single = all.len() > 1 && !telling.is_empty() && telling.iter().all(|found| found.len() == 1);
        if marked || single { Err(area_trait(group, marked, telling.len())) } else { Ok(()) }
    }
}

fn area_trait(group: &str, marked: bool, areas: usize) -> Error {
    let why = if marked {
        "is marked as a trait of the home area".to_owned()
    } else {
        format!("has a single value in every one of the {areas} home areas of ten or more pupils")
    };
    let message = format!(
        "'{group}' {why}: a trait of the area is not a trait of the pupil. Pupils of one area are then of one \
         group whatever school they attend, so schools can only mix areas and a difference with the nearest \
         school says nothing of choice"
    );
    Error::new(Family::AreaTrait, "AreaTrait", message).on("group").remedy(
        "Use a trait that varies within home areas, from microdata. Of an area trait, compute distances to school, \
         the share of pupils at a school in their own area, or the mixing by travel: 1 - index over sites / index \
         over home areas (roll(..., unit='site') and roll(..., unit='home_area')).",
    )
}

//! Pupils by a trait in a school year, and whether the trait is theirs or their area's.

use super::{Codes, World};
use crate::error::{Error, Family, Result};
use crate::numeric::Sum;
use std::collections::{BTreeMap, BTreeSet};

/// Not a trait, as it changes within a spell, but a group like one.
const STUDY_YEAR: &str = "study_year";
/// Pupils from which on a home area tells whether a trait varies in it.
const TELLING: u64 = 10;
/// Share of the diversity of pupils between areas from which on a trait is that of the area; a few
/// pupils differ even then, as registers and areas are of different days.
const OF_AREAS: f64 = 0.98;

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

    /// Refuses a trait that is the area's and not the pupil's: one that is marked so, or hardly varies
    /// within the home areas of ten or more pupils (of two or more, where fewer than half of the
    /// pupils live in such areas): 98 % of the diversity of their pupils lies between areas.
    ///
    /// # Errors
    /// `AreaTrait`.
    pub fn refuse_area_trait(&self, group: &str, year: u16) -> Result<()> {
        let group_of = self.group_of(group, year)?;
        let mut areas: Vec<BTreeMap<u16, u64>> = vec![BTreeMap::new(); self.homes.len()];
        let mut varies = BTreeSet::new();
        for row in self.pupils_in(year) {
            if let Some(code) = group_of(row) {
                *areas[self.pupils.home[row] as usize].entry(code).or_default() += 1;
                varies.insert(code);
            }
        }
        let pupils = |area: &BTreeMap<u16, u64>| area.values().sum::<u64>();
        let of = |least: u64| areas.iter().filter(|area| pupils(area) >= least).collect::<Vec<_>>();
        let all: u64 = areas.iter().map(pupils).sum();
        let large = of(TELLING);
        let enough = 2 * large.iter().map(|area| pupils(area)).sum::<u64>() >= all;
        let telling = if enough { large } else { of(2) };
        let marked = self.pupils.traits.iter().any(|known| known.name == group && known.of_area);
        if marked || (varies.len() > 1 && is_of_areas(&telling)) {
            return Err(area_trait(group, marked, telling.len()));
        }
        Ok(())
    }
}

/// Whether nearly all diversity of pupils lies between areas.
fn is_of_areas(areas: &[&BTreeMap<u16, u64>]) -> bool {
    let mut whole: BTreeMap<u16, u64> = BTreeMap::new();
    for (code, pupils) in areas.iter().copied().flatten() {
        *whole.entry(*code).or_default() += pupils;
    }
    let within = areas.iter().map(|area| diversity(area)).collect::<Sum>().value();
    !areas.is_empty() && within <= (1.0 - OF_AREAS) * diversity(&whole)
}

/// Pupils times the chance that two of them differ (Simpson 1949).
fn diversity(pupils: &BTreeMap<u16, u64>) -> f64 {
    let all = pupils.values().sum::<u64>() as f64;
    let alike = pupils.values().map(|n| (*n as f64) * (*n as f64) / all).collect::<Sum>().value();
    all - alike
}

fn area_trait(group: &str, marked: bool, areas: usize) -> Error {
    let why = if marked {
        "is marked as a trait of the home area".to_owned()
    } else {
        format!("hardly varies within the {areas} home areas that have pupils enough to tell")
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

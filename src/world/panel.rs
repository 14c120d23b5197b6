//! A register, a row a pupil and school year, as spells.

use super::{Pupils, Trait};
use crate::error::{Error, Result};
use rayon::prelude::*;

/// Study years that a school system may have.
const STUDY_YEARS: std::ops::RangeInclusive<u8> = 1..=20;

/// A register (*microdata*), a row a pupil and school year; pupils, homes, schools and
/// families are positions in the sorted values of their columns.
#[derive(Clone, Debug, Default)]
pub struct Panel {
    /// Pupil.
    pub pupil: Vec<u32>,
    /// School year, by the year it starts in.
    pub year: Vec<u16>,
    /// Home area.
    pub home: Vec<u32>,
    /// School.
    pub school: Vec<u32>,
    /// Study year, from 1; empty where it is not known.
    pub study_year: Vec<u8>,
    /// Family; empty where it is not known.
    pub family: Vec<u32>,
    /// Traits.
    pub traits: Vec<Trait>,
}

impl Panel {
    /// The spells: school years in a row in which a pupil stays at one home and one school,
    /// keeps every trait and, where it is known, is one study year further every year.
    ///
    /// The order of the rows does not matter.
    ///
    /// ```
    /// use schoolmix::world::Panel;
    /// let panel = Panel {
    ///     pupil: vec![0, 0, 0],
    ///     year: vec![2023, 2021, 2022],
    ///     home: vec![4, 4, 4],
    ///     school: vec![8, 7, 7],
    ///     ..Panel::default()
    /// };
    /// let spells = panel.spells()?;
    /// assert_eq!((spells.first_year, spells.last_year), (vec![2021, 2023], vec![2022, 2023]));
    /// # Ok::<(), schoolmix::error::Error>(())
    /// ```
    ///
    /// # Errors
    /// `DuplicatePupil` for a pupil with two rows in a year, `BadStudyYear` outside 1..20.
    pub fn spells(&self) -> Result<Pupils> {
        self.check_study_years()?;
        let mut rows: Vec<u32> = (0..self.pupil.len() as u32).collect();
        rows.par_sort_unstable_by_key(|&row| (self.pupil[row as usize], self.year[row as usize], row));
        self.check_once_a_year(&rows)?;
        let starts: Vec<usize> = (0..rows.len()).filter(|&i| i == 0 || !self.goes_on(&rows, i)).collect();
        let ends = starts.iter().skip(1).copied().chain([rows.len()]).filter(|_| !rows.is_empty());
        let first: Vec<usize> = starts.iter().map(|&start| rows[start] as usize).collect();
        Ok(Pupils {
            id: first.iter().map(|&row| u64::from(self.pupil[row])).collect(),
            family: self
                .family
                .first()
                .map_or_else(Vec::new, |_| first.iter().map(|&row| u64::from(self.family[row])).collect()),
            birth_year: Vec::new(),
            home: first.iter().map(|&row| self.home[row]).collect(),
            school: first.iter().map(|&row| self.school[row]).collect(),
            first_year: first.iter().map(|&row| self.year[row]).collect(),
            last_year: ends.map(|end| self.year[rows[end - 1] as usize]).collect(),
            study_year: self
                .study_year
                .first()
                .map_or_else(Vec::new, |_| first.iter().map(|&row| self.study_year[row]).collect()),
            traits: self.traits.iter().map(|known| known.at(&first)).collect(),
        })
    }

    /// Whether the row at place `i` continues the spell of the row before it.
    fn goes_on(&self, rows: &[u32], i: usize) -> bool {
        let (before, row) = (rows[i - 1] as usize, rows[i] as usize);
        self.pupil[before] == self.pupil[row]
            && self.year[before] + 1 == self.year[row]
            && self.home[before] == self.home[row]
            && self.school[before] == self.school[row]
            && (self.family.is_empty() || self.family[before] == self.family[row])
            && (self.study_year.is_empty() || self.study_year[before] + 1 == self.study_year[row])
            && self.traits.iter().all(|known| known.values.codes[before] == known.values.codes[row])
    }

    fn check_once_a_year(&self, rows: &[u32]) -> Result<()> {
        let of = |row: u32| (self.pupil[row as usize], self.year[row as usize]);
        let twice = || rows.windows(2).filter(|pair| of(pair[0]) == of(pair[1])).map(|pair| pair[1]);
        let Some(first) = twice().min() else { return Ok(()) };
        let count = twice().count() as u64;
        let message =
            format!("a pupil has two rows in a school year, {count} times, first again in row {first}");
        Err(Error::input("DuplicatePupil", message)
            .on("pupil")
            .at(u64::from(first), count)
            .remedy("Keep one row a pupil and school year, such as that of the main enrolment."))
    }

    fn check_study_years(&self) -> Result<()> {
        let wrong = |year: &&u8| !STUDY_YEARS.contains(*year);
        let Some(first) = self.study_year.iter().position(|year| wrong(&year)) else { return Ok(()) };
        let count = self.study_year.iter().filter(wrong).count() as u64;
        let message = format!("study_year is outside 1..20 in {count} rows, first in row {first}");
        Err(Error::input("BadStudyYear", message)
            .on("study_year")
            .at(first as u64, count)
            .remedy("Count study years from 1."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::{Codes, MISSING};
    use proptest::prelude::*;

    fn trait_of(codes: Vec<u16>) -> Vec<Trait> {
        vec![Trait::new("x", Codes::labelled(&["a", "b"], codes))]
    }

    #[test]
    fn a_change_of_anything_starts_a_spell() {
        let same = Panel {
            pupil: vec![0; 4],
            year: vec![2020, 2021, 2022, 2023],
            home: vec![1; 4],
            school: vec![1; 4],
            study_year: vec![1, 2, 3, 4],
            family: vec![9; 4],
            traits: trait_of(vec![0; 4]),
        };
        let changed = [
            Panel { home: vec![1, 1, 2, 2], ..same.clone() },
            Panel { school: vec![1, 1, 2, 2], ..same.clone() },
            Panel { study_year: vec![1, 2, 2, 3], ..same.clone() },
            Panel { traits: trait_of(vec![0, 0, MISSING, MISSING]), ..same.clone() },
            Panel { year: vec![2020, 2021, 2023, 2024], ..same.clone() },
            Panel { family: vec![9, 9, 8, 8], ..same.clone() },
        ];
        assert_eq!(same.spells().unwrap().len(), 1);
        for panel in changed {
            assert_eq!(panel.spells().unwrap().len(), 2, "{panel:?}");
        }
        assert!(Panel::default().spells().unwrap().is_empty());
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let panel = Panel {
            pupil: vec![3, 1, 3, 3],
            year: vec![2020; 4],
            home: vec![0; 4],
            school: vec![0; 4],
            ..Panel::default()
        };
        let fault = panel.spells().unwrap_err();
        assert_eq!((fault.kind, fault.row, fault.count), ("DuplicatePupil", Some(2), Some(2)));
        let fault = Panel { study_year: vec![1, 0, 21, 2], ..panel }.spells().unwrap_err();
        assert_eq!((fault.kind, fault.row, fault.count), ("BadStudyYear", Some(1), Some(2)));
    }

    proptest! {
        #[test]
        fn every_row_is_in_one_spell(cells in prop::collection::btree_map((0u32..20, 2015u16..2025), (0u32..2, 0u32..3, 0u16..2), 1..80)) {
            let rows: Vec<_> = cells.iter().rev().collect();
            let panel = Panel {
                pupil: rows.iter().map(|(key, _)| key.0).collect(),
                year: rows.iter().map(|(key, _)| key.1).collect(),
                home: rows.iter().map(|(_, cell)| cell.0).collect(),
                school: rows.iter().map(|(_, cell)| cell.1).collect(),
                traits: trait_of(rows.iter().map(|(_, cell)| cell.2).collect()),
                ..Panel::default()
            };
            let spells = panel.spells().unwrap();
            let mut found = Vec::new();
            for row in 0..spells.len() {
                for year in spells.first_year[row]..=spells.last_year[row] {
                    let code = spells.traits[0].values.codes[row];
                    found.push(((spells.id[row] as u32, year), (spells.home[row], spells.school[row], code)));
                }
            }
            prop_assert_eq!(found, cells.into_iter().collect::<Vec<_>>());
        }
    }
}

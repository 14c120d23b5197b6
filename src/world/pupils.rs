//! Pupils as spells: years at one home and one school.

use super::Codes;

/// A property of pupils that groups can be made by.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trait {
    /// Its name, as in `roll(group=...)`.
    pub name: String,
    /// The value in every spell.
    pub values: Codes,
    /// Whether its labels go from low to high; numbers always do.
    pub ordered: bool,
    /// Whether it was joined from statistics of the home area.
    pub of_area: bool,
}

impl Trait {
    /// A trait with a name, in no order.
    #[must_use]
    pub fn new(name: &str, values: Codes) -> Self {
        Self { name: name.to_owned(), values, ordered: false, of_area: false }
    }

    /// The same trait, its labels from low to high.
    #[must_use]
    pub fn in_order(self) -> Self {
        Self { ordered: true, ..self }
    }

    /// The trait at some rows, in their order.
    #[must_use]
    pub fn at(&self, rows: &[usize]) -> Self {
        let codes = rows.iter().map(|&row| self.values.codes[row]).collect();
        let values = Codes { labels: self.values.labels.clone(), codes };
        Self { name: self.name.clone(), values, ..*self }
    }
}

/// A row a spell: a pupil in school years without a gap at one home and one school, with
/// the same value of every trait and every year one study year further. Rows are sorted
/// by id, then by first year; the spells of a pupil do not overlap. A column that is not
/// known is empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pupils {
    /// Number of the pupil, the same in all its spells.
    pub id: Vec<u64>,
    /// Number of the family; brothers and sisters share it.
    pub family: Vec<u64>,
    /// Year of birth.
    pub birth_year: Vec<u16>,
    /// Position of the home area.
    pub home: Vec<u32>,
    /// Position of the school.
    pub school: Vec<u32>,
    /// First school year, by the year it starts in.
    pub first_year: Vec<u16>,
    /// Last school year, inclusive.
    pub last_year: Vec<u16>,
    /// Study year, from 1, in the first school year; 0 where it is not known.
    pub study_year: Vec<u8>,
    /// The traits; their names are different.
    pub traits: Vec<Trait>,
}

impl Pupils {
    /// How many spells there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.id.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.id.is_empty()
    }

    /// Whether a school year is in the spell.
    #[must_use]
    pub fn at_school(&self, row: usize, year: u16) -> bool {
        (self.first_year[row]..=self.last_year[row]).contains(&year)
    }

    /// The study year, from 1, in a school year; none outside the spell, or where it is not
    /// known.
    #[must_use]
    pub fn study_year(&self, row: usize, year: u16) -> Option<u8> {
        let first = self.study_year.get(row).filter(|first| **first > 0)?;
        self.at_school(row, year).then(|| first + (year - self.first_year[row]) as u8)
    }

    /// The values of a trait in every spell; none when pupils have no trait of that name.
    #[must_use]
    pub fn values(&self, name: &str) -> Option<&Codes> {
        self.traits.iter().find(|known| known.name == name).map(|known| &known.values)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spell_counts_study_years_from_its_first_year() {
        let pupils = Pupils {
            id: vec![7, 7],
            first_year: vec![2019, 2021],
            last_year: vec![2020, 2021],
            study_year: vec![3, 4],
            traits: vec![Trait::new("advice", Codes::labelled(&["vwo"], vec![crate::world::MISSING, 0]))],
            ..Pupils::default()
        };
        let years = |row| (2018..=2022).map(|year| pupils.study_year(row, year)).collect::<Vec<_>>();
        assert_eq!(years(0), [None, Some(3), Some(4), None, None]);
        assert_eq!(years(1), [None, None, None, Some(4), None]);
        let advice = pupils.values("advice").unwrap();
        assert_eq!((advice.label(0), advice.label(1)), (None, Some("vwo")));
        assert!(pupils.values("income").is_none());
    }
}

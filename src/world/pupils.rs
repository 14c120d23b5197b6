//! Pupils, with the years in which they are at school.

/// Everyone at school in one of the years of the world, a row each.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pupils {
    /// Number of the pupil, the same in all years; ascending.
    pub id: Vec<u64>,
    /// Position of the home area.
    pub home: Vec<u32>,
    /// Position of the school.
    pub school: Vec<u32>,
    /// First school year, by the year it starts in.
    pub entry_year: Vec<u16>,
    /// How many school years the pupil stays: 8 in po, 4 to 6 by track in vo.
    pub study_years: Vec<u8>,
    /// Socio-economic status of the home, 1 low to 5 high, national fifths.
    pub ses_quintile: Vec<u8>,
    /// Position in [`EDUCATIONS`](super::EDUCATIONS).
    pub parental_education: Vec<u8>,
    /// Income of the household, 1 low to 5 high, national fifths of pupils.
    pub income_quintile: Vec<u8>,
    /// Position in [`ORIGINS`](super::ORIGINS).
    pub migration_background: Vec<u8>,
    /// Track from the third year, a position in [`TRACKS`](super::TRACKS); empty in po.
    pub track: Vec<u8>,
    /// Position in [`ADVICES`](super::ADVICES); empty in po.
    pub advice: Vec<u8>,
}

impl Pupils {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.id.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.id.is_empty()
    }

    /// The study year, from 1, of a pupil in a school year; none if not at school then.
    #[must_use]
    pub fn study_year(&self, pupil: usize, year: u16) -> Option<u8> {
        let passed = year.checked_sub(self.entry_year[pupil])?;
        (passed < u16::from(self.study_years[pupil])).then_some(passed as u8 + 1)
    }
}

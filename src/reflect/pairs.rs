//! Neighbourhoods by a frame with a row for each school and area.

use crate::error::{Error, Result};
use crate::roll::{Column, Key, Roll};
use std::ops::Range;

/// A frame with a row for each school and area that belong together.
#[derive(Clone, Debug)]
pub struct Pairs<'a> {
    /// The roll's unit columns, in its order.
    pub schools: Vec<Column<'a>>,
    /// The reference's unit columns, in its order.
    pub areas: Vec<Column<'a>>,
    /// Rows of the frame.
    pub rows: usize,
}

/// The frame, sorted by school.
pub(super) struct Linked {
    schools: Key,
    areas: Key,
    /// Numbers of school and area in these keys.
    pairs: Vec<(u32, u32)>,
}

impl Pairs<'_> {
    /// # Errors
    /// `DuplicateKey` for a pair that is there twice.
    pub(super) fn read(&self) -> Result<Linked> {
        let (schools, school) = Key::compact(&self.schools, self.rows)?;
        let (areas, area) = Key::compact(&self.areas, self.rows)?;
        let mut rows: Vec<((u32, u32), usize)> = school.into_iter().zip(area).zip(0..).collect();
        rows.sort_unstable();
        let again: Vec<usize> = rows.windows(2).filter(|w| w[0].0 == w[1].0).map(|w| w[1].1).collect();
        if let Some(first) = again.iter().min() {
            let message = format!("a school and area stand in match twice, first in row {first}");
            return Err(Error::input("DuplicateKey", message)
                .on(self.areas[0].name.clone())
                .at(*first as u64, again.len() as u64)
                .remedy("Give each school and area one row."));
        }
        Ok(Linked { schools, areas, pairs: rows.into_iter().map(|(pair, _)| pair).collect() })
    }
}

impl Linked {
    /// For each of some schools the areas that it has among some areas of the reference, by number, and how
    /// many it has that are not there.
    pub(super) fn areas(
        &self,
        (roll, schools): (&Roll, &Range<usize>),
        (reference, areas): (&Roll, &Range<usize>),
    ) -> Vec<(Vec<usize>, usize)> {
        let mut known = vec![None; self.areas.len()];
        for unit in areas.clone() {
            if let Some(area) = self.areas.find(&reference.units.labels(unit)[reference.by..]) {
                known[area] = Some(unit);
            }
        }
        let of = |unit: usize| {
            let Some(school) = self.schools.find(&roll.units.labels(unit)[roll.by..]) else {
                return (Vec::new(), 0);
            };
            let start = self.pairs.partition_point(|pair| (pair.0 as usize) < school);
            let own = self.pairs[start..].iter().take_while(|pair| pair.0 as usize == school);
            let found: Vec<Option<usize>> = own.map(|pair| known[pair.1 as usize]).collect();
            let missing = found.iter().filter(|unit| unit.is_none()).count();
            let mut found: Vec<usize> = found.into_iter().flatten().collect();
            found.sort_unstable();
            (found, missing)
        };
        schools.clone().map(of).collect()
    }
}

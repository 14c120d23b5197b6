//! The schools that there are: where, with how many places, for whom.

use super::instrument::Ground;
use crate::error::{Error, Result};
use crate::world::Seating;

/// The schools that there are.
#[derive(Clone, Debug, PartialEq)]
pub struct Supply {
    /// Where each is; not finite where that is not known.
    pub at: Vec<(f64, f64)>,
    /// Open schools that take pupils of a kind, by number; last those that are open at all.
    pub eligible: Vec<Vec<u32>>,
    /// Places; empty where they are not known.
    pub places: Vec<u64>,
    /// Schools that are gone, and the school that took their pupils, if one did.
    pub gone: Vec<(u32, Option<u32>)>,
}

impl Supply {
    /// The schools of a year of a world.
    #[must_use]
    pub fn of(seating: &Seating) -> Self {
        Self {
            at: seating.school_at.clone(),
            eligible: seating.eligible.clone(),
            places: seating.places.clone(),
            gone: Vec::new(),
        }
    }

    /// Those that are open.
    #[must_use]
    pub fn open(&self) -> &[u32] {
        self.eligible.last().map_or(&[], |schools| schools)
    }

    /// Whether a school takes pupils of a kind.
    #[must_use]
    pub fn takes(&self, kind: usize, school: u32) -> bool {
        self.eligible[kind].binary_search(&school).is_ok()
    }

    /// Lets a school take pupils of a kind.
    pub fn admit(&mut self, kind: usize, school: u32) {
        if let Err(place) = self.eligible[kind].binary_search(&school) {
            self.eligible[kind].insert(place, school);
        }
    }

    /// Lets a school offer a track: it takes its pupils, and those of mixed first years for whom it is meant.
    pub fn offer(&mut self, ground: &Ground<'_>, track: usize, school: u32) {
        self.admit(track, school);
        for kind in ground.with.get(track).into_iter().flatten() {
            self.admit(*kind, school);
        }
    }

    /// Closes a school.
    ///
    /// # Errors
    /// `Contradiction` for one that is not open.
    pub fn close(&mut self, school: u32, into: Option<u32>) -> Result<()> {
        self.check_open(school)?;
        for schools in &mut self.eligible {
            schools.retain(|other| *other != school);
        }
        self.gone.push((school, into));
        Ok(())
    }

    /// Refuses a school that is not open.
    ///
    /// # Errors
    /// `Contradiction`.
    pub fn check_open(&self, school: u32) -> Result<()> {
        if self.open().binary_search(&school).is_ok() {
            return Ok(());
        }
        let message = "one of the schools is not open, or another instrument has closed it";
        Err(Error::input("Contradiction", message)
            .on("sites")
            .remedy("Name schools that are open when the instrument starts, each in one instrument."))
    }

    /// The kinds that are tracks; none in primary education.
    #[must_use]
    pub fn kinds(&self) -> usize {
        self.eligible.len() - 1
    }

    /// What is new beside a year of a world: kind and school.
    #[must_use]
    pub fn new_offers(&self, ground: &Ground<'_>) -> Vec<(usize, u32)> {
        let known = &ground.seating.eligible;
        let new = |kind: usize| {
            let is_new = move |school: &&u32| known[kind].binary_search(school).is_err();
            self.eligible[kind].iter().filter(is_new).map(move |school| (kind, *school))
        };
        (0..self.eligible.len()).flat_map(new).collect()
    }
}

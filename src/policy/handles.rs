//! All that instruments can change, as it is where nothing is changed.

use super::admission::{Admission, Way};
use super::encounters::Friends;
use super::instrument::Ground;
use super::supply::Supply;
use crate::choice::{Assigned, Block, Shifts};
use crate::error::{Error, Result};

/// Families who enrol together.
#[derive(Clone, Debug, PartialEq)]
pub struct Together {
    /// The school.
    pub school: u32,
    /// Place of their group.
    pub group: u16,
    /// How many in a year.
    pub families: u32,
    /// Share that stays from a year to the next.
    pub retention: f64,
}

/// All that instruments can change.
#[derive(Clone, Debug, PartialEq)]
pub struct Handles {
    /// The schools that there are.
    pub supply: Supply,
    /// How schools are seen.
    pub shifts: Shifts,
    /// How places are given out.
    pub admission: Admission,
    /// Share of families that live elsewhere, by municipality; of none where empty.
    pub mixing: Vec<f64>,
    /// Families who enrol together.
    pub together: Vec<Together>,
    /// Schools whose pupils spend time together.
    pub friends: Vec<Friends>,
}

impl Handles {
    /// Nothing is changed.
    #[must_use]
    pub fn untouched(ground: &Ground<'_>, way: Way) -> Self {
        Self {
            supply: Supply::of(ground.seating),
            shifts: Shifts::default(),
            admission: Admission::new(way),
            mixing: Vec::new(),
            together: Vec::new(),
            friends: Vec::new(),
        }
    }

    /// Adds to what a school is worth to every group.
    pub fn add_worth(&mut self, ground: &Ground<'_>, school: u32, worth: impl Fn(usize) -> f64) {
        let schools = ground.schools();
        self.shifts.worth.resize(ground.groups * schools, 0.0);
        for group in 0..ground.groups {
            self.shifts.worth[group * schools + school as usize] += worth(group);
        }
    }

    /// Says how blocks get their school.
    ///
    /// # Errors
    /// `Contradiction` where that was said before.
    pub fn assign(&mut self, ground: &Ground<'_>, how: impl Fn(&Block) -> Option<Assigned>) -> Result<()> {
        let blocks = ground.blocks.all();
        let found: Vec<Option<Assigned>> = blocks.iter().map(how).collect();
        if found.iter().all(Option::is_none) {
            return Ok(());
        }
        self.shifts.assigned.resize(blocks.len(), Assigned::Free);
        for (known, new) in self.shifts.assigned.iter_mut().zip(found) {
            let Some(new) = new else { continue };
            if *known != Assigned::Free {
                let message = "two instruments assign pupils of a home area to schools";
                let remedy = "Give the nearest school, or catchments, once in a municipality and year.";
                return Err(Error::input("Contradiction", message).on("places").remedy(remedy));
            }
            *known = new;
        }
        Ok(())
    }
}

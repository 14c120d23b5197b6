//! Schools that merge.

use super::Handles;
use super::instrument::{Ground, Instrument, Scope};
use crate::error::Result;

/// A merger (*fusie*): schools go up in another, with their pupils and places.
#[derive(Clone, Debug, PartialEq)]
pub struct MergeSchools {
    /// The schools that are given up.
    pub sites: Vec<u32>,
    /// The school that goes on.
    pub into: u32,
}

impl Instrument for MergeSchools {
    fn apply(&self, ground: &Ground<'_>, scope: &Scope, handles: &mut Handles) -> Result<u64> {
        let schools = scope.schools_named(ground, handles, &self.sites)?;
        handles.supply.check_open(self.into)?;
        for school in schools.iter().filter(|school| **school != self.into) {
            let supply = &mut handles.supply;
            for kind in 0..supply.eligible.len() {
                if supply.takes(kind, *school) {
                    supply.admit(kind, self.into);
                }
            }
            supply.close(*school, Some(self.into))?;
            if !supply.places.is_empty() {
                let more = supply.places[*school as usize];
                let places = &mut supply.places[self.into as usize];
                *places = places.saturating_add(more);
            }
        }
        Ok(schools.len() as u64)
    }

    fn turn(&self) -> u8 {
        0
    }
}

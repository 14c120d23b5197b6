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
        let schools = scope.schools(ground, handles, Some(&self.sites));
        for school in &schools {
            let supply = &mut handles.supply;
            for kind in 0..supply.eligible.len() {
                if supply.takes(kind, *school) {
                    supply.admit(kind, self.into);
                }
            }
            supply.close(*school, Some(self.into))?;
            supply.check_open(self.into)?;
            if !supply.places.is_empty() {
                supply.places[self.into as usize] += supply.places[*school as usize];
            }
        }
        Ok(schools.len() as u64)
    }
}

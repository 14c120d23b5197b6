//! Every pupil at a school nearby.

use super::Handles;
use super::instrument::{Ground, Instrument, Scope};
use crate::choice::Assigned;
use crate::error::Result;

/// Nearest school (*dichtstbijzijnde school*): families do not choose.
#[derive(Clone, Debug, PartialEq)]
pub struct NearestSchool {
    /// How many of the nearest a school is drawn from.
    pub among: u32,
}

impl Instrument for NearestSchool {
    fn apply(&self, ground: &Ground<'_>, scope: &Scope, handles: &mut Handles) -> Result<u64> {
        let towns = scope.towns(ground);
        let in_scope = |block: &crate::choice::Block| {
            towns[ground.town(block) as usize].then_some(Assigned::Near(self.among))
        };
        handles.assign(ground, in_scope)?;
        Ok(towns.iter().filter(|takes_part| **takes_part).count() as u64)
    }
}

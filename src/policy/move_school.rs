//! A school that moves.

use super::Handles;
use super::instrument::{Ground, Instrument, Scope};
use crate::error::Result;

/// The move of a school (*verplaatsing*), with the pupils who are there.
#[derive(Clone, Debug, PartialEq)]
pub struct MoveSchool {
    /// The school.
    pub school: u32,
    /// Where to.
    pub at: (f64, f64),
}

impl Instrument for MoveSchool {
    fn apply(&self, ground: &Ground<'_>, scope: &Scope, handles: &mut Handles) -> Result<u64> {
        let schools = scope.schools_named(ground, handles, &[self.school])?;
        for school in &schools {
            handles.supply.at[*school as usize] = self.at;
        }
        Ok(schools.len() as u64)
    }

    fn turn(&self) -> u8 {
        0
    }
}

//! Schools that close.

use super::Handles;
use super::instrument::{Ground, Instrument, Scope};
use crate::error::Result;

/// The closing of schools (*opheffing*): pupils there choose again.
#[derive(Clone, Debug, PartialEq)]
pub struct CloseSchool {
    /// The schools.
    pub sites: Vec<u32>,
}

impl Instrument for CloseSchool {
    fn apply(&self, ground: &Ground<'_>, scope: &Scope, handles: &mut Handles) -> Result<u64> {
        let schools = scope.schools_named(ground, handles, &self.sites)?;
        for school in &schools {
            handles.supply.close(*school, None)?;
        }
        Ok(schools.len() as u64)
    }

    fn turn(&self) -> u8 {
        0
    }
}

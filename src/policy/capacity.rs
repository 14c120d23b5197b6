//! Places of schools.

use super::Handles;
use super::instrument::{Ground, Instrument, Scope};
use crate::error::Result;

/// More places at schools, or fewer.
#[derive(Clone, Debug, PartialEq)]
pub struct Capacity {
    /// What places are multiplied by.
    pub factor: f64,
    /// Added to that.
    pub extra: i64,
    /// The schools; none: all.
    pub sites: Option<Vec<u32>>,
}

impl Instrument for Capacity {
    fn apply(&self, ground: &Ground<'_>, scope: &Scope, handles: &mut Handles) -> Result<u64> {
        let changes = (self.factor - 1.0).abs() > 0.0 || self.extra != 0;
        if !changes || handles.supply.places.is_empty() {
            return Ok(0);
        }
        let schools = scope.schools(ground, handles, self.sites.as_deref());
        for school in &schools {
            let places = &mut handles.supply.places[*school as usize];
            let multiplied = (*places as f64 * self.factor).round_ties_even() as u64;
            *places = multiplied.saturating_add_signed(self.extra);
        }
        Ok(schools.len() as u64)
    }
}

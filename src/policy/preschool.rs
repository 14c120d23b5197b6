//! Preschool: a way into a school.

use super::Handles;
use super::admission::Tier;
use super::instrument::{Ground, Instrument, Scope};
use crate::error::Result;

/// Preschool (*voorschool*): who attends that of the nearest school goes first there.
#[derive(Clone, Debug, PartialEq)]
pub struct Preschool {
    /// Share of every group that attends it.
    pub attending: Vec<f64>,
    /// The schools; none: all.
    pub sites: Option<Vec<u32>>,
}

impl Instrument for Preschool {
    fn apply(&self, ground: &Ground<'_>, scope: &Scope, handles: &mut Handles) -> Result<u64> {
        if self.attending.iter().all(|share| *share <= 0.0) {
            return Ok(0);
        }
        let schools = scope.schools(ground, handles, self.sites.as_deref());
        for school in &schools {
            let tier = Tier::Preschool(self.attending.clone());
            handles.admission.tiers.entry(*school).or_default().after.push(tier);
        }
        Ok(schools.len() as u64)
    }
}

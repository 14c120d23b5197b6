//! Priority for those who live near.

use super::Handles;
use super::admission::Tier;
use super::instrument::{Ground, Instrument, Scope};
use crate::error::Result;

/// Priority for near homes (*voorrang voor wie dichtbij woont*).
#[derive(Clone, Debug, PartialEq)]
pub struct NearPriority {
    /// How many of the nearest schools.
    pub nearest: u32,
    /// Whether it goes before brothers and sisters.
    pub before_siblings: bool,
    /// The schools; none: all.
    pub sites: Option<Vec<u32>>,
}

impl Instrument for NearPriority {
    fn apply(&self, ground: &Ground<'_>, scope: &Scope, handles: &mut Handles) -> Result<u64> {
        let schools = scope.schools(ground, handles, self.sites.as_deref());
        for school in &schools {
            let tiers = handles.admission.tiers.entry(*school).or_default();
            let among = if self.before_siblings { &mut tiers.before } else { &mut tiers.after };
            among.push(Tier::Near(self.nearest));
        }
        Ok(schools.len() as u64)
    }
}

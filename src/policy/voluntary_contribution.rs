//! The voluntary contribution of parents.

use super::Handles;
use super::instrument::{Ground, Instrument, Scope};
use crate::error::Result;

/// Schools ask a lower voluntary contribution (*vrijwillige ouderbijdrage*).
#[derive(Clone, Debug, PartialEq)]
pub struct VoluntaryContribution {
    /// What every school asks less in a year, in euros.
    pub euros: Vec<f64>,
    /// Utility that EUR 100 takes away, by group.
    pub aversion: Vec<f64>,
}

impl Instrument for VoluntaryContribution {
    fn apply(&self, ground: &Ground<'_>, scope: &Scope, handles: &mut Handles) -> Result<u64> {
        if self.aversion.iter().all(|utility| *utility == 0.0) {
            return Ok(0);
        }
        let among: Vec<u32> = handles
            .supply
            .open()
            .iter()
            .copied()
            .filter(|school| self.euros[*school as usize] > 0.0)
            .collect();
        let schools = scope.schools(ground, handles, Some(&among));
        for school in &schools {
            let euros = self.euros[*school as usize];
            let worth = |group: usize| self.aversion.get(group).copied().unwrap_or_default() * euros / 100.0;
            handles.add_worth(ground, *school, worth);
        }
        Ok(schools.len() as u64)
    }
}

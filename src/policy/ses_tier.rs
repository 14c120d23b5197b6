//! Priority for pupils who bring a school nearer to a mix.

use super::Handles;
use super::admission::Tier;
use super::instrument::{Ground, Instrument, Scope};
use super::recognised::Recognised;
use crate::error::Result;

/// Priority by the mix of a school (*voorrang naar SES*).
#[derive(Clone, Debug, PartialEq)]
pub struct SesTier {
    /// Who is recognised, and where.
    pub of: Recognised,
    /// The target share.
    pub share: f64,
}

impl Instrument for SesTier {
    fn apply(&self, ground: &Ground<'_>, scope: &Scope, handles: &mut Handles) -> Result<u64> {
        let (schools, indicator) = self.of.schools(ground, scope, handles);
        for school in &schools {
            let tier = Tier::Mix { indicator, target: self.share };
            handles.admission.tiers.entry(*school).or_default().after.push(tier);
        }
        Ok(schools.len() as u64)
    }
}

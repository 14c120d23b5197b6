//! A soft quota: a group goes first where it is below a share.

use super::Handles;
use super::admission::Seats;
use super::instrument::{Ground, Instrument, Scope};
use super::recognised::Recognised;
use crate::error::Result;

/// A soft quota for pupils who are recognised.
#[derive(Clone, Debug, PartialEq)]
pub struct SoftQuota {
    /// Who is recognised, and where.
    pub of: Recognised,
    /// The target.
    pub share: f64,
}

impl Instrument for SoftQuota {
    fn apply(&self, ground: &Ground<'_>, scope: &Scope, handles: &mut Handles) -> Result<u64> {
        if self.share <= 0.0 {
            return Ok(0);
        }
        self.of.mean(ground, scope, handles, |indicator| Seats {
            indicator,
            floors: [self.share, 0.0],
            ceilings: [1.0, 1.0],
            hard: false,
            sitting: true,
            soft: true,
        })
    }
}

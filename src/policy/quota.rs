//! A quota: no more than a share of the places for a group.

use super::Handles;
use super::admission::Seats;
use super::instrument::{Ground, Instrument, Scope};
use super::recognised::Recognised;
use crate::error::Result;

/// A quota for pupils who are recognised.
#[derive(Clone, Debug, PartialEq)]
pub struct Quota {
    /// Who is recognised, and where.
    pub of: Recognised,
    /// Share of the places that it gets at most.
    pub share: f64,
    /// Whether it is a share of all places, with pupils who are there.
    pub sitting: bool,
}

impl Instrument for Quota {
    fn apply(&self, ground: &Ground<'_>, scope: &Scope, handles: &mut Handles) -> Result<u64> {
        self.of.mean(ground, scope, handles, |indicator| Seats {
            indicator,
            floors: [0.0, 0.0],
            ceilings: [self.share, 1.0],
            hard: true,
            sitting: self.sitting,
            soft: false,
        })
    }
}

//! A reserve: places that a group gets first.

use super::Handles;
use super::admission::Seats;
use super::instrument::{Ground, Instrument, Scope};
use super::recognised::Recognised;
use crate::error::Result;

/// A reserve for pupils who are recognised.
#[derive(Clone, Debug, PartialEq)]
pub struct Reserve {
    /// Who is recognised, and where.
    pub of: Recognised,
    /// Share of the places for which it goes first.
    pub share: f64,
    /// Whether places that it does not fill stay empty.
    pub hard: bool,
    /// Whether it is a share of all places, with pupils who are there.
    pub sitting: bool,
}

impl Instrument for Reserve {
    fn apply(&self, ground: &Ground<'_>, scope: &Scope, handles: &mut Handles) -> Result<u64> {
        if self.share <= 0.0 {
            return Ok(0);
        }
        self.of.mean(ground, scope, handles, |indicator| Seats {
            indicator,
            floors: [self.share, 0.0],
            ceilings: [1.0, if self.hard { 1.0 - self.share } else { 1.0 }],
            hard: self.hard,
            sitting: self.sitting,
            soft: false,
        })
    }
}

//! Double lists: places divided between a group and all others.

use super::Handles;
use super::admission::Seats;
use super::instrument::{Ground, Instrument, Scope};
use super::recognised::Recognised;
use crate::error::Result;

/// Double lists for pupils who are recognised.
#[derive(Clone, Debug, PartialEq)]
pub struct DoubleList {
    /// Who is recognised, and where.
    pub of: Recognised,
    /// Share of the places for the group.
    pub share: f64,
    /// Whether places that one side does not fill stay empty.
    pub hard: bool,
    /// Whether it is a share of all places, with pupils who are there.
    pub sitting: bool,
}

impl Instrument for DoubleList {
    fn apply(&self, ground: &Ground<'_>, scope: &Scope, handles: &mut Handles) -> Result<u64> {
        self.of.mean(ground, scope, handles, |indicator| Seats {
            indicator,
            floors: [self.share, 1.0 - self.share],
            ceilings: [self.share, 1.0 - self.share],
            hard: self.hard,
            sitting: self.sitting,
            soft: false,
        })
    }
}

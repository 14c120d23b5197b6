//! Transport of pupils: a kilometre counts for less.

use super::Handles;
use super::instrument::{Ground, Instrument, Scope};
use crate::error::Result;

/// Transport of pupils (*leerlingenvervoer*) in municipalities of homes.
#[derive(Clone, Debug, PartialEq)]
pub struct Transport {
    /// What a kilometre counts for.
    pub factor: f64,
}

impl Instrument for Transport {
    fn apply(&self, ground: &Ground<'_>, scope: &Scope, handles: &mut Handles) -> Result<u64> {
        let towns = scope.towns(ground);
        let count = towns.iter().filter(|takes_part| **takes_part).count();
        if self.factor >= 1.0 || count == 0 {
            return Ok(0);
        }
        let homes = ground.seating.home_at.len();
        let stretch = &mut handles.shifts.stretch;
        stretch.resize(homes, 1.0);
        for (home, factor) in (0u32..).zip(stretch) {
            if towns[ground.seating.town(home) as usize] {
                *factor *= self.factor;
            }
        }
        Ok(count as u64)
    }
}

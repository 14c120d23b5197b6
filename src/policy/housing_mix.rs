//! Mixing of homes.

use super::Handles;
use super::instrument::{Ground, Instrument, Scope};
use crate::error::Result;

/// Mixing of homes (*gemengd bouwen*): a share of the families lives elsewhere in the municipality.
#[derive(Clone, Debug, PartialEq)]
pub struct HousingMix {
    /// Share of families.
    pub share: f64,
}

impl Instrument for HousingMix {
    fn apply(&self, ground: &Ground<'_>, scope: &Scope, handles: &mut Handles) -> Result<u64> {
        let share = self.share * scope.uptake;
        if share <= 0.0 {
            return Ok(0);
        }
        handles.mixing.resize(ground.towns() as usize, 0.0);
        for (town, mixing) in (0u32..).zip(&mut handles.mixing) {
            if scope.holds_in(town) {
                // One after another, as if each drew anew from those whom the last left in place.
                *mixing = 1.0 - (1.0 - *mixing) * (1.0 - share);
            }
        }
        let all = Scope { uptake: share, ..scope.clone() };
        Ok(all.families(ground, &vec![true; ground.groups]))
    }
}

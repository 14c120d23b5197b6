//! Parents' initiatives: families who enrol together.

use super::Handles;
use super::handles::Together;
use super::instrument::{Ground, Instrument, Scope};
use crate::error::Result;

/// A parents' initiative (*ouderinitiatief*): families of a group enrol together at a school.
#[derive(Clone, Debug, PartialEq)]
pub struct ParentInitiative {
    /// The school.
    pub school: u32,
    /// Place of the group.
    pub group: u16,
    /// Families that are asked in a year.
    pub families: u32,
    /// Share that stays from a year to the next.
    pub retention: f64,
}

impl Instrument for ParentInitiative {
    fn apply(&self, ground: &Ground<'_>, scope: &Scope, handles: &mut Handles) -> Result<u64> {
        if !scope.holds_in(ground.school_town(self.school)) {
            return Ok(0);
        }
        handles.supply.check_open(self.school)?;
        let own: Vec<bool> = (0..ground.groups).map(|group| group == usize::from(self.group)).collect();
        let all = Scope { uptake: 1.0, towns: None, ..scope.clone() }.families(ground, &own);
        let asked = (f64::from(self.families) * scope.uptake).round_ties_even() as u64;
        let families = asked.min(all) as u32;
        if families > 0 {
            let Self { school, group, retention, .. } = *self;
            handles.together.push(Together { school, group, families, retention });
        }
        Ok(u64::from(families))
    }
}

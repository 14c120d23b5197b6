//! Information for parents: more schools are known.

use super::Handles;
use super::instrument::{Ground, Instrument, Scope};
use crate::choice::Informed;
use crate::error::{Error, Result};

/// Information (*voorlichting*) for families of some groups.
#[derive(Clone, Debug, PartialEq)]
pub struct Information {
    /// Whether a group is informed.
    pub groups: Vec<bool>,
    /// Added to the chance to know a school.
    pub points: f64,
}

impl Instrument for Information {
    fn apply(&self, ground: &Ground<'_>, scope: &Scope, handles: &mut Handles) -> Result<u64> {
        if self.points <= 0.0 || scope.uptake <= 0.0 {
            return Ok(0);
        }
        let informed = &mut handles.shifts.informed;
        informed.resize(ground.blocks.all().len(), Informed::default());
        for (block, informed) in ground.blocks.all().iter().zip(informed) {
            let is_meant = self.groups.get(usize::from(block.group)).is_some_and(|group| *group);
            if !is_meant || !scope.holds_in(ground.town(block)) {
                continue;
            }
            if *informed != Informed::default() {
                let message = "two instruments inform the same families";
                let remedy = "Give information to a group once in a municipality and year.";
                return Err(Error::input("Contradiction", message).on("groups").remedy(remedy));
            }
            *informed = Informed { share: scope.uptake, points: self.points };
        }
        Ok(scope.families(ground, &self.groups))
    }
}

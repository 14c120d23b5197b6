//! A new school.

use super::Handles;
use super::instrument::{Ground, Instrument, Scope};
use crate::error::Result;

/// A new school (*stichting*).
#[derive(Clone, Debug, PartialEq)]
pub struct NewSchool {
    /// Its number; it stands among the schools, not open.
    pub school: u32,
    /// Places when it is full grown; none where it is not founded.
    pub capacity: u64,
    /// What it offers, as kinds; none in primary education.
    pub tracks: Vec<usize>,
    /// Share of its places in its first year, its second, and so on.
    pub growth: Vec<f64>,
    /// Utility above that of a school of middling pull.
    pub pull: f64,
}

impl Instrument for NewSchool {
    fn apply(&self, ground: &Ground<'_>, scope: &Scope, handles: &mut Handles) -> Result<u64> {
        let is_there = scope.holds_in(ground.school_town(self.school));
        if self.capacity == 0 || !is_there || !scope.takes_part(ground, u64::from(self.school)) {
            return Ok(0);
        }
        let any = handles.supply.kinds();
        handles.supply.admit(any, self.school);
        self.tracks.iter().for_each(|track| handles.supply.offer(ground, *track, self.school));
        let grown = self.growth.get(usize::from(scope.since)).copied().unwrap_or(1.0);
        if let Some(places) = handles.supply.places.get_mut(self.school as usize) {
            *places = (grown * self.capacity as f64).round_ties_even() as u64;
        }
        if self.pull != 0.0 {
            handles.add_worth(ground, self.school, |_| self.pull);
        }
        Ok(1)
    }

    fn turn(&self) -> u8 {
        0
    }
}

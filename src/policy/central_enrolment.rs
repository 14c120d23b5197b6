//! Central enrolment: a mechanism places all pupils of a municipality at once.

use super::Handles;
use super::admission::Way;
use super::instrument::{Ground, Instrument, Scope};
use crate::error::{Error, Result};

/// Central enrolment (*centraal aanmeldbeleid*) in municipalities of homes.
#[derive(Clone, Debug, PartialEq)]
pub struct CentralEnrolment {
    /// How places are given out there.
    pub way: Way,
}

impl Instrument for CentralEnrolment {
    fn apply(&self, ground: &Ground<'_>, scope: &Scope, handles: &mut Handles) -> Result<u64> {
        let towns = scope.towns(ground);
        let count = towns.iter().filter(|takes_part| **takes_part).count();
        if count == 0 {
            return Ok(0);
        }
        let admission = &mut handles.admission;
        admission.way_of.resize(towns.len(), 0);
        admission.ways.push(self.way.clone());
        let new = admission.ways.len() as u16 - 1;
        for (way, _) in admission.way_of.iter_mut().zip(towns).filter(|(_, takes_part)| *takes_part) {
            if *way != 0 {
                let message = "two instruments say how places are given out in a municipality";
                let remedy = "Give central enrolment in it once, or in other years.";
                return Err(Error::input("Contradiction", message).on("places").remedy(remedy));
            }
            *way = new;
        }
        Ok(count as u64)
    }
}

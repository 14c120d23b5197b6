//! A fixed moment of registration.

use super::Handles;
use super::instrument::{Ground, Instrument, Scope};
use crate::error::{Error, Result};

/// A fixed registration moment (*vast aanmeldmoment*) in municipalities of homes.
#[derive(Clone, Debug, PartialEq)]
pub struct FixedRegistrationMoment {
    /// Share of every group that still registers late.
    pub late: Vec<f64>,
}

impl Instrument for FixedRegistrationMoment {
    fn apply(&self, ground: &Ground<'_>, scope: &Scope, handles: &mut Handles) -> Result<u64> {
        let towns = scope.towns(ground);
        let mut count = 0;
        for (town, _) in (0u32..).zip(&towns).filter(|(_, takes_part)| **takes_part) {
            count += 1;
            if handles.admission.late.insert(town, self.late.clone()).is_some() {
                let message = "two instruments fix the moment of registration in a municipality";
                let remedy = "Give a fixed moment in it once, or in other years.";
                return Err(Error::input("Contradiction", message).on("places").remedy(remedy));
            }
        }
        Ok(count)
    }
}

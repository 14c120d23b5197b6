//! Counterfactual worlds that tell the sources of segregation apart.

mod placing;
#[cfg(test)]
mod tests;

pub use placing::{Placed, Sources};

use crate::error::{Error, Result};

/// What holds in a counterfactual world. Where a factor is absent:
/// without `tracking` pupils may go to any open school; without `homes` every pupil lives at the
/// home of another one of the municipality, at random; without `preferences` pupils go by distance
/// alone, and without homes and preferences they take any seat of the municipality at random;
/// without `places` every school has room for all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Factors {
    /// Pupils go to schools for their track.
    pub tracking: bool,
    /// Pupils live where they live.
    pub homes: bool,
    /// Pupils have tastes of their own.
    pub preferences: bool,
    /// Schools have a limited number of places, given out by one lottery.
    pub places: bool,
}

impl Factors {
    /// The names of factors, in the order that is taken by default.
    pub const NAMES: [&'static str; 4] = ["tracking", "homes", "preferences", "places"];

    /// The world in which some factors hold.
    ///
    /// # Errors
    /// `BadOption` for an unknown factor.
    pub fn read(names: &[String]) -> Result<Self> {
        let holds = |factor: &str| names.iter().any(|name| name == factor);
        if let Some(unknown) = names.iter().find(|name| !Self::NAMES.contains(&name.as_str())) {
            let message = format!("there is no factor '{unknown}'");
            return Err(Error::option("order", message, &Self::NAMES.join(", ")));
        }
        let [tracking, homes, preferences, places] = Self::NAMES.map(holds);
        Ok(Self { tracking, homes, preferences, places })
    }
}

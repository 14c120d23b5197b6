//! Counterfactual worlds that tell the sources of segregation apart.

mod placing;
#[cfg(test)]
mod tests;

pub use placing::{Placed, Sources};

use crate::error::{Error, Result};

/// What may hold in a counterfactual world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Factor {
    /// Pupils go to schools for their track.
    Tracking,
    /// Pupils live where they live.
    Homes,
    /// Pupils have tastes of their own.
    Preferences,
    /// Schools have a limited number of places, given out by one lottery.
    Places,
}

/// What holds in a counterfactual world. Where a factor is absent:
/// without `tracking` pupils may go to any open school; without `homes` every pupil lives at the
/// home of another one of the municipality, at random; without `preferences` pupils go by distance
/// alone, and without homes and preferences they take any seat of the municipality at random;
/// without `places` every school has room for all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Factors([bool; 4]);

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
        Ok(Self(Self::NAMES.map(holds)))
    }

    /// Whether a factor holds.
    #[must_use]
    pub fn hold(self, factor: Factor) -> bool {
        self.0[factor as usize]
    }
}

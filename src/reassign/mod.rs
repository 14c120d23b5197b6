//! Who would go where under a rule.

mod comparison;
mod dealing;
mod nearest;
mod places;
mod random;
#[cfg(test)]
mod tests;

pub use comparison::{Compared, compared};
pub use dealing::{dealt, drawn_order};
pub use nearest::nearest;

use crate::error::{Error, Result};
use crate::numeric::Stream;
use crate::world::{Seating, Trees};

/// Who goes where.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rule {
    /// To the nearest school for them.
    Nearest,
    /// So that all distances together are least and no school has more pupils than places.
    NearestWithPlaces,
    /// To the nearest school of the broad denomination of the school that they attend.
    NearestDenomination,
    /// To a seat of their track in their municipality, at random; or to any school within some kilometres.
    Random {
        /// Kilometres.
        radius: Option<f64>,
    },
}

/// A school for every pupil.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// School of every pupil.
    pub schools: Vec<u32>,
    /// What must be known of it.
    pub notes: Vec<String>,
}

impl Rule {
    /// A rule by its name.
    ///
    /// # Errors
    /// `BadOption` for an unknown rule, or a radius without meaning.
    pub fn read(name: &str, radius: Option<f64>) -> Result<Self> {
        let rule = match name {
            "nearest" => Self::Nearest,
            "nearest_with_places" => Self::NearestWithPlaces,
            "nearest_denomination" => Self::NearestDenomination,
            "random" => Self::Random { radius },
            _ => {
                let allowed = "'nearest', 'nearest_with_places', 'nearest_denomination', 'random'";
                return Err(Error::option("rule", format!("there is no rule '{name}'"), allowed));
            }
        };
        match (rule, radius) {
            (_, None) => Ok(rule),
            (Self::Random { .. }, Some(km)) if km > 0.0 && km.is_finite() => Ok(rule),
            (Self::Random { .. }, Some(_)) => {
                Err(Error::option("radius", "the radius is no distance", "kilometres above 0"))
            }
            _ => Err(Error::option(
                "radius",
                format!("rule '{name}' has no radius"),
                "a radius with rule='random'",
            )),
        }
    }
}

/// A school for every pupil under a rule; what is drawn is drawn by `seed` and the pupil's number.
///
/// # Errors
/// `NoCapacity` where places are needed and not known, `TooFewPlaces` where there are too few.
pub fn reassign(seating: &Seating, rule: Rule, seed: u64) -> Result<Assignment> {
    let stream = Stream::new(seed, 0);
    let trees = Trees::new(&seating.school_at, &seating.eligible);
    match rule {
        Rule::Nearest => Ok(Assignment { schools: nearest(seating, &trees), notes: Vec::new() }),
        Rule::NearestDenomination => Ok(nearest::of_denomination(seating, &trees)),
        Rule::NearestWithPlaces => places::with_places(seating, &trees, stream),
        Rule::Random { radius: None } => Ok(random::over_seats(seating, stream)),
        Rule::Random { radius: Some(km) } => Ok(random::within(seating, &trees, km, stream)),
    }
}

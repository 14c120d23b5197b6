//! What a school is worth to a pupil: its company, its distance.

mod composition;
mod distance;

pub use composition::Composition;
pub use distance::Decay;

use crate::error::{Error, Result};

/// Refuses a number outside 0 to 1.
fn share(field: &str, value: f64) -> Result<f64> {
    if (0.0..=1.0).contains(&value) {
        return Ok(value);
    }
    Err(Error::option(field, format!("{field} is {value}, which is no share"), "a number from 0 to 1"))
}

/// Refuses a number that is not above 0.
fn positive(field: &str, value: f64) -> Result<f64> {
    if value > 0.0 && value.is_finite() {
        return Ok(value);
    }
    Err(Error::option(field, format!("{field} is {value}"), "a number above 0"))
}

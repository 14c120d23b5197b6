//! What is known of pupils and schools beside lists and places.

use super::count::numbers_or_null;
use super::frame::Frame;
use super::integers::integers;
use super::market::whole;
use crate::error::{Error, Family, Result};
use arrow_array::RecordBatch;

/// What is known of pupils beside their lists, in their order; empty where it is not known.
#[derive(Default)]
pub struct Traits {
    /// Groups, a bit each.
    pub groups: Vec<u64>,
    /// The round in which each takes part.
    pub rounds: Vec<u32>,
    /// Whether each consents that others go before.
    pub consents: Vec<bool>,
    /// Weight of each.
    pub weights: Vec<u32>,
    /// When each comes to register.
    pub arrivals: Vec<f64>,
}

impl Traits {
    /// Reads the columns `groups, round, consent, weight, arrival` of a table, as far as they are there.
    ///
    /// # Errors
    /// `BadTrait` for a value that is missing or cannot be; only a defect of our own for another number of rows.
    pub fn read(batches: &[RecordBatch], pupils: usize) -> Result<Self> {
        let frame = Frame::new(batches, &[])?;
        let whole_of = |name: &str| -> Result<Vec<u32>> {
            let all = if frame.chunks(name).is_empty() {
                Vec::new()
            } else {
                whole(&frame, name, "BadTrait", 0, "Give every pupil a whole number.")?
            };
            Ok(all.into_iter().map(Option::unwrap_or_default).collect())
        };
        let groups = integers(frame.chunks("groups")).map_or_else(Vec::new, |found| found.slices().concat());
        let arrivals = numbers_or_null(&frame, "arrival")?;
        let traits = Self {
            groups: groups.into_iter().map(|bits| bits as u64).collect(),
            rounds: whole_of("round")?,
            consents: whole_of("consent")?.into_iter().map(|consent| consent != 0).collect(),
            weights: whole_of("weight")?,
            arrivals: arrivals.into_iter().map(Option::unwrap_or_default).collect(),
        };
        let lengths = [traits.groups.len(), traits.rounds.len(), traits.consents.len(), traits.weights.len()];
        if lengths.into_iter().chain([traits.arrivals.len()]).any(|length| length != 0 && length != pupils) {
            return Err(misaligned());
        }
        Ok(traits)
    }
}

/// The numbers of a table of one column.
///
/// # Errors
/// `BadTrait` for what is no whole number.
pub fn codes(batches: &[RecordBatch]) -> Result<Vec<u32>> {
    let frame = Frame::new(batches, &[])?;
    let all = whole(&frame, "group", "BadTrait", 0, "Give every pupil a whole number.")?;
    Ok(all.into_iter().map(Option::unwrap_or_default).collect())
}

/// The points of a table of `x` and `y`; not finite where one is not known.
///
/// # Errors
/// `WrongType`.
pub fn points(batches: &[RecordBatch]) -> Result<Vec<(f64, f64)>> {
    let frame = Frame::new(batches, &[])?;
    let column = |name: &str| -> Result<Vec<f64>> {
        Ok(numbers_or_null(&frame, name)?.into_iter().map(|x| x.unwrap_or(f64::NAN)).collect())
    };
    Ok(column("x")?.into_iter().zip(column("y")?).collect())
}

fn misaligned() -> Error {
    Error::new(Family::Internal, "Internal", "a table of traits has other rows than the market has pupils")
}

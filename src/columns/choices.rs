//! Alternatives of choosers as a table.

use super::answer::Answer;
use super::frame::Frame;
use crate::error::{Error, Family, Result};
use crate::estimate::{Choices, Rows};
use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, UInt32Type};
use arrow_array::{Array, RecordBatch};

/// Choices of a table with the columns `chooser, cluster, weight` and perhaps `offset, school`, and the terms
/// under their places, named `names`; numbers as the package makes them.
///
/// # Errors
/// `NotFinite`; only a defect of our own for other columns.
pub fn choices(batches: &[RecordBatch], names: Vec<String>, ranked: bool) -> Result<Choices> {
    let frame = Frame::new(batches, &[])?;
    let columns: Result<Vec<Vec<f64>>> =
        (0..names.len()).map(|place| numbers(&frame, &place.to_string())).collect();
    let (columns, choosers) = (columns?, whole(&frame, "chooser")?);
    let mut terms = vec![0.0; columns.len() * frame.rows];
    for (place, column) in columns.iter().enumerate() {
        terms.iter_mut().skip(place).step_by(columns.len()).zip(column).for_each(|(x, y)| *x = *y);
    }
    let own = whole(&frame, "cluster")?;
    let mut clusters = vec![0; choosers.iter().max().map_or(0, |most| *most as usize + 1)];
    choosers.iter().zip(&own).for_each(|(chooser, cluster)| clusters[*chooser as usize] = *cluster);
    let rows = Rows {
        names,
        terms,
        offsets: numbers(&frame, "offset")?,
        weights: numbers(&frame, "weight")?,
        schools: whole(&frame, "school")?,
        choosers,
        clusters,
    };
    Choices::new(rows, ranked)
}

/// Utility and share of every row.
///
/// # Errors
/// Only a defect of our own.
pub fn shares(utilities: &[f64], shares: &[f64]) -> Result<RecordBatch> {
    let mut answer = Answer::default();
    answer.floats("utility", utilities.iter().map(|x| Some(*x)));
    answer.floats("share", shares.iter().map(|x| Some(*x)));
    answer.batch()
}

fn numbers(frame: &Frame, name: &str) -> Result<Vec<f64>> {
    let mut all = Vec::new();
    for chunk in frame.chunks(name) {
        let column = chunk.as_primitive_opt::<Float64Type>().ok_or_else(|| unread(name))?;
        // A null reads as no number, which the door refuses by name.
        if column.null_count() == 0 {
            all.extend_from_slice(column.values());
        } else {
            all.extend(column.iter().map(|x| x.unwrap_or(f64::NAN)));
        }
    }
    Ok(all)
}

fn whole(frame: &Frame, name: &str) -> Result<Vec<u32>> {
    let mut all = Vec::new();
    for chunk in frame.chunks(name) {
        let column = chunk.as_primitive_opt::<UInt32Type>().ok_or_else(|| unread(name))?;
        all.extend_from_slice(column.values());
    }
    Ok(all)
}

fn unread(name: &str) -> Error {
    Error::new(Family::Internal, "Internal", format!("'{name}' came in another type than the core reads"))
}

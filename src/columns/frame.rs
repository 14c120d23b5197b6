//! A caller's table, checked and taken apart column by column.

use super::integers::{Integers, integers};
use super::keys::texts;
use crate::error::{Error, Family, Result};
use crate::roll::{Column, rows_of};
use arrow_array::{Array, ArrayRef, RecordBatch};
use std::collections::BTreeMap;

/// Most rows of a frame.
const ROWS: usize = 1 << 31;

/// The columns of a table, chunk by chunk.
pub struct Frame {
    columns: BTreeMap<String, Vec<ArrayRef>>,
    whole: BTreeMap<String, Integers>,
    /// Rows.
    pub rows: usize,
}

impl Frame {
    /// Takes the columns of a table and validates what its buffers claim; the columns named
    /// `keys` are prepared for use as keys.
    ///
    /// # Errors
    /// `CorruptArrow`, `MissingKey`, `WrongType`.
    pub fn new(batches: &[RecordBatch], keys: &[String]) -> Result<Self> {
        let rows = batches.iter().map(RecordBatch::num_rows).sum();
        if rows > ROWS {
            let message = format!("the frame has {rows} rows; the limit is {ROWS}");
            return Err(Error::new(Family::Limit, "SizeLimit", message)
                .remedy("Add the rows up to one a unit and group first, or split the frame."));
        }
        let mut columns: BTreeMap<String, Vec<ArrayRef>> = BTreeMap::new();
        for batch in batches.iter().filter(|batch| batch.num_rows() > 0) {
            for (field, array) in batch.schema().fields().iter().zip(batch.columns()) {
                validate(field.name(), array)?;
                columns.entry(field.name().clone()).or_default().push(array.clone());
            }
        }
        let mut whole = BTreeMap::new();
        for name in keys {
            let chunks = columns.get(name).map_or(&[][..], |chunks| chunks);
            no_nulls(name, chunks)?;
            if let Some(found) = integers(chunks) {
                whole.insert(name.clone(), found);
            }
        }
        Ok(Self { columns, whole, rows })
    }

    /// The chunks of a column; none for an empty table.
    #[must_use]
    pub fn chunks(&self, name: &str) -> &[ArrayRef] {
        self.columns.get(name).map_or(&[], |chunks| chunks)
    }

    /// Some columns as keys.
    ///
    /// # Errors
    /// `WrongType` for a column that is neither text nor integer, truth value or day.
    pub fn keys(&self, names: &[String]) -> Result<Vec<Column<'_>>> {
        names.iter().map(|name| self.key(name)).collect()
    }

    fn key(&self, name: &str) -> Result<Column<'_>> {
        if let Some(found) = self.whole.get(name) {
            return Ok(Column::integers(name, found.kind, found.slices()));
        }
        texts(name, self.chunks(name))?.ok_or_else(|| {
            let found = self.chunks(name).first().map_or_else(String::new, |a| a.data_type().to_string());
            wrong_type(name, &format!("is of type {found}, which is no key")).remedy(
                "Use text, category, integers, truth values or dates; turn codes such as 00E1 into text.",
            )
        })
    }
}

/// An error about the type of a column.
pub(super) fn wrong_type(name: &str, what: &str) -> Error {
    Error::new(Family::Type, "WrongType", format!("column '{name}' {what}")).on(name)
}

fn validate(name: &str, array: &ArrayRef) -> Result<()> {
    array.to_data().validate_full().map_err(|fault| {
        Error::input("CorruptArrow", format!("column '{name}' has damaged buffers: {fault}"))
            .on(name)
            .remedy("Read the source again; the library that made the table is at fault.")
    })
}

fn no_nulls(name: &str, chunks: &[ArrayRef]) -> Result<()> {
    let count: usize = chunks.iter().map(arrow_array::Array::logical_null_count).sum();
    if count == 0 {
        return Ok(());
    }
    let mut nulls = chunks.iter().flat_map(|a| {
        let mask = a.logical_nulls();
        (0..a.len()).map(move |i| mask.as_ref().is_some_and(|m| m.is_null(i)))
    });
    let row = nulls.position(|null| null).unwrap_or_default();
    Err(Error::input(
        "MissingKey",
        format!("column '{name}' has no value in {}, first in row {row}", rows_of(count as u64)),
    )
    .on(name)
    .at(row as u64, count as u64)
    .remedy("Give these rows a value, or take them out yourself."))
}

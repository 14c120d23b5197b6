//! What each row adds: counts, hidden counts, or weights.

use super::frame::{Frame, wrong_type};
use super::integers::integers;
use crate::error::Result;
use crate::roll::{
    Counting, Fault, Faults, HiddenRow, MaskTexts, Reading, read_float, read_integer, read_text,
};
use arrow_array::cast::AsArray;
use arrow_array::types::{Decimal128Type, Float16Type, Float32Type, Float64Type, UInt64Type};
use arrow_array::{Array, ArrayRef, Int64Array};
use arrow_schema::DataType;

/// How the caller says what a row adds.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// The column of whole pupils.
    pub count: Option<String>,
    /// The column of weights.
    pub weight: Option<String>,
    /// Texts that hide a count.
    pub masks: MaskTexts,
    /// Columns with the bounds of hidden counts.
    pub bounds: Option<(String, String)>,
}

/// The counts of a frame, whole numbers chunk by chunk.
pub enum Counted {
    /// A row is a pupil.
    Rows,
    /// Counts, 0 where hidden.
    Counts(Vec<Int64Array>, String),
    /// Weights.
    Weights(Vec<f64>, String),
}

type Read = std::result::Result<Reading, Fault>;

impl Counted {
    /// Reads the count or weight column.
    ///
    /// # Errors
    /// The kinds of faulty counts, and `WrongType`.
    pub fn read(frame: &Frame, asked: &Asked) -> Result<(Self, Vec<HiddenRow>)> {
        if let Some(name) = &asked.weight {
            return Ok((Self::Weights(weights(frame, name)?, name.clone()), Vec::new()));
        }
        let Some(name) = &asked.count else { return Ok((Self::Rows, Vec::new())) };
        let chunks = frame.chunks(name);
        let hidden = asked.bounds.is_some() || !asked.masks.is_empty();
        let plain = || integers(chunks).filter(|_| !is_truth(chunks) && !is_day(chunks));
        if let Some(found) = plain().filter(|_| !hidden) {
            let chunks = found.into_chunks();
            if chunks.iter().all(|c| c.null_count() == 0) {
                return Ok((Self::Counts(chunks, name.clone()), Vec::new()));
            }
        }
        let (counts, masks) = row_by_row(frame, name, asked)?;
        Ok((Self::Counts(vec![counts.into()], name.clone()), masks))
    }

    /// As the roll wants it.
    #[must_use]
    pub fn counting(&self) -> Counting<'_> {
        match self {
            Self::Rows => Counting::Rows,
            Self::Counts(chunks, column) => Counting::Counts {
                chunks: chunks.iter().map(|c| &c.values()[..]).collect(),
                column: column.clone(),
            },
            Self::Weights(weights, column) => Counting::Weights { weights, column: column.clone() },
        }
    }
}

fn is_truth(chunks: &[ArrayRef]) -> bool {
    chunks.first().is_some_and(|a| *a.data_type() == DataType::Boolean)
}

fn is_day(chunks: &[ArrayRef]) -> bool {
    chunks.first().is_some_and(|a| a.data_type().is_temporal())
}

fn row_by_row(frame: &Frame, name: &str, asked: &Asked) -> Result<(Vec<i64>, Vec<HiddenRow>)> {
    let readings = readings(name, frame.chunks(name), &asked.masks)?;
    let bounds = asked
        .bounds
        .as_ref()
        .map(|(low, high)| Ok((whole_or_null(frame, low)?, whole_or_null(frame, high)?)));
    let bounds = bounds.transpose()?;
    let mut masks = Vec::new();
    let mut faults = Faults::default();
    let mut counts = Vec::with_capacity(frame.rows);
    for (row, reading) in readings.into_iter().enumerate() {
        let bounded = match &bounds {
            None => reading,
            Some((low, high)) => bounded(reading, at(low, row), at(high, row)),
        };
        counts.push(match bounded {
            Ok(Reading::Count(n)) => n,
            Ok(Reading::Hidden(low, high)) => {
                masks.push((row, low, high));
                0
            }
            Err(fault) => {
                faults.note(fault, row as u64);
                0
            }
        });
    }
    faults.report(name)?;
    Ok((counts, masks))
}

fn at(column: &[Option<u64>], row: usize) -> Option<u32> {
    column.get(row).copied().flatten().and_then(|n| u32::try_from(n).ok())
}

fn bounded(reading: Read, low: Option<u32>, high: Option<u32>) -> Read {
    match (reading, low, high) {
        (Err(Fault::Missing), Some(low), Some(high)) if low <= high => Ok(Reading::Hidden(low, high)),
        (Err(Fault::Missing), ..) => Err(Fault::Bounds),
        (Ok(Reading::Count(n)), low, high)
            if low.is_some_and(|l| i64::from(l) > n) || high.is_some_and(|h| i64::from(h) < n) =>
        {
            Err(Fault::Bounds)
        }
        (reading, ..) => reading,
    }
}

/// A column of whole pupils, null where unknown.
///
/// # Errors
/// The kinds of faulty counts other than `MissingCount`.
pub fn whole_or_null(frame: &Frame, name: &str) -> Result<Vec<Option<u64>>> {
    let mut faults = Faults::default();
    let mut all = Vec::with_capacity(frame.rows);
    for (row, reading) in readings(name, frame.chunks(name), &MaskTexts::default())?.into_iter().enumerate() {
        match reading {
            Ok(Reading::Count(n)) => all.push(Some(n as u64)),
            Ok(Reading::Hidden(..)) | Err(Fault::Missing) => all.push(None),
            Err(fault) => faults.note(fault, row as u64),
        }
    }
    faults.report(name)?;
    Ok(all)
}

fn readings(name: &str, chunks: &[ArrayRef], masks: &MaskTexts) -> Result<Vec<Read>> {
    let mut all = Vec::new();
    for chunk in chunks {
        all.extend(read(chunk, masks).ok_or_else(|| {
            wrong_type(name, &format!("is of type {}, which counts nothing", chunk.data_type()))
                .remedy("Give whole numbers, or texts of digits with masks=.")
        })?);
    }
    Ok(all)
}

fn read(array: &ArrayRef, masks: &MaskTexts) -> Option<Vec<Read>> {
    let chunk = std::slice::from_ref(array);
    if !is_truth(chunk) && !is_day(chunk) {
        if let Some(found) = integers(chunk) {
            let each = found.into_chunks().into_iter().flat_map(|c| c.iter().collect::<Vec<_>>());
            return Some(each.map(|n| n.map_or(Err(Fault::Missing), |n| read_integer(n, masks))).collect());
        }
    }
    let text = |t: Option<&str>| t.map_or(Err(Fault::Missing), |t| read_text(t, masks));
    let float = |x: Option<f64>| x.map_or(Err(Fault::Missing), |x| read_float(x, masks));
    Some(match array.data_type() {
        DataType::Float64 => array.as_primitive::<Float64Type>().iter().map(float).collect(),
        DataType::Float32 => {
            array.as_primitive::<Float32Type>().iter().map(|x| float(x.map(f64::from))).collect()
        }
        DataType::UInt64 => {
            let number = |n: u64| i64::try_from(n).map_or(Err(Fault::Overflow), |n| read_integer(n, masks));
            array.as_primitive::<UInt64Type>().iter().map(|n| n.map_or(Err(Fault::Missing), number)).collect()
        }
        DataType::Decimal128(_, scale) => {
            let unit = 10i128.pow(u32::from(scale.unsigned_abs()));
            let decimals = array.as_primitive::<Decimal128Type>().iter();
            decimals.map(|n| n.map_or(Err(Fault::Missing), |n| decimal(n, *scale, unit, masks))).collect()
        }
        DataType::Utf8 => array.as_string::<i32>().iter().map(text).collect(),
        DataType::LargeUtf8 => array.as_string::<i64>().iter().map(text).collect(),
        DataType::Utf8View => array.as_string_view().iter().map(text).collect(),
        DataType::Dictionary(..) => {
            let dictionary = array.as_any_dictionary();
            if dictionary.values().is_empty() {
                return Some(vec![Err(Fault::Missing); array.len()]);
            }
            let values = read(dictionary.values(), masks)?;
            let keys = dictionary.normalized_keys();
            (0..array.len())
                .map(|i| if array.is_null(i) { Err(Fault::Missing) } else { values[keys[i]] })
                .collect()
        }
        DataType::Null => vec![Err(Fault::Missing); array.len()],
        _ => return None,
    })
}

fn decimal(n: i128, scale: i8, unit: i128, masks: &MaskTexts) -> Read {
    let whole = if scale >= 0 { n.checked_div(unit).filter(|_| n % unit == 0) } else { n.checked_mul(unit) };
    let whole = whole.ok_or(Fault::Fractional)?;
    i64::try_from(whole).map_or(Err(Fault::Overflow), |n| read_integer(n, masks))
}

fn weights(frame: &Frame, name: &str) -> Result<Vec<f64>> {
    let mut faults = Faults::default();
    let mut all = Vec::with_capacity(frame.rows);
    for x in numbers_or_null(frame, name)? {
        let fault = match x {
            None => Some(Fault::Missing),
            Some(x) if x.is_nan() => Some(Fault::Missing),
            Some(x) if x.is_infinite() => Some(Fault::NonFinite),
            _ => None,
        };
        if let Some(fault) = fault {
            faults.note(fault, all.len() as u64);
        }
        all.push(x.unwrap_or_default());
    }
    faults.report(name)?;
    Ok(all)
}

/// A column of numbers, null where there is none.
///
/// # Errors
/// `WrongType`.
pub fn numbers_or_null(frame: &Frame, name: &str) -> Result<Vec<Option<f64>>> {
    let mut all = Vec::with_capacity(frame.rows);
    for chunk in frame.chunks(name) {
        let numeric = !is_truth(frame.chunks(name)) && !is_day(frame.chunks(name));
        all.extend(numbers(chunk).filter(|_| numeric).ok_or_else(|| {
            wrong_type(name, &format!("is of type {}, which weighs nothing", chunk.data_type()))
                .remedy("Give a numeric column.")
        })?);
    }
    Ok(all)
}

fn numbers(chunk: &ArrayRef) -> Option<Vec<Option<f64>>> {
    Some(match chunk.data_type() {
        DataType::Float16 => chunk.as_primitive::<Float16Type>().iter().map(|x| x.map(f64::from)).collect(),
        DataType::Decimal128(_, scale) => {
            let unit = 10f64.powi(i32::from(*scale));
            chunk.as_primitive::<Decimal128Type>().iter().map(|n| n.map(|n| n as f64 / unit)).collect()
        }
        DataType::Float64 => chunk.as_primitive::<Float64Type>().iter().collect(),
        DataType::Float32 => chunk.as_primitive::<Float32Type>().iter().map(|x| x.map(f64::from)).collect(),
        _ => {
            let whole = integers(std::slice::from_ref(chunk))?.into_chunks();
            whole.iter().flat_map(|c| c.iter().map(|n| n.map(|n| n as f64)).collect::<Vec<_>>()).collect()
        }
    })
}

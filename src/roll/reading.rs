//! One count as it stands in a frame: read, hidden behind a mask, or refused.

use crate::error::{Error, Result};
use std::collections::BTreeMap;

/// Texts that stand for a hidden count, with its bounds.
pub type MaskTexts = BTreeMap<String, (u32, u32)>;

/// What a row says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reading {
    /// A count.
    Count(i64),
    /// Between these, hidden.
    Hidden(u32, u32),
}

/// Why a row is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// Null or NaN.
    Missing,
    /// Below 0.
    Negative,
    /// Infinite.
    NonFinite,
    /// Not whole.
    Fractional,
    /// Too large to be exact.
    Overflow,
    /// A mask such as `<5`.
    Suppressed,
    /// A mark without known meaning, such as `x` or a blank.
    Marker,
    /// A number with a separator: thousands or decimals.
    Ambiguous,
    /// Any other text.
    Text,
    /// Bounds that are absent, crossed, or exclude the count.
    Bounds,
}

/// Reads a text: digits, or a mask.
///
/// # Errors
/// The fault.
pub fn read_text(text: &str, masks: &MaskTexts) -> std::result::Result<Reading, Fault> {
    let text = text.trim_matches(' ');
    if let Some((low, high)) = masks.get(text) {
        return Ok(Reading::Hidden(*low, *high));
    }
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    if digits(text) {
        return text.parse().map(Reading::Count).map_err(|_| Fault::Overflow);
    }
    Err(match text {
        "" | "x" | "X" | "." | "-" | "*" | "z" | "NA" | "N/A" | "nan" | "NaN" => Fault::Marker,
        t if t.starts_with(['<', '>', '≤', '≥']) => Fault::Suppressed,
        t if t.strip_prefix('-').is_some_and(digits) => Fault::Negative,
        t if t.contains(['.', ',']) && digits(&t.replace(['.', ','], "")) => Fault::Ambiguous,
        _ => Fault::Text,
    })
}

/// Reads a floating-point number.
///
/// # Errors
/// The fault.
pub fn read_float(x: f64, masks: &MaskTexts) -> std::result::Result<Reading, Fault> {
    match x {
        x if x.is_nan() => Err(Fault::Missing),
        x if x.is_infinite() => Err(Fault::NonFinite),
        x if x.fract() != 0.0 => Err(Fault::Fractional),
        x if x.abs() > super::EXACT as f64 => Err(Fault::Overflow),
        x => read_integer(x as i64, masks),
    }
}

/// Reads an integer; a mask may be a number such as `-1`.
///
/// # Errors
/// The fault.
pub fn read_integer(n: i64, masks: &MaskTexts) -> std::result::Result<Reading, Fault> {
    if let Some((low, high)) = masks.get(&n.to_string()) {
        return Ok(Reading::Hidden(*low, *high));
    }
    if n < 0 { Err(Fault::Negative) } else { Ok(Reading::Count(n)) }
}

impl Fault {
    fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Missing => (
                "MissingCount",
                "has no value",
                "Fill these rows from the source, or give masks or bounds for hidden counts.",
            ),
            Self::Negative => (
                "NegativeCount",
                "is negative",
                "Pupils cannot be fewer than 0: correct the source, or name the value in masks if it stands for a hidden count.",
            ),
            Self::NonFinite => ("NonFinite", "is infinite", "Correct the source."),
            Self::Fractional => {
                ("FractionalCount", "is not a whole number", "Use weight= instead of count= for fractions.")
            }
            Self::Overflow => {
                ("CountOverflow", "is too large to be held exactly", "Counts may go up to 2^53.")
            }
            Self::Suppressed => (
                "SuppressedMarker",
                "hides its count behind a mask",
                "Say what the mask means, for example masks={\"<5\": (1, 4)}: the answer then has bounds.",
            ),
            Self::Marker => (
                "UnknownMarker",
                "is a mark without known meaning",
                "Say what the mark means with masks={mark: (low, high)}, or take these rows out yourself.",
            ),
            Self::Ambiguous => (
                "AmbiguousNumber",
                "has a separator that may mark thousands or decimals",
                "Read the file with its own thousands and decimal marks, so that the column is numeric.",
            ),
            Self::Text => ("NotANumber", "is not a number", "Give a column of whole numbers."),
            Self::Bounds => (
                "BadBounds",
                "has bounds that are absent, crossed, or exclude the count",
                "Give both bounds where the count is null, low <= high, and low <= count <= high elsewhere.",
            ),
        }
    }
}

/// Collects faults, to report the first one and how many there are of its kind.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    found: BTreeMap<Fault, (u64, u64)>,
}

impl Faults {
    /// Notes a fault in a row.
    pub fn note(&mut self, fault: Fault, row: u64) {
        self.found.entry(fault).or_insert((row, 0)).1 += 1;
    }

    /// Fails if there was any.
    ///
    /// # Errors
    /// The kind of the first offending row.
    pub fn report(&self, column: &str) -> Result<()> {
        let Some((fault, (row, count))) = self.found.iter().min_by_key(|(_, (row, _))| *row) else {
            return Ok(());
        };
        let (kind, what, remedy) = fault.words();
        let message = format!("column '{column}' {what} in {}, first in row {row}", super::rows_of(*count));
        Err(Error::input(kind, message).on(column).at(*row, *count).remedy(remedy))
    }
}

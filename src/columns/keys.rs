//! Columns of text, plain or in a dictionary, as keys.

use crate::error::Result;
use crate::roll::{Codes, Column, Interner, Packed, packed};
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, LargeStringArray, StringArray, StringViewArray};
use arrow_schema::DataType;
use rayon::prelude::*;
use std::ops::Range;
use std::sync::Arc;

/// Rows from which short texts are packed into numbers.
const MANY: usize = 1 << 17;
/// Rows in one piece of work.
const PIECE: usize = 1 << 19;

/// A text column as a key, if it is one.
///
/// # Errors
/// Those of [`Interner::column`].
pub fn texts(name: &str, chunks: &[ArrayRef]) -> Result<Option<Column<'static>>> {
    if !chunks.iter().all(|chunk| matches!(chunk.data_type(), DataType::Dictionary(..))) {
        return plain(name, chunks);
    }
    let mut dictionaries: Vec<ArrayRef> = Vec::new();
    let mut which = Vec::with_capacity(chunks.len());
    for chunk in chunks {
        let values = chunk.as_any_dictionary().values();
        let known = dictionaries.iter().position(|d| Arc::ptr_eq(d, values));
        which.push(known.unwrap_or_else(|| {
            dictionaries.push(values.clone());
            dictionaries.len() - 1
        }));
    }
    Ok(plain(name, &dictionaries)?.map(|values| coded(chunks, &dictionaries, &which, values)))
}

/// Rows of dictionaries take the codes of their values.
fn coded(
    chunks: &[ArrayRef],
    dictionaries: &[ArrayRef],
    which: &[usize],
    values: Column<'static>,
) -> Column<'static> {
    let Codes::Made(places) = &values.codes else { return values };
    let mut codes = Vec::new();
    for (chunk, which) in chunks.iter().zip(which) {
        if chunk.is_empty() {
            continue;
        }
        let first: usize = dictionaries[..*which].iter().map(Array::len).sum();
        let keys = chunk.as_any_dictionary().normalized_keys();
        codes.par_extend(keys.par_iter().map(|key| places.get(first + key).copied().unwrap_or_default()));
    }
    Column { codes: Codes::Made(codes), ..values }
}

/// Plain texts: packed where they are short and many, else interned.
fn plain(name: &str, chunks: &[ArrayRef]) -> Result<Option<Column<'static>>> {
    let Some(all) = chunks.iter().map(Items::new).collect::<Option<Vec<Items<'_>>>>() else {
        return Ok(None);
    };
    let rows = all.iter().map(ExactSizeIterator::len).sum();
    let pieces: Vec<Items<'_>> = all.into_iter().flat_map(Items::pieces).collect();
    let longest = pieces.par_iter().map(|piece| piece.clone().map(ascii_length).max().unwrap_or(0));
    let longest = longest.max().unwrap_or(0);
    if rows >= MANY && longest <= u64::ROOM {
        return Ok(Some(packed::column::<u64, _>(name, rows, pieces)));
    }
    if rows >= MANY && longest <= u128::ROOM {
        return Ok(Some(packed::column::<u128, _>(name, rows, pieces)));
    }
    let mut interner = Interner::default();
    let numbers = pieces.into_iter().flatten().map(|text| interner.number(text)).collect();
    interner.column(name, numbers).map(Some)
}

/// The length of a text; one with accents counts as long, because it has to be compared in its
/// normal form.
fn ascii_length(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { usize::MAX }
}

/// Some consecutive texts of an array.
#[derive(Clone)]
struct Items<'a> {
    array: Texts<'a>,
    rows: Range<usize>,
}

#[derive(Clone, Copy)]
enum Texts<'a> {
    Small(&'a StringArray),
    Large(&'a LargeStringArray),
    View(&'a StringViewArray),
}

impl<'a> Items<'a> {
    fn new(array: &'a ArrayRef) -> Option<Self> {
        let texts = match array.data_type() {
            DataType::Utf8 => Texts::Small(array.as_string()),
            DataType::LargeUtf8 => Texts::Large(array.as_string()),
            DataType::Utf8View => Texts::View(array.as_string_view()),
            _ => return None,
        };
        Some(Self { array: texts, rows: 0..array.len() })
    }

    /// Pieces for the threads.
    fn pieces(self) -> impl Iterator<Item = Self> {
        let Self { array, rows } = self;
        rows.clone().step_by(PIECE).map(move |start| Self { array, rows: start..rows.end.min(start + PIECE) })
    }
}

impl<'a> Iterator for Items<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let row = self.rows.next()?;
        Some(match self.array {
            Texts::Small(array) => array.value(row),
            Texts::Large(array) => array.value(row),
            Texts::View(array) => array.value(row),
        })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.rows.size_hint()
    }
}

impl ExactSizeIterator for Items<'_> {}

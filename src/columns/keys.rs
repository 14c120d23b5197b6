//! Columns of text, plain or in a dictionary, as keys.

use crate::error::Result;
use crate::roll::{Column, Interner};
use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowDictionaryKeyType, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type, UInt32Type,
    UInt64Type,
};
use arrow_array::{Array, ArrayRef};
use arrow_schema::DataType;
use rayon::prelude::*;

/// Rows that one thread gives numbers to before they are brought together.
const PIECE: usize = 1 << 20;

/// A text column as a key, if it is one.
///
/// # Errors
/// Those of [`Interner::column`].
pub fn texts(name: &str, chunks: &[ArrayRef]) -> Result<Option<Column<'static>>> {
    let pieces: Vec<ArrayRef> = chunks
        .iter()
        .flat_map(|a| (0..a.len()).step_by(PIECE).map(|s| a.slice(s, PIECE.min(a.len() - s))))
        .collect();
    let shares = pieces.len().div_ceil(rayon::current_num_threads()).max(1);
    let parts: Option<Vec<(Interner, Vec<u32>)>> = pieces
        .par_chunks(shares)
        .map(|pieces| {
            let (mut interner, mut numbers) = (Interner::default(), Vec::new());
            pieces.iter().try_for_each(|piece| number(piece, &mut interner, &mut numbers))?;
            Some((interner, numbers))
        })
        .collect();
    let Some(parts) = parts else { return Ok(None) };
    let mut parts = parts.into_iter();
    let (mut all, mut numbers) = parts.next().unwrap_or_default();
    for (interner, own) in parts {
        let places = all.adopt(&interner);
        numbers.par_extend(own.par_iter().map(|n| places[*n as usize]));
    }
    all.column(name, numbers).map(Some)
}

/// Adds the numbers of one piece; null if it holds no text.
fn number(array: &ArrayRef, interner: &mut Interner, numbers: &mut Vec<u32>) -> Option<()> {
    match array.data_type() {
        DataType::Utf8 => each(array.as_string::<i32>().iter(), interner, numbers),
        DataType::LargeUtf8 => each(array.as_string::<i64>().iter(), interner, numbers),
        DataType::Utf8View => each(array.as_string_view().iter(), interner, numbers),
        DataType::Dictionary(key, _) => match key.as_ref() {
            DataType::Int8 => coded::<Int8Type>(array, interner, numbers)?,
            DataType::Int16 => coded::<Int16Type>(array, interner, numbers)?,
            DataType::Int32 => coded::<Int32Type>(array, interner, numbers)?,
            DataType::Int64 => coded::<Int64Type>(array, interner, numbers)?,
            DataType::UInt8 => coded::<UInt8Type>(array, interner, numbers)?,
            DataType::UInt16 => coded::<UInt16Type>(array, interner, numbers)?,
            DataType::UInt32 => coded::<UInt32Type>(array, interner, numbers)?,
            _ => coded::<UInt64Type>(array, interner, numbers)?,
        },
        _ => return None,
    }
    Some(())
}

fn each<'a>(items: impl Iterator<Item = Option<&'a str>>, interner: &mut Interner, numbers: &mut Vec<u32>) {
    numbers.extend(items.map(|text| interner.number(text.unwrap_or_default())));
}

/// The values of a dictionary are numbered once; rows follow by their code.
fn coded<K: ArrowDictionaryKeyType>(
    array: &ArrayRef,
    interner: &mut Interner,
    numbers: &mut Vec<u32>,
) -> Option<()> {
    let dictionary = array.as_dictionary::<K>();
    let mut places = Vec::with_capacity(dictionary.values().len());
    number(dictionary.values(), interner, &mut places)?;
    numbers.extend(dictionary.keys_iter().map(|key| key.map_or(0, |k| places[k])));
    Some(())
}

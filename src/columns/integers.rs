//! Columns of whole numbers, read in place where they are 64 bits wide already.

use crate::roll::Kind;
use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowDictionaryKeyType, Date32Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, BooleanArray, Int64Array};
use arrow_schema::DataType;

/// Whole numbers, chunk by chunk.
pub struct Integers {
    /// What they stand for.
    pub kind: Kind,
    chunks: Vec<Int64Array>,
}

impl Integers {
    /// The numbers in place.
    pub fn slices(&self) -> Vec<&[i64]> {
        self.chunks.iter().map(|c| &c.values()[..]).collect()
    }

    /// The chunks with their nulls.
    pub fn into_chunks(self) -> Vec<Int64Array> {
        self.chunks
    }
}

/// A column as whole numbers, if it is one; nulls stay nulls.
pub fn integers(chunks: &[ArrayRef]) -> Option<Integers> {
    let kind = match chunks.first()?.data_type() {
        DataType::Boolean => Kind::Boolean,
        DataType::Date32 => Kind::Date,
        _ => Kind::Integer,
    };
    let chunks = chunks.iter().map(widen).collect::<Option<_>>()?;
    Some(Integers { kind, chunks })
}

fn widen(array: &ArrayRef) -> Option<Int64Array> {
    Some(match array.data_type() {
        DataType::Int64 => array.as_primitive::<Int64Type>().clone(),
        DataType::Int32 => array.as_primitive::<Int32Type>().unary(i64::from),
        DataType::Int16 => array.as_primitive::<Int16Type>().unary(i64::from),
        DataType::Int8 => array.as_primitive::<Int8Type>().unary(i64::from),
        DataType::UInt32 => array.as_primitive::<UInt32Type>().unary(i64::from),
        DataType::UInt16 => array.as_primitive::<UInt16Type>().unary(i64::from),
        DataType::UInt8 => array.as_primitive::<UInt8Type>().unary(i64::from),
        DataType::UInt64 => array.as_primitive::<UInt64Type>().try_unary(i64::try_from).ok()?,
        DataType::Date32 => array.as_primitive::<Date32Type>().unary(i64::from),
        DataType::Boolean => truths(array.as_boolean()),
        DataType::Dictionary(key, value) if value.is_integer() => match key.as_ref() {
            DataType::Int8 => decode::<Int8Type>(array)?,
            DataType::Int16 => decode::<Int16Type>(array)?,
            DataType::Int32 => decode::<Int32Type>(array)?,
            DataType::Int64 => decode::<Int64Type>(array)?,
            DataType::UInt8 => decode::<UInt8Type>(array)?,
            DataType::UInt16 => decode::<UInt16Type>(array)?,
            DataType::UInt32 => decode::<UInt32Type>(array)?,
            _ => decode::<UInt64Type>(array)?,
        },
        _ => return None,
    })
}

fn truths(array: &BooleanArray) -> Int64Array {
    (0..array.len()).map(|i| array.is_valid(i).then(|| i64::from(array.value(i)))).collect()
}

fn decode<K: ArrowDictionaryKeyType>(array: &ArrayRef) -> Option<Int64Array> {
    let dictionary = array.as_dictionary::<K>();
    let values = widen(dictionary.values())?;
    let value = |key: Option<usize>| key.filter(|k| values.is_valid(*k)).map(|k| values.value(k));
    Some(dictionary.keys_iter().map(value).collect())
}

//! A code a row, read block by block, so that plain integer columns need no copy.

use std::ops::Range;

/// The code of every row of a column.
#[derive(Clone, Debug)]
pub enum Codes<'a> {
    /// Integers in place, less the smallest.
    Offset {
        /// The column, chunk by chunk.
        chunks: Vec<&'a [i64]>,
        /// The smallest value.
        start: i64,
    },
    /// Codes made for the purpose.
    Made(Vec<u32>),
}

impl Codes<'_> {
    /// Adds `radix · out + code` of some consecutive rows into `out`. Keys are known to fit in 62 bits,
    /// so the arithmetic wraps without being checked.
    pub fn append(&self, rows: Range<usize>, radix: u64, out: &mut [u64]) {
        match self {
            Self::Made(codes) => {
                for (o, code) in out.iter_mut().zip(&codes[rows]) {
                    *o = o.wrapping_mul(radix).wrapping_add(u64::from(*code));
                }
            }
            Self::Offset { chunks, start } => {
                let mut filled = 0;
                for slice in slices(chunks, rows) {
                    for (o, value) in out[filled..].iter_mut().zip(slice) {
                        *o = o.wrapping_mul(radix).wrapping_add(value.wrapping_sub(*start) as u64);
                    }
                    filled += slice.len();
                }
            }
        }
    }
}

/// The pieces of a chunked column that hold some consecutive rows.
pub fn slices<'a, T>(chunks: &[&'a [T]], rows: Range<usize>) -> impl Iterator<Item = &'a [T]> {
    let mut start = 0;
    chunks.iter().filter_map(move |chunk| {
        let first = rows.start.max(start);
        let last = rows.end.min(start + chunk.len());
        let piece = (first < last).then(|| &chunk[first - start..last - start]);
        start += chunk.len();
        piece
    })
}

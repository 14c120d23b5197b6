//! Short texts as numbers that sort alike: codes of schools, postcodes, names of groups.
//!
//! Rows are dealt out by hash to parts whose table of distinct texts stays in cache; each part is
//! numbered by itself, and nothing has to be merged.

use super::{Codes, Column, Domain, Texts};
use hashbrown::HashTable;
use rayon::prelude::*;
use std::sync::atomic::{AtomicU32, Ordering};

/// A text and its length in one number.
pub trait Packed: Copy + Ord + Send + Sync {
    /// Longest text that fits, in bytes.
    const ROOM: usize;

    /// Packs the bytes of a text of at most `ROOM` bytes.
    fn pack(text: &[u8]) -> Self;

    /// The bytes, and how many of them are the text.
    fn bytes(self) -> ([u8; 16], usize);

    /// A hash.
    fn hash(self) -> u64;
}

impl Packed for u64 {
    const ROOM: usize = 7;

    fn pack(text: &[u8]) -> Self {
        let mut bytes = [0; 8];
        bytes[..text.len()].copy_from_slice(text);
        bytes[Self::ROOM] = text.len() as u8;
        Self::from_be_bytes(bytes)
    }

    fn bytes(self) -> ([u8; 16], usize) {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&self.to_be_bytes());
        (bytes, usize::from(bytes[Self::ROOM]))
    }

    fn hash(self) -> u64 {
        let product = u128::from(self ^ 0x243f_6a88_85a3_08d3) * 0x9e37_79b9_7f4a_7c15;
        (product >> 64) as Self ^ product as Self
    }
}

impl Packed for u128 {
    const ROOM: usize = 15;

    fn pack(text: &[u8]) -> Self {
        let mut bytes = [0; 16];
        bytes[..text.len()].copy_from_slice(text);
        bytes[Self::ROOM] = text.len() as u8;
        Self::from_be_bytes(bytes)
    }

    fn bytes(self) -> ([u8; 16], usize) {
        let bytes = self.to_be_bytes();
        (bytes, usize::from(bytes[Self::ROOM]))
    }

    fn hash(self) -> u64 {
        ((self >> 64) as u64).hash().rotate_left(32) ^ (self as u64).hash()
    }
}

/// Parts of the rows, by hash.
const PARTS: usize = 64;

fn part(hash: u64) -> usize {
    (hash >> 40) as usize % PARTS
}

/// The distinct texts of one part, and for each of its rows the number of its text.
struct Part<P> {
    distinct: Vec<P>,
    rows: Vec<(u32, u32)>,
}

/// A column from the texts of its rows; `pieces` are runs of rows that one thread reads.
pub fn column<'a, P: Packed, I>(name: &str, rows: usize, pieces: Vec<I>) -> Column<'static>
where
    I: ExactSizeIterator<Item = &'a str> + Send,
{
    let mut start = 0;
    let starts = pieces.into_iter().map(|piece| {
        start += piece.len();
        (start - piece.len(), piece)
    });
    let dealt: Vec<Vec<Vec<(P, u32)>>> =
        starts.collect::<Vec<_>>().into_par_iter().map(|(start, piece)| deal(start, piece)).collect();
    let parts: Vec<Part<P>> =
        (0..PARTS).into_par_iter().map(|p| number(dealt.iter().flat_map(|hands| &hands[p]))).collect();
    drop(dealt);
    let each = |(p, part): (usize, &Part<P>)| -> Vec<(P, u32, u32)> {
        part.distinct.iter().zip(0..).map(|(text, n)| (*text, p as u32, n)).collect()
    };
    let mut order: Vec<(P, u32, u32)> =
        parts.par_iter().enumerate().flat_map_iter(|e| each((e.0, e.1))).collect();
    order.par_sort_unstable();
    let mut ranks: Vec<Vec<u32>> = parts.iter().map(|part| vec![0; part.distinct.len()]).collect();
    for ((_, p, n), rank) in order.iter().zip(0..) {
        ranks[*p as usize][*n as usize] = rank;
    }
    let codes: Vec<AtomicU32> = (0..rows).into_par_iter().map(|_| AtomicU32::new(0)).collect();
    parts.par_iter().zip(&ranks).for_each(|(part, ranks)| {
        for (row, n) in &part.rows {
            codes[*row as usize].store(ranks[*n as usize], Ordering::Relaxed);
        }
    });
    let codes = codes.into_iter().map(AtomicU32::into_inner).collect();
    Column { name: name.to_owned(), domain: Domain::Texts(texts(&order)), codes: Codes::Made(codes) }
}

fn deal<'a, P: Packed>(start: usize, piece: impl ExactSizeIterator<Item = &'a str>) -> Vec<Vec<(P, u32)>> {
    let room = piece.len() / PARTS + piece.len() / PARTS / 8 + 16;
    let mut hands: Vec<Vec<(P, u32)>> = (0..PARTS).map(|_| Vec::with_capacity(room)).collect();
    for (text, row) in piece.zip(start as u32..) {
        let packed = P::pack(text.as_bytes());
        hands[part(packed.hash())].push((packed, row));
    }
    hands
}

fn number<'a, P: Packed + 'a>(rows: impl Iterator<Item = &'a (P, u32)>) -> Part<P> {
    let mut table: HashTable<(P, u32)> = HashTable::new();
    let mut found = Part { distinct: Vec::new(), rows: Vec::with_capacity(rows.size_hint().0) };
    for (packed, row) in rows {
        let entry = table.entry(packed.hash(), |e| e.0 == *packed, |e| e.0.hash());
        let number = entry
            .or_insert_with(|| {
                found.distinct.push(*packed);
                (*packed, found.distinct.len() as u32 - 1)
            })
            .get()
            .1;
        found.rows.push((*row, number));
    }
    found
}

fn texts<P: Packed>(order: &[(P, u32, u32)]) -> Texts {
    let mut texts = Texts::default();
    for (packed, ..) in order {
        let (bytes, len) = packed.bytes();
        texts.push(&String::from_utf8_lossy(&bytes[..len]));
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roll::{Interner, Label};

    fn labels(column: &Column<'_>, rows: usize) -> Vec<Label> {
        let mut codes = vec![0; rows];
        column.codes.append(0..rows, 1, &mut codes);
        codes.into_iter().map(|code| column.domain.label(code as usize)).collect()
    }

    #[test]
    fn packed_texts_get_the_codes_of_interned_ones() {
        let texts: Vec<String> =
            (0..5_000).map(|i| format!("é{}", i * 7919 % 1_000)).chain([String::new()]).collect();
        let rows = || texts.iter().map(String::as_str);
        let mut interner = Interner::default();
        let numbers = rows().map(|t| interner.number(t)).collect();
        let interned = interner.column("k", numbers).unwrap();
        let pieces = || {
            vec![
                rows().take(3_000).collect::<Vec<_>>().into_iter(),
                rows().skip(3_000).collect::<Vec<_>>().into_iter(),
            ]
        };
        for packed in
            [column::<u64, _>("k", texts.len(), pieces()), column::<u128, _>("k", texts.len(), pieces())]
        {
            assert_eq!(labels(&packed, texts.len()), labels(&interned, texts.len()));
            assert_eq!(packed.domain.len(), 1_001);
        }
    }
}

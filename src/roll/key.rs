//! Keys of one or several columns, with one code for each combination that occurs.

use super::{Codes, Domain, Label};
use crate::error::{Error, Family, Result};
use crate::numeric::BLOCK;
use rayon::prelude::*;
use std::ops::Range;

/// A key column: its sorted distinct values and a code a row.
#[derive(Clone, Debug)]
pub struct Column<'a> {
    /// The name in the caller's frame.
    pub name: String,
    /// What the codes stand for.
    pub domain: Domain,
    /// A code a row.
    pub codes: Codes<'a>,
}

impl<'a> Column<'a> {
    /// A column of integers, read in place where they lie close together.
    #[must_use]
    pub fn integers(name: &str, kind: super::Kind, chunks: Vec<&'a [i64]>) -> Self {
        let (low, high) = span(&chunks);
        let rows: usize = chunks.iter().map(|chunk| chunk.len()).sum();
        let len = (i128::from(high) - i128::from(low) + 1).max(0) as u128;
        if len <= 4 * rows as u128 + 64 {
            let domain = Domain::Range { kind, start: low, len: len as usize };
            return Self { name: name.to_owned(), domain, codes: Codes::Offset { chunks, start: low } };
        }
        let mut values: Vec<i64> = chunks.concat();
        values.par_sort_unstable();
        values.dedup();
        let code = |value: &i64| values.partition_point(|v| v < value) as u32;
        let codes = chunks.par_iter().flat_map_iter(|chunk| chunk.iter().map(code)).collect();
        let domain = Domain::Integers { kind, values };
        Self { name: name.to_owned(), domain, codes: Codes::Made(codes) }
    }
}

fn span(chunks: &[&[i64]]) -> (i64, i64) {
    let pieces = chunks.par_iter().flat_map(|chunk| chunk.par_chunks(BLOCK * 16));
    pieces
        .map(|piece| piece.iter().fold((i64::MAX, i64::MIN), |(a, b), v| (a.min(*v), b.max(*v))))
        .reduce(|| (i64::MAX, i64::MIN), |(a, b), (c, d)| (a.min(c), b.max(d)))
}

/// A key without its rows: names, domains and the combinations that occur.
#[derive(Clone, Debug)]
pub struct Key {
    /// The columns' names.
    pub names: Vec<String>,
    /// The columns' values.
    pub domains: Vec<Domain>,
    /// The combinations that occur, as mixed-radix numbers, ascending.
    pub present: Vec<u64>,
}

impl Key {
    /// A key over columns, of which no combination is known to occur yet.
    #[must_use]
    pub fn new(columns: &[Column<'_>]) -> Self {
        Self {
            names: columns.iter().map(|c| c.name.clone()).collect(),
            domains: columns.iter().map(|c| c.domain.clone()).collect(),
            present: Vec::new(),
        }
    }

    /// How many combinations occur.
    #[must_use]
    pub fn len(&self) -> usize {
        self.present.len()
    }

    /// Whether none occurs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.present.is_empty()
    }

    /// The code in column `column` of combination `i`.
    #[must_use]
    pub fn code(&self, i: usize, column: usize) -> usize {
        let below: u64 = self.domains[column + 1..].iter().map(|d| d.len() as u64).product();
        (self.present[i] / below.max(1) % self.domains[column].len() as u64) as usize
    }

    /// The values of combination `i`, a label a column.
    #[must_use]
    pub fn labels(&self, i: usize) -> Vec<Label> {
        (0..self.domains.len()).map(|c| self.domains[c].label(self.code(i, c))).collect()
    }

    /// The place of a combination, if it occurs.
    #[must_use]
    pub fn find(&self, labels: &[Label]) -> Option<usize> {
        if labels.len() != self.domains.len() {
            return None;
        }
        let code = self.domains.iter().zip(labels).try_fold(0u64, |code, (domain, label)| {
            Some(code * domain.len() as u64 + domain.code(label)? as u64)
        })?;
        self.present.binary_search(&code).ok()
    }

    /// For each combination the row of another frame that names it in `columns`, which stand for
    /// the columns `places` of this key.
    ///
    /// # Errors
    /// The row that names a combination for the second time.
    pub fn rows(
        &self,
        columns: &[Column<'_>],
        places: &[usize],
        rows: usize,
    ) -> std::result::Result<Vec<Option<usize>>, usize> {
        let mut given = Self::new(columns);
        let mut known: Vec<(u64, usize)> = Self::read_all(columns, rows).into_iter().zip(0..).collect();
        known.sort_unstable();
        if let Some(twice) = known.windows(2).find(|w| w[0].0 == w[1].0) {
            return Err(twice[1].1);
        }
        given.present = known.iter().map(|k| k.0).collect();
        let row = |i: usize| {
            let labels: Vec<Label> =
                places.iter().map(|c| self.domains[*c].label(self.code(i, *c))).collect();
            given.find(&labels).map(|place| known[place].1)
        };
        Ok((0..self.len()).map(row).collect())
    }

    /// How many combinations the columns could make.
    ///
    /// # Errors
    /// `SizeLimit` when they do not fit in 62 bits.
    pub fn size(columns: &[Column<'_>]) -> Result<u64> {
        let size: u128 = columns.iter().map(|c| c.domain.len() as u128).product();
        u64::try_from(size).ok().filter(|s| *s < 1 << 62).ok_or_else(|| {
            Error::new(
                Family::Limit,
                "SizeLimit",
                format!("the key columns could make {size} combinations, more than 2^62"),
            )
            .remedy("Join the key columns into one text column first.")
        })
    }

    /// The mixed-radix codes of some consecutive rows.
    pub fn read(columns: &[Column<'_>], rows: Range<usize>, out: &mut Vec<u64>) {
        out.clear();
        out.resize(rows.len(), 0);
        for column in columns {
            column.codes.append(rows.clone(), column.domain.len() as u64, out);
        }
    }

    /// The mixed-radix codes of all rows.
    #[must_use]
    pub fn read_all(columns: &[Column<'_>], rows: usize) -> Vec<u64> {
        let mut codes = vec![0u64; rows];
        codes.par_chunks_mut(BLOCK).enumerate().for_each(|(b, out)| {
            let rows = b * BLOCK..b * BLOCK + out.len();
            for column in columns {
                column.codes.append(rows.clone(), column.domain.len() as u64, out);
            }
        });
        codes
    }

    /// The same key with its combinations numbered from 0 without gaps: a single
    /// column for the rows, and the combinations that occur.
    ///
    /// # Errors
    /// `SizeLimit` when the combinations cannot be numbered.
    pub fn compact(columns: &[Column<'_>], rows: usize) -> Result<(Self, Vec<u32>)> {
        let size = Self::size(columns)?;
        let codes = Self::read_all(columns, rows);
        if size <= 8 * rows as u64 {
            let (present, places) = numbered(&codes, size);
            let dense = codes.par_iter().map(|code| places[*code as usize]).collect();
            return Ok((Self { present, ..Self::new(columns) }, dense));
        }
        let mut present = codes.clone();
        present.par_sort_unstable();
        present.dedup();
        let dense = codes.par_iter().map(|c| present.partition_point(|p| p < c) as u32).collect();
        let mut key = Self::new(columns);
        key.present = present;
        Ok((key, dense))
    }
}

/// The codes below `size` that occur, ascending, and the place of each among them.
fn numbered(codes: &[u64], size: u64) -> (Vec<u64>, Vec<u32>) {
    let mut places = vec![0u32; size as usize];
    for code in codes {
        places[*code as usize] = 1;
    }
    let mut present = Vec::new();
    for (code, place) in (0u64..).zip(&mut places) {
        if *place == 1 {
            *place = present.len() as u32;
            present.push(code);
        }
    }
    (present, places)
}

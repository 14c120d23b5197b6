//! From rows to cells: the amounts of equal cells are added, in an order that
//! does not matter (counts) or is fixed (weights).

use super::codes::slices;
use super::{Amounts, Column, EXACT, Fault, Faults, Key};
use crate::error::{Error, Result};
use crate::numeric::{BLOCK, Sum};
use rayon::prelude::*;
use std::ops::Range;

/// What each row adds to its cell.
#[derive(Clone, Debug)]
pub enum Counting<'a> {
    /// A row is a pupil.
    Rows,
    /// Whole pupils, read in place.
    Counts {
        /// The column, chunk by chunk.
        chunks: Vec<&'a [i64]>,
        /// Its name.
        column: String,
    },
    /// Weights.
    Weights {
        /// A weight a row.
        weights: &'a [f64],
        /// The column's name.
        column: String,
    },
}

/// The keys of the rows and the sizes of the table they make.
pub struct Rows<'a> {
    /// Columns of the unit.
    pub units: &'a [Column<'a>],
    /// Columns of the group.
    pub groups: &'a [Column<'a>],
    /// Possible units.
    pub unit_size: usize,
    /// Possible groups.
    pub group_size: usize,
    /// How many rows there are.
    pub count: usize,
}

/// Tables of at most this many cells are counted by each thread on its own.
const OWN_TABLE: usize = 1 << 18;
/// Cells in one part of a large table: they stay in a core's cache.
const PART: usize = 1 << 16;

/// A cell within a part and a count, in one word.
trait Packed: Copy + Send + Sync {
    fn pack(cell: u64, n: u64) -> Self;
    fn unpack(self) -> (usize, u32);
}

impl Packed for u32 {
    fn pack(cell: u64, n: u64) -> Self {
        ((cell % PART as u64) << 16 | n) as Self
    }

    fn unpack(self) -> (usize, u32) {
        ((self >> 16) as usize, self & 0xffff)
    }
}

impl Packed for u64 {
    fn pack(cell: u64, n: u64) -> Self {
        (cell % PART as Self) << 32 | n
    }

    fn unpack(self) -> (usize, u32) {
        ((self >> 32) as usize, self as u32)
    }
}

impl Rows<'_> {
    fn cells(&self) -> usize {
        self.unit_size * self.group_size
    }

    fn read(&self, rows: Range<usize>, out: &mut Vec<u64>) {
        Key::read(self.units, rows.clone(), out);
        for column in self.groups {
            column.codes.append(rows.clone(), column.domain.len() as u64, out);
        }
    }

    /// Adds all rows up; the second number is the exponent of the power of two by which
    /// weights were multiplied.
    ///
    /// # Errors
    /// `NegativeCount`, `CountOverflow`, `ZeroWeight`.
    pub fn count(&self, counting: &Counting<'_>) -> Result<(Amounts, i32)> {
        match counting {
            Counting::Rows => Ok((self.whole(&[], self.count as u64, 1), 0)),
            Counting::Counts { chunks, column } => {
                let (sum, largest) = survey(chunks, column)?;
                Ok((self.whole(chunks, sum, largest), 0))
            }
            Counting::Weights { weights, column } => self.weigh(weights, column),
        }
    }

    fn whole(&self, chunks: &[&[i64]], sum: u64, largest: u64) -> Amounts {
        if sum > u64::from(u32::MAX) {
            return Amounts::Counts(self.own_tables(chunks));
        }
        if self.cells() <= OWN_TABLE || largest > u64::from(u32::MAX) {
            let wide = self.own_tables(chunks);
            return Amounts::Small(wide.into_iter().map(|n| n as u32).collect());
        }
        let fits = u16::try_from(largest).is_ok();
        Amounts::Small(if fits { self.by_parts::<u32>(chunks) } else { self.by_parts::<u64>(chunks) })
    }

    /// One table a thread, added in the end.
    fn own_tables(&self, chunks: &[&[i64]]) -> Vec<u64> {
        let tables: Vec<Vec<u64>> = self
            .shares()
            .into_par_iter()
            .map(|share| {
                let mut table = vec![0u64; self.cells()];
                self.each(share, chunks, |cell, n| {
                    let sum = &mut table[cell as usize];
                    *sum = sum.wrapping_add(n); // the sum of all rows is known to fit
                });
                table
            })
            .collect();
        let mut tables = tables.into_iter();
        let mut total = tables.next().unwrap_or_default();
        for table in tables {
            total.iter_mut().zip(table).for_each(|(t, n)| *t += n);
        }
        total
    }

    /// Rows are first dealt out to parts of the table that fit in cache.
    fn by_parts<P: Packed>(&self, chunks: &[&[i64]]) -> Vec<u32> {
        let parts = self.cells().div_ceil(PART);
        let deal = |share: Range<usize>| {
            let room = share.len() / parts + share.len() / parts / 8 + 16;
            let mut hands: Vec<Vec<P>> = (0..parts).map(|_| Vec::with_capacity(room)).collect();
            self.each(share, chunks, |cell, n| hands[cell as usize / PART].push(P::pack(cell, n)));
            hands
        };
        let dealt: Vec<Vec<Vec<P>>> = self.shares().into_par_iter().map(deal).collect();
        let mut table = vec![0u32; self.cells()];
        table.par_chunks_mut(PART).enumerate().for_each(|(part, cells)| {
            cells.fill(0); // touches fresh memory by writing: one page fault instead of two
            for packed in dealt.iter().flat_map(|hands| &hands[part]) {
                let (cell, n) = packed.unpack();
                cells[cell] = cells[cell].wrapping_add(n); // the sum of all rows is known to fit
            }
        });
        table
    }

    fn weigh(&self, weights: &[f64], column: &str) -> Result<(Amounts, i32)> {
        check_weights(weights, column)?;
        let mut rows: Vec<(u64, u64)> = Vec::with_capacity(self.count);
        self.each(0..self.count, &[], |cell, _| rows.push((cell, weights[rows.len()].to_bits())));
        rows.par_sort_unstable();
        let mut table = vec![0.0; self.cells()];
        for cell in rows.chunk_by(|a, b| a.0 == b.0) {
            let sum: Sum = cell.iter().map(|(_, bits)| f64::from_bits(*bits)).collect();
            table[cell[0].0 as usize] = sum.value();
        }
        let scale = scale(&mut table, column)?;
        Ok((Amounts::Weights(table), scale))
    }

    fn shares(&self) -> Vec<Range<usize>> {
        let threads = if self.count < 8 * BLOCK { 1 } else { rayon::current_num_threads() };
        let share = self.count.div_ceil(threads).next_multiple_of(BLOCK).max(1);
        (0..self.count).step_by(share).map(|start| start..self.count.min(start + share)).collect()
    }

    /// Calls `add(cell, n)` for some consecutive rows.
    fn each(&self, rows: Range<usize>, chunks: &[&[i64]], mut add: impl FnMut(u64, u64)) {
        let mut cells = Vec::with_capacity(BLOCK);
        for start in rows.clone().step_by(BLOCK) {
            let block = start..rows.end.min(start + BLOCK);
            self.read(block.clone(), &mut cells);
            if chunks.is_empty() {
                for cell in &cells {
                    add(*cell, 1);
                }
            }
            let mut left = &cells[..];
            for counts in slices(chunks, block) {
                let (now, later) = left.split_at(counts.len());
                for (cell, n) in now.iter().zip(counts) {
                    add(*cell, *n as u64);
                }
                left = later;
            }
        }
    }
}

/// The sum and the largest of all counts.
fn survey(chunks: &[&[i64]], column: &str) -> Result<(u64, u64)> {
    let pieces = chunks.par_iter().flat_map(|chunk| chunk.par_chunks(BLOCK * 16));
    let (all, largest, sum) = pieces
        .map(|piece| {
            let bits = piece.iter().fold((0, 0), |(all, top), n| (all | n, top.max(*n)));
            (bits.0, bits.1, piece.iter().map(|n| i128::from(*n)).sum::<i128>())
        })
        .reduce(|| (0, 0, 0), |a, b| (a.0 | b.0, a.1.max(b.1), a.2 + b.2));
    if all < 0 {
        negative(chunks.iter().flat_map(|c| c.iter()).map(|n| *n < 0), column)?;
    }
    if sum > i128::from(EXACT) {
        return Err(overflow(column));
    }
    Ok((sum as u64, largest as u64))
}

/// The error about all rows that are negative.
fn negative(rows: impl Iterator<Item = bool>, column: &str) -> Result<()> {
    let mut faults = Faults::default();
    rows.zip(0..).filter(|(bad, _)| *bad).for_each(|(_, row)| faults.note(Fault::Negative, row));
    faults.report(column)
}

/// A number of rows in words.
#[must_use]
pub fn rows_of(count: u64) -> String {
    format!("{count} {}", if count == 1 { "row" } else { "rows" })
}

fn overflow(column: &str) -> Error {
    Error::input("CountOverflow", format!("the sum of column '{column}' is beyond what can be held exactly"))
        .on(column)
        .remedy("Counts may add up to 2^53, weights to 1e300: use larger units of count.")
}

fn check_weights(weights: &[f64], column: &str) -> Result<()> {
    negative(weights.iter().map(|w| *w < 0.0), column)?;
    if weights.iter().all(|w| *w == 0.0) && !weights.is_empty() {
        return Err(Error::input("ZeroWeight", format!("every weight in column '{column}' is 0"))
            .on(column)
            .at(0, weights.len() as u64)
            .remedy("Give at least one row a weight above 0."));
    }
    Ok(())
}

/// Brings very small and very large weights to a total of about 1 by a power of two, which
/// changes no share, so that no product leaves what floating point can hold.
fn scale(table: &mut [f64], column: &str) -> Result<i32> {
    let total = table.iter().copied().collect::<Sum>().value();
    if !total.is_finite() || total > 1e300 {
        return Err(overflow(column));
    }
    if (1e-100..1e100).contains(&total) {
        return Ok(0);
    }
    let exponent = -libm::ilogb(total);
    for cell in table.iter_mut() {
        *cell = libm::scalbn(*cell, exponent);
    }
    Ok(exponent)
}

//! The pupils of a multinomial draw that Poisson counts leave.

use super::source::{BATCH, Kind, Source};
use crate::numeric::{Column, alias_table, poisson};

/// Standard deviations of the Poisson total that are left to be drawn otherwise: one sum in fifteen is
/// beyond them, which costs less than more pupils one by one.
const MARGIN: f64 = 1.5;

/// The share of `pupils` that is drawn as Poisson counts.
pub(super) fn poisson_share(pupils: u64) -> f64 {
    (1.0 - MARGIN / (pupils as f64).sqrt()).max(0.0)
}

/// Draws pupils over cells one by one, from one alias table; while they are many, first most of
/// them as Poisson counts.
#[derive(Clone, Debug)]
pub(super) struct Remainder {
    cells: Vec<(u32, u64)>,
    total: u64,
    columns: Vec<Column>,
    bits: u32,
}

/// Pupils a cell above which a Poisson count a cell is quicker.
const MANY: u64 = 16;

impl Remainder {
    /// Over the cells that have pupils.
    pub(super) fn new(counts: &[u64]) -> Self {
        let cells: Vec<(u32, u64)> = (0..).zip(counts.iter().copied()).filter(|(_, n)| *n > 0).collect();
        let total = cells.iter().map(|(_, count)| count).sum();
        let bits = cells.len().next_power_of_two().trailing_zeros().max(1);
        let masses = masses(&cells, total, 32 + bits);
        let columns = if total > 0 { alias_table(&masses, 1 << bits, 1 << 32) } else { Vec::new() };
        Self { cells, total, columns, bits }
    }

    /// Adds `pupils` to the counts.
    pub(super) fn draw(&self, pupils: u64, source: Source, out: &mut [u64]) {
        let mut left = pupils;
        let mut attempt = 0;
        while left > MANY * self.cells.len() as u64 {
            left -= self.thinned(left, source, attempt, out);
            attempt += 1;
        }
        self.singles(left as usize, source, out);
    }

    /// Adds Poisson counts, none if they are more than `left` together; returns how many.
    fn thinned(&self, left: u64, source: Source, attempt: u32, out: &mut [u64]) -> u64 {
        let each = left as f64 * poisson_share(left) / self.total as f64;
        let count = |(i, (_, count)): (usize, &(u32, u64))| {
            poisson(*count as f64 * each, &mut source.draws(i, attempt, Kind::Thinned))
        };
        let counts: Vec<u64> = self.cells.iter().enumerate().map(count).collect();
        let sum = counts.iter().sum();
        if sum > left {
            return 0;
        }
        self.cells.iter().zip(counts).for_each(|((cell, _), n)| out[*cell as usize] += n);
        sum
    }

    fn singles(&self, pupils: usize, source: Source, out: &mut [u64]) {
        let mut words = [[0; 4]; BATCH / 4];
        for (batch, first) in (0..pupils).step_by(BATCH / 2).enumerate() {
            source.words(batch, 0, Kind::Single, &mut words);
            let pairs = words.as_flattened().chunks_exact(2).take(pupils - first);
            pairs.for_each(|pair| out[self.cell(pair[0], pair[1])] += 1);
        }
    }

    #[inline]
    fn cell(&self, word: u32, place: u32) -> usize {
        let own = word >> (32 - self.bits);
        self.cells[self.columns[own as usize].pick(own, place) as usize].0 as usize
    }
}

/// The share of every cell as a multiple of 2^-bits; they add up to 1.
fn masses(cells: &[(u32, u64)], total: u64, bits: u32) -> Vec<u64> {
    let (mut below, mut end) = (0, 0);
    let mass = |(_, count): &(u32, u64)| {
        below += u128::from(*count);
        // In 128 bits: a total may have 53, a share 60.
        let next = ((below << bits) / u128::from(total)) as u64;
        next - std::mem::replace(&mut end, next)
    };
    cells.iter().map(mass).collect()
}

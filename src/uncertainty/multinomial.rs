//! Multinomial counts over many cells, drawn again and again.

use super::remainder::{Remainder, poisson_share};
use super::source::{BATCH, Kind, Source};
use crate::numeric::{alias_table, poisson, poisson_law};
use std::collections::BTreeMap;

/// Draws T pupils over cells with probabilities t_i/T, as often as asked.
///
/// Most pupils are drawn as independent Poisson counts a cell, which given their sum are multinomial,
/// and the few that are left one by one; a sum beyond T is drawn anew. A Poisson count takes one random
/// word, or two if it is large, and an alias table (Walker 1977, Vose 1991) that all cells with
/// the same count share. Probabilities are whole multiples of 2^-32.
#[derive(Clone, Debug)]
pub struct Multinomial {
    cells: usize,
    total: u64,
    share: f64,
    slots: Vec<Slot>,
    laws: Vec<Law>,
    columns: Vec<u32>,
    large: Vec<(u32, u64)>,
    rest: Remainder,
}

/// A cell to which a count of this law is added.
#[derive(Clone, Copy, Debug)]
struct Slot {
    cell: u32,
    law: u32,
}

/// Where the 2^bits columns of a Poisson law begin. A column keeps its cut and, in the last bits, its
/// other outcome.
#[derive(Clone, Copy, Debug)]
struct Law {
    first: u32,
    bits: u32,
    low: u64,
}

/// Counts are drawn as the sum of two Poisson counts, for a multiple of this and for what is left:
/// then there are few laws, and their tables stay in cache.
const STEP: u64 = 128;
/// Columns in the tables of all laws together; larger counts are drawn by rejection.
const COLUMNS: usize = 1 << 20;

impl Multinomial {
    /// Prepares the draws: `counts` are t_i.
    ///
    /// ```
    /// use schoolmix::numeric::{Stream, purpose};
    /// use schoolmix::uncertainty::{Multinomial, Source};
    /// let source = Source { stream: Stream::new(1, 0), number: 0, purpose: purpose::RESAMPLE };
    /// let mut drawn = Vec::new();
    /// Multinomial::new(&[30, 0, 70]).draw(source, &mut drawn);
    /// assert_eq!((drawn[1], drawn.iter().sum::<u64>()), (0, 100));
    /// ```
    #[must_use]
    pub fn new(counts: &[u64]) -> Self {
        let total: u64 = counts.iter().sum();
        let mut new = Self {
            cells: counts.len(),
            total,
            share: poisson_share(total),
            slots: Vec::new(),
            laws: Vec::new(),
            columns: Vec::new(),
            large: Vec::new(),
            rest: Remainder::new(counts),
        };
        if new.share > 0.0 {
            for (count, cells) in parts(counts) {
                new.add(count, &cells);
            }
        }
        new
    }

    /// Cells that all have `count` pupils.
    fn add(&mut self, count: u64, cells: &[u32]) {
        let law = if self.large.is_empty() { self.law(count as f64 * self.share) } else { None };
        match law {
            Some(law) => self.slots.extend(cells.iter().map(|cell| Slot { cell: *cell, law })),
            None => self.large.extend(cells.iter().map(|cell| (*cell, count))),
        }
    }

    /// Adds the alias table of a Poisson law, if there is room.
    fn law(&mut self, mean: f64) -> Option<u32> {
        if self.columns.len() as f64 + WIDTH * mean.sqrt() > COLUMNS as f64 {
            return None;
        }
        let (low, masses) = quantised(mean);
        let bits = masses.len().next_power_of_two().trailing_zeros().max(1);
        let table = alias_table(&masses, 1 << bits, 1 << (32 - bits));
        self.laws.push(Law { first: self.columns.len() as u32, bits, low });
        self.columns.extend(table.iter().map(|column| column.cut << bits | column.other));
        Some(self.laws.len() as u32 - 1)
    }

    /// One draw: a count for each cell, T together.
    pub fn draw(&self, source: Source, out: &mut Vec<u64>) {
        for attempt in 0.. {
            out.clear();
            out.resize(self.cells, 0);
            let drawn = self.tabled(source, attempt, out) + self.larger(source, attempt, out);
            if drawn <= self.total {
                return self.rest.draw(self.total - drawn, source, out);
            }
        }
    }

    fn tabled(&self, source: Source, attempt: u32, out: &mut [u64]) -> u64 {
        let mut words = [[0; 4]; BATCH / 4];
        let mut sum = 0;
        for (batch, slots) in self.slots.chunks(BATCH).enumerate() {
            source.words(batch, attempt, Kind::Tabled, &mut words);
            for (slot, word) in slots.iter().zip(words.as_flattened()) {
                let count = self.count(self.laws[slot.law as usize], *word);
                out[slot.cell as usize] += count;
                sum += count;
            }
        }
        sum
    }

    /// The leading bits of a word choose the column, the others the place in it.
    #[inline]
    fn count(&self, law: Law, word: u32) -> u64 {
        let own = word >> (32 - law.bits);
        let column = self.columns[(law.first + own) as usize];
        let place = word & (u32::MAX >> law.bits);
        let other = column & ((1 << law.bits) - 1);
        law.low + u64::from(if place < column >> law.bits { own } else { other })
    }

    fn larger(&self, source: Source, attempt: u32, out: &mut [u64]) -> u64 {
        let mut sum = 0;
        for (i, (cell, count)) in self.large.iter().enumerate() {
            let count = poisson(*count as f64 * self.share, &mut source.draws(i, attempt, Kind::Large));
            out[*cell as usize] += count;
            sum += count;
        }
        sum
    }
}

/// The counts, each in one or two parts, with the cells that have them, ascending.
fn parts(counts: &[u64]) -> BTreeMap<u64, Vec<u32>> {
    let mut parts: BTreeMap<u64, Vec<u32>> = BTreeMap::new();
    for (cell, count) in counts.iter().enumerate() {
        for part in [count - count % STEP, count % STEP].into_iter().filter(|part| *part > 0) {
            parts.entry(part).or_default().push(cell as u32);
        }
    }
    parts
}

/// Columns that a law takes at most, in square roots of its mean: 16 standard deviations, rounded up
/// to a power of two.
const WIDTH: f64 = 32.0;

/// The probabilities of a Poisson count as multiples of 2^-32 that add up to 1, from the first above
/// 0: no cumulative probability is off by more than one half of that.
fn quantised(mean: f64) -> (u64, Vec<u64>) {
    let (first, law) = poisson_law(mean);
    let (mut sum, mut before) = (0.0, 0);
    let mass = |p: &f64| {
        sum += p;
        let below = ((sum * 4_294_967_296.0 + 0.5) as u64).min(1 << 32);
        below - std::mem::replace(&mut before, below)
    };
    let mut masses: Vec<u64> = law.iter().map(mass).collect();
    while masses.last() == Some(&0) {
        masses.pop();
    }
    let none = masses.iter().take_while(|mass| **mass == 0).count();
    (first + none as u64, masses.split_off(none))
}

//! Lotteries: the numbers that pupils draw.

use crate::error::{Error, Result};
use crate::numeric::{Stream, purpose};
use rayon::prelude::*;

/// Pupils from which threads share the drawing.
const MANY: usize = 1 << 15;
/// Bits of a lottery number.
const BITS: u32 = 56;

/// How ties within a priority class are broken (*loting*).
#[derive(Clone, Debug, PartialEq)]
pub enum Ties {
    /// There must be none.
    Strict,
    /// One number a pupil.
    Single,
    /// A number for every pupil at every school.
    Multiple,
    /// One number a pupil at the schools that are marked (by [`super::Market::numbers`]), a number for every
    /// pair at the rest.
    Hybrid(Vec<bool>),
    /// The weighted sum of both: the weight of the number of the pupil, of 2^32 - 1.
    Mixed(u32),
}

impl Ties {
    /// A weight from 0 to 1 as `Mixed` takes it.
    ///
    /// # Errors
    /// `BadOption` for a weight outside.
    pub fn mixed(weight: f64) -> Result<Self> {
        if (0.0..=1.0).contains(&weight) {
            return Ok(Self::Mixed((weight * f64::from(u32::MAX)).round() as u32));
        }
        Err(Error::option("weight", format!("a weight of {weight} has no meaning"), "a number from 0 to 1"))
    }
}

/// One drawing of lots, named by a seed and its number.
#[derive(Clone, Copy, Debug)]
pub struct Lottery {
    stream: Stream,
    round: u32,
}

impl Lottery {
    /// Lottery `number` under `seed`; rounds of a year draw anew.
    #[must_use]
    pub fn new(seed: u64, number: u32, round: u32) -> Self {
        Self { stream: Stream::new(seed, number), round }
    }

    /// The number of a pupil, of 56 bits; the lowest goes first.
    #[must_use]
    pub fn single(&self, id: u64) -> u64 {
        number(self.stream.block(id, self.round, purpose::LOTTERY, 0))
    }

    /// The numbers of pupils.
    #[must_use]
    pub fn singles(&self, ids: &[u64]) -> Vec<u64> {
        let single = |id: &u64| self.single(*id);
        if ids.len() < MANY { ids.iter().map(single).collect() } else { ids.par_iter().map(single).collect() }
    }

    /// The number of a pupil at a school, of 56 bits.
    #[must_use]
    pub fn pair(&self, id: u64, school: u32) -> u64 {
        number(self.stream.block(id, self.round, purpose::PAIR_LOTTERY, school))
    }
}

/// The top bits of the first two words.
fn number([high, low, ..]: [u32; 4]) -> u64 {
    (u64::from(high) << 32 | u64::from(low)) >> (64 - BITS)
}

/// The places of lottery numbers in ascending order, ties by position. The numbers are uniform, so
/// that dealing them out by their first bits almost sorts them.
pub(super) fn turns(numbers: &[u64]) -> Vec<u32> {
    let bits = (usize::BITS - numbers.len().leading_zeros()).min(24);
    let pile = |number: u64| (number >> (BITS - bits)) as usize;
    let mut first = vec![0u32; (1 << bits) + 1];
    for number in numbers {
        first[pile(*number) + 1] += 1;
    }
    for i in 1..first.len() {
        first[i] += first[i - 1];
    }
    let mut sorted = vec![(0, 0); numbers.len()];
    for (i, number) in (0u32..).zip(numbers) {
        let place = &mut first[pile(*number)];
        sorted[*place as usize] = (*number, i);
        *place += 1;
    }
    for end in 1..sorted.len() {
        let mut at = end;
        while at > 0 && sorted[at - 1] > sorted[at] {
            sorted.swap(at - 1, at);
            at -= 1;
        }
    }
    sorted.into_iter().map(|(_, i)| i).collect()
}

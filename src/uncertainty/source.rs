//! How the random words of a draw are named.

use crate::numeric::{Draws, Stream};

/// Names the words of one draw: replicate, table and purpose.
#[derive(Clone, Copy, Debug)]
pub struct Source {
    /// Seed and replicate.
    pub stream: Stream,
    /// Tables with different numbers are drawn independently.
    pub number: u32,
    /// What is drawn.
    pub purpose: u8,
}

/// Steps of a draw that do not share their words.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    /// All counts at once, from tables.
    Tabled,
    /// Counts too large for a table.
    Large,
    /// What is left, as long as it is much.
    Thinned,
    /// What is left, one by one.
    Single,
}

/// Random words fetched at a time.
pub(super) const BATCH: usize = 256;

impl Source {
    /// The first words of item `i`, below 2^32.
    pub(super) fn words(self, i: usize, attempt: u32, kind: Kind, out: &mut [[u32; 4]]) {
        self.stream.blocks(self.id(i), tick(attempt, kind), self.purpose, out);
    }

    /// The draws of item `i`, below 2^32.
    pub(super) fn draws(self, i: usize, attempt: u32, kind: Kind) -> Draws {
        self.stream.draws(self.id(i), tick(attempt, kind), self.purpose)
    }

    fn id(self, i: usize) -> u64 {
        u64::from(self.number) << 32 | i as u64
    }
}

fn tick(attempt: u32, kind: Kind) -> u32 {
    attempt << 2 | kind as u32
}

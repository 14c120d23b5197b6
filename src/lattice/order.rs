//! Random orders and turns, by counter.

use crate::numeric::{Stream, purpose};

/// Fisher-Yates with the words that it needs drawn at once.
#[derive(Clone, Debug, Default)]
pub(super) struct Shuffle {
    words: Vec<[u32; 4]>,
}

impl Shuffle {
    /// For at most so many items, less than 2^26.
    pub fn new(items: usize) -> Self {
        Self { words: vec![[0; 4]; items.div_ceil(4)] }
    }

    /// Puts items in random order; the bias of an order is under `items / 2^32`.
    pub fn shuffle(&mut self, items: &mut [u32], stream: Stream, purpose: u8, tick: u32) {
        let blocks = &mut self.words[..items.len().div_ceil(4)];
        stream.blocks(0, tick, purpose, blocks);
        let words = blocks.as_flattened();
        for last in (1..items.len()).rev() {
            items.swap(last, below(words[last], last + 1));
        }
    }
}

/// A whole number below `limit` from a random word.
#[inline]
fn below(word: u32, limit: usize) -> usize {
    ((u64::from(word) * limit as u64) >> 32) as usize
}

/// Who has a turn: everyone once in a sweep, a share of them at a time.
#[derive(Clone, Debug, Default)]
pub(super) struct Turns {
    order: Vec<u32>,
    batch: usize,
    done: usize,
    shuffle: Shuffle,
}

impl Turns {
    /// `1 + floor(agents / ceil(1 / fraction))` agents at a time (COMPASS); all of them for a fraction of 1.
    pub fn new(agents: usize, fraction: f64) -> Self {
        let batch = 1 + agents / (1.0 / fraction).ceil() as usize;
        let order: Vec<u32> = (0..agents as u32).collect();
        Self { batch, done: agents, shuffle: Shuffle::new(agents), order }
    }

    /// The agents that have their turn in a tick.
    pub fn next(&mut self, stream: Stream, tick: u32) -> &[u32] {
        if self.done == self.order.len() {
            self.shuffle.shuffle(&mut self.order, stream, purpose::GRID_TURN, tick);
            self.done = 0;
        }
        let start = self.done;
        self.done = (start + self.batch).min(self.order.len());
        &self.order[start..self.done]
    }
}

//! Texts to codes: each distinct text is kept once.

use super::{Codes, Column, Domain, Texts};
use foldhash::quality::FixedState;
use hashbrown::HashTable;
use rayon::prelude::*;
use std::hash::BuildHasher;

/// Gives every distinct text a number, in order of arrival.
pub struct Interner {
    state: FixedState,
    table: HashTable<u32>,
    texts: Texts,
    hashes: Vec<u64>,
}

impl Default for Interner {
    fn default() -> Self {
        Self {
            state: FixedState::with_seed(0),
            table: HashTable::new(),
            texts: Texts::default(),
            hashes: Vec::new(),
        }
    }
}

impl Interner {
    /// The number of a text.
    pub fn number(&mut self, text: &str) -> u32 {
        self.number_hashed(text, self.state.hash_one(text.as_bytes()))
    }

    fn number_hashed(&mut self, text: &str, hash: u64) -> u32 {
        let Self { table, texts, hashes, .. } = self;
        let same = |n: &u32| hashes[*n as usize] == hash && texts.get(*n as usize) == text;
        if let Some(number) = table.find(hash, same) {
            return *number;
        }
        let number = texts.len() as u32;
        table.insert_unique(hash, number, |n| hashes[*n as usize]);
        texts.push(text);
        hashes.push(hash);
        number
    }

    /// Takes over the texts of another: their numbers here.
    pub fn adopt(&mut self, other: &Self) -> Vec<u32> {
        (0..other.texts.len()).map(|i| self.number_hashed(other.texts.get(i), other.hashes[i])).collect()
    }

    /// Turns numbers of arrival into codes in the order of the texts.
    #[must_use]
    pub fn column(self, name: &str, mut numbers: Vec<u32>) -> Column<'static> {
        let mut order: Vec<u32> = (0..self.texts.len() as u32).collect();
        order.par_sort_unstable_by(|a, b| self.texts.get(*a as usize).cmp(self.texts.get(*b as usize)));
        let mut rank = vec![0u32; order.len()];
        for (code, number) in order.iter().enumerate() {
            rank[*number as usize] = code as u32;
        }
        numbers.par_iter_mut().for_each(|n| *n = rank[*n as usize]);
        let sorted = order.iter().map(|number| self.texts.get(*number as usize)).collect();
        Column { name: name.to_owned(), domain: Domain::Texts(sorted), codes: Codes::Made(numbers) }
    }
}

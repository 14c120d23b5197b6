//! Texts to codes: each distinct text is kept once.

use super::{Codes, Column, Domain, Texts};
use crate::error::{Error, Family, Result};
use foldhash::fast::FixedState;
use hashbrown::HashTable;
use rayon::prelude::*;
use std::hash::BuildHasher;
use unicode_normalization::UnicodeNormalization;

/// Gives every distinct text a number, in order of arrival.
#[derive(Default)]
pub struct Interner {
    state: FixedState,
    table: HashTable<u32>,
    texts: Texts,
    /// The number of the text that came last; rows of one key often follow each other.
    last: u32,
}

/// Longest text that is taken as a key, in bytes.
const LONGEST: usize = 1 << 16;

impl Interner {
    /// The number of a text.
    pub fn number(&mut self, text: &str) -> u32 {
        let Self { state, table, texts, last } = self;
        if texts.len() > *last as usize && texts.get(*last as usize) == text {
            return *last;
        }
        let hash = |text: &str| state.hash_one(text.as_bytes());
        let own = hash(text);
        if let Some(number) = table.find(own, |n| texts.get(*n as usize) == text) {
            *last = *number;
            return *number;
        }
        let number = texts.len() as u32;
        table.insert_unique(own, number, |n| hash(texts.get(*n as usize)));
        texts.push(text);
        *last = number;
        number
    }

    /// Turns numbers of arrival into codes in the order of the texts.
    ///
    /// # Errors
    /// `SizeLimit` for a text of more than 64 KiB, `NormalizationCollision` for two texts that differ
    /// in the way their accents are coded alone.
    pub fn column(self, name: &str, mut numbers: Vec<u32>) -> Result<Column<'static>> {
        self.check(name, &numbers)?;
        let mut order: Vec<u32> = (0..self.texts.len() as u32).collect();
        let text = |number: &u32| self.texts.get(*number as usize);
        order.par_sort_unstable_by(|a, b| text(a).cmp(text(b)));
        let mut rank = vec![0u32; order.len()];
        for (code, number) in order.iter().enumerate() {
            rank[*number as usize] = code as u32;
        }
        numbers.par_iter_mut().for_each(|n| *n = rank[*n as usize]);
        let sorted = order.iter().map(text).collect();
        Ok(Column { name: name.to_owned(), domain: Domain::Texts(sorted), codes: Codes::Made(numbers) })
    }

    fn check(&self, name: &str, numbers: &[u32]) -> Result<()> {
        let all = || (0..self.texts.len()).map(|i| self.texts.get(i));
        let row =
            |number: usize| numbers.iter().position(|n| *n as usize == number).unwrap_or_default() as u64;
        if let Some(long) = all().position(|text| text.len() > LONGEST) {
            let message = format!(
                "column '{name}' holds a text of more than {LONGEST} bytes, first in row {}",
                row(long)
            );
            return Err(Error::new(Family::Limit, "SizeLimit", message)
                .on(name)
                .at(row(long), all().filter(|text| text.len() > LONGEST).count() as u64)
                .remedy("Use codes or names as keys, not documents."));
        }
        let accented: Vec<usize> = (0..self.texts.len()).filter(|i| !self.texts.get(*i).is_ascii()).collect();
        let composed = |i: &usize| (self.texts.get(*i).nfc().collect::<String>(), *i);
        let mut forms: Vec<(String, usize)> = accented.iter().map(composed).collect();
        forms.sort_unstable();
        let twins: Vec<usize> =
            forms.windows(2).filter(|w| w[0].0 == w[1].0).map(|w| w[0].1.max(w[1].1)).collect();
        let Some(first) = twins.iter().min() else { return Ok(()) };
        let message = format!(
            "column '{name}' spells one text in two ways of coding accents, first in row {}",
            row(*first)
        );
        Err(Error::input("NormalizationCollision", message)
            .on(name)
            .at(row(*first), twins.len() as u64)
            .remedy("Normalise the column first, in pandas with .str.normalize(\"NFC\")."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roll::Label;

    #[test]
    fn codes_follow_the_order_of_the_texts() {
        let texts =
            ["b", "", "a longer text than fifteen", "a longer text than sixteen", "ab", "a", "b", "a\0"];
        let mut interner = Interner::default();
        let numbers = texts.iter().map(|t| interner.number(t)).collect();
        let column = interner.column("k", numbers).unwrap();
        let mut sorted = texts.to_vec();
        sorted.sort_unstable();
        sorted.dedup();
        let labels: Vec<Label> = (0..column.domain.len()).map(|c| column.domain.label(c)).collect();
        assert_eq!(labels, sorted.iter().map(|t| Label::Text((*t).to_owned())).collect::<Vec<_>>());
        let mut codes = vec![0; texts.len()];
        column.codes.append(0..texts.len(), 1, &mut codes);
        for (text, code) in texts.iter().zip(codes) {
            assert_eq!(sorted[code as usize], *text);
        }
    }
}

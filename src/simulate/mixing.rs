//! Newcomers who live elsewhere, by the mixing of homes.

use super::Base;
use crate::choice::{Block, Seeker};
use crate::numeric::{Stream, purpose, uniform};

/// A newcomer with its family and last school year.
pub type Newcomer = (Seeker, u64, u16);

/// A share of the newcomers of every municipality changes homes with each other, so that homes stay as many.
pub fn mixed(newcomers: &mut [Newcomer], base: &Base, shares: &[f64], year: u16, stream: Stream) {
    if shares.is_empty() {
        return;
    }
    let drawn = |(i, (who, family, _)): (usize, &Newcomer)| {
        let town = base.towns[who.block as usize];
        let [whether, key, ..] = stream.block(*family, u32::from(year), purpose::MIXING, 0);
        (uniform(whether) < shares[town as usize]).then_some((town, key, *family, i))
    };
    let mut chosen: Vec<(u32, u32, u64, usize)> = newcomers.iter().enumerate().filter_map(drawn).collect();
    chosen.sort_unstable();
    for town in chosen.chunk_by(|a, b| a.0 == b.0) {
        let home = |i: usize| base.blocks.all()[newcomers[i].0.block as usize].home;
        let mut there: Vec<(usize, u32)> = town.iter().map(|(.., i)| (*i, home(*i))).collect();
        there.sort_unstable();
        let moves: Vec<(usize, u32)> =
            town.iter().zip(there).map(|((.., i), (_, home))| (*i, home)).collect();
        for (i, home) in moves {
            let block = Block { home, ..base.blocks.all()[newcomers[i].0.block as usize] };
            if let Some(number) = base.blocks.number(block) {
                newcomers[i].0.block = number;
            }
        }
    }
}

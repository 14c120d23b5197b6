//! Families that change homes within their municipality.

use super::{Base, Happened, State};
use crate::choice::{Block, Tastes};
use crate::numeric::{Stream, purpose, uniform};

/// A family that moves.
struct Removal {
    town: u32,
    family: u64,
    home: u32,
    /// Decides who gets the home.
    key: u32,
    rows: Vec<usize>,
}

/// A share of the families moves in a year: they change homes with each other within the municipality, so that
/// homes stay as many. Gives the pupils, by row, whose school is not considered from their new home.
pub fn moved(
    state: &mut State<'_>,
    base: &Base,
    tastes: &Tastes,
    (share, year): (f64, u16),
    stream: Stream,
) -> Vec<usize> {
    let mut seek = Vec::new();
    for town in removals(state, base, (share, year), stream).chunk_by(|a, b| a.town == b.town) {
        let mut homes: Vec<(u32, u64, u32)> =
            town.iter().map(|removal| (removal.key, removal.family, removal.home)).collect();
        homes.sort_unstable();
        for (removal, (_, _, home)) in town.iter().zip(homes) {
            for row in removal.rows.iter().copied() {
                let block = Block { home, ..base.blocks.all()[state.blocks[row] as usize] };
                let there = base.blocks.number(block).filter(|there| *there != state.blocks[row]);
                let Some(there) = there else { continue };
                let school = state.schools[row];
                state.away(row);
                state.blocks[row] = there;
                state.sit(row, school);
                state.note(year, Happened::Moved, row, Some(school), Some(school));
                if tastes.considered(there).iter().all(|seen| seen.school != school) {
                    seek.push(row);
                }
            }
        }
    }
    seek.sort_unstable();
    seek
}

/// The families that move, by municipality.
fn removals(state: &State<'_>, base: &Base, (share, year): (f64, u16), stream: Stream) -> Vec<Removal> {
    let mut rows: Vec<usize> = (0..state.len()).collect();
    rows.sort_unstable_by_key(|row| (state.families[*row], *row));
    let removal = |rows: &[usize]| {
        let family = state.families[rows[0]];
        let [whether, key, ..] = stream.block(family, u32::from(year), purpose::REMOVAL, 0);
        let block = state.blocks[rows[0]] as usize;
        (uniform(whether) < share).then(|| Removal {
            town: base.towns[block],
            family,
            home: base.blocks.all()[block].home,
            key,
            rows: rows.to_vec(),
        })
    };
    let families = rows.chunk_by(|a, b| state.families[*a] == state.families[*b]);
    let mut found: Vec<Removal> = families.filter_map(removal).collect();
    found.sort_by_key(|removal| (removal.town, removal.family));
    found
}

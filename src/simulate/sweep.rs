//! Everyone at school chooses again, in turns.

use super::giving::number;
use super::{Base, State};
use crate::choice::{Seeker, Tastes};
use crate::numeric::{Stream, purpose};
use rayon::prelude::*;

/// Those who choose again, and what they choose by.
pub struct Sweep<'a> {
    /// The base.
    pub base: &'a Base,
    /// How they choose.
    pub tastes: &'a Tastes,
    /// Draws.
    pub stream: Stream,
    /// Whether no one can go to a school without places left.
    pub limits: bool,
}

/// Rows in the order in which they choose, drawn for a tick.
#[must_use]
pub fn in_turn(seekers: impl Iterator<Item = Seeker>, tick: u16, stream: Stream) -> Vec<usize> {
    let key =
        |(row, who): (usize, Seeker)| (number(stream, &Seeker { year: tick, ..who }, purpose::TURN), row);
    let mut order: Vec<(u64, usize)> = seekers.enumerate().map(key).collect();
    order.par_sort_unstable();
    order.into_iter().map(|(_, row)| row).collect()
}

impl Sweep<'_> {
    /// Some choose, all of them seeing who is at school now: the rows of those who would rather be elsewhere, with
    /// the school. Where there are limits, those who come first get the places that were left before.
    #[must_use]
    pub fn turn(&self, state: &State<'_>, rows: &[usize]) -> Vec<(usize, u32)> {
        let wish = |row: &usize| self.better(state, *row).map(|school| (*row, school));
        if rows.len() == 1 {
            return rows.iter().filter_map(wish).collect();
        }
        let mut wishes: Vec<(usize, u32)> = rows.par_iter().with_min_len(256).filter_map(wish).collect();
        if self.limits {
            let mut taken = vec![0; self.base.seating.school_at.len()];
            wishes.retain(|(_, school)| {
                let taken = &mut taken[*school as usize];
                let has_room = self.left(state, *school) > *taken;
                *taken += u64::from(has_room);
                has_room
            });
        }
        wishes
    }

    /// The school where someone would rather be than at its own; none where it is at the best that it can get.
    #[must_use]
    pub fn better(&self, state: &State<'_>, row: usize) -> Option<u32> {
        let now = state.schools[row];
        let who = self.who(state, row);
        let first =
            self.tastes.first(&who, &state.company, None, self.stream).filter(|first| *first != now)?;
        if !self.limits || self.left(state, first) > 0 {
            return Some(first);
        }
        let all = self.tastes.considered(who.block).len();
        let list = self.tastes.ranked(&who, &state.company, self.stream, all);
        list.into_iter()
            .find(|school| *school == now || self.left(state, *school) > 0)
            .filter(|school| *school != now)
    }

    fn who(&self, state: &State<'_>, row: usize) -> Seeker {
        let (id, block, now) = (state.ids[row], state.blocks[row], Some(state.schools[row]));
        Seeker { id, year: self.base.seating.year, block, now, sibling: None }
    }

    /// What the own school is worth to everyone for whom it is among those considered, in the order of rows.
    #[must_use]
    pub fn worth(&self, state: &State<'_>) -> Vec<f64> {
        let worth = |row: usize| {
            let view = self.tastes.view(state.blocks[row]);
            let place = view.schools.iter().position(|seen| seen.school == state.schools[row])?;
            Some(self.tastes.worth(&view, &self.who(state, row), place, &state.company))
        };
        (0..state.len()).into_par_iter().with_min_len(1024).filter_map(worth).collect()
    }

    /// Places left at a school; no end of them where places are not known.
    #[must_use]
    pub fn left(&self, state: &State<'_>, school: u32) -> u64 {
        let places = self.base.seating.places.get(school as usize);
        places.map_or(u64::MAX, |places| places.saturating_sub(u64::from(state.company.size(school))))
    }
}

//! Some pupils with some of their wishes, and the places that others have left.

use super::Market;
use super::{Lists, Placed};

/// A market that is part of a larger one.
#[derive(Clone, Debug)]
pub struct Part {
    /// The part, with all pupils and schools of the whole in their places; who does not take part has
    /// an empty list.
    pub market: Market,
    /// The wish in the whole of every wish in the part.
    pub wishes: Vec<u32>,
}

impl Part {
    /// The wishes that `taking` lets in, and the places that `left` says.
    #[must_use]
    pub fn of(market: &Market, places: Vec<u32>, taking: impl Fn(u32, usize) -> bool) -> Self {
        let mut wishes = Vec::new();
        let mut lists = Lists::default();
        for pupil in 0..market.pupils() as u32 {
            let start = wishes.len();
            wishes
                .extend(market.lists.wishes(pupil as usize).filter(|w| taking(pupil, *w)).map(|w| w as u32));
            lists.push(wishes[start..].iter().map(|wish| market.school(*wish as usize)));
        }
        let of = |all: &[u32]| -> Vec<u32> {
            if all.is_empty() { Vec::new() } else { wishes.iter().map(|wish| all[*wish as usize]).collect() }
        };
        let (ranks, classes) = (of(&market.ranks), of(&market.classes));
        let market = Market { lists, ranks, classes, places, ..market.clone() };
        Self { market, wishes }
    }

    /// Placements in the part as those in the whole.
    #[must_use]
    pub fn back(&self, placed: &Placed) -> Placed {
        placed.iter().map(|wish| wish.map(|wish| self.wishes[wish as usize])).collect()
    }
}

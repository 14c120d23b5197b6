//! A market laid out small, for what is done with it a thousand times.

use super::{Market, Rule};

/// School and class of every wish, and the places that can be filled; of a market in which schools choose by
/// priority alone, with few enough pupils, schools and classes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compact {
    /// School and class of every wish in one number: see [`Compact::school`].
    pub tags: Vec<u32>,
    /// Places of every school, none more than there are wishes for it.
    pub room: Vec<u32>,
}

impl Compact {
    /// Bits of the number of a pupil in a key of class and turn.
    pub const BITS: u32 = 24;
    /// Classes there may be.
    pub const CLASSES: u32 = 1 << (u32::BITS - Self::BITS);

    /// The market laid out, if it can be.
    #[must_use]
    pub fn of(market: &Market) -> Option<Self> {
        let is_small = market.pupils() < 1 << Self::BITS
            && market.schools() < 1 << Self::BITS
            && u32::try_from(market.ranks.len()).is_ok()
            && market.classes.iter().all(|class| *class < Self::CLASSES)
            && market.rules.iter().all(|rule| *rule == Rule::Responsive);
        if !is_small {
            return None;
        }
        let schools = market.lists.schools();
        let tags = if market.classes.is_empty() {
            schools.iter().map(|school| school * Self::CLASSES).collect()
        } else {
            schools
                .iter()
                .zip(&market.classes)
                .map(|(school, class)| school * Self::CLASSES + class)
                .collect()
        };
        let mut room = vec![0u32; market.schools()];
        for school in schools {
            room[*school as usize] += 1;
        }
        room.iter_mut().zip(&market.places).for_each(|(room, places)| *room = (*room).min(*places));
        Some(Self { tags, room })
    }

    /// The school of a tag.
    #[must_use]
    pub fn school(tag: u32) -> usize {
        (tag / Self::CLASSES) as usize
    }

    /// The key of a tag for the pupil of a turn: by class, then by turn.
    #[must_use]
    pub fn key(tag: u32, turn: u32) -> u32 {
        (tag % Self::CLASSES) << Self::BITS | turn
    }

    /// The turn of a key.
    #[must_use]
    pub fn turn(key: u32) -> usize {
        (key % (1 << Self::BITS)) as usize
    }
}

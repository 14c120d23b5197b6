//! Older brothers and sisters.

use crate::world::World;
use std::collections::BTreeMap;

/// Where the youngest of the older brothers and sisters who were at school when a pupil came is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Elder {
    /// There is none, or families are not known.
    None,
    /// An entrant of a cohort.
    Entrant {
        /// Number of the cohort.
        cohort: u32,
        /// Number within it.
        entrant: u32,
    },
    /// Someone who came before the cohorts that are known, at a school.
    At(u32),
}

/// The first spell of every pupil, by row of the world.
#[must_use]
pub fn first_spells(world: &World) -> Vec<usize> {
    let ids = &world.pupils.id;
    (0..ids.len()).filter(|row| *row == 0 || ids[row - 1] != ids[*row]).collect()
}

/// The elder of some entrants (row and first school year), as a row at school in that year.
#[must_use]
pub fn elders(
    world: &World,
    entrants: &[(usize, u16)],
    entered: impl Fn(usize) -> i32,
) -> Vec<Option<usize>> {
    let pupils = &world.pupils;
    if pupils.family.is_empty() {
        return vec![None; entrants.len()];
    }
    let mut families: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for (row, _) in entrants {
        families.entry(pupils.family[*row]).or_default();
    }
    for row in 0..pupils.len() {
        if let Some(members) = families.get_mut(&pupils.family[row]) {
            members.push(row);
        }
    }
    let elder = |(row, year): &(usize, u16)| {
        let others = families[&pupils.family[*row]].iter().copied();
        others
            .filter(|other| pupils.id[*other] != pupils.id[*row] && pupils.at_school(*other, *year))
            .filter(|other| entered(*other) < i32::from(*year))
            .max_by_key(|other| (entered(*other), std::cmp::Reverse(pupils.id[*other])))
    };
    entrants.iter().map(elder).collect()
}

//! The nearest school.

use super::Assignment;
use crate::world::{BROAD, Seating, Trees};
use rayon::prelude::*;

/// The nearest school for every pupil; ties go to the lower site code.
#[must_use]
pub fn nearest(seating: &Seating, trees: &Trees<'_>) -> Vec<u32> {
    let table = table(seating, trees, seating.eligible.len());
    let of = |(home, kind): (&u32, &u16)| table[usize::from(*kind)][*home as usize].unwrap_or_default();
    seating.homes.iter().zip(&seating.kinds).map(of).collect()
}

/// The nearest school of every kind for every home area.
fn table(seating: &Seating, trees: &Trees<'_>, kinds: usize) -> Vec<Vec<Option<u32>>> {
    let row = |kind: u16| {
        let first = |at: &(f64, f64)| {
            let found = trees.from(*at, kind, 1);
            found.first().map(|(school, _)| *school)
        };
        seating.home_at.par_iter().map(first).collect()
    };
    (0..kinds as u16).map(row).collect()
}

/// The nearest school of the own broad denomination; the nearest of all where the denomination
/// of the school attended is not known.
pub fn of_denomination(seating: &Seating, trees: &Trees<'_>) -> Assignment {
    let of = |kind: &Vec<u32>, broad: usize| -> Vec<u32> {
        kind.iter().copied().filter(|school| seating.broad[*school as usize] == Some(broad)).collect()
    };
    let kinds: Vec<Vec<u32>> =
        seating.eligible.iter().flat_map(|kind| (0..BROAD.len()).map(move |broad| of(kind, broad))).collect();
    let own = table(seating, &Trees::new(&seating.school_at, &kinds), kinds.len());
    let mut schools = nearest(seating, trees);
    let mut unknown = 0u64;
    for (i, school) in schools.iter_mut().enumerate() {
        let broad = seating.broad[seating.schools[i] as usize];
        let kind = broad.map(|broad| usize::from(seating.kinds[i]) * BROAD.len() + broad);
        match kind.and_then(|kind| own[kind][seating.homes[i] as usize]) {
            Some(found) => *school = found,
            None => unknown += 1,
        }
    }
    let note = format!(
        "{unknown} pupils at a school whose denomination is not known, or with no such school on the map, are \
         assigned to the nearest of all"
    );
    Assignment { schools, notes: if unknown > 0 { vec![note] } else { Vec::new() } }
}

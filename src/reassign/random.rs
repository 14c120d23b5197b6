//! Schools at random.

use super::dealing::{dealt, drawn_order};
use super::Assignment;
use crate::numeric::{Stream, purpose};
use crate::world::{Seating, Trees};
use std::collections::BTreeMap;

/// The seats that pupils of a municipality and track take, dealt out among them.
pub fn over_seats(seating: &Seating, stream: Stream) -> Assignment {
    let stratum = |(home, kind): (&u32, &u16)| u64::from(seating.town(*home)) << 16 | u64::from(*kind);
    let strata: Vec<u64> = seating.homes.iter().zip(&seating.kinds).map(stratum).collect();
    let order = drawn_order(seating, stream, purpose::SEAT);
    let unknown = seating.home_town.is_empty();
    let note = "municipalities of homes are not known: seats are dealt over the whole world".to_owned();
    Assignment {
        schools: dealt(&order, &strata, &seating.schools),
        notes: if unknown { vec![note] } else { Vec::new() },
    }
}

/// A school within a radius, each as likely; the nearest where there is none.
pub fn within(seating: &Seating, trees: &Trees<'_>, radius: f64, stream: Stream) -> Assignment {
    let mut known: BTreeMap<(u32, u16), Vec<u32>> = BTreeMap::new();
    let mut alone = 0u64;
    let mut schools = Vec::with_capacity(seating.len());
    for (i, id) in seating.ids.iter().enumerate() {
        let from = (seating.homes[i], seating.kinds[i]);
        let near = known.entry(from).or_insert_with(|| reach(seating, trees, from, radius));
        let mut draws = stream.draws(*id, u32::from(seating.year), purpose::SEAT);
        alone += u64::from(near.len() == 1 && seating.km(from.0, near[0]) > radius);
        schools.push(near[draws.below(near.len() as u64) as usize]);
    }
    let note = format!("{alone} pupils without a school within {radius} km go to the nearest");
    Assignment { schools, notes: if alone > 0 { vec![note] } else { Vec::new() } }
}

/// Schools within a radius, by number; the nearest where there is none.
fn reach(seating: &Seating, trees: &Trees<'_>, (home, kind): (u32, u16), radius: f64) -> Vec<u32> {
    let at = seating.home_at[home as usize];
    let mut count = 16;
    let mut found = trees.from(at, kind, count);
    while found.len() == count && found.last().is_some_and(|(_, km)| *km <= radius) {
        count *= 2;
        found = trees.from(at, kind, count);
    }
    let inside = found.iter().take_while(|(_, km)| *km <= radius).count().max(1);
    let mut schools: Vec<u32> = found.iter().take(inside).map(|(school, _)| *school).collect();
    schools.sort_unstable();
    schools
}

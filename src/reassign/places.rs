//! The least distance together, under places.

use super::dealing::drawn_order;
use super::Assignment;
use crate::error::{Error, Result};
use crate::flow::{Lane, Short, transport};
use crate::numeric::{Stream, purpose};
use crate::world::{Seating, Trees};

/// Metres in a kilometre: distances are added in whole metres.
const METRES: f64 = 1000.0;

/// Schools such that all distances together are least; pupils of an area that goes to several
/// schools are dealt out at random, whatever their group.
///
/// # Errors
/// `NoCapacity`, `TooFewPlaces`.
pub fn with_places(seating: &Seating, trees: &Trees<'_>, stream: Stream) -> Result<Assignment> {
    if seating.places.is_empty() {
        return Err(Error::input("NoCapacity", "the places of schools are not known")
            .on("places")
            .remedy("Give a column places in World.from_pupils(..., schools=), or use rule='nearest'."));
    }
    let batches = Batches::new(seating, drawn_order(seating, stream, purpose::PLACE_IN_SCHOOL));
    let supplies: Vec<u64> = batches.pupils.iter().map(|pupils| pupils.len() as u64).collect();
    let cheapest = |batch: usize, count: usize| {
        let (home, kind) = batches.from[batch];
        let found = trees.from(seating.home_at[home as usize], kind, count);
        let mut lanes: Vec<Lane> =
            found.iter().map(|(sink, km)| Lane { cost: (km * METRES).round() as u32, sink: *sink }).collect();
        lanes.sort_unstable();
        lanes
    };
    let shipment = transport(&supplies, &seating.places, cheapest).map_err(|short| too_few(&short))?;
    let mut schools = vec![0; seating.len()];
    for (pupils, to) in batches.pupils.iter().zip(&shipment.to) {
        let seats = to.iter().flat_map(|(school, units)| (0..*units).map(|_| *school));
        for (pupil, school) in pupils.iter().zip(seats) {
            schools[*pupil as usize] = school;
        }
    }
    let split: usize = (batches.pupils.iter().zip(&shipment.to))
        .filter(|(_, to)| to.len() > 1)
        .map(|(pupils, _)| pupils.len())
        .sum();
    let note = format!("{split} pupils of areas that go to several schools are dealt over them at random");
    Ok(Assignment { schools, notes: if split > 0 { vec![note] } else { Vec::new() } })
}

fn too_few(short: &Short) -> Error {
    let message = format!("{} pupils can only go to schools with {} places together", short.units, short.room);
    Error::input("TooFewPlaces", message)
        .on("places")
        .many(short.units - short.room)
        .remedy("Check the places of schools: they must hold all pupils of a kind; or use rule='nearest'.")
}

/// Pupils of one home area and kind, in random order.
struct Batches {
    from: Vec<(u32, u16)>,
    pupils: Vec<Vec<u32>>,
}

impl Batches {
    fn new(seating: &Seating, mut order: Vec<u32>) -> Self {
        let from = |i: u32| (seating.homes[i as usize], seating.kinds[i as usize]);
        order.sort_by_key(|i| from(*i));
        let runs = order.chunk_by(|a, b| from(*a) == from(*b));
        let (from, pupils) = runs.map(|run| (from(run[0]), run.to_vec())).unzip();
        Self { from, pupils }
    }
}

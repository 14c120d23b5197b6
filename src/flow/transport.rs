//! The transportation problem: units from sources to sinks with limited room, at least cost.

use super::lanes::{Lane, Lanes};
use super::shipping::Shipping;
use rayon::prelude::*;

/// Lanes of a source that are looked at first.
const LANES: usize = 12;

/// Who ships what where, with the prices that prove that nothing is cheaper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shipment {
    /// By source: sinks with units, by sink.
    pub to: Vec<Vec<(u32, u64)>>,
    /// What a unit costs at every source, its way and the price of its sink together.
    pub levels: Vec<i64>,
    /// What a place in every sink is worth; 0 where there is room.
    pub prices: Vec<i64>,
    /// What it costs in all.
    pub cost: u128,
}

/// Sources that together have more than all the sinks that they can reach have room for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Short {
    /// Units of these sources.
    pub units: u64,
    /// Room in all sinks that they can reach.
    pub room: u64,
}

/// Ships everything at least cost.
///
/// `cheapest(source, count)` gives the lanes of a source by cost, ties by sink: `count` of them,
/// or all if there are fewer. Few lanes a source are looked at first, and more where the prices
/// do not prove that a lane left out is of no use: a lane helps only if its cost and the price of
/// its sink are together below the level of its source (Dantzig 1951). The same
/// input gives the same shipment; among equally cheap ones the order of sources and sinks
/// decides.
///
/// ```
/// use schoolmix::flow::{Lane, transport};
/// let costs = [[1, 5], [2, 3]];
/// let cheapest = |source: usize, count: usize| {
///     let mut lanes: Vec<Lane> = (0..2).map(|sink| Lane { cost: costs[source][sink as usize], sink }).collect();
///     lanes.sort();
///     lanes.truncate(count);
///     lanes
/// };
/// let shipment = transport(&[2, 2], &[2, 9], cheapest).unwrap();
/// assert_eq!((shipment.cost, shipment.to), (8, vec![vec![(0, 2)], vec![(1, 2)]]));
/// assert!(transport(&[2, 2], &[2, 1], cheapest).is_err());
/// ```
///
/// # Errors
/// [`Short`] where there is too little room.
pub fn transport(
    supplies: &[u64],
    capacities: &[u64],
    cheapest: impl Fn(usize, usize) -> Vec<Lane> + Sync,
) -> Result<Shipment, Short> {
    let mut known: Vec<Known> = (supplies.par_iter().enumerate())
        .map(|(source, supply)| Known::first(if *supply > 0 { LANES } else { 0 }, |n| cheapest(source, n)))
        .collect();
    loop {
        let of: Vec<&[Lane]> = known.iter().map(|known| &known.lanes[..]).collect();
        let lanes = Lanes::new(&of, capacities.len());
        let closed = closed(supplies, &known);
        if !closed.is_empty() {
            return Err(short(supplies, capacities, &lanes, &closed));
        }
        let mut shipping = Shipping::cheapest(&lanes, supplies, capacities);
        let outcome = shipping.settle();
        let wanting: Vec<u32> = match &outcome {
            Ok(()) => (0..supplies.len() as u32).collect(),
            Err(stuck) => stuck.clone(),
        };
        let open = |source: &u32| {
            let known = &known[*source as usize];
            !known.whole && (outcome.is_err() || known.last() < shipping.levels[*source as usize])
        };
        let narrow: Vec<u32> = wanting.iter().copied().filter(open).collect();
        match (narrow.is_empty(), outcome) {
            (true, Ok(())) => return Ok(shipment(&lanes, supplies, shipping)),
            (true, Err(stuck)) => return Err(short(supplies, capacities, &lanes, &stuck)),
            (false, _) => grow(&narrow, &mut known, &cheapest),
        }
    }
}

/// The lanes of a source that are looked at.
struct Known {
    lanes: Vec<Lane>,
    /// Whether these are all there are.
    whole: bool,
}

impl Known {
    fn first(count: usize, cheapest: impl Fn(usize) -> Vec<Lane>) -> Self {
        let lanes = if count > 0 { cheapest(count) } else { Vec::new() };
        Self { whole: lanes.len() < count || count == 0, lanes }
    }

    /// What its dearest lane costs: one left out costs as much or more.
    fn last(&self) -> i64 {
        self.lanes.last().map_or(i64::MAX, |last| i64::from(last.cost))
    }
}

/// Sources with something to ship and no lane at all.
fn closed(supplies: &[u64], known: &[Known]) -> Vec<u32> {
    let none = |source: &u32| supplies[*source as usize] > 0 && known[*source as usize].lanes.is_empty();
    (0..supplies.len() as u32).filter(none).collect()
}

/// Doubles the lanes of some sources.
fn grow(sources: &[u32], known: &mut [Known], cheapest: &(impl Fn(usize, usize) -> Vec<Lane> + Sync)) {
    let more = |source: &u32| {
        let source = *source as usize;
        Known::first(2 * known[source].lanes.len(), |count| cheapest(source, count))
    };
    let found: Vec<Known> = sources.par_iter().map(more).collect();
    for (source, more) in sources.iter().zip(found) {
        known[*source as usize] = more;
    }
}

fn short(supplies: &[u64], capacities: &[u64], lanes: &Lanes, sources: &[u32]) -> Short {
    let mut sinks: Vec<u32> = sources
        .iter()
        .flat_map(|source| lanes.all[lanes.of(*source as usize)].iter().map(|lane| lane.sink))
        .collect();
    sinks.sort_unstable();
    sinks.dedup();
    Short {
        units: sources.iter().map(|source| supplies[*source as usize]).sum(),
        room: sinks.iter().map(|sink| capacities[*sink as usize]).sum(),
    }
}

fn shipment(lanes: &Lanes, supplies: &[u64], shipping: Shipping<'_>) -> Shipment {
    let to = |source: usize| {
        let used = lanes.of(source).filter(|lane| shipping.flow[*lane] > 0);
        let mut to: Vec<(u32, u64)> = used.map(|lane| (lanes.all[lane].sink, shipping.flow[lane])).collect();
        to.sort_unstable();
        to
    };
    let cost =
        lanes.all.iter().zip(&shipping.flow).map(|(lane, flow)| u128::from(lane.cost) * u128::from(*flow));
    Shipment {
        to: (0..supplies.len()).map(to).collect(),
        cost: cost.sum(),
        levels: shipping.levels,
        prices: shipping.prices,
    }
}

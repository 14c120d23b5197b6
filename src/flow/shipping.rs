//! Shortest augmenting paths from sinks that have too much to sinks with room.

use super::lanes::Lanes;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// A flow in the making: every unit is shipped, but a sink may hold more than it has room for.
///
/// Held throughout: `cost + price(sink) - level(source) >= 0` on every lane, `= 0` where
/// something flows, and a price above 0 only where a sink is full.
pub(super) struct Shipping<'a> {
    lanes: &'a Lanes,
    capacities: &'a [u64],
    pub(super) flow: Vec<u64>,
    load: Vec<u64>,
    pub(super) prices: Vec<i64>,
    pub(super) levels: Vec<i64>,
    search: Search,
}

/// What one search for a shortest path leaves behind.
struct Search {
    heap: BinaryHeap<Reverse<(i64, u32)>>,
    /// Distance and lane by which a sink was reached.
    sinks: Vec<(i64, u32)>,
    settled: Vec<bool>,
    /// Distance and lane by which a source was reached.
    sources: Vec<(i64, u32)>,
    touched_sinks: Vec<u32>,
    touched_sources: Vec<u32>,
}

const FAR: i64 = i64::MAX;
const NO_LANE: u32 = u32::MAX;

impl<'a> Shipping<'a> {
    /// Everything on the cheapest lane of its source; every source with something to ship has one.
    pub(super) fn cheapest(lanes: &'a Lanes, supplies: &[u64], capacities: &'a [u64]) -> Self {
        let (sources, sinks) = (supplies.len(), capacities.len());
        let mut shipping = Self {
            lanes,
            capacities,
            flow: vec![0; lanes.all.len()],
            load: vec![0; sinks],
            prices: vec![0; sinks],
            levels: vec![0; sources],
            search: Search {
                heap: BinaryHeap::new(),
                sinks: vec![(FAR, NO_LANE); sinks],
                settled: vec![false; sinks],
                sources: vec![(FAR, NO_LANE); sources],
                touched_sinks: Vec::new(),
                touched_sources: Vec::new(),
            },
        };
        for (source, supply) in supplies.iter().enumerate().filter(|(_, supply)| **supply > 0) {
            let lane = lanes.of(source).start;
            shipping.flow[lane] = *supply;
            shipping.load[lanes.all[lane].sink as usize] += supply;
            shipping.levels[source] = i64::from(lanes.all[lane].cost);
        }
        shipping
    }

    /// Moves what is too much at every sink, in order, along cheapest paths.
    ///
    /// # Errors
    /// The sources that cannot be served where no path leads to a sink with room.
    pub(super) fn settle(&mut self) -> Result<(), Vec<u32>> {
        for sink in 0..self.capacities.len() {
            while self.load[sink] > self.capacities[sink] {
                let Some(end) = self.path(sink) else { return Err(self.search.touched_sources.clone()) };
                self.augment(sink, end);
            }
        }
        Ok(())
    }

    /// Finds the sink with room that is cheapest to reach, ties by number, and adapts prices.
    fn path(&mut self, start: usize) -> Option<usize> {
        self.search.clear();
        self.search.reach(start as u32, 0, NO_LANE);
        while let Some(Reverse((distance, sink))) = self.search.heap.pop() {
            let at = sink as usize;
            if std::mem::replace(&mut self.search.settled[at], true) {
                continue;
            }
            if self.load[at] < self.capacities[at] {
                self.reprice(distance);
                return Some(at);
            }
            for lane in self.lanes.into(at).iter().filter(|lane| self.flow[**lane as usize] > 0) {
                let source = self.lanes.source[*lane as usize] as usize;
                if self.search.sources[source].0 == FAR {
                    self.search.sources[source] = (distance, *lane);
                    self.search.touched_sources.push(source as u32);
                    for (lane, way) in self.lanes.of(source).zip(&self.lanes.all[self.lanes.of(source)]) {
                        let more = i64::from(way.cost) + self.prices[way.sink as usize] - self.levels[source];
                        self.search.reach(way.sink, distance + more, lane as u32);
                    }
                }
            }
        }
        None
    }

    /// Raises the prices of what is nearer than `end`, so that the path costs nothing more.
    fn reprice(&mut self, end: i64) {
        for sink in &self.search.touched_sinks {
            let distance = self.search.sinks[*sink as usize].0;
            self.prices[*sink as usize] += (end - distance).max(0);
        }
        for source in &self.search.touched_sources {
            self.levels[*source as usize] += end - self.search.sources[*source as usize].0;
        }
    }

    /// Ships as much along the path found as it can take.
    fn augment(&mut self, start: usize, end: usize) {
        let mut path = Vec::new();
        let mut at = end;
        while at != start {
            let onto = self.search.sinks[at].1 as usize;
            let off = self.search.sources[self.lanes.source[onto] as usize].1 as usize;
            path.push((onto, off));
            at = self.lanes.all[off].sink as usize;
        }
        let room = self.capacities[end] - self.load[end];
        let surplus = self.load[start] - self.capacities[start];
        let units = path.iter().map(|(_, off)| self.flow[*off]).fold(room.min(surplus), u64::min);
        for (onto, off) in path {
            self.flow[onto] += units;
            self.flow[off] -= units;
        }
        self.load[start] -= units;
        self.load[end] += units;
    }
}

impl Search {
    fn clear(&mut self) {
        self.heap.clear();
        for sink in self.touched_sinks.drain(..) {
            self.sinks[sink as usize] = (FAR, NO_LANE);
            self.settled[sink as usize] = false;
        }
        for source in self.touched_sources.drain(..) {
            self.sources[source as usize] = (FAR, NO_LANE);
        }
    }

    fn reach(&mut self, sink: u32, distance: i64, lane: u32) {
        let known = &mut self.sinks[sink as usize];
        if distance < known.0 {
            if known.0 == FAR {
                self.touched_sinks.push(sink);
            }
            *known = (distance, lane);
            self.heap.push(Reverse((distance, sink)));
        }
    }
}

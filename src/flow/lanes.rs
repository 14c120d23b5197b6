//! The lanes of a network that are looked at: the cheapest of every source.

/// A way from a source to a sink.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lane {
    /// What a unit costs on it.
    pub cost: u32,
    /// The sink.
    pub sink: u32,
}

/// Lanes by source and by sink, as far as they are looked at.
pub(super) struct Lanes {
    /// By source, cheapest first.
    pub(super) all: Vec<Lane>,
    /// Where the lanes of a source begin.
    pub(super) first: Vec<usize>,
    /// The source of every lane.
    pub(super) source: Vec<u32>,
    /// Numbers of lanes by sink.
    into: Vec<u32>,
    /// Where those of a sink begin.
    into_first: Vec<usize>,
}

impl Lanes {
    /// The lanes of every source, put side by side.
    pub(super) fn new(of: &[&[Lane]], sinks: usize) -> Self {
        let mut first = vec![0];
        let mut source = Vec::new();
        for (number, lanes) in (0u32..).zip(of) {
            source.resize(source.len() + lanes.len(), number);
            first.push(source.len());
        }
        let lanes: Vec<Lane> = of.iter().copied().flatten().copied().collect();
        let mut into_first = vec![0; sinks + 1];
        for lane in &lanes {
            into_first[lane.sink as usize + 1] += 1;
        }
        (0..sinks).for_each(|sink| into_first[sink + 1] += into_first[sink]);
        let mut into = vec![0; lanes.len()];
        let mut next = into_first.clone();
        for (number, lane) in (0u32..).zip(&lanes) {
            into[next[lane.sink as usize]] = number;
            next[lane.sink as usize] += 1;
        }
        Self { all: lanes, first, source, into, into_first }
    }

    /// Numbers of the lanes of a source.
    pub(super) fn of(&self, source: usize) -> std::ops::Range<usize> {
        self.first[source]..self.first[source + 1]
    }

    /// Numbers of the lanes into a sink.
    pub(super) fn into(&self, sink: usize) -> &[u32] {
        &self.into[self.into_first[sink]..self.into_first[sink + 1]]
    }
}

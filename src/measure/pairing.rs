//! The tables of two rolls side by side: which units are the same, and what other draws give.

use crate::error::{Error, Result};
use crate::roll::{Part, Roll};
use crate::uncertainty::{Bootstrap, Resample, SharedUnits, repeat};
use std::collections::BTreeMap;

/// Two tables of the same groups, the last column of `by` telling them apart.
pub(super) struct Two<'a> {
    pub(super) roll: &'a Roll,
    pub(super) parts: [&'a Part; 2],
    /// Numbers of the units of both, ascending, the same for the same unit.
    pub(super) names: [Vec<u64>; 2],
    /// Place of the two among the pairs.
    pub(super) number: usize,
}

/// The tables of both rolls, pair by pair.
///
/// # Errors
/// `UnmatchedKey` for a table that only one roll has.
pub(super) fn pairs(roll: &Roll) -> Result<Vec<Two<'_>>> {
    let by = |part: &Part| (0..roll.by).map(|c| roll.units.code(part.units.start, c)).collect::<Vec<usize>>();
    let mut pairs: BTreeMap<Vec<usize>, Vec<&Part>> = BTreeMap::new();
    for part in &roll.parts {
        let key = by(part);
        pairs.entry(key[..key.len() - 1].to_vec()).or_default().push(part);
    }
    let lonely = pairs.values().filter(|parts| parts.len() != 2).count();
    if lonely > 0 {
        return Err(Error::input("UnmatchedKey", format!("{lonely} tables are in one of the rolls only"))
            .on("by")
            .many(lonely as u64)
            .remedy("Give both rolls the same values of by; the year itself is no part of by here."));
    }
    let pairs = pairs.into_values().enumerate();
    let two = |(number, parts): (usize, Vec<_>)| {
        let parts = [parts[0], parts[1]];
        Two { roll, parts, names: names(roll, parts), number }
    };
    Ok(pairs.map(two).collect())
}

/// Numbers of the units of two tables, ascending, the same for the same unit.
fn names(roll: &Roll, parts: [&Part; 2]) -> [Vec<u64>; 2] {
    let key = &roll.units;
    let labels = |j: usize| (roll.by..key.names.len()).map(|c| key.code(j, c)).collect::<Vec<usize>>();
    let mut known: Vec<Vec<usize>> = parts.iter().flat_map(|p| p.units.clone()).map(labels).collect();
    known.sort_unstable();
    known.dedup();
    parts.map(|part| part.units.clone().map(|j| known.partition_point(|k| *k < labels(j)) as u64).collect())
}

impl Two<'_> {
    /// The counts of both.
    pub(super) fn cells(&self) -> [Vec<u64>; 2] {
        self.parts.map(|part| self.roll.counts(part))
    }

    /// Where the second table stands among all tables of the roll.
    pub(super) fn table(&self) -> usize {
        self.roll.parts.iter().position(|part| part.units == self.parts[1].units).unwrap_or_default()
    }

    /// Whether any unit is in both tables.
    pub(super) fn shared(&self) -> bool {
        let [before, after] = &self.names;
        before.iter().any(|name| after.binary_search(name).is_ok())
    }

    /// Prepares other draws of both tables.
    pub(super) fn redraw(&self, what: Resample) -> Redraw {
        let cells = self.cells();
        let groups = self.roll.groups.len();
        if what == Resample::Units && self.shared() {
            let [before, after] = &self.names;
            return Redraw::Shared { units: SharedUnits::new(&[before, after]), cells, groups };
        }
        let numbered =
            |i: usize| Bootstrap::new(&cells[i], groups, what).numbered((2 * self.number + i) as u32);
        Redraw::Apart(Box::new([numbered(0), numbered(1)]))
    }
}

/// Bootstrap replicates of two tables.
pub(super) enum Redraw {
    /// A unit is drawn for both tables at once.
    Shared {
        /// The units.
        units: SharedUnits,
        /// Counts of both tables.
        cells: [Vec<u64>; 2],
        /// Cells a unit.
        groups: usize,
    },
    /// Each table by itself.
    Apart(Box<[Bootstrap; 2]>),
}

impl Redraw {
    /// Replicate `r` under `seed`.
    pub(super) fn draw(&self, seed: u64, r: u32) -> [Vec<u64>; 2] {
        let mut drawn = [Vec::new(), Vec::new()];
        match self {
            Self::Shared { units, cells, groups } => {
                let times = units.draw(seed, r);
                let tables = cells.iter().zip(&times).zip(&mut drawn);
                tables.for_each(|((cells, times), out)| repeat(cells, *groups, times, out));
            }
            Self::Apart(laws) => {
                laws.iter().zip(&mut drawn).for_each(|(law, out)| law.draw(seed, r, out));
            }
        }
        drawn
    }
}

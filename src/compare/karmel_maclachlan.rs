//! The parts of Karmel & Maclachlan: from the first year towards the second.

use super::common::Half;
use super::parts::{Scale, Split, Splits};
use super::state::{State, States, Year};
use crate::indices::Undefined;
use crate::numeric::{Sum, ln};

/// The tables on the way, with the entropy of their groups.
pub(super) struct KarmelMaclachlan {
    first: (State, f64),
    /// Groups scaled to the second year, units as they then come out.
    grouped: (f64, f64),
    /// Units scaled, groups as they then come out.
    sized: (f64, f64),
    /// Both margins of the second year.
    both: (State, f64),
    second: (State, f64),
}

impl KarmelMaclachlan {
    /// Karmel & Maclachlan (1988, Economic Record 64:187), for M by Mora & Ruiz-Castillo (2009).
    pub(super) fn of(states: &States<'_>, entropies: [f64; 2]) -> Result<Self, Undefined> {
        let [before, after] = &states.common.halves;
        let size = before.groups.len();
        let groups = |i: usize| after.groups[i % size] / before.groups[i % size];
        let units = |i: usize| after.units[i / size] / before.units[i / size];
        Ok(Self {
            first: (states.state(Year::Before, Year::Before, Year::Before)?, entropies[0]),
            grouped: scaled(before, groups),
            sized: scaled(before, units),
            both: (states.state(Year::After, Year::After, Year::Before)?, entropies[1]),
            second: (states.state(Year::After, Year::After, Year::After)?, entropies[1]),
        })
    }
}

/// M and E of a table whose cells are each multiplied.
fn scaled(half: &Half, factor: impl Fn(usize) -> f64) -> (f64, f64) {
    let size = half.groups.len();
    let cells = half.cells.iter().enumerate().map(|(i, n)| n * factor(i)).collect();
    let table = Half::from_cells(cells, size);
    let term = |(i, n): (usize, &f64)| {
        let even = table.units[i / size] * table.groups[i % size];
        let share = n / table.total;
        if share > 0.0 { share * ln(share / even) } else { 0.0 }
    };
    (table.cells.iter().enumerate().map(term).collect::<Sum>().value(), table.entropy())
}

impl Splits for KarmelMaclachlan {
    fn on(&self, scale: Scale) -> Split {
        let value = |(information, entropy): (f64, f64)| information / scale.unit(entropy);
        let of = |(state, entropy): &(State, f64)| value((state.information, *entropy));
        let (start, both) = (of(&self.first), of(&self.both));
        let group = value(self.grouped) - start;
        let unit = value(self.sized) - start;
        let divisor = scale.unit(self.second.1);
        let terms = |pick: fn(&State) -> &[f64]| {
            let gap = |(after, before): (&f64, &f64)| (after - before) / divisor;
            pick(&self.second.0).iter().zip(pick(&self.both.0)).map(gap).collect()
        };
        Split {
            group_marginal: group,
            unit_marginal: unit,
            interaction: Some(both - start - group - unit),
            structural: of(&self.second) - both,
            by_unit: terms(|state| &state.by_unit),
            by_group: terms(|state| &state.by_group),
        }
    }

    fn reached(&self) -> Option<(u32, f64)> {
        Some((self.both.0.iterations, self.both.0.residual))
    }
}

//! Shapley values of the group margin, the unit margin and the structure.

use super::parts::{Scale, Split, Splits, half_sum};
use super::state::{State, States, Year};
use crate::indices::Undefined;

/// All tables between two, first index the group margin, then the unit margin, then the structure.
pub(super) struct Shapley {
    states: [[[State; 2]; 2]; 2],
    entropies: [f64; 2],
}

const YEARS: [Year; 2] = [Year::Before, Year::After];

impl Shapley {
    /// Elbers (2021, Sociological Methods & Research, doi 10.1177/0049124121986204).
    pub(super) fn of(states: &States<'_>, entropies: [f64; 2]) -> Result<Self, Undefined> {
        let all = |group: Year, unit: Year| -> Result<[State; 2], Undefined> {
            Ok([states.state(group, unit, YEARS[0])?, states.state(group, unit, YEARS[1])?])
        };
        let of = |group: Year| -> Result<[[State; 2]; 2], Undefined> {
            Ok([all(group, YEARS[0])?, all(group, YEARS[1])?])
        };
        Ok(Self { states: [of(YEARS[0])?, of(YEARS[1])?], entropies })
    }

    /// The value of m(g, u, s), 0 for the first year.
    fn value(&self, scale: Scale, group: usize, unit: usize, structure: usize) -> f64 {
        self.states[group][unit][structure].information / scale.unit(self.entropies[group])
    }
}

impl Splits for Shapley {
    fn on(&self, scale: Scale) -> Split {
        let m = |g: usize, u: usize, s: usize| self.value(scale, g, u, s);
        let group = |u: usize, s: usize| m(1, u, s) - m(0, u, s);
        let unit = |g: usize, s: usize| m(g, 1, s) - m(g, 0, s);
        let terms = |pick: fn(&State) -> &[f64]| {
            let of = |year: usize| {
                let [before, after] = &self.states[year][year];
                let divisor = scale.unit(self.entropies[year]);
                let gap = move |(after, before): (&f64, &f64)| (after - before) / divisor;
                pick(after).iter().zip(pick(before)).map(gap).collect::<Vec<f64>>()
            };
            half_sum(&of(0), &of(1))
        };
        Split {
            group_marginal: (group(0, 0) + group(1, 0) + group(0, 1) + group(1, 1)) / 4.0,
            unit_marginal: (unit(0, 0) + unit(1, 0) + unit(0, 1) + unit(1, 1)) / 4.0,
            interaction: None,
            structural: f64::midpoint(m(0, 0, 1) - m(0, 0, 0), m(1, 1, 1) - m(1, 1, 0)),
            by_unit: terms(|state| &state.by_unit),
            by_group: terms(|state| &state.by_group),
        }
    }

    fn reached(&self) -> Option<(u32, f64)> {
        let all = || self.states.iter().flatten().flatten();
        let iterations = all().map(|state| state.iterations).max();
        iterations.map(|most| (most, all().fold(0.0, |most: f64, state| most.max(state.residual))))
    }
}

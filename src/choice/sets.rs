//! Schools that are considered: the nearest ones.

use crate::numeric::ln;
use crate::world::{Seating, Trees};
use rayon::prelude::*;

/// Schools that a pupil considers at most, where nothing else is said.
pub const NEAR: usize = 20;

/// A school seen from a home area.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Considered {
    /// The school.
    pub school: u32,
    /// Kilometres.
    pub km: f64,
    /// Logarithm of one more than the kilometres.
    pub log_km: f64,
}

/// Schools considered from every home area, by kind.
#[derive(Clone, Debug)]
pub struct Sets {
    homes: usize,
    schools: Vec<Considered>,
    /// Where the set of each kind and home area ends, kind after kind.
    ends: Vec<usize>,
}

impl Sets {
    /// The [`NEAR`] nearest schools of each kind from each home area.
    #[must_use]
    pub fn new(seating: &Seating, trees: &Trees<'_>) -> Self {
        Self::nearest(seating, trees, NEAR)
    }

    /// The `count` nearest schools of each kind from each home area.
    #[must_use]
    pub fn nearest(seating: &Seating, trees: &Trees<'_>, count: usize) -> Self {
        let homes = seating.home_at.len();
        let set = |at: usize| {
            let found = trees.from(seating.home_at[at % homes], (at / homes) as u16, count);
            let seen = |(school, km): (u32, f64)| Considered { school, km, log_km: ln(1.0 + km) };
            found.into_iter().map(seen).collect::<Vec<_>>()
        };
        let sets: Vec<Vec<Considered>> =
            (0..homes * seating.eligible.len()).into_par_iter().map(set).collect();
        let mut ends = Vec::with_capacity(sets.len());
        let mut schools = Vec::with_capacity(sets.iter().map(Vec::len).sum());
        for set in sets {
            schools.extend(set);
            ends.push(schools.len());
        }
        Self { homes, schools, ends }
    }

    /// The same, with kilometres that count for what `factors` say, by home area.
    #[must_use]
    pub fn stretched(mut self, factors: &[f64]) -> Self {
        for at in 0..self.ends.len() {
            let from = at.checked_sub(1).map_or(0, |before| self.ends[before]);
            let factor = factors[at % self.homes];
            for seen in &mut self.schools[from..self.ends[at]] {
                seen.km *= factor;
                seen.log_km = ln(1.0 + seen.km);
            }
        }
        self
    }

    /// The schools of a kind considered from a home area, nearest first.
    #[must_use]
    pub fn of(&self, home: u32, kind: u16) -> &[Considered] {
        let at = usize::from(kind) * self.homes + home as usize;
        &self.schools[at.checked_sub(1).map_or(0, |before| self.ends[before])..self.ends[at]]
    }
}

//! Schools that are considered: the nearest ones.

use crate::numeric::ln;
use crate::world::{Seating, Trees};
use rayon::prelude::*;

/// Schools that a pupil considers at most.
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
    sets: Vec<Vec<Considered>>,
}

impl Sets {
    /// The [`NEAR`] nearest schools of each kind from each home area.
    #[must_use]
    pub fn new(seating: &Seating, trees: &Trees<'_>) -> Self {
        let homes = seating.home_at.len();
        let set = |at: usize| {
            let found = trees.from(seating.home_at[at % homes], (at / homes) as u16, NEAR);
            let seen = |(school, km): (u32, f64)| Considered { school, km, log_km: ln(1.0 + km) };
            found.into_iter().map(seen).collect()
        };
        Self { homes, sets: (0..homes * seating.eligible.len()).into_par_iter().map(set).collect() }
    }

    /// The schools of a kind considered from a home area, nearest first.
    #[must_use]
    pub fn of(&self, home: u32, kind: u16) -> &[Considered] {
        &self.sets[usize::from(kind) * self.homes + home as usize]
    }
}

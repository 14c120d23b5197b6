//! A conditional logit, fitted by Newton steps, with a pull of every school that gives it its size.

use super::cells::{Cell, cells, groups, sizes};
use super::sets::{Considered, Sets};
use crate::fit::cholesky_solve;
use crate::numeric::{exp, ln};
use crate::world::{BROAD, Seating};
use rayon::prelude::*;

/// Tastes of a group: for a kilometre, for the logarithm of the distance, for each broad denomination.
pub(super) const TERMS: usize = 2 + BROAD.len();
/// What holds tastes back a little, a pupil: choices without any exception would drive them out of bounds.
const RIDGE: f64 = 1e-6;
/// The longest step of a taste.
const STEP: f64 = 1.0;
/// Rounds at most.
const ROUNDS: usize = 60;
/// Change of tastes, and of logarithms of sizes, at which they are settled.
const SETTLED: f64 = 1e-6;
/// The farthest that the logarithm of a size is moved in one go.
const PULL: f64 = 2.0;

/// What pupils like in schools.
#[derive(Clone, Debug)]
pub struct Model {
    /// Schools considered.
    pub sets: Sets,
    /// Pupils who attend a school that is not considered.
    pub beyond: u64,
    groups: Vec<u16>,
    tastes: Vec<[f64; TERMS]>,
    pulls: Vec<Vec<f64>>,
    broad: Vec<Option<usize>>,
}

impl Model {
    /// The tastes of every group that make the schools attended most likely among those
    /// considered (McFadden 1974), given pulls of schools such that each is expected to have the
    /// pupils of each kind that it has (Berry 1994).
    ///
    /// Tastes for distance and for broad denominations are a group's own; the pull of a school is
    /// common to all pupils of a kind. The company that a school offers is no term of it.
    #[must_use]
    pub fn fitted(seating: &Seating, sets: Sets) -> Self {
        Self::fitted_for(seating, sets, &groups(seating))
    }

    /// The tastes of some groups, among which are those of all pupils; a group without pupils has none.
    #[must_use]
    pub fn fitted_for(seating: &Seating, sets: Sets, groups: &[u16]) -> Self {
        let groups = groups.to_vec();
        let cells = cells(seating, &sets, &groups);
        let beyond = cells.iter().map(|cell| cell.pupils - cell.at.iter().sum::<u64>()).sum();
        let sizes = sizes(seating);
        let pulls = sizes.iter().map(|kind| kind.iter().map(|size| log(*size)).collect()).collect();
        let tastes = vec![[0.0; TERMS]; groups.len()];
        let mut model = Self { sets, beyond, groups, tastes, pulls, broad: seating.broad.clone() };
        for _ in 0..ROUNDS {
            let moved = model.step(&cells).max(model.balance(&cells, &sizes));
            if moved < SETTLED {
                break;
            }
        }
        model
    }

    /// The model where schools take pupils of more kinds: they pull as the school of middling pull for the kind.
    #[must_use]
    pub fn with_offers(mut self, offers: &[(usize, u32)]) -> Self {
        let known: Vec<f64> = self.pulls.iter().map(|pulls| middling(pulls)).collect();
        for (kind, school) in offers {
            self.pulls[*kind][*school as usize] = known[*kind];
        }
        self
    }

    /// The utility of a school considered for a group (place among the groups) and kind.
    pub(super) fn utility(&self, seen: &Considered, kind: u16, group: usize) -> f64 {
        let taste = &self.tastes[group];
        let own = self.broad[seen.school as usize].map_or(0.0, |broad| taste[2 + broad]);
        self.pulls[usize::from(kind)][seen.school as usize]
            + taste[0] * seen.km
            + taste[1] * seen.log_km
            + own
    }

    /// The place of a group among the groups.
    pub(super) fn place(&self, group: u16) -> usize {
        self.groups.partition_point(|known| *known < group)
    }

    /// How likely the pupils of a cell are to choose each school considered.
    fn chances(&self, cell: &Cell) -> Vec<f64> {
        let set = self.sets.of(cell.home, cell.kind);
        let utility: Vec<f64> = set.iter().map(|seen| self.utility(seen, cell.kind, cell.group)).collect();
        let most = utility.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if most == f64::NEG_INFINITY {
            return vec![0.0; set.len()];
        }
        let weights: Vec<f64> = utility.iter().map(|utility| exp(utility - most)).collect();
        let all: f64 = weights.iter().sum();
        weights.iter().map(|weight| weight / all).collect()
    }

    /// One Newton step of every group's tastes; the longest of them.
    fn step(&mut self, cells: &[Cell]) -> f64 {
        let steps: Vec<[f64; TERMS]> =
            (0..self.groups.len()).into_par_iter().map(|group| self.newton(cells, group)).collect();
        let mut longest: f64 = 0.0;
        for (taste, step) in self.tastes.iter_mut().zip(steps) {
            for (taste, step) in taste.iter_mut().zip(step) {
                *taste += step;
                longest = longest.max(step.abs());
            }
        }
        longest
    }

    fn newton(&self, cells: &[Cell], group: usize) -> [f64; TERMS] {
        let mut slope = vec![0.0; TERMS];
        let mut curve = vec![vec![0.0; TERMS]; TERMS];
        let mut pupils = 0.0;
        for cell in cells.iter().filter(|cell| cell.group == group) {
            let count = cell.at.iter().sum::<u64>() as f64;
            pupils += count;
            self.add(cell, count, &mut slope, &mut curve);
        }
        let ridge = RIDGE * (pupils + 1.0);
        for (term, slope) in slope.iter_mut().enumerate() {
            *slope -= ridge * self.tastes[group][term];
            curve[term][term] += ridge;
        }
        let step = cholesky_solve(curve, slope).unwrap_or_else(|| vec![0.0; TERMS]);
        let longest = step.iter().fold(STEP, |most, step| most.max(step.abs()));
        std::array::from_fn(|term| step[term] * STEP / longest)
    }

    /// Adds the gradient and the curvature of a cell's log-likelihood.
    fn add(&self, cell: &Cell, count: f64, slope: &mut [f64], curve: &mut [Vec<f64>]) {
        let set = self.sets.of(cell.home, cell.kind);
        let chances = self.chances(cell);
        let terms: Vec<[f64; TERMS]> = set.iter().map(|seen| self.terms(seen)).collect();
        let mean: [f64; TERMS] =
            std::array::from_fn(|t| terms.iter().zip(&chances).map(|(x, chance)| chance * x[t]).sum());
        for ((x, chance), at) in terms.iter().zip(&chances).zip(&cell.at) {
            let apart: [f64; TERMS] = std::array::from_fn(|t| x[t] - mean[t]);
            for t in 0..TERMS {
                slope[t] += (*at as f64 - count * chance) * x[t];
                (0..=t).for_each(|s| curve[t][s] += count * chance * apart[t] * apart[s]);
            }
        }
    }

    fn terms(&self, seen: &Considered) -> [f64; TERMS] {
        let mut terms = [0.0; TERMS];
        (terms[0], terms[1]) = (seen.km, seen.log_km);
        if let Some(broad) = self.broad[seen.school as usize] {
            terms[2 + broad] = 1.0;
        }
        terms
    }

    /// Moves the pull of every school towards its size; the farthest move.
    fn balance(&mut self, cells: &[Cell], sizes: &[Vec<f64>]) -> f64 {
        let chances: Vec<Vec<f64>> = cells.par_iter().map(|cell| self.chances(cell)).collect();
        let mut expected: Vec<Vec<f64>> = sizes.iter().map(|kind| vec![0.0; kind.len()]).collect();
        for (cell, chances) in cells.iter().zip(&chances) {
            for (seen, chance) in self.sets.of(cell.home, cell.kind).iter().zip(chances) {
                expected[usize::from(cell.kind)][seen.school as usize] += cell.pupils as f64 * chance;
            }
        }
        let mut farthest: f64 = 0.0;
        for ((pulls, sizes), expected) in self.pulls.iter_mut().zip(sizes).zip(&expected) {
            for ((pull, size), expected) in pulls.iter_mut().zip(sizes).zip(expected) {
                if *size > 0.0 && *expected > 0.0 {
                    let step = ln(size / expected).clamp(-PULL, PULL);
                    *pull += step;
                    farthest = farthest.max(step.abs());
                }
            }
        }
        farthest
    }
}

/// The median of the pulls that schools have, the lower of two; 0 where none has any.
fn middling(pulls: &[f64]) -> f64 {
    let mut known: Vec<f64> = pulls.iter().copied().filter(|pull| pull.is_finite()).collect();
    known.sort_by(f64::total_cmp);
    known.get(known.len().saturating_sub(1) / 2).copied().unwrap_or_default()
}

/// The logarithm of a size; without pupils a school has no pull at all.
fn log(size: f64) -> f64 {
    if size > 0.0 { ln(size) } else { f64::NEG_INFINITY }
}

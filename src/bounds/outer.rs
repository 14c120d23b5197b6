//! Outer bounds of a two-group index where the units are tied by no common problem that is
//! solved exactly.
//!
//! The share P of all pupils is cut into intervals. Inside one, `m = Σ t_j d(p_j, P) / Σ t_j` is a
//! ratio of sums over units that share nothing but `Σ (x_j - P t_j) = 0`; with a multiplier on
//! that each unit goes its own way, and every multiplier gives a bound (Dinkelbach 1967 for the
//! ratio; Everett 1963 for the multiplier).

use super::atoms::{Atom, atoms};
use super::evenness::Evenness;
use super::reach::{Unit, share};
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// How much more than what P can be is looked at, so that rounding leaves no table out.
const ROUNDING: f64 = 1e-12;
/// Visits to atoms that are spent on cutting, about.
const WORK: usize = 400_000;
/// Fewest and most intervals of P.
const CUTS: (usize, usize) = (12, 64);
/// Multipliers that are tried.
const MULTIPLIERS: usize = 14;
/// Steps to the extreme ratio, and how close two must be to be the last.
const RATIOS: usize = 6;
const CLOSE: f64 = 1e-12;

/// Lowest and highest value; null where one side is empty whatever is hidden.
pub fn bounds(units: &[Unit], index: Evenness) -> Option<(f64, f64)> {
    let problem = Problem::new(units, index);
    let interval = possible(units)?;
    let low = problem.extreme(interval, Problem::low);
    let high = -problem.extreme(interval, |p, interval| -p.high(interval));
    Some((low, high.max(low)))
}

struct Problem {
    index: Evenness,
    /// The pieces of every unit, side by side.
    atoms: Vec<Atom>,
    /// How many belong to each unit.
    counts: Vec<usize>,
    /// Fewest pupils.
    least: f64,
}

/// An interval of P with its bound.
struct Cut {
    bound: f64,
    interval: (f64, f64),
}

/// What one pass over the units finds.
#[derive(Clone, Copy, Default)]
struct Pass {
    cost: f64,
    pupils: f64,
    /// `Σ (x - P t)` at the two ends of P.
    surplus: (f64, f64),
}

impl Problem {
    fn new(units: &[Unit], index: Evenness) -> Self {
        let pieces: Vec<Vec<Atom>> = units.iter().map(atoms).filter(|own| !own.is_empty()).collect();
        let least: u64 = units.iter().map(|unit| unit.both().low).sum();
        let counts = pieces.iter().map(Vec::len).collect();
        Self { index, counts, atoms: pieces.into_iter().flatten().collect(), least: least.max(1) as f64 }
    }

    /// The lowest bound over the intervals of P, the worst one being cut each time.
    fn extreme(&self, whole: (f64, f64), bound: impl Fn(&Self, (f64, f64)) -> f64) -> f64 {
        let cut = |interval| Cut { bound: bound(self, interval), interval };
        let mut cuts = BinaryHeap::from([cut(whole)]);
        for _ in 0..(WORK / self.atoms.len().max(1)).clamp(CUTS.0, CUTS.1) {
            let Some(worst) = cuts.pop() else { break };
            cuts.extend(halves(worst.interval).map(cut));
        }
        cuts.peek().map_or(0.0, |worst| worst.bound)
    }

    fn low(&self, interval: (f64, f64)) -> f64 {
        let costs: Vec<f64> =
            self.atoms.iter().map(|atom| atom.nearest(self.index.distance, interval)).collect();
        let most = self.index.distance.most(interval.0, interval.1);
        let m = self.ratio(interval, &costs).clamp(0.0, most);
        self.index.reading.over(interval, m).0
    }

    fn high(&self, interval: (f64, f64)) -> f64 {
        let costs: Vec<f64> =
            self.atoms.iter().map(|atom| -atom.furthest(self.index.distance, interval)).collect();
        let most = self.index.distance.most(interval.0, interval.1);
        let m = (-self.ratio(interval, &costs)).clamp(0.0, most);
        self.index.reading.over(interval, m).1
    }

    /// The best lower bound of `Σ t c / Σ t` that a multiplier gives: it is raised until the sum is
    /// met, and then halved between.
    fn ratio(&self, interval: (f64, f64), costs: &[f64]) -> f64 {
        let (mut best, free) = self.solve(interval, costs, (0.0, 0.0));
        let Some(side) = free.side() else { return best };
        let largest = costs.iter().fold(0.0f64, |most, cost| most.max(cost.abs()));
        let (mut under, mut over, mut bracketed) = (0.0, largest.max(f64::MIN_POSITIVE), false);
        for _ in 0..MULTIPLIERS {
            let multiplier = if bracketed { f64::midpoint(under, over) } else { over };
            let (bound, pass) = self.solve(interval, costs, (side * multiplier, best));
            best = best.max(bound);
            if pass.meets(side) {
                (over, bracketed) = (multiplier, true);
            } else {
                under = multiplier;
                over = if bracketed { over } else { 4.0 * over };
            }
        }
        best
    }

    /// The lower bound of one multiplier, and the last pass: the ratio of what a pass chooses is
    /// what the next starts from.
    fn solve(&self, interval: (f64, f64), costs: &[f64], (multiplier, start): (f64, f64)) -> (f64, Pass) {
        let (mut m, mut best, mut pass) = (start, f64::NEG_INFINITY, Pass::default());
        for _ in 0..RATIOS {
            pass = self.pass(interval, costs, (multiplier, m));
            let short = (pass.cost - m * pass.pupils).min(0.0);
            best = best.max(m + short / self.least);
            let next = pass.cost / pass.pupils.max(self.least);
            if (next - m).abs() <= CLOSE {
                break;
            }
            m = next;
        }
        (best, pass)
    }

    /// Every unit at its cheapest.
    fn pass(&self, interval: (f64, f64), costs: &[f64], (multiplier, m): (f64, f64)) -> Pass {
        let (mut whole, mut first) = (Pass::default(), 0);
        for count in &self.counts {
            let own = first..first + count;
            let mut least = (f64::INFINITY, Pass::default());
            for (atom, cost) in self.atoms[own.clone()].iter().zip(&costs[own]) {
                let pass = Pass::of(atom, *cost, interval, (multiplier, m));
                let value = pass.cost - m * pass.pupils;
                if value < least.0 {
                    least = (value, pass);
                }
            }
            whole.add(least.1);
            first += count;
        }
        whole
    }
}

impl Pass {
    #[inline]
    fn of(atom: &Atom, cost: f64, (low, high): (f64, f64), (multiplier, m): (f64, f64)) -> Self {
        let pupils = if cost < m { atom.t.1 } else { atom.t.0 };
        let surplus = ((1.0 - low) * atom.x.1 - low * atom.y.0, (1.0 - high) * atom.x.0 - high * atom.y.1);
        let linear = if multiplier > 0.0 { surplus.0 } else { surplus.1 };
        Self { cost: cost * pupils - multiplier * linear, pupils, surplus }
    }

    #[inline]
    fn add(&mut self, other: Self) {
        self.cost += other.cost;
        self.pupils += other.pupils;
        self.surplus.0 += other.surplus.0;
        self.surplus.1 += other.surplus.1;
    }

    /// The sign of the multiplier that brings the choice nearer to P.
    fn side(&self) -> Option<f64> {
        match self.surplus {
            (low, _) if low < 0.0 => Some(1.0),
            (_, high) if high > 0.0 => Some(-1.0),
            _ => None,
        }
    }

    fn meets(&self, side: f64) -> bool {
        if side > 0.0 { self.surplus.0 >= 0.0 } else { self.surplus.1 <= 0.0 }
    }
}

/// What P can be where both sides have pupils.
fn possible(units: &[Unit]) -> Option<(f64, f64)> {
    let (low, high) = share(units);
    let most: u64 = units.iter().map(|unit| unit.both().high).sum();
    let one = 1.0 / most.max(1) as f64;
    let both = units.iter().any(|u| u.x.high > 0) && units.iter().any(|u| u.y.high > 0);
    let interval = (low.max(one) * (1.0 - ROUNDING), 1.0 - (1.0 - high).max(one) * (1.0 - ROUNDING));
    (both && most > 1 && interval.0 < interval.1).then_some(interval)
}

/// Two halves, by the odds.
fn halves((low, high): (f64, f64)) -> [(f64, f64); 2] {
    let odds = |p: f64| p / (1.0 - p);
    let middle = (odds(low) * odds(high)).sqrt();
    let middle = (middle / (1.0 + middle)).clamp(low, high);
    [(low, middle), (middle, high)]
}

impl Ord for Cut {
    fn cmp(&self, other: &Self) -> Ordering {
        other.bound.total_cmp(&self.bound)
    }
}

impl PartialOrd for Cut {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Eq for Cut {}

impl PartialEq for Cut {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

//! Bounds of D where both groups of a unit are hidden and no total ties them.

use super::Bounds;
use super::reach::{FreeUnit, Interval};
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// Tables that are enumerated at most.
const TABLES: u128 = 200_000;
/// Boxes of (X, Y) that are split at most.
const BOXES: usize = 4_000;

pub fn bounds(units: &[FreeUnit]) -> Option<Bounds> {
    let cells: u128 = units.iter().fold(1u128, |all, u| {
        all.saturating_mul(u128::from(u.x.width() + 1)).saturating_mul(u128::from(u.y.width() + 1))
    });
    if cells <= TABLES { enumerate(units) } else { outer(units) }
}

/// Every table in turn, as an odometer.
fn enumerate(units: &[FreeUnit]) -> Option<Bounds> {
    let limits: Vec<Interval> = units.iter().flat_map(|u| [u.x, u.y]).collect();
    let mut cells: Vec<u64> = limits.iter().map(|i| i.low).collect();
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    loop {
        if let Some(d) = value(&cells) {
            (low, high) = (low.min(d), high.max(d));
        }
        let Some(next) = (0..cells.len()).find(|i| cells[*i] < limits[*i].high) else { break };
        cells[next] += 1;
        for i in 0..next {
            cells[i] = limits[i].low;
        }
    }
    (low <= high).then_some(Bounds { low, high, exact: true })
}

fn value(cells: &[u64]) -> Option<f64> {
    let sum = |side: usize| cells.iter().skip(side).step_by(2).sum::<u64>();
    let (x, y) = (sum(0) as f64, sum(1) as f64);
    let gap = |c: &[u64]| (c[0] as f64 / x - c[1] as f64 / y).abs();
    (x > 0.0 && y > 0.0).then(|| 0.5 * cells.chunks_exact(2).map(gap).sum::<f64>())
}

/// X and Y between these.
#[derive(Clone, Copy)]
struct Box2 {
    x: (f64, f64),
    y: (f64, f64),
}

/// Bounds that no table passes, by splitting the plane of (X, Y): inside a box
/// `Σ(x_low/X_high - y_high/Y_low)⁺` is below D and `Σ(x_high/X_low - y_low/Y_high)⁺` above.
fn outer(units: &[FreeUnit]) -> Option<Bounds> {
    let total = |pick: fn(&FreeUnit) -> u64| units.iter().map(pick).sum::<u64>().max(1) as f64;
    if units.iter().all(|u| u.x.high == 0) || units.iter().all(|u| u.y.high == 0) {
        return None;
    }
    let whole =
        Box2 { x: (total(|u| u.x.low), total(|u| u.x.high)), y: (total(|u| u.y.low), total(|u| u.y.high)) };
    let low = extreme(whole, |b| -below(units, b));
    let high = extreme(whole, |b| above(units, b));
    Some(Bounds { low: -low, high: high.min(1.0), exact: false })
}

/// A box with its bound, ordered by the bound.
struct Bounded {
    bound: f64,
    plane: Box2,
}

impl Ord for Bounded {
    fn cmp(&self, other: &Self) -> Ordering {
        self.bound.total_cmp(&other.bound)
    }
}

impl PartialOrd for Bounded {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Eq for Bounded {}

impl PartialEq for Bounded {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

/// The largest bound over the plane, the worst box being split each time.
fn extreme(whole: Box2, bound: impl Fn(Box2) -> f64) -> f64 {
    let bounded = |plane| Bounded { bound: bound(plane), plane };
    let mut boxes = BinaryHeap::from([bounded(whole)]);
    for _ in 0..BOXES {
        let Some(worst) = boxes.pop() else { break };
        boxes.extend(halves(worst.plane).map(bounded));
    }
    boxes.peek().map_or(f64::NEG_INFINITY, |worst| worst.bound)
}

fn halves(b: Box2) -> [Box2; 2] {
    let ratio = |(low, high): (f64, f64)| high / low;
    let cut = |(low, high): (f64, f64)| f64::midpoint(low, high);
    if ratio(b.x) >= ratio(b.y) {
        let middle = cut(b.x);
        [Box2 { x: (b.x.0, middle), ..b }, Box2 { x: (middle, b.x.1), ..b }]
    } else {
        let middle = cut(b.y);
        [Box2 { y: (b.y.0, middle), ..b }, Box2 { y: (middle, b.y.1), ..b }]
    }
}

fn below(units: &[FreeUnit], b: Box2) -> f64 {
    let focal = units.iter().map(|u| (u.x.low as f64 / b.x.1 - u.y.high as f64 / b.y.0).max(0.0));
    let other = units.iter().map(|u| (u.y.low as f64 / b.y.1 - u.x.high as f64 / b.x.0).max(0.0));
    focal.sum::<f64>().max(other.sum())
}

fn above(units: &[FreeUnit], b: Box2) -> f64 {
    let focal = units.iter().map(|u| (u.x.high as f64 / b.x.0 - u.y.low as f64 / b.y.1).max(0.0));
    let other = units.iter().map(|u| (u.y.high as f64 / b.y.0 - u.x.low as f64 / b.x.1).max(0.0));
    focal.sum::<f64>().min(other.sum())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn interval(low: u64, width: u64) -> Interval {
        Interval { low, high: low + width }
    }

    #[test]
    fn published_example_has_its_bounds() {
        let units = [
            FreeUnit { x: interval(1, 3), y: interval(20, 0) },
            FreeUnit { x: interval(30, 0), y: interval(1, 3) },
        ];
        let b = bounds(&units).unwrap();
        assert!((b.low - 0.715_686_275).abs() < 1e-9 && (b.high - 0.920_122_888).abs() < 1e-9 && b.exact);
    }

    proptest! {
        #[test]
        fn outer_bounds_hold_every_table(
            units in prop::collection::vec((0u64..9, 0u64..3, 0u64..9, 0u64..3), 2..5)
        ) {
            let units: Vec<FreeUnit> = units
                .into_iter()
                .map(|(x, dx, y, dy)| FreeUnit { x: interval(x, dx), y: interval(y, dy) })
                .collect();
            if let (Some(inner), Some(outer)) = (enumerate(&units), outer(&units)) {
                prop_assert!(outer.low <= inner.low + 1e-12 && inner.high <= outer.high + 1e-12);
            }
        }
    }
}

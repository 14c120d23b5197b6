//! Bounds of D, and of S and KM that are D by another scale, where every unit's total t_j is
//! known and x_j lies in an interval.
//!
//! With X fixed, `D = Σ|x_j - t_j q| / (2 T q (1-q))`, `q = X/T`. The lowest value is a convex
//! problem with one sum; in the highest, X being free, every x_j stands at an end.

use super::Bounds;
use super::evenness::Reading;
use super::reach::TiedUnit;

/// Evaluations (values of X times units) spent on an exact answer.
const WORK: u64 = 40_000_000;

struct Problem<'a> {
    units: &'a [TiedUnit],
    total: f64,
    low: u64,
    high: u64,
    reading: Reading,
}

/// Bounds of D or, by another reading, of `(1-P) D` or `2P(1-P) D`.
pub fn bounds(units: &[TiedUnit], reading: Reading) -> Option<Bounds> {
    let sum = |pick: fn(&TiedUnit) -> u64| units.iter().map(pick).sum::<u64>();
    let total = sum(|u| u.total);
    let low = sum(|u| u.x.low).max(1);
    let high = sum(|u| u.x.high).min(total.saturating_sub(1));
    if low > high {
        return None;
    }
    let problem = Problem { units, total: total as f64, low, high, reading };
    let (least, least_exact) = problem.least();
    let (most, most_exact) = problem.most();
    let exact = least_exact && most_exact;
    Some(if exact { Bounds::exact(least, most) } else { Bounds::outer(least, most) })
}

impl Problem<'_> {
    /// `2 T q (1-q)`, `2 T q` or T: the sum of gaps is convex in all x_j and this is not, so that
    /// what follows holds for each.
    fn scale(&self, x: f64) -> f64 {
        match self.reading {
            Reading::TimesOthers => 2.0 * x,
            Reading::TimesBoth => self.total,
            _ => 2.0 * x * (1.0 - x / self.total),
        }
    }

    /// The lowest D when counts need not be whole: `max(A, B) / (T q (1-q))`, A the pupils
    /// by which intervals lie above their proportional count, B below. Quasi-convex in X.
    fn relaxed_least(&self, x: u64) -> f64 {
        let q = x as f64 / self.total;
        let (mut above, mut below) = (0.0, 0.0);
        for unit in self.units {
            let even = unit.total as f64 * q;
            above += (unit.x.low as f64 - even).max(0.0);
            below += (even - unit.x.high as f64).max(0.0);
        }
        2.0 * f64::max(above, below) / self.scale(x as f64)
    }

    /// Walks from the lowest relaxed value to both sides for as long as whole counts could
    /// still do better there.
    fn least(&self) -> (f64, bool) {
        let start = self.lowest_relaxed();
        let mut best = self.whole_least(start);
        let mut left = WORK / self.units.len() as u64;
        let (up, down) = (start + 1..=self.high, (self.low..start).rev());
        let sides: [&mut dyn Iterator<Item = u64>; 2] = [&mut { up }, &mut { down }];
        for side in sides {
            for x in side {
                if self.relaxed_least(x) >= best {
                    break;
                }
                if left == 0 {
                    return (self.relaxed_least(start), false);
                }
                best = best.min(self.whole_least(x));
                left -= 1;
            }
        }
        (best, true)
    }

    /// X of the lowest relaxed value, by halving: left of it the value falls.
    fn lowest_relaxed(&self) -> u64 {
        let (mut low, mut high) = (self.low, self.high);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.relaxed_least(middle) <= self.relaxed_least(middle + 1) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        low
    }

    /// The lowest D on whole counts with X fixed: each x_j at its proportional count rounded
    /// down, then raised or lowered where that costs least.
    fn whole_least(&self, x: u64) -> f64 {
        let q = x as f64 / self.total;
        let (mut cost, mut sum, mut room_up, mut room_down) = (0.0, 0u64, 0u64, 0u64);
        let mut steps = Vec::new();
        for unit in self.units {
            let even = unit.total as f64 * q;
            let floor = even.floor() as u64;
            let start = floor.clamp(unit.x.low, unit.x.high);
            cost += (start as f64 - even).abs();
            sum += start;
            room_down += start - unit.x.low;
            room_up += unit.x.high - start;
            if start == floor && start < unit.x.high {
                steps.push(1.0 - 2.0 * (even - floor as f64));
            }
        }
        steps.sort_unstable_by(f64::total_cmp);
        let cheap = (x.saturating_sub(sum)).min(steps.len() as u64);
        let dear = x.abs_diff(sum) - if x > sum { cheap } else { 0 };
        let reachable = if x > sum { room_up } else { room_down } >= x.abs_diff(sum);
        if !reachable {
            return f64::INFINITY;
        }
        (cost + steps[..cheap as usize].iter().sum::<f64>() + dear as f64) / self.scale(x as f64)
    }

    fn most(&self) -> (f64, bool) {
        let count = self.high - self.low + 1;
        let block = (count * self.units.len() as u64).div_ceil(WORK);
        let (mut reached, mut outer) = (0.0f64, Vec::new());
        for first in (self.low..=self.high).step_by(block as usize) {
            let last = self.high.min(first + block - 1);
            let (bound, vertex) = self.greedy_most(first, last);
            outer.push((bound, first, last));
            reached = reached.max(vertex);
        }
        self.close(reached, outer)
    }

    /// An upper bound of D for X in `first..=last` by fractional filling, and the D of the
    /// whole table next to it.
    fn greedy_most(&self, first: u64, last: u64) -> (f64, f64) {
        let middle = f64::midpoint(first as f64, last as f64);
        let q = middle / self.total;
        let slack = (last - first) as f64 / 2.0;
        let mut gains: Vec<(f64, usize)> = Vec::with_capacity(self.units.len());
        let (mut sum, mut filled) = (0.0, 0.0);
        for (j, unit) in self.units.iter().enumerate() {
            let gap = |x: u64| (x as f64 - unit.total as f64 * q).abs();
            sum += gap(unit.x.low);
            filled += unit.x.low as f64;
            if unit.x.width() > 0 {
                gains.push(((gap(unit.x.high) - gap(unit.x.low)) / unit.x.width() as f64, j));
            }
        }
        gains.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut at_high = vec![false; self.units.len()];
        for (gain, j) in gains {
            let width = self.units[j].x.width() as f64;
            let most = last as f64 - filled;
            let wanted = if gain > 0.0 { most } else { first as f64 - filled };
            let take = wanted.clamp(0.0, width);
            sum += gain * take;
            filled += take;
            at_high[j] = take >= width;
        }
        let lowest = self.scale(first as f64).min(self.scale(last as f64));
        ((sum + slack) / lowest, self.value(&at_high))
    }

    /// D with each x_j at one end of its interval.
    fn value(&self, at_high: &[bool]) -> f64 {
        let ends = || self.units.iter().zip(at_high).map(|(u, high)| if *high { u.x.high } else { u.x.low });
        let x: u64 = ends().sum();
        if x == 0 || x as f64 >= self.total {
            return 0.0;
        }
        let q = x as f64 / self.total;
        let gaps = self.units.iter().zip(ends()).map(|(u, x)| (x as f64 - u.total as f64 * q).abs());
        gaps.sum::<f64>() / self.scale(x as f64)
    }

    /// Settles the values of X whose bound is above what is reached, by dynamic programming
    /// over the sum, as far as the work allows.
    fn close(&self, mut reached: f64, mut outer: Vec<(f64, u64, u64)>) -> (f64, bool) {
        outer.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut work = 0;
        for (bound, first, last) in outer {
            if bound <= reached + 1e-12 {
                return (reached, true);
            }
            let free = self.units.iter().filter(|u| u.x.width() > 0).count() as u64;
            work += free * (self.high - self.low + 1);
            if first != last || work > WORK {
                return (bound.min(1.0), false);
            }
            reached = reached.max(self.whole_most(first));
        }
        (reached, true)
    }

    /// The highest D with X fixed and every x_j at an end.
    fn whole_most(&self, x: u64) -> f64 {
        let q = x as f64 / self.total;
        let base: u64 = self.units.iter().map(|u| u.x.low).sum();
        let Some(room) = x.checked_sub(base) else { return 0.0 };
        let mut best = vec![f64::NEG_INFINITY; room as usize + 1];
        best[0] = 0.0;
        let mut fixed = 0.0;
        for unit in self.units {
            let gap = |x: u64| (x as f64 - unit.total as f64 * q).abs();
            fixed += gap(unit.x.low);
            let width = unit.x.width() as usize;
            if width == 0 {
                continue;
            }
            let gain = gap(unit.x.high) - gap(unit.x.low);
            for sum in (width..best.len()).rev() {
                best[sum] = best[sum].max(best[sum - width] + gain);
            }
        }
        (fixed + best[room as usize]) / self.scale(x as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::super::reach::Interval;
    use super::*;
    use proptest::prelude::*;

    fn unit((total, low, high): (u64, u64, u64)) -> TiedUnit {
        TiedUnit { total, x: Interval { low, high } }
    }

    fn brute(units: &[TiedUnit]) -> Option<(f64, f64)> {
        let total: u64 = units.iter().map(|u| u.total).sum();
        let mut tables = vec![vec![]];
        for u in units {
            tables = tables
                .iter()
                .flat_map(|t: &Vec<u64>| (u.x.low..=u.x.high).map(|x| [&t[..], &[x]].concat()))
                .collect();
        }
        let values = tables.iter().filter_map(|xs| {
            let x: u64 = xs.iter().sum();
            (x > 0 && x < total).then(|| {
                let q = x as f64 / total as f64;
                let gaps = units.iter().zip(xs).map(|(u, x)| (*x as f64 - u.total as f64 * q).abs());
                gaps.sum::<f64>() / (2.0 * total as f64 * q * (1.0 - q))
            })
        });
        let values: Vec<f64> = values.collect();
        let low = values.iter().copied().reduce(f64::min)?;
        Some((low, values.iter().copied().fold(0.0, f64::max)))
    }

    #[test]
    fn published_example_has_its_bounds() {
        let units = [(12, 1, 4), (50, 12, 12), (9, 1, 4), (50, 30, 30), (14, 1, 4)].map(unit);
        let b = bounds(&units, Reading::Plain).unwrap();
        assert!((b.low - 0.320_987_654).abs() < 1e-9 && (b.high - 0.444_444_444).abs() < 1e-9 && b.exact);
    }

    proptest! {
        #[test]
        fn bounds_are_those_of_all_tables(
            units in prop::collection::vec((0u64..9, 0u64..9, 0u64..5), 1..6)
        ) {
            let units: Vec<TiedUnit> = units
                .into_iter()
                .map(|(low, rest, width)| unit((low + rest, low, (low + width).min(low + rest))))
                .collect();
            match (bounds(&units, Reading::Plain), brute(&units)) {
                (None, None) => {}
                (Some(b), Some((low, high))) => {
                    prop_assert!((b.low - low).abs() < 1e-12 && (b.high - high).abs() < 1e-12, "{b:?} {low} {high}");
                    prop_assert!(b.exact);
                }
                (got, want) => prop_assert!(false, "{got:?} {want:?}"),
            }
        }
    }
}

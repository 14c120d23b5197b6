//! Exact bounds of means over the pupils of a group: `Σ_j n_j / Σ_j x_j`, where nothing joins the
//! units. Dinkelbach (1967, Management Science 13:492): at the extreme ratio m the sum of
//! `n_j - m x_j` has its own extreme at 0, and there every unit is on its own.

use super::reach::{Interval, Unit};
use crate::indices::Index;

/// Counts that are looked through at most.
const COUNTS: u64 = 4_000_000;
/// Steps to the extreme ratio, of which few are needed.
const STEPS: usize = 60;

/// What a unit adds for one of its counts: n and x.
type Choice = (f64, f64);

/// The kinds of mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mean {
    /// `x (x/t)`, t the pupils of both sides.
    Isolation,
    /// `x (x-1)/(t-1)`.
    IsolationWithoutSelf,
    /// x where `x/t` is above τ.
    Above(f64),
    /// `x (y/t)`, t all pupils.
    Exposure,
    /// `x y/(t-1)`.
    ExposureWithoutSelf,
}

impl Mean {
    pub fn of(index: Index) -> Option<Self> {
        match index {
            Index::Isolation => Some(Self::Isolation),
            Index::IsolationWithoutSelf => Some(Self::IsolationWithoutSelf),
            Index::ConcentrationProfile { threshold } => Some(Self::Above(threshold)),
            Index::Exposure => Some(Self::Exposure),
            Index::ExposureWithoutSelf => Some(Self::ExposureWithoutSelf),
            _ => None,
        }
    }

    /// n of x pupils among t, y of them on the other side; null where the one pupil of a unit would
    /// have to meet somebody, which leaves the whole table without a value.
    fn meets(self, x: u64, y: u64, t: u64) -> Option<f64> {
        let share = |n: u64, of: u64| if x > 0 { x as f64 * (n as f64 / of as f64) } else { 0.0 };
        match self {
            Self::Isolation => Some(share(x, t)),
            Self::Exposure => Some(share(y, t)),
            Self::Above(threshold) if x > 0 && x as f64 / t as f64 > threshold => Some(x as f64),
            Self::Above(_) => Some(0.0),
            Self::IsolationWithoutSelf | Self::ExposureWithoutSelf if t == 1 => None,
            Self::IsolationWithoutSelf => Some(share(x.saturating_sub(1), t.saturating_sub(1))),
            Self::ExposureWithoutSelf => Some(share(y, t.saturating_sub(1))),
        }
    }

    /// n for a given x, as low and as high as can be: at a corner of what else the unit holds, or
    /// beside one that has no value.
    fn extremes(self, unit: &Unit, x: u64) -> Option<(f64, f64)> {
        let corners: Vec<(u64, u64)> = match self {
            Self::Exposure | Self::ExposureWithoutSelf => corners(unit, x),
            _ => near(unit.beside(x)).map(|y| (y, x + y)).collect(),
        };
        let found = corners.into_iter().filter_map(|(y, t)| self.meets(x, y, t));
        let each: Vec<f64> = found.collect();
        let low = each.iter().copied().reduce(f64::min)?;
        Some((low, each.iter().copied().fold(low, f64::max)))
    }

    fn choices(self, unit: &Unit) -> Option<[Vec<Choice>; 2]> {
        let at = |x: u64| self.extremes(unit, x).map(|(low, high)| (x as f64, low, high));
        let all: Vec<(f64, f64, f64)> = (unit.x.low..=unit.x.high).filter_map(at).collect();
        let list = |pick: fn(&(f64, f64, f64)) -> f64| all.iter().map(|c| (pick(c), c.0)).collect();
        (!all.is_empty()).then(|| [list(|c| -c.1), list(|c| c.2)])
    }
}

/// The ends of an interval and what is next to them.
fn near(interval: Interval) -> impl Iterator<Item = u64> {
    let Interval { low, high } = interval;
    [low, (low + 1).min(high), high.saturating_sub(1).max(low), high].into_iter()
}

/// Pupils of the other group and of all, at the corners of what may stand beside x.
fn corners(unit: &Unit, x: u64) -> Vec<(u64, u64)> {
    match unit.total {
        Some(total) => {
            let room = unit.outside.rest(total.saturating_sub(x));
            let y = Interval { low: unit.y.low.max(room.low), high: unit.y.high.min(room.high) };
            if y.low > y.high { Vec::new() } else { near(y).map(|y| (y, total)).collect() }
        }
        None => near(unit.y).flat_map(|y| near(unit.outside).map(move |o| (y, x + y + o))).collect(),
    }
}

/// Lowest and highest mean, both reached; null where no table has one, or where there are too many
/// counts to look through.
pub fn bounds(units: &[Unit], mean: Mean) -> Option<(f64, f64)> {
    if !affordable(units) {
        return None;
    }
    let choices: Vec<[Vec<Choice>; 2]> =
        units.iter().map(|unit| mean.choices(unit)).collect::<Option<_>>()?;
    let side = |side: usize| choices.iter().map(|both| &both[side][..]).collect::<Vec<&[Choice]>>();
    Some((-most(&side(0))?, most(&side(1))?))
}

/// Whether the counts of the first side are few enough to look through.
pub fn affordable(units: &[Unit]) -> bool {
    units.iter().map(|unit| unit.x.width() + 1).sum::<u64>() <= COUNTS
}

/// The highest `Σ n / Σ x`.
fn most(units: &[&[Choice]]) -> Option<f64> {
    let (n, x) = chosen(units, |choice| choice.1);
    let mut m = if x > 0.0 { n / x } else { return None };
    for _ in 0..STEPS {
        let (n, x) = chosen(units, |choice| choice.0 - m * choice.1);
        if x <= 0.0 || n / x <= m {
            break;
        }
        m = n / x;
    }
    Some(m)
}

/// Sums of n and x where every unit makes the choice that counts most.
fn chosen(units: &[&[Choice]], worth: impl Fn(&Choice) -> f64) -> Choice {
    let best = |own: &&[Choice]| {
        let better = |a: Choice, b: &Choice| if worth(b) > worth(&a) { *b } else { a };
        own.iter().fold(own[0], better)
    };
    units.iter().map(best).fold((0.0, 0.0), |sum, own| (sum.0 + own.0, sum.1 + own.1))
}

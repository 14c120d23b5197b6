//! Bounds of measures that ask where units are.

use super::Bounds;
use super::diversity::{Diversity, Groups};
use super::reach::{Interval, Unit, sum};
use crate::indices::{Around, Decaying, Index};

/// Values of X times units that are looked through; above, X is taken in steps.
const WORK: u64 = 4_000_000;

/// Bounds of `½ Σ |x_j/X - r_j|`, r_j the unit's share of the area.
pub fn areas(units: &[Unit], areas: &[f64]) -> Option<Bounds> {
    let all: f64 = areas.iter().sum();
    let shares: Vec<f64> = areas.iter().map(|area| area / all).collect();
    let whole = sum(units.iter().map(|unit| unit.x));
    if whole.high == 0 || all <= 0.0 {
        return None;
    }
    let first = whole.low.max(1);
    let step = ((whole.high - first + 1) * units.len() as u64).div_ceil(WORK);
    let steps = (first..=whole.high).step_by(step as usize);
    let part = |x: u64| gaps(units, &shares, Interval { low: x, high: whole.high.min(x + step - 1) });
    let found: Vec<(f64, f64)> = steps.map(part).collect();
    let low = found.iter().map(|f| f.0).reduce(f64::min)?;
    Some(Bounds::outer(low, found.iter().map(|f| f.1).fold(low, f64::max)))
}

/// The areas of units with pupils, 0 for others; null where some unit may be one or the other.
pub fn peopled(units: &[Unit], areas: &[f64]) -> Option<Vec<f64>> {
    let settled = |(unit, area): (&Unit, &f64)| match unit.both() {
        Interval { high: 0, .. } => Some(0.0),
        Interval { low: 0, .. } => None,
        _ => Some(*area),
    };
    units.iter().zip(areas).map(settled).collect()
}

/// The sum while X is in an interval: what lies above the shares is as much as what lies below.
fn gaps(units: &[Unit], shares: &[f64], x: Interval) -> (f64, f64) {
    let (least, most) = (x.low as f64, x.high as f64);
    let total = |gap: &dyn Fn(Interval, f64) -> f64| -> f64 {
        units.iter().zip(shares).map(|(unit, share)| gap(unit.x, *share).max(0.0)).sum()
    };
    let above = total(&|own, share| own.low as f64 / most - share);
    let below = total(&|own, share| share - own.high as f64 / least);
    let reach = total(&|own, share| own.high as f64 / least - share);
    let fall = total(&|own, share| share - own.low as f64 / most);
    (above.max(below), reach.min(fall).min(1.0))
}

/// D less a mean of differences between neighbours, which is from 0 to 1.
pub fn neighbours(d: Bounds) -> Bounds {
    Bounds::outer(d.low - 1.0, d.high)
}

/// The range of an index of which nothing better is known.
pub fn range(index: Index, groups: &Groups) -> Bounds {
    let (low, high) = match index {
        Index::Smoothed { of: Around::Isolation | Around::Exposure, .. }
        | Index::Decay { of: Decaying::Isolation | Decaying::Exposure, .. }
        | Index::Isolation
        | Index::Exposure
        | Index::IsolationWithoutSelf
        | Index::ExposureWithoutSelf
        | Index::ConcentrationProfile { .. }
        | Index::AtkinsonSymmetric(_)
        | Index::Delta
        | Index::Hoover(_)
        | Index::ExplainedVariance => (0.0, 1.0),
        Index::Smoothed { of, .. } => smoothed(of, groups),
        Index::RelativeCentralisation | Index::AbsoluteCentralisation => (-1.0, 1.0),
        Index::CorrelationRatioWithoutSelf | Index::IccOfScores | Index::Coleman => (f64::NEG_INFINITY, 1.0),
        Index::Clustering { .. } | Index::Distortion => (lowest(index), f64::INFINITY),
        _ => (f64::NEG_INFINITY, f64::INFINITY),
    };
    Bounds { low, high, exact: false, range: true }
}

fn lowest(index: Index) -> f64 {
    use crate::indices::Clustered;
    match index {
        Index::Clustering { of: Clustered::Relative, .. } => -1.0,
        Index::Clustering { of: Clustered::Absolute, .. } => f64::NEG_INFINITY,
        _ => 0.0,
    }
}

/// The mix around a unit may be more diverse than the whole, to which it is held: H and R fall
/// below 0 and D rises above 1 the further the less diverse that is.
fn smoothed(of: Around, groups: &Groups) -> (f64, f64) {
    let present = groups.totals.iter().filter(|total| total.high > 0).count().max(1) as f64;
    let least = |of: Diversity| groups.bounds(of).low;
    match of {
        Around::Theil => (1.0 - crate::numeric::ln(present) / least(Diversity::Entropy), 1.0),
        Around::RelativeDiversity => (1.0 - (1.0 - 1.0 / present) / least(Diversity::Interaction), 1.0),
        _ => (0.0, 1.0 / least(Diversity::Interaction)),
    }
}

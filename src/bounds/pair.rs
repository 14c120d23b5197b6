//! Bounds of the indices of two groups.

use super::encounters::{self, Mean};
use super::evenness::{Distance, Evenness, Reading};
use super::reach::{Interval, TiedUnit, Unit, peopled, sum, tied};
use super::sums::Sums;
use super::{Bounds, outer, tied as exchange};
use crate::indices::{GroupWeights, Index, Reference};

/// The index as a distance and a reading, if it is one.
pub fn evenness(index: Index) -> Option<Evenness> {
    use Distance::{Absolute, Group, Information, Power, PowerOfShare, Profile, Squared};
    Some(match index {
        Index::Dissimilarity | Index::Hoover(Reference::Other) => Evenness::plain(Absolute),
        Index::Gorard | Index::Hoover(Reference::Total) => Evenness::new(Absolute, Reading::TimesOthers),
        Index::KarmelMaclachlan => Evenness::new(Absolute, Reading::TimesBoth),
        Index::MinMax => Evenness::new(Absolute, Reading::MinMax),
        Index::MutualInformation => Evenness::plain(Information),
        Index::Theil => Evenness::new(Information, Reading::OverEntropy),
        Index::GroupInformation => Evenness::plain(Group),
        Index::RelativeDiversity
        | Index::SquaredVariation
        | Index::NormalisedExposure
        | Index::CorrelationRatio => Evenness::plain(Squared),
        Index::Atkinson { epsilon } => Evenness::new(Power(epsilon), Reading::Root(epsilon)),
        Index::Hutchens | Index::AtkinsonSymmetric(GroupWeights::Equal) => Evenness::plain(Power(0.5)),
        Index::AtkinsonSymmetric(GroupWeights::Shares) => Evenness::plain(PowerOfShare),
        Index::ConcentrationSummary => Evenness::plain(Profile),
        _ => return None,
    })
}

/// Bounds of an index of evenness; null where no table has one.
pub fn bounds(units: &[Unit], index: Evenness) -> Option<Bounds> {
    if peopled(units) < 2 {
        return None;
    }
    if let Some(tied) = tied(units) {
        if index.distance == Distance::Absolute {
            return exchanged(&tied, index.reading);
        }
        if let Some(sums) = summed(&tied, index.distance) {
            return read(&tied, &sums, index);
        }
    }
    outer::bounds(units, index).map(|(low, high)| Bounds::outer(low, high))
}

/// D, or what is read off it.
fn exchanged(units: &[TiedUnit], reading: Reading) -> Option<Bounds> {
    let found = exchange::bounds(units, reading)?;
    Some(if reading == Reading::MinMax { found.map(|d| reading.at(0.5, d)) } else { found })
}

fn summed(units: &[TiedUnit], distance: Distance) -> Option<Sums> {
    distance.term(1.0, 1.0)?;
    Sums::of(units, |x, y| distance.term(x, y).unwrap_or_default())
}

/// The index over all X for which both sides have pupils.
fn read(units: &[TiedUnit], sums: &Sums, index: Evenness) -> Option<Bounds> {
    let total = units.iter().map(|unit| unit.total).sum::<u64>();
    over(sums, 1..total, |x, sum| {
        let m = index.distance.mean(sum, x as f64, (total - x) as f64);
        index.reading.at(x as f64 / total as f64, m)
    })
}

/// The extremes over all totals of a range.
fn over(sums: &Sums, range: std::ops::Range<u64>, at: impl Fn(u64, f64) -> f64) -> Option<Bounds> {
    let each = || sums.each().filter(|(x, ..)| range.contains(x));
    let low = each().map(|(x, low, _)| at(x, low)).reduce(f64::min)?;
    let high = each().map(|(x, _, high)| at(x, high)).fold(low, f64::max);
    Some(Bounds::exact(low, high))
}

/// G from D: a segregation curve that lies D away from the diagonal has at least the area of a
/// triangle below it and at most that of a trapezium, `D <= G <= D (2-D)`.
pub fn gini(units: &[Unit]) -> Option<Bounds> {
    let d = bounds(units, Evenness::plain(Distance::Absolute))?;
    Some(Bounds::outer(d.low, d.high * (2.0 - d.high)))
}

/// V without the pupil.
pub fn without_self(units: &[Unit]) -> Option<Bounds> {
    if peopled(units) < 2 {
        return None;
    }
    if let Some(tied) = tied(units) {
        if tied.iter().any(|unit| unit.total == 1) {
            return None;
        }
        let term = |x: f64, y: f64| if x + y > 0.0 { x * ((x - 1.0) / (x + y - 1.0)) } else { 0.0 };
        if let Some(sums) = Sums::of(&tied, term) {
            let total = tied.iter().map(|unit| unit.total).sum::<u64>();
            let chance = |x: u64| (x - 1) as f64 / (total - 1) as f64;
            return over(&sums, 1..total, |x, sum| (sum / x as f64 - chance(x)) / (1.0 - chance(x)));
        }
    }
    let (low, high) = encounters::bounds(units, Mean::IsolationWithoutSelf)?;
    let chance = chance(units);
    let above = |isolation: f64, chance: f64| (isolation - chance) / (1.0 - chance);
    Some(Bounds::outer(above(low, chance.1), above(high, chance.0)))
}

/// What `(X-1)/(T-1)` can be where the other side has pupils.
fn chance(units: &[Unit]) -> (f64, f64) {
    let of = |pick: fn(&Unit) -> Interval| sum(units.iter().map(pick));
    let (x, y) = (of(|u| u.x), of(|u| u.y));
    let ratio = |x: u64, y: u64| x.saturating_sub(1) as f64 / (x.max(1) - 1 + y.max(1)) as f64;
    (ratio(x.low, y.high), ratio(x.high, y.low))
}

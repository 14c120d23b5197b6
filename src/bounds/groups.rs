//! Outer bounds of the indices of many groups: they are means of two-group indices, of each group
//! against the rest or of the sides of each threshold, with weights that the shares alone decide.

use super::evenness::{Distance, Evenness, Reading};
use super::reach::{Cells, Unit, share};
use super::{Bounds, pair};
use crate::indices::{Index, Ordinal};
use crate::numeric::ln;
use rayon::prelude::*;

/// What a two-group index weighs in the mean, by the share π of its group.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Weight {
    /// `π (1-π)`.
    Interaction,
    /// π.
    Share,
    /// `1-π`.
    Others,
    /// `-π ln π`.
    Logarithm,
    /// `-π ln π - (1-π) ln(1-π)`.
    Entropy,
    /// `√(π (1-π))`.
    Root,
    /// `min(π, 1-π)`.
    Lesser,
}

impl Weight {
    fn at(self, share: f64) -> f64 {
        let log = |p: f64| if p > 0.0 { -p * ln(p) } else { 0.0 };
        match self {
            Self::Interaction => share * (1.0 - share),
            Self::Share => share,
            Self::Others => 1.0 - share,
            Self::Logarithm => log(share),
            Self::Entropy => log(share) + log(1.0 - share),
            Self::Root => (share * (1.0 - share)).sqrt(),
            Self::Lesser => share.min(1.0 - share),
        }
    }

    /// Where it is highest.
    fn top(self) -> f64 {
        match self {
            Self::Logarithm => 1.0 / std::f64::consts::E,
            Self::Share => 1.0,
            Self::Others => 0.0,
            _ => 0.5,
        }
    }

    /// Lowest and highest between two shares: it rises up to one place and falls from there.
    fn over(self, (low, high): (f64, f64)) -> (f64, f64) {
        (self.at(low).min(self.at(high)), self.at(self.top().clamp(low, high)))
    }
}

/// A two-group index with its weight, each between two numbers.
#[derive(Clone, Copy, Debug)]
struct Member {
    value: (f64, f64),
    weight: (f64, f64),
    exact: bool,
}

impl Member {
    fn new(units: &[Unit], of: Two, weight: Weight, certain: bool) -> Option<Self> {
        let found = of.bounds(units)?;
        let (low, high) = weight.over(share(units));
        let weight = (if certain { low } else { 0.0 }, high);
        Some(Self { value: (found.low, found.high), weight, exact: found.exact })
    }
}

/// A two-group index.
#[derive(Clone, Copy, Debug)]
enum Two {
    Evenness(Evenness),
    Gini,
}

impl Two {
    fn bounds(self, units: &[Unit]) -> Option<Bounds> {
        match self {
            Self::Evenness(index) => pair::bounds(units, index),
            Self::Gini => pair::gini(units),
        }
    }
}

/// Bounds of an index of all groups.
pub fn bounds(cells: &Cells, index: Index) -> Option<Bounds> {
    let plain = |distance| Two::Evenness(Evenness::plain(distance));
    let local = |reading| Two::Evenness(Evenness::new(Distance::Group, reading));
    match index {
        Index::Dissimilarity => against_rest(cells, plain(Distance::Absolute), Weight::Interaction),
        Index::Gini => against_rest(cells, Two::Gini, Weight::Interaction),
        Index::RelativeDiversity => against_rest(cells, plain(Distance::Squared), Weight::Interaction),
        Index::NormalisedExposure => against_rest(cells, plain(Distance::Squared), Weight::Share),
        Index::SquaredVariation => against_rest(cells, plain(Distance::Squared), Weight::Others),
        Index::Theil => against_rest(cells, local(Reading::OverLogarithm), Weight::Logarithm),
        _ => information(cells),
    }
}

/// The mean over groups, each against the rest; a group that may be absent may weigh nothing.
fn against_rest(cells: &Cells, of: Two, weight: Weight) -> Option<Bounds> {
    let member = |k| {
        let units = cells.pair(k, None);
        Member::new(&units, of, weight, units.iter().any(|unit| unit.x.low > 0))
    };
    mean(&(0..cells.groups).into_par_iter().filter_map(member).collect::<Vec<Member>>())
}

/// `M = Σ_k π_k ls_k`; and M of all groups is not below that of one against the rest, which is
/// asked where it is cheap.
fn information(cells: &Cells) -> Option<Bounds> {
    let each = |k| {
        let units = cells.pair(k, None);
        let sum = pair::bounds(&units, Evenness::new(Distance::Group, Reading::TimesShare))?;
        if units.iter().all(|unit| unit.x.low == 0) {
            return Some((0.0, sum.high, 0.0));
        }
        let plain = Evenness::plain(Distance::Information);
        let merged = if sum.exact { pair::bounds(&units, plain)?.low } else { 0.0 };
        Some((sum.low, sum.high, merged))
    };
    let found: Vec<(f64, f64, f64)> = (0..cells.groups).into_par_iter().filter_map(each).collect();
    let merged = found.iter().map(|group| group.2).reduce(f64::max)?;
    let sum = |pick: fn(&(f64, f64, f64)) -> f64| found.iter().map(pick).sum::<f64>();
    let most = ln(found.len().min(cells.totals.len()) as f64);
    Some(Bounds::outer(sum(|group| group.0).max(merged), sum(|group| group.1).min(most)))
}

/// Bounds of an ordinal index: the mean over the thresholds between groups in order, weighted by
/// φ. A group that may be absent may leave its threshold equal to the one before, which counts once.
pub fn ordinal(cells: &Cells, order: &[usize], kind: Ordinal) -> Option<Bounds> {
    let (distance, weight) = match kind {
        Ordinal::Information => (Distance::Information, Weight::Entropy),
        Ordinal::Variance => (Distance::Squared, Weight::Interaction),
        Ordinal::SquareRoot => (Distance::Power(0.5), Weight::Root),
        Ordinal::Absolute => (Distance::Side, Weight::Lesser),
    };
    let reading = if kind == Ordinal::Information { Reading::OverEntropy } else { Reading::Plain };
    let rank: Vec<Option<usize>> = (0..cells.groups).map(|k| order.iter().position(|o| *o == k)).collect();
    let totals = cells.group_totals();
    let threshold = |above: usize| {
        let units = cells.sides(|k| rank[k].map_or(2, |rank| usize::from(rank >= above)));
        let certain = order.iter().all(|k| totals[*k].low > 0);
        Member::new(&units, Two::Evenness(Evenness::new(distance, reading)), weight, certain)
    };
    let members: Vec<Member> = (1..order.len()).into_par_iter().filter_map(threshold).collect();
    // Units that only hold groups without a place in the order may make the measure defined.
    let outside = order.len() >= 2 && order.len() < cells.groups;
    mean(&members).or_else(|| outside.then(|| Bounds::outer(0.0, 1.0)))
}

/// The lowest and highest mean that values and weights between their bounds can have.
fn mean(members: &[Member]) -> Option<Bounds> {
    if let [Member { value: (low, high), exact: true, .. }] = members {
        return Some(Bounds::exact(*low, *high));
    }
    let negative = |m: &Member| Member { value: (-m.value.1, -m.value.0), ..*m };
    let low = 0.0 - highest(&members.iter().map(negative).collect::<Vec<Member>>())?;
    Some(Bounds::outer(low, highest(members)?))
}

/// The highest mean: the highest values weigh as much as they can, the others as little.
fn highest(members: &[Member]) -> Option<f64> {
    let mut sorted = members.to_vec();
    sorted.sort_by(|a, b| b.value.1.total_cmp(&a.value.1));
    let mean = |heavy: usize| {
        let (mut sum, mut all) = (0.0, 0.0);
        for (place, member) in sorted.iter().enumerate() {
            let weight = if place < heavy { member.weight.1 } else { member.weight.0 };
            sum += weight * member.value.1;
            all += weight;
        }
        (all > 0.0).then(|| sum / all)
    };
    (1..=sorted.len()).filter_map(mean).reduce(f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mean_has_its_extremes_where_weights_are_at_an_end() {
        let member = |value, weight| Member { value: (value, value), weight, exact: false };
        let found = mean(&[member(0.2, (1.0, 3.0)), member(0.8, (1.0, 3.0))]).unwrap();
        assert!((found.low - 0.35).abs() < 1e-15 && (found.high - 0.65).abs() < 1e-15);
    }
}

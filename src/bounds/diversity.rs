//! Bounds of diversity: functions of the group totals alone, times which the total is concave.

use super::Bounds;
use super::reach::Interval;
use crate::indices::Index;
use crate::numeric::ln;

/// Groups with hidden pupils whose ends are all looked through.
const GROUPS: usize = 12;
/// Halvings until the level is found.
const HALVINGS: usize = 200;

/// What is known of the group totals.
pub struct Groups {
    pub totals: Vec<Interval>,
    /// Their sum, where every unit's total is known.
    pub sum: Option<u64>,
    /// Whether every choice between the intervals (with the sum) belongs to a table.
    pub independent: bool,
}

/// The measures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Diversity {
    /// E.
    Entropy,
    /// I.
    Interaction,
}

impl Diversity {
    pub fn value(self, totals: &[f64]) -> f64 {
        let all: f64 = totals.iter().sum();
        let term = |t: &f64| match self {
            _ if *t <= 0.0 => 0.0,
            Self::Entropy => t / all * ln(all / t),
            Self::Interaction => t / all * ((all - t) / all),
        };
        totals.iter().map(term).sum()
    }

    /// Whether a group of `level` pupils would lower it by one more.
    fn falls(self, totals: &[f64], level: f64) -> bool {
        let all: f64 = totals.iter().sum();
        match self {
            Self::Entropy => level > 0.0 && ln(level / all) + self.value(totals) >= 0.0,
            Self::Interaction => level / all >= 1.0 - self.value(totals),
        }
    }
}

/// Bounds of an index of diversity.
pub fn bounds(groups: &Groups, index: Index) -> Option<Bounds> {
    if groups.totals.iter().all(|total| total.high == 0) {
        return None;
    }
    match index {
        Index::SimpsonConcentration => {
            let found = groups.bounds(Diversity::Interaction);
            Some(Bounds { low: 1.0 - found.high, high: 1.0 - found.low, ..found })
        }
        Index::SimpsonInteraction => Some(groups.bounds(Diversity::Interaction)),
        Index::Entropy => Some(groups.bounds(Diversity::Entropy)),
        _ => groups.normalised(),
    }
}

impl Groups {
    pub fn bounds(&self, of: Diversity) -> Bounds {
        let (high, reached) = self.highest(of);
        let low = self.lowest(of);
        let exact = reached && self.independent && low.is_some();
        let low = low.unwrap_or(0.0);
        if exact { Bounds::exact(low, high) } else { Bounds::outer(low, high) }
    }

    /// E over ln K, K between the groups that surely have pupils and those that may.
    fn normalised(&self) -> Option<Bounds> {
        let count = |has: fn(&Interval) -> bool| self.totals.iter().filter(|t| has(t)).count();
        let (certain, most) = (count(|t| t.low > 0), count(|t| t.high > 0));
        if most < 2 {
            return None;
        }
        let e = self.bounds(Diversity::Entropy);
        let found = (e.low / ln(most as f64), (e.high / ln(certain.max(2) as f64)).min(1.0));
        let exact = e.exact && certain == most;
        Some(if exact { Bounds::exact(found.0, found.1) } else { Bounds::outer(found.0, found.1) })
    }

    /// Every group as near to one level as it can be; whether that is a table of whole pupils.
    fn highest(&self, of: Diversity) -> (f64, bool) {
        let at = |level: f64| -> Vec<f64> {
            self.totals.iter().map(|t| level.clamp(t.low as f64, t.high as f64)).collect()
        };
        let full = |level: f64| match self.sum {
            Some(sum) => at(level).iter().sum::<f64>() >= sum as f64,
            None => of.falls(&at(level), level),
        };
        let (mut low, mut high) = (0.0, self.totals.iter().map(|t| t.high).max().unwrap_or(0) as f64);
        for _ in 0..HALVINGS {
            let middle = f64::midpoint(low, high);
            if full(middle) { high = middle } else { low = middle }
        }
        let best = at(high);
        let whole = best.iter().all(|t| (t - (t + 0.5).floor()).abs() < 1e-9);
        (of.value(&best).max(of.value(&at(low))), whole)
    }

    /// The lowest value, where all groups but one are at an end; null where these are too many.
    fn lowest(&self, of: Diversity) -> Option<f64> {
        let open: Vec<usize> = (0..self.totals.len()).filter(|k| self.totals[*k].width() > 0).collect();
        if open.len() > GROUPS {
            return None;
        }
        let ends = |mask: usize| {
            let mut totals: Vec<u64> = self.totals.iter().map(|t| t.low).collect();
            for (_, k) in open.iter().enumerate().filter(|(bit, _)| mask >> bit & 1 == 1) {
                totals[*k] = self.totals[*k].high;
            }
            totals
        };
        let all = (0..1usize << open.len()).flat_map(|mask| self.completed(ends(mask), &open));
        let value = |totals: Vec<u64>| of.value(&totals.iter().map(|t| *t as f64).collect::<Vec<f64>>());
        all.filter(|totals| totals.iter().any(|t| *t > 0)).map(value).reduce(f64::min)
    }

    /// The tables of ends in which one group takes what the sum leaves.
    fn completed(&self, totals: Vec<u64>, open: &[usize]) -> Vec<Vec<u64>> {
        let Some(sum) = self.sum else { return vec![totals] };
        let all: u64 = totals.iter().sum();
        if all == sum {
            return vec![totals];
        }
        let with = |k: &usize| {
            let rest = sum.checked_sub(all - totals[*k])?;
            let fits = (self.totals[*k].low..=self.totals[*k].high).contains(&rest);
            let mut totals = totals.clone();
            totals[*k] = rest;
            fits.then_some(totals)
        };
        open.iter().filter_map(with).collect()
    }
}

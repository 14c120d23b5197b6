//! Which method answers which question.

use super::diversity::{self, Groups};
use super::encounters::{self, Mean};
use super::enumerate::Tables;
use super::evenness::{Distance, Evenness};
use super::reach::{Cells, Interval, Unit, share, sum, tied};
use super::{Bounds, Question, ground, groups, icc, pair};
use crate::indices::{Form, Index, Reference};
use crate::roll::{Part, Roll};

/// Tables that are asked one by one at most, and the cells (for measures of neighbours, pairs of
/// units) of all of them together.
pub const TABLES: u64 = 50_000;
const CELLS: u64 = 1_000_000;

/// Bounds by asking each of at most so many tables, or else by what is known of the index.
pub fn bounds(roll: &Roll, part: &Part, question: &Question<'_>, tables: u64) -> Option<Bounds> {
    let cells = Cells::read(roll, part);
    let spatial = if question.index.is_spatial() { cells.totals.len() } else { 1 };
    let each = (cells.table.len() * spatial).max(1) as u64;
    if let Some(tables) = Tables::of(&cells, tables.min((CELLS / each).max(1))) {
        return tables.bounds(question.value);
    }
    let areas = roll.places.as_ref().map_or(&[][..], |places| &places.area);
    let areas = areas.get(part.units.clone()).unwrap_or_default();
    let asked = Asked { cells: &cells, index: question.index, roll, areas };
    asked.of(question).map(|found| found.map(|value| value / question.unit))
}

struct Asked<'a> {
    cells: &'a Cells,
    index: Index,
    roll: &'a Roll,
    areas: &'a [f64],
}

impl Asked<'_> {
    fn of(&self, question: &Question<'_>) -> Option<Bounds> {
        match (question.form, question.focal, question.versus) {
            (Form::Cell | Form::Unit, ..) => Some(ground::range(self.index, &self.groups())),
            (Form::Pair, Some(a), Some(b)) => self.encounters(a, b),
            (_, Some(focal), versus) => self.pair(&self.cells.pair(focal, versus), versus.is_some()),
            (_, None, _) => self.whole(),
        }
    }

    /// An index of two sides; `versus` tells that it has no value where the second is empty.
    fn pair(&self, units: &[Unit], versus: bool) -> Option<Bounds> {
        if let Some(index) = pair::evenness(self.index) {
            return pair::bounds(units, index);
        }
        match self.index {
            Index::Gini => pair::gini(units),
            Index::CorrelationRatioWithoutSelf => pair::without_self(units),
            Index::Icc => icc::bounds(units),
            Index::Hoover(Reference::Area) if !self.areas.is_empty() => ground::areas(units, self.areas),
            Index::Delta if !self.areas.is_empty() => match ground::peopled(units, self.areas) {
                Some(areas) => ground::areas(units, &areas),
                None => Some(ground::range(self.index, &sides(units))),
            },
            Index::Morrill | Index::Wong => {
                pair::bounds(units, Evenness::plain(Distance::Absolute)).map(ground::neighbours)
            }
            _ if is_diversity(self.index) => diversity::bounds(&sides(units), self.index),
            _ => self.mean(units, versus),
        }
    }

    /// A mean over the pupils of the first side, or the range of what is none.
    fn mean(&self, units: &[Unit], versus: bool) -> Option<Bounds> {
        match Mean::of(self.index).filter(|_| encounters::affordable(units)) {
            Some(mean) => {
                let (low, high) = encounters::bounds(units, mean)?;
                let present = units.iter().any(|unit| unit.y.low > 0);
                if versus && units.iter().all(|unit| unit.y.high == 0) {
                    return None;
                }
                Some(if versus && !present { Bounds::outer(low, high) } else { Bounds::exact(low, high) })
            }
            None => Some(ground::range(self.index, &sides(units))),
        }
    }

    /// How much of one group another meets.
    fn encounters(&self, a: usize, b: usize) -> Option<Bounds> {
        let units = self.cells.pair(a, Some(b));
        if self.index != Index::Coleman {
            return self.mean(&units, true);
        }
        if self.present().len() == 2 {
            return pair::bounds(&units, Evenness::plain(Distance::Squared));
        }
        if !encounters::affordable(&units) {
            return Some(ground::range(self.index, &sides(&units)));
        }
        let (low, high) = encounters::bounds(&units, Mean::Exposure)?;
        let all: u64 = units.iter().map(|unit| unit.both().high + unit.outside.high).sum();
        let (least, most) = share(&self.cells.pair(b, None));
        let least = least.max(1.0 / all.max(1) as f64);
        (most > 0.0).then(|| Bounds::outer(1.0 - high / least, 1.0 - low / most.max(least)))
    }

    /// An index of all groups.
    fn whole(&self) -> Option<Bounds> {
        let present = self.present();
        match (self.index, &present[..]) {
            (index, _) if is_diversity(index) => diversity::bounds(&self.groups(), index),
            (Index::Ordinal(kind), _) => groups::ordinal(self.cells, &self.roll.order, kind),
            (Index::ExplainedVariance, [a, _]) => {
                pair::bounds(&self.cells.pair(*a, None), Evenness::plain(Distance::Squared))
            }
            (Index::IccOfScores, [a, _]) => icc::bounds(&self.cells.pair(*a, None)),
            (Index::RankOrder { .. }, _) => Some(ground::range(self.index, &self.groups())),
            (_, [a, _]) => self.pair(&self.cells.pair(*a, None), false),
            (
                Index::Dissimilarity
                | Index::Gini
                | Index::Theil
                | Index::MutualInformation
                | Index::RelativeDiversity
                | Index::NormalisedExposure
                | Index::SquaredVariation,
                _,
            ) => groups::bounds(self.cells, self.index),
            _ => Some(ground::range(self.index, &self.groups())),
        }
    }

    /// The groups that can have pupils.
    fn present(&self) -> Vec<usize> {
        let totals = self.cells.group_totals();
        (0..totals.len()).filter(|k| totals[*k].high > 0).collect()
    }

    /// The totals of all groups.
    fn groups(&self) -> Groups {
        let totals = self.cells.group_totals();
        let sum: Option<u64> = self.cells.totals.iter().copied().sum();
        let free =
            self.cells.rows().all(|(row, total)| total.is_none() || row.iter().all(|c| c.width() == 0));
        let two = totals.iter().filter(|total| total.high > 0).count() == 2;
        Groups { independent: free || two && sum.is_some(), totals, sum }
    }
}

fn is_diversity(index: Index) -> bool {
    use Index::{Entropy, NormalisedEntropy, SimpsonConcentration, SimpsonInteraction};
    matches!(index, Entropy | NormalisedEntropy | SimpsonConcentration | SimpsonInteraction)
}

/// The totals of two sides, both of which have pupils.
fn sides(units: &[Unit]) -> Groups {
    let of = |pick: fn(&Unit) -> Interval| sum(units.iter().map(pick));
    let totals = vec![of(|u| u.x), of(|u| u.y)];
    let sum = tied(units).map(|units| units.iter().map(|unit| unit.total).sum());
    let free = units.iter().all(|unit| unit.total.is_none());
    let certain = totals.iter().all(|total| total.low > 0);
    Groups { independent: certain && (free || sum.is_some()), totals, sum }
}

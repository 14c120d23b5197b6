//! Estimates without what small units add by chance.

use super::chance;
use super::estimate::Batch;
use super::rows::{Row, Work};
use super::sampling::{About, Drawn, column, mean};
use crate::bounds::Bounds;
use crate::error::{Error, Result};
use crate::indices::{Form, Index, Undefined, value};
use crate::roll::{Pair, Part, Roll};
use crate::uncertainty::{
    Apart, BetaMixture, Interval, Resample, density, dissimilarity_bounds, over_sizes, quantile, size_classes,
};
use rayon::prelude::*;

/// A correction for small units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Correction {
    /// Twice the estimate less the mean of the bootstrap of pupils.
    Bootstrap,
    /// `(I - E)/(1 - E)`, below E `(I - E)/E` (Carrington & Troske 1997).
    CarringtonTroske,
    /// `(I - E)/(1 - E)` (Winship 1977).
    Winship,
    /// Twice the estimate less the mean where groups are drawn apart (Allen et al. 2015).
    Allen,
    /// The most likely gap in every unit (Allen et al. 2015).
    Density,
    /// The index of a fitted mixture of beta distributions (Rathelot 2012).
    Rathelot,
    /// Bounds without any shape (D'Haultfoeuille & Rathelot 2017).
    DhaultfoeuilleRathelot,
}

const NAMES: [(&str, Correction); 7] = [
    ("bootstrap", Correction::Bootstrap),
    ("carrington_troske", Correction::CarringtonTroske),
    ("winship", Correction::Winship),
    ("allen", Correction::Allen),
    ("density", Correction::Density),
    ("rathelot", Correction::Rathelot),
    ("dhaultfoeuille_rathelot", Correction::DhaultfoeuilleRathelot),
];

/// Units of neighbouring sizes that share a distribution of shares at least.
const CLASS: usize = 100;

/// Bounds nearer to each other than this are one value.
const MEETING: f64 = 1e-3;

/// E from which nothing is left to measure above chance.
const ALL_CHANCE: f64 = 1.0 - 1e-9;

impl Correction {
    /// The correction with this name.
    ///
    /// # Errors
    /// `BadOption`.
    pub fn named(name: &str) -> Result<Self> {
        NAMES.iter().find(|(known, _)| *known == name).map(|(_, correction)| *correction).ok_or_else(|| {
            let known: Vec<String> = NAMES.iter().map(|(name, _)| format!("'{name}'")).collect();
            Error::option("correct", format!("there is no correction '{name}'"), &known.join(", "))
        })
    }

    /// Whether it draws tables.
    #[must_use]
    pub fn draws(self) -> bool {
        matches!(self, Self::Bootstrap | Self::Allen | Self::CarringtonTroske | Self::Winship)
    }

    /// Whether it gives bounds instead of a value.
    #[must_use]
    pub fn bounds(self) -> bool {
        self == Self::DhaultfoeuilleRathelot
    }

    fn name(self) -> &'static str {
        NAMES.iter().find(|(_, correction)| *correction == self).map_or("", |(name, _)| name)
    }
}

/// A corrected value, by how much the spread of draws grows with it, and bounds if it has those instead.
struct Corrected {
    value: Option<f64>,
    bounds: Option<[f64; 2]>,
    stretch: f64,
}

impl Corrected {
    fn at(value: f64) -> Self {
        Self { value: Some(value), bounds: None, stretch: 1.0 }
    }
}

/// Corrects rows; their intervals, if they have any, then lie around the corrected value.
pub(super) fn corrected(
    work: &Work<'_>,
    correction: Correction,
    rows: &mut [Row],
    drawn: Option<&Drawn>,
) -> Result<()> {
    let chance = match correction {
        Correction::CarringtonTroske | Correction::Winship => Some(chance::values(work)?),
        _ => None,
    };
    let by_pupils = matches!(work.how.sampling, Some(s) if s.about == About::Sampling(Resample::Pupils));
    let apart = match correction {
        Correction::Bootstrap if !by_pupils => Some(work.redrawn(Resample::Pupils)?),
        _ => None,
    };
    let pupils = apart.as_ref().or(drawn.filter(|_| by_pupils));
    for (i, row) in rows.iter_mut().enumerate() {
        let Some(estimate) = row.estimate else { continue };
        let expected = chance.as_ref().and_then(|values| values[i]);
        let draws = drawn.map(|drawn| column(drawn, i));
        let pupils = pupils.map(|drawn| column(drawn, i));
        match work.correct(correction, row, expected, pupils.as_deref())? {
            Ok(found) => settle(row, estimate, correction, &found, draws.as_deref(), work),
            Err(why) => {
                (row.estimate, row.interval, row.bias) = (None, None, None);
                row.add_note(&format!("{}: {why}", correction.name()));
            }
        }
    }
    Ok(())
}

/// Puts a corrected value in its row.
fn settle(
    row: &mut Row,
    estimate: f64,
    correction: Correction,
    found: &Corrected,
    draws: Option<&[f64]>,
    work: &Work<'_>,
) {
    row.estimate = found.value;
    row.bias = found.value.map(|value| estimate - value);
    row.bounds = found.bounds.map(|[low, high]| Bounds::outer(low, high));
    row.add_note(&format!("corrected by {}, {estimate:.6} without", correction.name()));
    row.interval = match (work.how.sampling, draws, found.value) {
        (Some(sampling), Some(draws), Some(value)) => around(draws, value, found.stretch, sampling.level),
        _ => None,
    };
}

/// An interval as wide as the basic one, around a corrected value.
fn around(draws: &[f64], value: f64, stretch: f64, level: f64) -> Option<Interval> {
    if draws.len() < 2 {
        return None;
    }
    let mean = mean(draws);
    let mut gaps: Vec<f64> = draws.iter().map(|d| (d - mean) * stretch).collect();
    let spread: f64 = gaps.iter().map(|g| g * g).sum();
    gaps.sort_unstable_by(f64::total_cmp);
    let tail = (1.0 - level) / 2.0;
    Some(Interval {
        low: value - quantile(&gaps, 1.0 - tail),
        high: value - quantile(&gaps, tail),
        se: (spread / (draws.len() as f64 - 1.0)).sqrt(),
    })
}

type Attempt = std::result::Result<Corrected, &'static str>;

impl Work<'_> {
    fn correct(
        &self,
        correction: Correction,
        row: &Row,
        expected: Option<f64>,
        draws: Option<&[f64]>,
    ) -> Result<Attempt> {
        let estimate = row.estimate.unwrap_or_default();
        let alone = self.roll.unit_totals[self.part.units.clone()].iter().all(|t| *t <= 1.0);
        Ok(match correction {
            Correction::Bootstrap | Correction::Allen if alone => Err("units have one pupil each"),
            Correction::Bootstrap => {
                let draws = draws.unwrap_or_default();
                if draws.is_empty() {
                    Err("no replicate has a value")
                } else {
                    Ok(Corrected::at(2.0 * estimate - mean(draws)))
                }
            }
            Correction::CarringtonTroske | Correction::Winship => {
                let measure = &self.batch.measures[row.measure];
                if !measure.index.reaches_one() {
                    return Ok(Err("for measures from 0 to 1 only"));
                }
                above_chance(correction, estimate, expected)
            }
            _ if self.batch.measures[row.measure].entry.form == Form::Whole => Err("for two groups only"),
            _ => match two_groups(self.roll, self.part, row) {
                None => Err("for two groups only: give focal"),
                Some(units) => return self.of_two_groups(correction, row, &units),
            },
        })
    }

    fn of_two_groups(&self, correction: Correction, row: &Row, units: &[(u64, u64)]) -> Result<Attempt> {
        let index = self.batch.measures[row.measure].index;
        Ok(match correction {
            Correction::Allen => return self.allen(index, row, units),
            Correction::Density => match index {
                Index::Dissimilarity => Ok(Corrected::at(density(units))),
                _ => Err("for D only"),
            },
            Correction::Rathelot => {
                let fitted = |class: &[(u64, u64)]| {
                    let mixture = BetaMixture::select(class).map_err(Undefined::reason)?;
                    Ok([of_mixture(index, &mixture).ok_or("for D, G, H, V, O and Atkinson only")?])
                };
                over_sizes(&size_classes(units, CLASS), fitted).map(|[value]| Corrected::at(value))
            }
            _ if index != Index::Dissimilarity => Err("for D only"),
            _ => over_sizes(&size_classes(units, CLASS), dissimilarity_bounds)
                .map(|[low, high]| Corrected {
                    value: (high - low < MEETING).then(|| f64::midpoint(low, high)),
                    bounds: Some([low, high]),
                    stretch: 1.0,
                })
                .map_err(Undefined::reason),
        })
    }

    /// `2I - I*`, groups drawn apart.
    fn allen(&self, index: Index, row: &Row, units: &[(u64, u64)]) -> Result<Attempt> {
        let measure = &self.batch.measures[row.measure];
        if !measure.entry.uneven || index.is_spatial() {
            return Ok(Err("for measures of evenness only"));
        }
        let law = Apart::new(units);
        self.watch.expect(u64::from(self.how.replicates));
        let one = |r: u32| {
            self.watch.step()?;
            Ok(on_pair(self.batch, row, &law.draw(self.how.seed, self.number as u32, r)).ok())
        };
        let values: Result<Vec<Option<f64>>> = (0..self.how.replicates).into_par_iter().map(one).collect();
        let values: Vec<f64> = values?.into_iter().flatten().collect();
        let estimate = row.estimate.unwrap_or_default();
        Ok(if values.is_empty() {
            Err("no replicate has a value")
        } else {
            Ok(Corrected::at(2.0 * estimate - mean(&values)))
        })
    }
}

fn above_chance(correction: Correction, estimate: f64, expected: Option<f64>) -> Attempt {
    let chance = expected.ok_or("no value under random allocation")?;
    if chance >= ALL_CHANCE {
        return Err("chance alone gives 1");
    }
    let stretch = 1.0
        / if estimate < chance && correction == Correction::CarringtonTroske { chance } else { 1.0 - chance };
    Ok(Corrected { value: Some((estimate - chance) * stretch), bounds: None, stretch })
}

/// The value of a row's measure on units of two groups.
fn on_pair(batch: &Batch<'_>, row: &Row, units: &[(u64, u64)]) -> std::result::Result<f64, Undefined> {
    let measure = &batch.measures[row.measure];
    let counts: Vec<(f64, f64)> = units.iter().map(|(x, t)| (*x as f64, (t - x) as f64)).collect();
    let pair = Pair::new(&counts);
    value(measure.index, &pair.table(), (0, 1), &batch.surroundings.ground()).map(|v| v / measure.unit)
}

/// Focal pupils and all pupils of every unit with any, where a row is about two groups.
fn two_groups(roll: &Roll, part: &Part, row: &Row) -> Option<Vec<(u64, u64)>> {
    let present: Vec<usize> = (0..roll.groups.len()).filter(|k| part.group_totals[*k] > 0.0).collect();
    let focal = row.focus.focal.or_else(|| (present.len() == 2).then(|| present[0]))?;
    let groups = roll.groups.len();
    let unit = |cells: &[u64]| {
        let x = cells[focal];
        (x, row.focus.versus.map_or_else(|| cells.iter().sum(), |k| x + cells[k]))
    };
    let counts = roll.counts(part);
    Some(counts.chunks_exact(groups).map(unit).filter(|(_, t)| *t > 0).collect())
}

fn of_mixture(index: Index, mixture: &BetaMixture) -> Option<f64> {
    Some(match index {
        Index::Dissimilarity => mixture.dissimilarity(),
        Index::Gini => mixture.gini(),
        Index::Theil => mixture.theil(),
        Index::Atkinson { epsilon } => mixture.atkinson(epsilon),
        Index::Hutchens => mixture.hutchens(),
        Index::CorrelationRatio
        | Index::NormalisedExposure
        | Index::RelativeDiversity
        | Index::SquaredVariation => mixture.correlation_ratio(),
        _ => return None,
    })
}

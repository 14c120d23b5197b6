//! `local`: what every unit adds to an index, and values of a unit's own.

use super::question::{Ask, Surroundings, asked, check, need_visible};
use super::{Focus, Measure};
use crate::error::{Error, Result};
use crate::indices::{
    Form, Ground, Index, Undefined, contributions, defined, location_quotient, log_location_quotient,
    log_odds, own_values, what_if,
};
use crate::numeric::Sum;
use crate::roll::{Amount, Part, Roll, Table, Visitor};

/// One unit's part in one measure.
#[derive(Clone, Debug)]
pub struct LocalRow {
    /// The unit.
    pub unit: usize,
    /// Number of the measure.
    pub measure: usize,
    /// The groups it is about.
    pub focus: Focus,
    /// Its share of the pupils concerned: of the focal group for isolation and exposure, else of all.
    pub weight: Option<f64>,
    /// The unit's own value.
    pub estimate: Option<f64>,
    /// What it adds to the total: weight times estimate; null where nothing adds up.
    pub contribution: Option<f64>,
    /// Its share of the total.
    pub share: Option<f64>,
    /// Why there is no value; empty otherwise.
    pub note: &'static str,
}

/// Every unit's contribution to every measure, which add up to the total; its own value for
/// measures of diversity and for local ones, which do not.
///
/// # Errors
/// `BadOption` for an index without a value a unit, `SuppressedMarker` for hidden counts.
pub fn local(roll: &Roll, measures: &[Measure], focus: Focus) -> Result<Vec<LocalRow>> {
    need_visible(roll, "a unit's contribution")?;
    check(roll, measures, focus)?;
    if let Some(m) = measures.iter().find(|m| !is_local(m.index)) {
        let message = format!("measure '{}' is no sum over units", m.label);
        return Err(Error::option(
            "measures",
            message,
            "D, H, M, O, S, V, P, R, C, ordinal ones, isolation, exposure, concentration, diversity, location quotients, what_if",
        ));
    }
    let cells = |(m, one): (usize, Focus)| match (measures[m].entry.form, one.focal) {
        (Form::Cell, None) => (0..roll.groups.len())
            .filter(|k| roll.peopled(*k))
            .map(|k| (m, Focus { focal: Some(k), versus: None }))
            .collect(),
        _ => vec![(m, one)],
    };
    let asked: Vec<(usize, Focus)> =
        asked(measures, focus, roll.groups.len()).into_iter().flat_map(cells).collect();
    let rows = |part| {
        let surroundings = Surroundings::of(roll, part);
        let each =
            |(m, focus): &(usize, Focus)| units(roll, part, (*m, &measures[*m]), *focus, &surroundings);
        asked.iter().flat_map(each).collect::<Vec<_>>()
    };
    Ok(roll.parts.iter().flat_map(rows).collect())
}

/// Whether a unit has a value of its own under an index.
fn is_local(index: Index) -> bool {
    use Index as I;
    matches!(
        index,
        I::Dissimilarity
            | I::Gorard
            | I::Theil
            | I::MutualInformation
            | I::GroupInformation
            | I::Hutchens
            | I::CorrelationRatio
            | I::NormalisedExposure
            | I::RelativeDiversity
            | I::SquaredVariation
            | I::Isolation
            | I::Exposure
            | I::ConcentrationProfile { .. }
            | I::ConcentrationSummary
            | I::Ordinal(_)
            | I::Entropy
            | I::NormalisedEntropy
            | I::SimpsonConcentration
            | I::SimpsonInteraction
            | I::LocationQuotient
            | I::LogLocationQuotient
            | I::LogOdds
            | I::WhatIf
    )
}

fn units(
    roll: &Roll,
    part: &Part,
    (m, measure): (usize, &Measure),
    focus: Focus,
    surroundings: &Surroundings<'_>,
) -> Vec<LocalRow> {
    let found = roll.visit(part, Question { measure, focus, ground: surroundings.ground() });
    let total = found.adds_up().map(|values| values.iter().flatten().copied().collect::<Sum>().value());
    let row = |j: usize| {
        let weight = found.weights[j];
        let contribution = found.adds_up().and_then(|values| values[j]);
        let own = match &found.values {
            Values::Own(values) => values[j],
            _ => contribution.zip(weight).filter(|(_, w)| *w > 0.0).map(|(c, w)| c / w),
        };
        let estimate = own.filter(|value| value.is_finite());
        LocalRow {
            unit: part.units.start + j,
            measure: m,
            focus,
            weight,
            estimate,
            contribution,
            share: contribution.zip(total).filter(|(_, t)| *t != 0.0).map(|(c, t)| c / t),
            note: if estimate.is_none() && found.note.is_empty() {
                absent(measure.index)
            } else {
                found.note
            },
        }
    };
    (0..part.units.len()).map(row).collect()
}

/// Why a unit has no value where the measure has one.
fn absent(index: Index) -> &'static str {
    match index {
        Index::LogLocationQuotient => "the group is absent from the unit",
        Index::LogOdds | Index::NormalisedEntropy => Undefined::OneGroup.reason(),
        _ => "the unit has none of these pupils",
    }
}

struct Question<'a> {
    measure: &'a Measure,
    focus: Focus,
    ground: Ground<'a>,
}

/// Values of all units.
enum Values {
    /// What each adds.
    Parts(Vec<Option<f64>>),
    /// What each has of its own.
    Own(Vec<Option<f64>>),
    /// There are none.
    Missing,
}

struct Found {
    values: Values,
    weights: Vec<Option<f64>>,
    note: &'static str,
}

impl Found {
    fn adds_up(&self) -> Option<&[Option<f64>]> {
        match &self.values {
            Values::Parts(parts) => Some(parts),
            _ => None,
        }
    }
}

impl Visitor for Question<'_> {
    type Output = Found;

    fn visit<A: Amount>(self, table: &Table<'_, A>) -> Found {
        self.focus.find(self.measure.entry.form, table, self)
    }
}

impl Ask for Question<'_> {
    type Output = Found;

    fn ask<A: Amount>(self, table: &Table<'_, A>, pair: (usize, usize)) -> Found {
        let index = self.measure.index;
        let about_all = matches!(index, Index::Isolation | Index::Exposure);
        let of_group = about_all || matches!(index, Index::ConcentrationProfile { .. });
        let all = if of_group { table.group_totals[pair.0] } else { table.total };
        let own = |j: usize| if of_group { table.unit(j)[pair.0].float() } else { table.unit_totals[j] };
        let weights = (0..table.units()).map(|j| (all > 0.0).then(|| own(j) / all)).collect();
        let meaningful = if self.measure.entry.uneven { defined(table) } else { Ok(()) };
        let empty = self.focus.focal.is_some() && table.group_totals[pair.0] <= 0.0;
        match meaningful {
            Err(why) => Found { values: Values::Missing, weights, note: why.reason() },
            _ if empty => Found { values: Values::Missing, weights, note: Undefined::EmptyGroup.reason() },
            Ok(()) => {
                let values = self.values(table, pair);
                let even = matches!(&values, Values::Own(own) if index == Index::WhatIf && own.iter().all(Option::is_none));
                Found { values, weights, note: if even { "no segregation" } else { "" } }
            }
        }
    }
}

impl Question<'_> {
    fn values<A: Amount>(&self, table: &Table<'_, A>, pair: (usize, usize)) -> Values {
        let index = self.measure.index;
        let scaled = |values: Vec<f64>| values.into_iter().map(|c| Some(c / self.measure.unit)).collect();
        if let Some(parts) = contributions(table, index, pair, &self.ground) {
            return Values::Parts(scaled(parts));
        }
        if let Some(own) = own_values(table, index) {
            return Values::Own(scaled(own));
        }
        let each =
            |value: &dyn Fn(usize) -> Option<f64>| Values::Own((0..table.units()).map(value).collect());
        match index {
            Index::LocationQuotient => each(&|j| location_quotient(table, j, pair.0)),
            Index::LogLocationQuotient => each(&|j| log_location_quotient(table, j, pair.0)),
            Index::LogOdds => each(&|j| log_odds(table, j, pair.0)),
            Index::WhatIf => Values::Own(what_if(table)),
            _ => Values::Missing,
        }
    }
}

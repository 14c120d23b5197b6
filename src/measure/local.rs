//! `local`: what every unit adds to an index.

use super::question::{Ask, asked, need_visible};
use super::{Focus, Measure};
use crate::error::{Error, Result};
use crate::indices::{Index, Undefined, contributions, defined};
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
    /// What it adds to the total: weight times estimate.
    pub contribution: Option<f64>,
    /// Its share of the total.
    pub share: Option<f64>,
    /// Why there is no value; empty otherwise.
    pub note: &'static str,
}

/// Every unit's contribution to every measure; contributions add up to the total.
///
/// # Errors
/// `BadOption` for an index that is no sum over units (Gini, entropy), `SuppressedMarker` for
/// hidden counts.
pub fn local(roll: &Roll, measures: &[Measure], focus: Focus) -> Result<Vec<LocalRow>> {
    need_visible(roll, "a unit's contribution")?;
    if let Some(m) = measures.iter().find(|m| matches!(m.index(), Index::Gini | Index::Entropy)) {
        let message = format!("measure '{}' is no sum over units", m.label);
        return Err(Error::option("measures", message, "D, H, M, V, P, isolation, exposure"));
    }
    let asked = asked(measures, focus, roll.groups.len());
    let rows = |part| asked.iter().flat_map(move |(m, focus)| units(roll, part, (*m, &measures[*m]), *focus));
    Ok(roll.parts.iter().flat_map(rows).collect())
}

fn units(roll: &Roll, part: &Part, (m, measure): (usize, &Measure), focus: Focus) -> Vec<LocalRow> {
    let found = roll.visit(part, Question { measure, focus });
    let total = found.values.as_ref().map(|v| v.iter().copied().collect::<Sum>().value());
    let row = |j: usize| {
        let contribution = found.values.as_ref().map(|v| v[j]);
        let weight = found.weights[j];
        LocalRow {
            unit: part.units.start + j,
            measure: m,
            focus,
            weight,
            estimate: contribution.zip(weight).filter(|(_, w)| *w > 0.0).map(|(c, w)| c / w),
            contribution,
            share: contribution.zip(total).filter(|(_, t)| *t != 0.0).map(|(c, t)| c / t),
            note: found.note,
        }
    };
    (0..part.units.len()).map(row).collect()
}

struct Question<'a> {
    measure: &'a Measure,
    focus: Focus,
}

struct Found {
    values: Option<Vec<f64>>,
    weights: Vec<Option<f64>>,
    note: &'static str,
}

impl Visitor for Question<'_> {
    type Output = Found;

    fn visit<A: Amount>(self, table: &Table<'_, A>) -> Found {
        self.focus.find(self.measure.index(), table, self)
    }
}

impl Ask for Question<'_> {
    type Output = Found;

    fn ask<A: Amount>(self, table: &Table<'_, A>, pair: (usize, usize)) -> Found {
        let index = self.measure.index();
        let about_all = matches!(index, Index::Isolation | Index::Exposure);
        let all = if about_all { table.group_totals[pair.0] } else { table.total };
        let own = |j: usize| if about_all { table.unit(j)[pair.0].float() } else { table.unit_totals[j] };
        let weights = (0..table.units()).map(|j| (all > 0.0).then(|| own(j) / all)).collect();
        match defined(table) {
            Err(why) if !about_all => Found { values: None, weights, note: why.reason() },
            _ if table.group_totals[pair.0] <= 0.0 => {
                Found { values: None, weights, note: Undefined::EmptyGroup.reason() }
            }
            _ => {
                let values = contributions(table, index, pair);
                let values = values.map(|v| v.into_iter().map(|c| c / self.measure.unit).collect());
                Found { values, weights, note: "" }
            }
        }
    }
}

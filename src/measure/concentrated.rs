//! `concentration`: who is in schools where a group is more than a given share.

use super::Focus;
use super::question::need_visible;
use crate::error::{Error, Result};
use crate::indices::{Undefined, concentration_profile};
use crate::numeric::Sum;
use crate::roll::{Amount, Part, Roll, Table, Visitor};

/// One group and threshold.
#[derive(Clone, Debug)]
pub struct ConcentrationRow {
    /// Number of the table.
    pub part: usize,
    /// The group.
    pub focus: Focus,
    /// The share that a school must exceed.
    pub threshold: f64,
    /// Who is in such schools.
    pub found: Option<Concentrated>,
    /// All pupils of the group.
    pub pupils: f64,
    /// Why there is no value; empty otherwise.
    pub note: &'static str,
}

/// Who is in schools above a threshold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Concentrated {
    /// Share of the group.
    pub share: f64,
    /// Share of all pupils.
    pub share_of_all: f64,
    /// How many such schools there are.
    pub units: usize,
}

/// For every group (or `focal` alone) and threshold who is in schools strictly above it.
///
/// # Errors
/// `SuppressedMarker`; `BadOption` for a threshold outside 0 to 1, or none.
pub fn concentration(roll: &Roll, focal: Option<usize>, thresholds: &[f64]) -> Result<Vec<ConcentrationRow>> {
    need_visible(roll, "a concentration")?;
    if thresholds.is_empty() || !thresholds.iter().all(|limit| (0.0..1.0).contains(limit)) {
        return Err(Error::option("thresholds", "thresholds are no shares", "numbers from 0 to below 1"));
    }
    let groups: Vec<usize> = (0..roll.groups.len())
        .filter(|k| focal.map_or_else(|| roll.peopled(*k), |focal| focal == *k))
        .collect();
    let rows = |(number, part): (usize, &Part)| {
        let each = |k: &usize| {
            let found = roll.visit(part, Question { group: *k, thresholds });
            let focus = Focus { focal: Some(*k), versus: None };
            let pupils = roll.unscaled(part.group_totals[*k]);
            let row = |(i, threshold): (usize, &f64)| ConcentrationRow {
                part: number,
                focus,
                threshold: *threshold,
                found: found.as_ref().ok().map(|found| found[i]),
                pupils,
                note: found.as_ref().map_or_else(|why| why.reason(), |_| ""),
            };
            thresholds.iter().enumerate().map(row).collect::<Vec<_>>()
        };
        groups.iter().flat_map(each).collect::<Vec<_>>()
    };
    Ok(roll.parts.iter().enumerate().flat_map(rows).collect())
}

struct Question<'a> {
    group: usize,
    thresholds: &'a [f64],
}

impl Visitor for Question<'_> {
    type Output = std::result::Result<Vec<Concentrated>, Undefined>;

    fn visit<A: Amount>(self, table: &Table<'_, A>) -> Self::Output {
        if table.group_totals[self.group] <= 0.0 {
            return Err(Undefined::EmptyGroup);
        }
        let pair = table.pair(self.group, None);
        Ok(self.thresholds.iter().map(|threshold| concentrated(&pair.table(), *threshold)).collect())
    }
}

fn concentrated(pair: &Table<'_, f64>, threshold: f64) -> Concentrated {
    let above = |j: &usize| pair.unit(*j)[0] > 0.0 && pair.unit(*j)[0] / pair.unit_totals[*j] > threshold;
    let units: Vec<usize> = (0..pair.units()).filter(above).collect();
    let pupils = units.iter().map(|j| pair.unit_totals[*j]).collect::<Sum>().value();
    Concentrated {
        share: concentration_profile(pair, threshold),
        share_of_all: pupils / pair.total,
        units: units.len(),
    }
}

//! `contribution`: what every school adds to D, and what chance alone would let it add.

use super::Focus;
use super::question::need_whole;
use super::reflected::{beside, cells, remark};
use crate::error::Result;
use crate::indices::{Ground, Index, Undefined, contributions, defined, interaction};
use crate::numeric::{Sum, Urn};
use crate::reflect::{Neighbourhood, Neighbours, Residents, School};
use crate::roll::{Part, Roll, Table, Tally};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// What a school adds, and the mean of that under random allocation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Added {
    /// In share form, `t_j|p_j - P|/(2TP(1-P))`.
    pub contribution: f64,
    /// Its mean with the same margins.
    pub expected: f64,
}

/// One school.
#[derive(Clone, Debug)]
pub struct ContributionRow {
    /// The unit.
    pub unit: usize,
    /// The groups.
    pub focus: Focus,
    /// The focal group's share at the school.
    pub share: Option<f64>,
    /// Against its table, or its innermost nest.
    pub added: Option<Added>,
    /// Limits of the share under random allocation, for a funnel.
    pub funnel: Option<(f64, f64)>,
    /// Against its neighbourhood.
    pub nearby: Option<Added>,
    /// Pupils of the groups concerned.
    pub pupils: u64,
    /// Why there is no value, or what must be known of it; empty otherwise.
    pub note: String,
}

/// Each side of a funnel.
const TAIL: f64 = 0.025;

/// What every school adds to D of its table, or of its innermost nest where the roll has nests, and to the
/// gap with its neighbourhood where that is given.
///
/// # Errors
/// `FractionalCount`, `SuppressedMarker`; those of [`Neighbours::find`].
pub fn contribution(
    roll: &Roll,
    focus: Focus,
    near: Option<(&Roll, &Neighbourhood<'_>)>,
) -> Result<Vec<ContributionRow>> {
    need_whole(roll, "a contribution beside its value under random allocation")?;
    let neighbours = near.map(|(reference, which)| beside(roll, reference, which)).transpose()?;
    let wholes: Vec<Vec<usize>> = roll.parts.iter().flat_map(|part| wholes(roll, part)).collect();
    let rows = |units: Vec<usize>| Whole::new(roll, focus, units).rows(neighbours.as_ref());
    let mut rows: Vec<ContributionRow> = wholes.into_par_iter().flat_map_iter(rows).collect();
    rows.sort_by_key(|row| row.unit);
    Ok(rows)
}

/// The units of a table, nest by nest.
fn wholes(roll: &Roll, part: &Part) -> Vec<Vec<usize>> {
    let Some(level) = roll.nests.levels.last() else { return vec![part.units.clone().collect()] };
    let mut nests: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for unit in part.units.clone() {
        nests.entry(level[unit]).or_default().push(unit);
    }
    nests.into_values().collect()
}

/// What schools are held against: a table, or a nest.
struct Whole {
    focus: Focus,
    units: Vec<usize>,
    cells: Vec<u64>,
    tally: Tally,
}

impl Whole {
    fn new(roll: &Roll, focus: Focus, units: Vec<usize>) -> Self {
        let cells: Vec<u64> = units.iter().flat_map(|unit| seen(focus, cells(roll, *unit))).collect();
        let groups = if focus.focal.is_some() { 2 } else { roll.groups.len() };
        let tally = Tally::of(&cells, groups);
        Self { focus, units, cells, tally }
    }

    fn rows(&self, neighbours: Option<&Neighbours>) -> Vec<ContributionRow> {
        let table = self.tally.table(&self.cells);
        let meaningful = match self.focus.focal {
            Some(_) if table.group_totals[0] <= 0.0 => Err(Undefined::EmptyGroup),
            _ => defined(&table),
        };
        let added = meaningful.map(|()| added(&table));
        (0..self.units.len())
            .map(|j| {
                let mut row = self.row(j, &table, added.as_ref().map(|added| added[j]).map_err(|why| *why));
                if let (Some(neighbours), Ok(_)) = (neighbours, &added) {
                    self.beside(&mut row, j, &table, neighbours.around(self.units[j]));
                }
                row
            })
            .collect()
    }

    fn row(
        &self,
        j: usize,
        table: &Table<'_, u64>,
        added: std::result::Result<Added, Undefined>,
    ) -> ContributionRow {
        let size = table.unit_totals[j];
        let single = self.focus.focal.is_some() && size > 0.0;
        let urn = || Urn {
            marked: table.group_totals[0] as u64,
            others: (table.total - table.group_totals[0]) as u64,
            size: size as u64,
        };
        let funnel = || {
            let (low, high) = urn().law().limits(TAIL);
            (low as f64 / size, high as f64 / size)
        };
        let empty = if size > 0.0 { "" } else { "the unit has none of these pupils" };
        ContributionRow {
            unit: self.units[j],
            focus: self.focus,
            share: single.then(|| table.unit(j)[0] as f64 / size),
            added: added.ok(),
            funnel: (single && added.is_ok()).then(funnel),
            nearby: None,
            pupils: size as u64,
            note: added.map_or_else(|why| why.reason().to_owned(), |_| empty.to_owned()),
        }
    }

    /// Puts what a school adds to the gap with its neighbourhood in its row.
    fn beside(
        &self,
        row: &mut ContributionRow,
        j: usize,
        table: &Table<'_, u64>,
        around: std::result::Result<&Residents, &'static str>,
    ) {
        let around = around.map(|around| match self.focus.focal {
            None => around.clone(),
            Some(focal) => around.pair(focal, self.focus.versus),
        });
        let around =
            around.and_then(|a| if a.pupils > 0 { Ok(a) } else { Err("none of these pupils live there") });
        let more = match around {
            Ok(around) => {
                row.nearby = Some(nearby(table, j, &around));
                remark(&around)
            }
            Err(why) => why.to_owned(),
        };
        let notes = [row.note.as_str(), more.as_str()];
        row.note = notes.into_iter().filter(|note| !note.is_empty()).collect::<Vec<_>>().join("; ");
    }
}

/// The cells of a unit as a focus sees them: focal and other pupils, or all groups.
fn seen(focus: Focus, cells: Vec<u64>) -> Vec<u64> {
    let Some(focal) = focus.focal else { return cells };
    let rest = focus.versus.map_or_else(|| cells.iter().sum::<u64>() - cells[focal], |k| cells[k]);
    vec![cells[focal], rest]
}

/// What every unit adds to D, and its mean: `Σ_k E|t_jk - t_j π_k|/(2TI)`.
fn added(table: &Table<'_, u64>) -> Vec<Added> {
    let found = contributions(table, Index::Dissimilarity, (0, 1), &Ground::default()).unwrap_or_default();
    let mut known = BTreeMap::new();
    for size in table.unit_totals {
        known.entry(*size as u64).or_insert_with(|| expected(table, *size as u64));
    }
    let each = found.into_iter().zip(table.unit_totals);
    each.map(|(contribution, size)| Added { contribution, expected: known[&(*size as u64)] }).collect()
}

fn scale(table: &Table<'_, u64>) -> f64 {
    2.0 * table.total * interaction(table)
}

/// What a unit of a size adds on average under random allocation.
fn expected(table: &Table<'_, u64>, size: u64) -> f64 {
    let gap = |all: &f64| {
        let centre = size as f64 * (all / table.total);
        let urn = Urn { marked: *all as u64, others: (table.total - all) as u64, size };
        urn.law().mean(|n| (n as f64 - centre).abs())
    };
    table.group_totals.iter().map(gap).collect::<Sum>().value() / scale(table)
}

/// The same against a neighbourhood.
fn nearby(table: &Table<'_, u64>, j: usize, around: &Residents) -> Added {
    let pupils = table.unit_totals[j] as u64;
    if pupils == 0 {
        return Added { contribution: 0.0, expected: 0.0 };
    }
    let gaps: Vec<(f64, f64)> =
        table.unit(j).iter().enumerate().map(|(k, n)| around.gap(School { focal: *n, pupils }, k)).collect();
    let sum = |pick: fn(&(f64, f64)) -> f64| gaps.iter().map(pick).collect::<Sum>().value() / scale(table);
    Added { contribution: sum(|gap| gap.0), expected: sum(|gap| gap.1) }
}

//! `reflect`: a row for each school and group, beside its neighbourhood.

use super::question::need_whole;
use super::sampling::joined;
use crate::error::{Error, Result};
use crate::reflect::{Neighbourhood, Neighbours, Reflection, Residents, Rule, School};
use crate::roll::Roll;
use rayon::prelude::*;

/// Whether a school's own pupils count as residents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Own {
    /// As the reference has them.
    Included,
    /// Taken out of it.
    LeftOut,
}

/// How schools are set beside their neighbourhoods.
#[derive(Clone, Copy, Debug)]
pub struct Mirror {
    /// When a school deviates.
    pub rule: Rule,
    /// What its own pupils count for.
    pub own: Own,
}

impl Mirror {
    /// Checks the options of a caller.
    ///
    /// # Errors
    /// `BadOption`.
    pub fn read(threshold: f64, own: &str) -> Result<Self> {
        if !(threshold > 0.0 && threshold < 1.0) {
            return Err(Error::option(
                "threshold",
                "threshold is no gap between shares",
                "a number between 0 and 1",
            ));
        }
        let own = match own {
            "included" => Own::Included,
            "left_out" => Own::LeftOut,
            other => {
                let message = format!("own pupils cannot be '{other}'");
                return Err(Error::option("own", message, "'included', 'left_out'"));
            }
        };
        Ok(Self { rule: Rule { threshold }, own })
    }
}

/// A school and a group.
#[derive(Clone, Debug)]
pub struct ReflectRow {
    /// The unit.
    pub unit: usize,
    /// The group.
    pub group: usize,
    /// The school beside its neighbourhood.
    pub found: Option<Reflection>,
    /// The group's share at the school.
    pub share: f64,
    /// Pupils of the school.
    pub pupils: u64,
    /// Pupils of the neighbourhood; with weights its effective size.
    pub reference_pupils: Option<u64>,
    /// Why there is no answer, or what must be known of it; empty otherwise.
    pub note: String,
}

/// Every school beside its neighbourhood: table by table and group by group (or `focal` alone) a row a unit.
///
/// # Errors
/// `FractionalCount`, `SuppressedMarker` for either roll; those of [`Neighbours::find`]; `BadOption` for own
/// pupils that are to be taken out of a weighted neighbourhood, `TooFewResidents` out of one that lacks them.
pub fn reflect(
    roll: &Roll,
    reference: &Roll,
    neighbourhood: &Neighbourhood<'_>,
    focal: Option<usize>,
    how: Mirror,
) -> Result<Vec<ReflectRow>> {
    let neighbours = beside(roll, reference, neighbourhood)?;
    let left = left(roll, &neighbours, how.own)?;
    let asked = |k: usize| focal.map_or(roll.peopled(k) || reference.peopled(k), |focal| focal == k);
    let groups: Vec<usize> = (0..roll.groups.len()).filter(|k| asked(*k)).collect();
    let keys: Vec<(usize, usize)> = roll
        .parts
        .iter()
        .flat_map(|part| groups.iter().flat_map(|k| part.units.clone().map(|unit| (unit, *k))))
        .collect();
    let row = |(unit, group): (usize, usize)| {
        let around =
            left.as_ref().map_or_else(|| neighbours.around(unit), |left| left[unit].as_ref().map_err(|e| *e));
        let found = row(roll, (unit, group), around, how.rule);
        if how.own == Own::Included || found.reference_pupils.is_none() {
            return found;
        }
        let note = joined(&[&found.note, "all its pupils are taken to live there"]);
        ReflectRow { note, ..found }
    };
    Ok(keys.into_par_iter().map(row).collect())
}

/// The neighbourhoods of a roll of whole pupils, by a reference of whole pupils.
pub(super) fn beside(roll: &Roll, reference: &Roll, neighbourhood: &Neighbourhood<'_>) -> Result<Neighbours> {
    need_whole(roll, "a school beside its neighbourhood")?;
    need_whole(reference, "the reference")?;
    Neighbours::find(roll, reference, neighbourhood)
}

/// The whole pupils of a unit, by group.
pub(super) fn cells(roll: &Roll, unit: usize) -> Vec<u64> {
    let groups = roll.groups.len();
    (unit * groups..(unit + 1) * groups).map(|cell| roll.amounts.get(cell) as u64).collect()
}

/// A neighbourhood without the school's own pupils, or why there is none.
type Left = std::result::Result<Residents, &'static str>;

/// Neighbourhoods without the schools' own pupils, if these are to be left out.
fn left(roll: &Roll, neighbours: &Neighbours, own: Own) -> Result<Option<Vec<Left>>> {
    if own == Own::Included {
        return Ok(None);
    }
    let units = 0..roll.units.len();
    if units.clone().any(|unit| neighbours.around(unit).is_ok_and(|around| around.weighted)) {
        return Err(Error::option(
            "own",
            "own pupils cannot be taken out of a weighted neighbourhood",
            "'included'",
        ));
    }
    let without: Vec<_> = units
        .into_par_iter()
        .map(|unit| neighbours.around(unit).map(|a| a.without(&cells(roll, unit))))
        .collect();
    let lacking = without.iter().filter(|found| matches!(found, Ok(None))).count();
    if lacking > 0 {
        let message =
            format!("{lacking} schools have more pupils of a group than live in their neighbourhood");
        return Err(Error::input("TooFewResidents", message)
            .on("own")
            .many(lacking as u64)
            .remedy("Use own='included': not all their pupils live there."));
    }
    let settled = |found: std::result::Result<Option<Residents>, &'static str>| {
        found.and_then(|left| left.filter(|left| left.pupils > 0).ok_or("only its own pupils live there"))
    };
    Ok(Some(without.into_iter().map(settled).collect()))
}

fn row(
    roll: &Roll,
    (unit, group): (usize, usize),
    around: std::result::Result<&Residents, &'static str>,
    rule: Rule,
) -> ReflectRow {
    let focal = roll.amounts.get(unit * roll.groups.len() + group) as u64;
    let school = School { focal, pupils: roll.unit_totals[unit] as u64 };
    ReflectRow {
        unit,
        group,
        found: around.ok().map(|around| rule.judge(school, around, group)),
        share: focal as f64 / roll.unit_totals[unit],
        pupils: school.pupils,
        reference_pupils: around.ok().map(|around| around.pupils),
        note: around.map_or_else(str::to_owned, remark),
    }
}

/// What must be known of a neighbourhood.
pub(super) fn remark(around: &Residents) -> String {
    if around.weighted {
        return format!("areas weigh by distance: effective size {}", around.pupils);
    }
    match around.missing {
        0 => String::new(),
        1 => "1 of its areas is not in the reference".to_owned(),
        n => format!("{n} of its areas are not in the reference"),
    }
}

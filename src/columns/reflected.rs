//! Rows of schools beside their neighbourhoods, of encounters and of concentration.

use super::answer::Answer;
use crate::error::Result;
use crate::measure::{
    Added, Concentrated, ConcentrationRow, ContributionRow, EncounterRow, MeetingChange, ReflectRow,
};
use crate::reflect::Reflection;
use crate::roll::Roll;
use arrow_array::RecordBatch;

/// Rows of `reflect`.
///
/// # Errors
/// `SameColumn` for a key column that is called as one of the answer.
pub fn reflections(roll: &Roll, rows: &[ReflectRow]) -> Result<RecordBatch> {
    let mut answer = Answer::default();
    answer.key(&roll.units, 0..roll.units.names.len(), &rows.iter().map(|r| r.unit));
    answer.groups(roll, "focal", rows.iter().map(|r| Some(r.group)));
    answer.floats("share", rows.iter().map(|r| Some(r.share)));
    let numbers: [(&str, fn(&Reflection) -> Option<f64>); 10] = [
        ("reference_share", |f| Some(f.reference_share)),
        ("difference", |f| Some(f.share - f.reference_share)),
        ("ratio", Reflection::ratio),
        ("log_ratio", Reflection::log_ratio),
        ("low", |f| Some(f.interval.0)),
        ("high", |f| Some(f.interval.1)),
        ("chance_low", |f| Some(f.chance.0)),
        ("chance_high", |f| Some(f.chance.1)),
        ("p_value", |f| Some(f.p_value)),
        ("chance_of_deviating", |f| Some(f.chance_of_deviating)),
    ];
    for (name, number) in numbers {
        if name == "chance_of_deviating" {
            answer.texts("answer", rows.iter().map(|r| r.found.map(|f| f.answer.word())));
        }
        answer.floats(name, rows.iter().map(|r| r.found.as_ref().and_then(number)));
    }
    answer.whole("pupils", rows.iter().map(|r| r.pupils as i64));
    answer.counts("reference_pupils", rows.iter().map(|r| r.reference_pupils.map(|n| n as usize)));
    answer.texts("note", rows.iter().map(|r| Some(&r.note)));
    answer.batch()
}

/// Rows of `contribution`; with those of neighbourhoods where these are given.
///
/// # Errors
/// `SameColumn` for a key column that is called as one of the answer.
pub fn contributions(roll: &Roll, rows: &[ContributionRow], beside: bool) -> Result<RecordBatch> {
    let mut answer = Answer::default();
    answer.key(&roll.units, 0..roll.units.names.len(), &rows.iter().map(|r| r.unit));
    answer.groups(roll, "focal", rows.iter().map(|r| r.focus.focal));
    answer.groups(roll, "versus", rows.iter().map(|r| r.focus.versus));
    answer.floats("share", rows.iter().map(|r| r.share));
    let mut added = |prefix: &str, pick: fn(&ContributionRow) -> Option<Added>| {
        let each = |of: fn(Added) -> f64| rows.iter().map(move |r| pick(r).map(of));
        answer.floats(&format!("{prefix}contribution"), each(|a| a.contribution));
        answer.floats(&format!("{prefix}expected"), each(|a| a.expected));
        answer.floats(&format!("{prefix}excess"), each(|a| a.contribution - a.expected));
    };
    added("", |r| r.added);
    if beside {
        added("neighbourhood_", |r| r.nearby);
    }
    answer.floats("funnel_low", rows.iter().map(|r| r.funnel.map(|f| f.0)));
    answer.floats("funnel_high", rows.iter().map(|r| r.funnel.map(|f| f.1)));
    answer.whole("pupils", rows.iter().map(|r| r.pupils as i64));
    answer.texts("note", rows.iter().map(|r| Some(&r.note)));
    answer.batch()
}

/// Rows of `encounters`.
///
/// # Errors
/// `SameColumn` for a key column that is called as one of the answer.
pub fn encounters(roll: &Roll, rows: &[EncounterRow]) -> Result<RecordBatch> {
    let mut answer = Answer::default();
    answer.key(&roll.units, 0..roll.by, &rows.iter().map(|r| roll.parts[r.part].units.start));
    answer.groups(roll, "focal", rows.iter().map(|r| r.focus.focal));
    answer.groups(roll, "versus", rows.iter().map(|r| r.focus.versus));
    answer.floats("chance", rows.iter().map(|r| r.chance));
    answer.floats("expected", rows.iter().map(|r| r.expected));
    answer.floats("difference", rows.iter().map(|r| r.chance.zip(r.expected).map(|(c, e)| c - e)));
    answer.whole("pupils", rows.iter().map(|r| r.pupils as i64));
    answer.texts("note", rows.iter().map(|r| Some(r.note)));
    answer.batch()
}

/// Rows of the change of encounters between two rolls, told apart by the last column of `by`.
///
/// # Errors
/// `SameColumn` for a key column that is called as one of the answer.
pub fn meeting_changes(roll: &Roll, rows: &[MeetingChange]) -> Result<RecordBatch> {
    let mut answer = Answer::default();
    answer.key(&roll.units, 0..roll.by - 1, &rows.iter().map(|r| roll.parts[r.part].units.start));
    answer.groups(roll, "focal", rows.iter().map(|r| Some(r.group)));
    answer.floats("before", rows.iter().map(|r| r.chances[0]));
    answer.floats("after", rows.iter().map(|r| r.chances[1]));
    answer.floats("difference", rows.iter().map(|r| r.chances[1].zip(r.chances[0]).map(|(a, b)| a - b)));
    answer.floats("group_part", rows.iter().map(|r| r.parts.map(|p| p.0)));
    answer.floats("evenness_part", rows.iter().map(|r| r.parts.map(|p| p.1)));
    answer.whole("pupils", rows.iter().map(|r| r.pupils as i64));
    answer.texts("note", rows.iter().map(|r| Some(r.note)));
    answer.batch()
}

/// Rows of `concentration`.
///
/// # Errors
/// `SameColumn` for a key column that is called as one of the answer.
pub fn concentrations(roll: &Roll, rows: &[ConcentrationRow]) -> Result<RecordBatch> {
    let mut answer = Answer::default();
    answer.key(&roll.units, 0..roll.by, &rows.iter().map(|r| roll.parts[r.part].units.start));
    answer.groups(roll, "focal", rows.iter().map(|r| r.focus.focal));
    let found = |of: fn(Concentrated) -> f64| rows.iter().map(move |r| r.found.map(of));
    answer.floats("threshold", rows.iter().map(|r| Some(r.threshold)));
    answer.floats("share", found(|f| f.share));
    answer.floats("share_of_all", found(|f| f.share_of_all));
    answer.counts("units", rows.iter().map(|r| r.found.map(|f| f.units)));
    if roll.weighted() {
        answer.floats("pupils", rows.iter().map(|r| Some(r.pupils)));
    } else {
        answer.whole("pupils", rows.iter().map(|r| r.pupils as i64));
    }
    answer.texts("note", rows.iter().map(|r| Some(r.note)));
    answer.batch()
}

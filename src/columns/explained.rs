//! Rows of verbs that say where a value comes from.

use super::answer::Answer;
use crate::error::Result;
use crate::measure::{ComparedRow, Focus, Measure, PartRow, Place};
use crate::roll::Roll;
use arrow_array::RecordBatch;

/// Rows of `decompose`.
///
/// # Errors
/// Only a defect of our own.
pub fn decomposed(
    roll: &Roll,
    measures: &[Measure],
    rows: &[PartRow],
    seed: Option<u64>,
) -> Result<RecordBatch> {
    let mut answer = Answer::default();
    let about: Vec<(usize, usize, Focus)> = rows.iter().map(|r| (r.table, r.measure, r.focus)).collect();
    answer.head(roll, roll.by, measures, &about);
    answer.texts("part", rows.iter().map(|r| Some(&r.part)));
    answer.floats("estimate", rows.iter().map(|r| r.estimate));
    answer.floats("share", rows.iter().map(|r| r.share));
    if let Some(seed) = seed {
        answer.interval(rows.iter().map(|r| r.interval));
        answer.floats("bias", rows.iter().map(|r| r.bias));
        answer.seed(seed, rows.len());
    }
    answer.texts("note", rows.iter().map(|r| Some(r.note.as_str())));
    answer.batch()
}

/// Rows of `compare`; the last column of `by` tells the two rolls apart.
///
/// # Errors
/// Only a defect of our own.
pub fn compared(
    roll: &Roll,
    measures: &[Measure],
    rows: &[ComparedRow],
    seed: Option<u64>,
) -> Result<RecordBatch> {
    let mut answer = Answer::default();
    answer.key(&roll.units, 0..roll.by - 1, &rows.iter().map(|r| roll.parts[r.table].units.start));
    let unit = |row: &ComparedRow| match row.place {
        Place::Unit(unit) => Some(unit),
        _ => None,
    };
    let group = |row: &ComparedRow| match row.place {
        Place::Group(group) => Some(group),
        _ => None,
    };
    if rows.iter().any(|row| unit(row).is_some()) {
        answer.maybe(&roll.units, roll.by..roll.units.names.len(), &rows.iter().map(unit));
    }
    if rows.iter().any(|row| group(row).is_some()) {
        answer.maybe(&roll.groups, 0..roll.groups.names.len(), &rows.iter().map(group));
    }
    answer.texts("measure", rows.iter().map(|r| Some(&measures[r.measure].label)));
    answer.texts("part", rows.iter().map(|r| Some(r.part)));
    if rows.iter().any(|row| row.shares.is_some()) {
        answer.floats("share_before", rows.iter().map(|r| r.shares.map(|shares| shares[0])));
        answer.floats("share_after", rows.iter().map(|r| r.shares.map(|shares| shares[1])));
    }
    answer.floats("estimate", rows.iter().map(|r| r.estimate));
    if let Some(seed) = seed {
        answer.interval(rows.iter().map(|r| r.interval));
        answer.floats("bias", rows.iter().map(|r| r.bias));
        answer.seed(seed, rows.len());
    }
    answer.counts("iterations", rows.iter().map(|r| r.iterations.map(|n| n as usize)));
    answer.floats("residual", rows.iter().map(|r| r.residual));
    answer.texts("note", rows.iter().map(|r| Some(r.note.as_str())));
    answer.batch()
}

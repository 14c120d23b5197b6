//! Study years of a cohort as record batches.

use super::answer::Answer;
use crate::error::Result;
use crate::policy::Taken;
use crate::tracks::{Cohort, Figure, LEVELS, Outcome};
use arrow_array::RecordBatch;

/// `scenario, replicate, study_year, level, outcome, estimate`: values of every outcome.
///
/// # Errors
/// Only a defect of our own.
pub fn figures(outcomes: &[Outcome]) -> Result<RecordBatch> {
    let rows: Vec<(&Outcome, &Figure)> = outcomes
        .iter()
        .flat_map(|outcome| outcome.figures.iter().map(move |figure| (outcome, figure)))
        .collect();
    let mut answer = Answer::default();
    about(&mut answer, rows.iter().map(|row| row.0));
    answer.texts("level", rows.iter().map(|(_, figure)| Some(figure.level.name())));
    answer.texts("outcome", rows.iter().map(|(_, figure)| Some(figure.measure.name())));
    answer.floats("estimate", rows.iter().map(|(_, figure)| figure.value));
    answer.batch()
}

/// `scenario, replicate, study_year, track, width, group, pupils`: pupils by level, how many levels their programme has,
/// and group (its code; null for those without one).
///
/// # Errors
/// Only a defect of our own.
pub fn pupils(outcomes: &[Outcome], cohort: &Cohort) -> Result<RecordBatch> {
    let rows: Vec<(&Outcome, (u8, u8, u16), u64)> = outcomes
        .iter()
        .flat_map(|outcome| outcome.pupils.iter().map(move |(about, n)| (outcome, *about, *n)))
        .collect();
    let mut answer = Answer::default();
    about(&mut answer, rows.iter().map(|row| row.0));
    answer.texts("track", rows.iter().map(|row| Some(LEVELS[usize::from(row.1.0)])));
    answer.whole("width", rows.iter().map(|row| i64::from(row.1.1)));
    let code = |group: u16| cohort.codes.get(usize::from(group)).map(|code| usize::from(*code));
    answer.counts("group", rows.iter().map(|row| code(row.1.2)));
    answer.whole("pupils", rows.iter().map(|row| row.2 as i64));
    answer.batch()
}

fn about<'a>(answer: &mut Answer, outcomes: impl Iterator<Item = &'a Outcome> + Clone) {
    answer.whole("scenario", outcomes.clone().map(|outcome| i64::from(outcome.scenario)));
    answer.whole("replicate", outcomes.clone().map(|outcome| i64::from(outcome.replicate)));
    answer.whole("study_year", outcomes.map(|outcome| i64::from(outcome.study_year)));
}

/// `scenario, instrument, able, applied, licensed, treated, changed, deadweight, pupils`: sites that took part in the
/// instruments of every scenario.
///
/// # Errors
/// Only a defect of our own.
pub fn taken(scenarios: &[Vec<Taken>]) -> Result<RecordBatch> {
    let rows: Vec<(usize, usize, Taken)> = scenarios
        .iter()
        .enumerate()
        .flat_map(|(scenario, taken)| {
            taken.iter().enumerate().map(move |(number, one)| (scenario, number, *one))
        })
        .collect();
    let mut answer = Answer::default();
    answer.whole("scenario", rows.iter().map(|row| row.0 as i64));
    answer.whole("instrument", rows.iter().map(|row| row.1 as i64));
    let mut count = |name: &str, pick: fn(&Taken) -> u64| {
        answer.whole(name, rows.iter().map(|row| pick(&row.2) as i64));
    };
    count("able", |taken| taken.able);
    count("applied", |taken| taken.applied);
    count("licensed", |taken| taken.licensed);
    count("treated", |taken| taken.treated);
    count("changed", |taken| taken.changed);
    count("deadweight", |taken| taken.deadweight);
    count("pupils", |taken| taken.pupils);
    answer.batch()
}

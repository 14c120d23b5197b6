//! Runs of models on a grid as record batches.

use super::answer::Answer;
use crate::error::Result;
use crate::lattice::{Ended, Grid, Outcome, Stage, Step, Tick};
use arrow_array::RecordBatch;

/// A replicate of a town: its number, its ticks, and how each stage ended.
pub type Town = (u32, (Vec<Tick>, [Ended; 2]));

/// Number of a replicate as it is shown, from 1.
fn shown(replicate: u32) -> i64 {
    i64::from(replicate) + 1
}

/// Why a run ended, at its last row.
fn note(row: usize, rows: usize, ended: Ended) -> &'static str {
    if row + 1 == rows { ended.word() } else { "" }
}

/// `replicate, step, movers, content, alike, H, seed, note`: the grid at the start and after every step.
///
/// # Errors
/// Only a defect of our own.
pub fn steps(runs: &[(u32, (Vec<Step>, Ended))], seed: u64) -> Result<RecordBatch> {
    let rows = || runs.iter().flat_map(|(_, (steps, _))| steps);
    let replicate =
        |(replicate, (steps, _)): &(u32, (Vec<Step>, Ended))| vec![shown(*replicate); steps.len()];
    let notes = |(_, (steps, ended)): &'_ (u32, (Vec<Step>, Ended))| {
        let (count, ended) = (steps.len(), *ended);
        (0..count).map(move |row| Some(note(row, count, ended)))
    };
    let mut answer = Answer::default();
    answer.whole("replicate", runs.iter().flat_map(replicate));
    answer.whole("step", runs.iter().flat_map(|(_, (steps, _))| 0..steps.len() as i64));
    answer.whole("movers", rows().map(|row| row.movers as i64));
    answer.floats("content", rows().map(|row| Some(row.content)));
    answer.floats("alike", rows().map(|row| row.alike));
    answer.floats("H", rows().map(|row| Some(row.evenness)));
    answer.seed(seed, rows().count());
    answer.texts("note", runs.iter().flat_map(notes));
    answer.batch()
}

/// `replicate, stage, tick, movers, mean_utility, sd_utility, H_res, H_school, excess, nearest, distance, seed,
/// note`: the town at the start of each stage and after every tick.
///
/// # Errors
/// Only a defect of our own.
pub fn ticks(runs: &[Town], seed: u64) -> Result<RecordBatch> {
    let mut all: Vec<(i64, &Tick, &str)> = Vec::new();
    for (replicate, (ticks, ended)) in runs {
        for (row, tick) in ticks.iter().enumerate() {
            let is_last = ticks.get(row + 1).is_none_or(|next| next.tick == 0);
            let ended = ended[usize::from(tick.stage == Stage::School)];
            all.push((shown(*replicate), tick, if is_last { ended.word() } else { "" }));
        }
    }
    let stage = |stage: Stage| match stage {
        Stage::Residential => "residential",
        Stage::School => "school",
    };
    let rows = || all.iter().map(|(_, tick, _)| *tick);
    let mut answer = Answer::default();
    answer.whole("replicate", all.iter().map(|row| row.0));
    answer.texts("stage", rows().map(|tick| Some(stage(tick.stage))));
    answer.whole("tick", rows().map(|tick| i64::from(tick.tick)));
    answer.whole("movers", rows().map(|tick| tick.movers as i64));
    answer.floats("mean_utility", rows().map(|tick| Some(tick.mean_utility)));
    answer.floats("sd_utility", rows().map(|tick| Some(tick.sd_utility)));
    answer.floats("H_res", rows().map(|tick| Some(tick.h_res)));
    answer.floats("H_school", rows().map(|tick| tick.school.map(|school| school.h)));
    answer.floats("excess", rows().map(|tick| tick.school.map(|school| school.h - tick.h_res)));
    answer.floats("nearest", rows().map(|tick| tick.school.map(|school| school.nearest)));
    answer.floats("distance", rows().map(|tick| tick.school.map(|school| school.distance)));
    answer.seed(seed, all.len());
    answer.texts("note", all.iter().map(|row| Some(row.2)));
    answer.batch()
}

/// The columns of who stands where.
fn placed<'a>(
    answer: &mut Answer,
    width: u32,
    runs: impl Iterator<Item = (u32, &'a [u8], &'a [u32])> + Clone,
) {
    let cells = || runs.clone().flat_map(|(_, _, cells)| cells.iter().map(|cell| i64::from(*cell)));
    let width = i64::from(width);
    let numbers = runs.clone().flat_map(|(number, group, _)| vec![shown(number); group.len()]);
    answer.whole("replicate", numbers);
    answer.whole("agent", runs.clone().flat_map(|(_, group, _)| 1..=group.len() as i64));
    answer.whole("x", cells().map(|cell| cell % width + 1));
    answer.whole("y", cells().map(|cell| cell / width + 1));
    answer.whole("group", runs.flat_map(|(_, group, _)| group.iter().map(|group| i64::from(*group) + 1)));
}

/// `replicate, agent, x, y, group, neighbourhood, seed`: who stands where at the end.
///
/// # Errors
/// Only a defect of our own.
pub fn grids(runs: &[(u32, Grid)], width: u32, seed: u64) -> Result<RecordBatch> {
    let mut answer = Answer::default();
    placed(&mut answer, width, runs.iter().map(|(number, run)| (*number, &run.group[..], &run.cell[..])));
    let blocks = || runs.iter().flat_map(|(_, run)| &run.neighbourhood);
    answer.whole("neighbourhood", blocks().map(|block| i64::from(*block) + 1));
    answer.seed(seed, blocks().count());
    answer.batch()
}

/// `replicate, agent, x, y, group, neighbourhood, school, distance, seed`: homes and schools at the end.
///
/// # Errors
/// Only a defect of our own.
pub fn households(runs: &[(u32, Outcome)], width: u32, seed: u64) -> Result<RecordBatch> {
    let mut answer = Answer::default();
    placed(&mut answer, width, runs.iter().map(|(number, run)| (*number, &run.group[..], &run.cell[..])));
    let all = |of: fn(&Outcome) -> &[u32]| {
        runs.iter().flat_map(move |(_, run)| of(run)).map(|number| i64::from(*number) + 1)
    };
    answer.whole("neighbourhood", all(|run| &run.neighbourhood));
    answer.whole("school", all(|run| &run.school));
    let distances = || runs.iter().flat_map(|(_, run)| &run.distance);
    answer.floats("distance", distances().map(|distance| Some(*distance)));
    answer.seed(seed, distances().count());
    answer.batch()
}

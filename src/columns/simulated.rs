//! Simulated years as record batches.

use super::answer::Answer;
use super::seating;
use crate::error::Result;
use crate::simulate::{Figures, Outcome, Settled};
use crate::world::World;
use arrow_array::RecordBatch;

/// Columns that tell outcomes apart.
const BY: [&str; 3] = ["scenario", "replicate", "year"];

/// Pupils by municipality of the home, school and group, of every outcome.
///
/// # Errors
/// Only a defect of our own.
pub fn cells(outcomes: &[Outcome], labels: Option<&[String]>) -> Result<RecordBatch> {
    let marks = |outcome: &Outcome| {
        vec![i64::from(outcome.scenario), i64::from(outcome.replicate), i64::from(outcome.year)]
    };
    let tables: Vec<_> = outcomes.iter().map(|outcome| (marks(outcome), outcome.cells.clone())).collect();
    seating::cells(labels, &BY, &tables)
}

/// What every outcome brought to those who chose, by municipality of the home (`town`), that of all (null) first.
///
/// # Errors
/// Only a defect of our own.
pub fn figures(outcomes: &[Outcome]) -> Result<RecordBatch> {
    let rows: Vec<(&Outcome, Option<usize>, Figures)> = outcomes
        .iter()
        .flat_map(|outcome| {
            let towns = outcome.figures.iter().enumerate().map(|(town, figures)| (Some(town), *figures));
            std::iter::once((None, Figures::total(&outcome.figures)))
                .chain(towns)
                .map(move |(town, figures)| (outcome, town, figures))
        })
        .collect();
    let mut answer = Answer::default();
    answer.whole("scenario", rows.iter().map(|(outcome, ..)| i64::from(outcome.scenario)));
    answer.whole("replicate", rows.iter().map(|(outcome, ..)| i64::from(outcome.replicate)));
    answer.whole("year", rows.iter().map(|(outcome, ..)| i64::from(outcome.year)));
    answer.counts("town", rows.iter().map(|(_, town, _)| *town));
    let share = |part: u64, of: u64| (of > 0).then(|| part as f64 / of as f64);
    answer.whole("chose", rows.iter().map(|(_, _, figures)| figures.chose as i64));
    let by = |pick: fn(&Figures) -> u64| {
        rows.iter().map(move |(_, _, figures)| share(pick(figures), figures.chose)).collect::<Vec<_>>()
    };
    answer.floats("first_choice_share", by(|figures| figures.first).into_iter());
    answer.floats("unplaced_share", by(|figures| figures.unplaced).into_iter());
    answer.floats("nearest_share", by(|figures| figures.nearest).into_iter());
    let km = |figures: &Figures| (figures.chose > 0).then(|| figures.km.value() / figures.chose as f64);
    answer.floats("mean_distance", rows.iter().map(|(_, _, figures)| km(figures)));
    answer.batch()
}

/// What happened, in order.
///
/// # Errors
/// Only a defect of our own.
pub fn events(world: &World, outcomes: &[Outcome]) -> Result<RecordBatch> {
    let all = || outcomes.iter().flat_map(|outcome| outcome.events.iter().map(move |event| (outcome, event)));
    let site = |school: Option<u32>| school.map(|school| &world.schools.site[school as usize]);
    let mut answer = Answer::default();
    answer.whole("scenario", all().map(|(outcome, _)| i64::from(outcome.scenario)));
    answer.whole("replicate", all().map(|(outcome, _)| i64::from(outcome.replicate)));
    answer.whole("year", all().map(|(_, event)| i64::from(event.year)));
    answer.texts("event", all().map(|(_, event)| Some(event.happened.name())));
    answer.whole("pupil", all().map(|(_, event)| event.pupil as i64));
    answer.texts("old_site", all().map(|(_, event)| site(event.old)));
    answer.texts("new_site", all().map(|(_, event)| site(event.new)));
    answer.batch()
}

/// The ticks of some starts, by number of the start.
///
/// # Errors
/// Only a defect of our own.
pub fn ticks(settled: &[Settled]) -> Result<RecordBatch> {
    let all =
        || (0i64..).zip(settled).flat_map(|(start, one)| one.ticks.iter().map(move |tick| (start, tick)));
    let mut answer = Answer::default();
    answer.whole("start", all().map(|(start, _)| start));
    answer.whole("tick", all().map(|(_, tick)| i64::from(tick.tick)));
    answer.whole("movers", all().map(|(_, tick)| tick.movers as i64));
    answer.floats("mean_utility", all().map(|(_, tick)| tick.utility));
    answer.floats("sd_utility", all().map(|(_, tick)| tick.spread));
    answer.floats("H", all().map(|(_, tick)| tick.h));
    answer.batch()
}

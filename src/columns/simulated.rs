//! Simulated years as record batches.

use super::answer::Answer;
use super::seating;
use crate::error::Result;
use crate::simulate::{Base, Figures, Outcome, Settled};
use crate::world::MISSING;
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

/// What every outcome brought to those who chose, by municipality of the home (`town`; null: all) and, where that is
/// asked, group (null: all).
///
/// # Errors
/// Only a defect of our own.
pub fn figures(
    base: &Base,
    labels: Option<&[String]>,
    by_group: bool,
    outcomes: &[Outcome],
) -> Result<RecordBatch> {
    let rows: Vec<(&Outcome, Row)> = outcomes
        .iter()
        .flat_map(|outcome| summed(base, by_group, &outcome.figures).map(move |row| (outcome, row)))
        .collect();
    let mut answer = Answer::default();
    marks(&mut answer, rows.iter().map(|(outcome, _)| *outcome));
    answer.counts("town", rows.iter().map(|(_, row)| row.town));
    group(&mut answer, labels, rows.iter().map(|(_, row)| row.group));
    let figures = || rows.iter().map(|(_, row)| row.figures);
    let share = |part: u64, of: u64| (of > 0).then(|| part as f64 / of as f64);
    answer.whole("chose", figures().map(|figures| figures.chose as i64));
    let by = |pick: fn(&Figures) -> u64| figures().map(move |one| share(pick(&one), one.chose));
    answer.floats("first_choice_share", by(|figures| figures.first));
    answer.floats("top_three_share", by(|figures| figures.three));
    answer.floats("unplaced_share", by(|figures| figures.unplaced));
    answer.floats("nearest_share", by(|figures| figures.nearest));
    answer.floats(
        "mean_distance",
        figures().map(|figures| (figures.chose > 0).then(|| figures.km.value() / figures.chose as f64)),
    );
    answer.batch()
}

/// Figures of a municipality and group.
struct Row {
    town: Option<usize>,
    group: Option<u16>,
    figures: Figures,
}

/// All pupils, all of every group, those of every municipality, and of every municipality and group; groups with a name,
/// where that is asked.
fn summed<'a>(base: &'a Base, by_group: bool, figures: &'a [Figures]) -> impl Iterator<Item = Row> + 'a {
    let groups = base.groups.len();
    let named = move || (0..groups).filter(move |at| by_group && base.groups[*at] != MISSING);
    let of = move |at: usize| figures.iter().skip(at).step_by(groups).copied().collect::<Vec<Figures>>();
    let row = |town, group, figures: &[Figures]| Row { town, group, figures: Figures::total(figures) };
    let all = std::iter::once(row(None, None, figures));
    let by_group = named().map(move |at| row(None, Some(base.groups[at]), &of(at)));
    let towns = figures.chunks_exact(groups).enumerate().flat_map(move |(town, own)| {
        let all = std::iter::once(row(Some(town), None, own));
        all.chain(named().map(move |at| row(Some(town), Some(base.groups[at]), &own[at..=at])))
    });
    all.chain(by_group).chain(towns)
}

/// Whom pupils meet in every outcome, by municipality of the home (`town`; null: all) and group: the share of their time
/// with schoolmates of other groups, and of pupils in schools of which their group makes up more than half.
///
/// # Errors
/// Only a defect of our own.
pub fn met(labels: Option<&[String]>, outcomes: &[Outcome]) -> Result<RecordBatch> {
    let all = || outcomes.iter().flat_map(|outcome| outcome.met.iter().map(move |met| (outcome, met)));
    let mut answer = Answer::default();
    marks(&mut answer, all().map(|(outcome, _)| outcome));
    answer.counts("town", all().map(|(_, met)| met.town.map(|town| town as usize)));
    group(&mut answer, labels, all().map(|(_, met)| Some(met.group)));
    answer.floats("encounter_hours", all().map(|(_, met)| Some(met.hours.value() / met.pupils as f64)));
    answer.floats(
        "concentrated_share",
        all().map(|(_, met)| Some(met.concentrated as f64 / met.pupils as f64)),
    );
    answer.batch()
}

/// Schools with pupils in every outcome, and those with fewer than the norm, by their municipality (`town`; null: all);
/// no rows without a norm.
///
/// # Errors
/// Only a defect of our own.
pub fn schools(base: &Base, norm: Option<u32>, outcomes: &[Outcome]) -> Result<RecordBatch> {
    let (norm, outcomes) = norm.map_or((0, &[][..]), |norm| (norm, outcomes));
    let town = |school: usize| base.seating.school_town.get(school).copied().unwrap_or_default() as usize;
    let towns = (0..base.seating.school_at.len()).map(town).max().map_or(0, |last| last + 1);
    let count = |outcome: &Outcome| {
        let mut counts = vec![(0u64, 0u64); towns + 1];
        for (school, size) in outcome.sizes.iter().enumerate().filter(|(_, size)| **size > 0) {
            for place in [0, town(school) + 1] {
                counts[place].0 += 1;
                counts[place].1 += u64::from(*size < norm);
            }
        }
        counts
    };
    let counts: Vec<Vec<(u64, u64)>> = outcomes.iter().map(count).collect();
    let all = || {
        outcomes
            .iter()
            .zip(&counts)
            .flat_map(|(outcome, counts)| counts.iter().map(move |one| (outcome, one)))
    };
    let mut answer = Answer::default();
    marks(&mut answer, all().map(|(outcome, _)| outcome));
    answer
        .counts("town", counts.iter().flat_map(|counts| (0..counts.len()).map(|place| place.checked_sub(1))));
    answer.whole("schools", all().map(|(_, (schools, _))| *schools as i64));
    answer.whole("schools_below_norm", all().map(|(_, (_, below))| *below as i64));
    answer.batch()
}

fn marks<'a>(answer: &mut Answer, outcomes: impl Iterator<Item = &'a Outcome> + Clone) {
    answer.whole("scenario", outcomes.clone().map(|outcome| i64::from(outcome.scenario)));
    answer.whole("replicate", outcomes.clone().map(|outcome| i64::from(outcome.replicate)));
    answer.whole("year", outcomes.map(|outcome| i64::from(outcome.year)));
}

/// The group of every row, by label or as a number; null: all.
fn group(answer: &mut Answer, labels: Option<&[String]>, codes: impl Iterator<Item = Option<u16>>) {
    match labels {
        Some(labels) => answer.texts("group", codes.map(|code| labels.get(usize::from(code?)))),
        None => answer.counts("group", codes.map(|code| code.map(usize::from))),
    }
}

/// What happened, in order.
///
/// # Errors
/// Only a defect of our own.
pub fn events(sites: &[String], outcomes: &[Outcome]) -> Result<RecordBatch> {
    let all = || outcomes.iter().flat_map(|outcome| outcome.events.iter().map(move |event| (outcome, event)));
    let site = |school: Option<u32>| school.map(|school| &sites[school as usize]);
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

//! How long pupils stay: from stage to stage, as they did in the years of the world.

use crate::numeric::{Stream, purpose};
use crate::world::World;
use std::collections::BTreeSet;

/// Years that anyone stays at most.
const LONGEST: u16 = 20;

/// What a pupil is in: kind (of track) and study year.
pub type Stage = (u16, u8);

/// Study years that a kind may have, and one more.
const STUDY_YEARS: usize = 32;

/// What comes after a stage: the stages, and none for leaving, each with the pupils so far.
type Next = Vec<(u64, Option<Stage>)>;

/// What comes after every stage, in proportion to the pupils of the world to whom it happened: the next study year, the
/// same again, another track, or leaving.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Staying {
    /// By stage, kind after kind.
    next: Vec<Next>,
    /// Share of pupils who do a study year again.
    pub repeats: f64,
}

fn place((kind, study_year): Stage) -> usize {
    usize::from(kind) * STUDY_YEARS + usize::from(study_year)
}

fn stage(place: usize) -> Stage {
    ((place / STUDY_YEARS) as u16, (place % STUDY_YEARS) as u8)
}

impl Staying {
    /// What came after every stage between the years of a world up to `year`, in which pupils are of so many `kinds`. Of
    /// stages that are only seen in the last year the next study year comes next, up to the last that pupils of the
    /// kind are in.
    #[must_use]
    pub fn new(world: &World, year: u16, kinds: usize) -> Self {
        let stages = kinds * STUDY_YEARS;
        let leaving = stages;
        let mut counts = vec![0u64; stages * (stages + 1)];
        for (now, next) in steps(world, year) {
            counts[place(now) * (stages + 1) + next.map_or(leaving, place)] += 1;
        }
        let there = there(world, year);
        let (mut again, mut all) = (0, 0);
        let mut after = |now: usize| {
            let row = &counts[now * (stages + 1)..][..=stages];
            let mut sum = 0;
            let mut next = Next::new();
            for (then, count) in row.iter().enumerate().filter(|(_, count)| **count > 0) {
                sum += count;
                next.push((sum, (then != leaving).then(|| stage(then))));
                again += u64::from(then != leaving && stage(then).1 == stage(now).1) * count;
            }
            all += sum;
            next
        };
        let mut next: Vec<Next> = (0..stages).map(&mut after).collect();
        for (kind, study_year) in
            there.iter().copied().filter(|now| next[place(*now)].is_empty()).collect::<Vec<_>>()
        {
            let then = (kind, study_year + 1);
            let is_last = there.range(then..(kind + 1, 0)).next().is_none();
            next[place((kind, study_year))] = vec![(1, (!is_last).then_some(then))];
        }
        Self { next, repeats: if all > 0 { again as f64 / all as f64 } else { 0.0 } }
    }

    /// The last school year of a pupil who is in a stage in `year`.
    #[must_use]
    pub fn last_year(&self, id: u64, year: u16, stage: Stage, stream: Stream) -> u16 {
        let mut now = stage;
        let mut draws = stream.draws(id, u32::from(year), purpose::REPETITION);
        for passed in 0..LONGEST {
            let Some(next) = self.next.get(place(now)).filter(|next| !next.is_empty()) else {
                return year + passed;
            };
            let all = next[next.len() - 1].0;
            let u = draws.uniform() * all as f64;
            let came = next.iter().find(|(sum, _)| *sum as f64 > u).or(next.last());
            match came.and_then(|(_, stage)| *stage) {
                Some(stage) => now = stage,
                None => return year + passed,
            }
        }
        year + LONGEST
    }
}

/// The stage of everyone at school between two years, and what came next; of pupils whose study year is known.
fn steps(world: &World, year: u16) -> impl Iterator<Item = (Stage, Option<Stage>)> {
    let pupils = &world.pupils;
    (0..pupils.study_year.len()).flat_map(move |row| {
        let kind = world.kind_of(row);
        let last = pupils.last_year[row].min(year.saturating_sub(1));
        (pupils.first_year[row]..=last).filter_map(move |now| {
            let stage = (kind, pupils.study_year(row, now)?);
            if now < pupils.last_year[row] {
                return Some((stage, Some((kind, stage.1 + 1))));
            }
            let after = row + 1;
            let goes_on = after < pupils.len()
                && pupils.id[after] == pupils.id[row]
                && pupils.first_year[after] == now + 1;
            Some((stage, goes_on.then(|| (world.kind_of(after), pupils.study_year[after]))))
        })
    })
}

/// The stages that pupils are in in a year.
fn there(world: &World, year: u16) -> BTreeSet<Stage> {
    let rows = world.pupils_in(year).into_iter();
    rows.filter_map(|row| Some((world.kind_of(row), world.study_year(row, year)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synthetic::{Options, netherlands};
    use crate::watch::Watch;
    use crate::world::Sector;

    #[test]
    fn pupils_stay_as_long_as_they_did() {
        for sector in [Sector::Po, Sector::Vo] {
            let options = Options { sector, scale: 0.004, seed: 3 };
            let world = netherlands(&options, &Watch::default()).unwrap();
            let staying = Staying::new(&world, 2024, 8);
            // The share that is still there a year later, observed and drawn.
            let rows = world.pupils_in(2023);
            let stream = Stream::new(4, 0);
            let (mut stayed, mut drawn) = (0.0, 0.0);
            for row in &rows {
                let (kind, id) = (world.kind_of(*row), world.pupils.id[*row]);
                let stage = (kind, world.study_year(*row, 2023).unwrap());
                drawn += f64::from(u8::from(staying.last_year(id, 2023, stage, stream) > 2023));
                let goes_on = |other: usize| world.pupils.id.get(other) == Some(&id);
                stayed += f64::from(u8::from(world.pupils.last_year[*row] > 2023 || goes_on(row + 1)));
            }
            let count = rows.len() as f64;
            assert!(
                ((stayed - drawn) / count).abs() < 4.0 * (0.25 / count).sqrt(),
                "{stayed} {drawn} {count}"
            );
            assert!(staying.repeats > 0.01 && staying.repeats < 0.09);
        }
    }

    #[test]
    fn in_a_world_of_one_year_everyone_goes_up() {
        let options = Options { sector: Sector::Po, scale: 0.002, seed: 3 };
        let world = netherlands(&options, &Watch::default()).unwrap();
        let staying = Staying::new(&world, 2017, 1);
        assert_eq!(staying.last_year(5, 2017, (0, 3), Stream::new(1, 0)), 2022);
        assert!(staying.repeats.abs() < 1e-12);
    }
}

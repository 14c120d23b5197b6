//! What pupils need of a school: their track, or in mixed first years one of the tracks of their advice.

use crate::tracks::{Advice, LEVELS};
use crate::world::{FIRST_YEARS, Seating, TRACKS, World};

/// The kinds of need: those of the world (tracks, and last any school), with one an advice before the last.
#[derive(Clone, Debug, Default)]
pub struct Needs {
    /// Tracks that the world tells.
    tracks: usize,
    /// The kind of mixed first years; none where there is none, or advices are not known.
    mixed: Option<u16>,
    /// The tracks of every advice.
    advices: Vec<Vec<usize>>,
}

impl Needs {
    /// What pupils of a world need.
    #[must_use]
    pub fn new(world: &World) -> Self {
        let labels = world.track_labels();
        let mixed = labels.iter().position(|label| label == TRACKS[usize::from(FIRST_YEARS)]);
        let advices = world.pupils.values("advice").and_then(|advice| advice.labels.as_ref());
        let (Some(mixed), Some(advices)) = (mixed, advices) else {
            return Self { tracks: labels.len(), ..Self::default() };
        };
        let position = |level: u8| labels.iter().position(|label| label == LEVELS[usize::from(level)]);
        let tracks = |label: &String| {
            let levels = Advice::read(label).map(|advice| advice.low..=advice.high);
            levels.into_iter().flatten().filter_map(position).collect()
        };
        Self {
            tracks: labels.len(),
            mixed: Some(mixed as u16),
            advices: advices.iter().map(tracks).collect(),
        }
    }

    /// What the pupil of a row needs.
    #[must_use]
    pub fn of(&self, world: &World, row: usize) -> u16 {
        let kind = world.kind_of(row);
        if usize::from(kind) == self.tracks {
            return (self.tracks + self.advices.len()) as u16;
        }
        let advice = || world.pupils.values("advice")?.code(row).map(usize::from);
        let own = if Some(kind) == self.mixed { advice() } else { None };
        let known = own.filter(|advice| self.advices.get(*advice).is_some_and(|tracks| !tracks.is_empty()));
        known.map_or(kind, |advice| (self.tracks + advice) as u16)
    }

    /// A seating in which pupils of mixed first years need a track of their advice: schools take those that they offer,
    /// and those that they have.
    #[must_use]
    pub fn refine(&self, mut seating: Seating, world: &World, rows: &[usize]) -> Seating {
        if self.advices.is_empty() {
            return seating;
        }
        for (kind, row) in seating.kinds.iter_mut().zip(rows) {
            *kind = self.of(world, *row);
        }
        let any = seating.eligible.pop().unwrap_or_default();
        for (advice, tracks) in self.advices.iter().enumerate() {
            let kind = (self.tracks + advice) as u16;
            let mut takes = vec![false; seating.school_at.len()];
            for (_, school) in seating.kinds.iter().zip(&seating.schools).filter(|(own, _)| **own == kind) {
                takes[*school as usize] = true;
            }
            let offers = |school: u32| {
                tracks.iter().any(|track| seating.eligible[*track].binary_search(&school).is_ok())
            };
            let schools =
                any.iter().copied().filter(|school| takes[*school as usize] || offers(*school)).collect();
            seating.eligible.push(schools);
        }
        seating.eligible.push(any);
        seating
    }

    /// The kinds that a school takes as well when it takes a track: advices with it.
    #[must_use]
    pub fn with(&self) -> Vec<Vec<usize>> {
        let holds = |track: usize| {
            let advices = self.advices.iter().enumerate().filter(move |(_, tracks)| tracks.contains(&track));
            advices.map(|(advice, _)| self.tracks + advice).collect()
        };
        (0..self.tracks).map(holds).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synthetic::{Options, netherlands};
    use crate::watch::Watch;
    use crate::world::{ADVICES, Sector};

    #[test]
    fn pupils_of_mixed_first_years_go_where_a_track_of_their_advice_is() {
        let options = Options { sector: Sector::Vo, scale: 0.01, seed: 3 };
        let world = netherlands(&options, &Watch::default()).unwrap();
        let needs = Needs::new(&world);
        assert!(
            needs.advices.len() == ADVICES.len() && needs.advices.iter().all(|tracks| !tracks.is_empty())
        );
        let plain = Seating::new(&world, "migration_background", 2024).unwrap();
        let rows = world.pupils_in(2024);
        let refined = needs.refine(plain.clone(), &world, &rows);
        assert_eq!(refined.eligible.len(), plain.eligible.len() + ADVICES.len());
        assert_eq!(refined.eligible.last(), plain.eligible.last());
        // Everyone's own school is among those for them, and a gymnasium is not for all.
        for (kind, school) in refined.kinds.iter().zip(&refined.schools) {
            assert!(refined.eligible[usize::from(*kind)].binary_search(school).is_ok());
        }
        let vmbo = refined.eligible[plain.eligible.len() - 1 + 1].len();
        assert!(vmbo < plain.eligible[usize::from(FIRST_YEARS)].len());
        let mixed = refined.kinds.iter().filter(|kind| **kind == FIRST_YEARS).count();
        assert_eq!(mixed, 0);
        assert_eq!(needs.with()[4].len(), 3, "havo alone, with vmbo_gt, with vwo");
    }
}

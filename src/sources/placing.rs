//! Pupils placed in counterfactual worlds.

use super::{Factor, Factors};
use crate::admission::deferred_acceptance;
use crate::choice::{Chooser, Model, Sets};
use crate::error::Result;
use crate::market::{Lists, Market, Single};
use crate::numeric::{Stream, purpose};
use crate::reassign::{dealt, drawn_order};
use crate::watch::Watch;
use crate::world::{Cell, Seating, Trees};
use rayon::prelude::*;

/// A year of a world with the tastes of its pupils, from which counterfactual worlds are drawn.
#[derive(Clone, Debug)]
pub struct Sources {
    /// Who sat where.
    pub seating: Seating,
    /// The same pupils as if each might go to any open school, where there are tracks.
    untracked: Option<Box<Side>>,
    tracked: Model,
    seed: u64,
}

#[derive(Clone, Debug)]
struct Side {
    seating: Seating,
    model: Model,
}

/// Pupils of a replicate of a world.
#[derive(Clone, Debug)]
pub struct Placed {
    /// Number of the world, among those asked for.
    pub world: usize,
    /// Number of the replicate.
    pub replicate: u32,
    /// Pupils by municipality of the home, school and group.
    pub cells: Vec<Cell>,
    /// Pupils for whom no school considered had a place left.
    pub overflow: u64,
}

impl Sources {
    /// Fits the tastes of pupils; those for any school too where worlds without tracking are asked for.
    ///
    /// # Errors
    /// `Interrupted` when the work is to stop.
    pub fn new(seating: Seating, untracked: bool, seed: u64, watch: &Watch) -> Result<Self> {
        watch.expect(1 + u64::from(untracked));
        let any = seating.any();
        let other = (untracked && any > 0).then(|| {
            let seating = Seating { kinds: vec![any; seating.len()], ..seating.clone() };
            let model = fitted(&seating);
            Box::new(Side { seating, model })
        });
        watch.step()?;
        let tracked = fitted(&seating);
        watch.step()?;
        Ok(Self { seating, untracked: other, tracked, seed })
    }

    /// Whether pupils have tracks.
    #[must_use]
    pub fn has_tracks(&self) -> bool {
        self.seating.any() > 0
    }

    /// Whether the places of schools are known.
    #[must_use]
    pub fn has_places(&self) -> bool {
        !self.seating.places.is_empty()
    }

    /// Pupils who attend a school that they are not taken to consider.
    #[must_use]
    pub fn beyond(&self) -> u64 {
        self.tracked.beyond
    }

    /// The pupils as they sit, in the same form.
    #[must_use]
    pub fn observed(&self) -> Vec<Cell> {
        self.seating.cells(&self.seating.schools)
    }

    /// Every world in some replicates. The draws of a pupil are the same in all worlds.
    ///
    /// # Errors
    /// `Interrupted` when the work is to stop.
    pub fn placed(
        &self,
        worlds: &[Factors],
        replicates: std::ops::Range<u32>,
        watch: &Watch,
    ) -> Result<Vec<Placed>> {
        let jobs: Vec<(u32, usize)> =
            replicates.flat_map(|replicate| (0..worlds.len()).map(move |world| (replicate, world))).collect();
        let job = |&(replicate, world): &(u32, usize)| {
            let (schools, overflow) = self.schools(worlds[world], replicate);
            watch.step()?;
            Ok(Placed { world, replicate, cells: self.seating.cells(&schools), overflow })
        };
        jobs.par_iter().map(job).collect()
    }

    /// The school of every pupil in a world, and how many found no place on their list.
    fn schools(&self, factors: Factors, replicate: u32) -> (Vec<u32>, u64) {
        let stream = Stream::new(self.seed, replicate);
        let [tracking, homes, preferences, places] =
            [Factor::Tracking, Factor::Homes, Factor::Preferences, Factor::Places]
                .map(|one| factors.hold(one));
        let other = self.untracked.as_ref().filter(|_| !tracking);
        let (seating, model) =
            other.map_or((&self.seating, &self.tracked), |side| (&side.seating, &side.model));
        if !homes && !preferences {
            return (at_random(seating, tracking, stream), 0);
        }
        let moved = if homes { seating.homes.clone() } else { shuffled(seating, stream) };
        let place = Placing { seating, model, stream, homes: &moved };
        if places && self.has_places() { place.admitted(preferences) } else { (place.first(preferences), 0) }
    }
}

fn fitted(seating: &Seating) -> Model {
    Model::fitted(seating, Sets::new(seating, &Trees::new(&seating.school_at, &seating.eligible)))
}

/// Seats of a municipality, and with tracking of a kind, dealt out at random among those who have one.
fn at_random(seating: &Seating, tracking: bool, stream: Stream) -> Vec<u32> {
    let own = |kind: u16| if tracking { u64::from(kind) } else { 0 };
    let stratum = |(home, kind): (&u32, &u16)| u64::from(seating.town(*home)) << 16 | own(*kind);
    let strata: Vec<u64> = seating.homes.iter().zip(&seating.kinds).map(stratum).collect();
    dealt(&drawn_order(seating, stream, purpose::SEAT), &strata, &seating.schools)
}

/// Homes of a municipality, dealt out at random among those who live there.
fn shuffled(seating: &Seating, stream: Stream) -> Vec<u32> {
    let strata: Vec<u64> = seating.homes.iter().map(|home| u64::from(seating.town(*home))).collect();
    dealt(&drawn_order(seating, stream, purpose::HOME), &strata, &seating.homes)
}

struct Placing<'a> {
    seating: &'a Seating,
    model: &'a Model,
    stream: Stream,
    homes: &'a [u32],
}

impl Placing<'_> {
    /// The schools that a pupil considers, best first: by taste, or by distance.
    fn list(&self, pupil: usize, preferences: bool) -> Vec<u32> {
        let who = self.chooser(pupil);
        if preferences {
            self.model.ranked(who, self.stream)
        } else {
            self.model.sets.of(who.home, who.kind).iter().map(|seen| seen.school).collect()
        }
    }

    fn chooser(&self, pupil: usize) -> Chooser {
        Chooser {
            id: self.seating.ids[pupil],
            year: self.seating.year,
            home: self.homes[pupil],
            kind: self.seating.kinds[pupil],
            group: self.seating.groups[pupil],
        }
    }

    /// The best school of every pupil.
    fn first(&self, preferences: bool) -> Vec<u32> {
        let best = |pupil: usize| {
            let who = self.chooser(pupil);
            let nearest = || self.model.sets.of(who.home, who.kind).first().map(|seen| seen.school);
            if preferences { self.model.favourite(who, self.stream) } else { nearest() }
        };
        (0..self.seating.len()).into_par_iter().map(|pupil| best(pupil).unwrap_or_default()).collect()
    }

    /// The school of every pupil under deferred acceptance with one lottery. Who is not placed on
    /// the own list takes, in the order of the lottery, the nearest school with a place left, or
    /// the nearest where no place is left at all.
    fn admitted(&self, preferences: bool) -> (Vec<u32>, u64) {
        let lists: Vec<Vec<u32>> =
            (0..self.seating.len()).into_par_iter().map(|pupil| self.list(pupil, preferences)).collect();
        let lists: Lists = lists.into_iter().collect();
        let order = drawn_order(self.seating, self.stream, purpose::LOTTERY);
        let places = self.seating.places.iter().map(|places| (*places).min(u64::from(u32::MAX)) as u32);
        let market = Market::plain(lists, Vec::new(), places.collect());
        let placed = deferred_acceptance(&market, &Single::taking_turns(&market, order.clone()));
        let school = |wish: &Option<u32>| wish.map(|wish| market.school(wish as usize));
        self.completed(&placed.iter().map(school).collect::<Vec<_>>(), &order)
    }

    fn completed(&self, placed: &[Option<u32>], order: &[u32]) -> (Vec<u32>, u64) {
        let trees = Trees::new(&self.seating.school_at, &self.seating.eligible);
        let mut left = self.seating.places.clone();
        placed.iter().flatten().for_each(|school| left[*school as usize] -= 1);
        let mut schools: Vec<u32> = placed.iter().map(|school| school.unwrap_or_default()).collect();
        let mut overflow = 0;
        for pupil in order.iter().map(|pupil| *pupil as usize).filter(|pupil| placed[*pupil].is_none()) {
            overflow += 1;
            let (at, kind) = (self.seating.home_at[self.homes[pupil] as usize], self.seating.kinds[pupil]);
            let is_left = |school: u32| left[school as usize] > 0;
            schools[pupil] = trees.nearest_left(at, kind, is_left).unwrap_or_default();
            let school = &mut left[schools[pupil] as usize];
            *school = school.saturating_sub(1);
        }
        (schools, overflow)
    }
}

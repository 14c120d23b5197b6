//! A cohort, study year by study year.

use super::cohort::Cohort;
use super::forming::{Seat, classes};
use super::level::Advice;
use super::placement::Placement;
use super::plan::Plan;
use super::programme::Programme;
use super::sites::Sites;
use super::transitions::{Transitions, Turn};
use crate::numeric::{Stream, purpose, uniform};

/// What is the same in all scenarios.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// Those who enter.
    pub cohort: &'a Cohort,
    /// Where.
    pub sites: &'a Sites,
    /// Repeating, and moving up and down.
    pub transitions: &'a Transitions,
    /// Where classes of several levels send pupils.
    pub placement: &'a Placement,
    /// Pupils in a class at most.
    pub class_size: usize,
    /// Study years to follow.
    pub study_years: u32,
}

/// Who sits where in a study year: those who came this far, and beside them the repeaters of a cohort before, which
/// was like this one. Sorted by site, programme and class.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StudyYear {
    /// From 1.
    pub study_year: u32,
    /// A row a pupil.
    pub seated: Vec<Seated>,
}

/// A pupil in a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seated {
    /// Site.
    pub site: u32,
    /// Levels of the class.
    pub programme: Programme,
    /// Class of the programme, from 0.
    pub class: u32,
    /// Level at which the pupil is, in classes of several levels too.
    pub level: u8,
    /// Group.
    pub group: u16,
    /// Position in the cohort.
    pub pupil: u32,
    /// Whether the year is done again.
    pub again: bool,
}

/// Where a pupil is.
#[derive(Clone, Copy)]
struct State {
    site: u32,
    level: u8,
}

impl Setting<'_> {
    /// The study years of the cohort under a plan; all draws are those of pupils, not of the plan.
    #[must_use]
    pub fn follow(&self, plan: &Plan, stream: Stream) -> Vec<StudyYear> {
        let mut states: Vec<State> = (0..self.cohort.len()).map(|i| self.enters(i, stream)).collect();
        let one = |study_year: u32| {
            let seated = self.seated(&states, plan, study_year, stream);
            for (i, state) in states.iter_mut().enumerate() {
                *state = self.moved(i, *state, plan, study_year, stream);
            }
            StudyYear { study_year, seated }
        };
        (1..=self.study_years).map(one).collect()
    }

    /// Where a pupil starts: at the level of the advice that the site offers, or the nearest to it; of a double advice
    /// either, as likely.
    fn enters(&self, i: usize, stream: Stream) -> State {
        let (site, Advice { low, high }) = (self.cohort.schools[i], self.cohort.advice[i]);
        let [drawn, ..] = stream.block(self.cohort.ids[i], 0, purpose::TRACK_LEVEL, 0);
        let advised = if uniform(drawn) < 0.5 { low } else { high };
        let level = self.sites.offered[site as usize].nearest(advised).unwrap_or(advised);
        State { site, level }
    }

    fn turn(&self, i: usize, level: u8, study_year: u32, again: bool, stream: Stream) -> Turn {
        let (advice, group) = (self.cohort.advice[i], self.cohort.groups[i]);
        let [drawn, ..] = self.draws(i, study_year, again, stream);
        let chances = self.transitions.chances(study_year, level, Some(advice), group);
        Transitions::turn(chances, uniform(drawn), again)
    }

    fn draws(&self, i: usize, study_year: u32, again: bool, stream: Stream) -> [u32; 4] {
        stream.block(self.cohort.ids[i], study_year, purpose::TRACK_MOVE, u32::from(again))
    }

    /// Where a pupil is after a study year, done again or not.
    fn moved(&self, i: usize, state: State, plan: &Plan, study_year: u32, stream: Stream) -> State {
        let turn = match self.turn(i, state.level, study_year, false, stream) {
            Turn::Repeats => self.turn(i, state.level, study_year, true, stream),
            other => other,
        };
        let level = match turn {
            Turn::Up => state.level + 1,
            Turn::Down => state.level - 1,
            Turn::On | Turn::Repeats => state.level,
        };
        let level = self.placed(i, state, plan, study_year, stream).unwrap_or(level);
        State { site: self.sites.with(state.site, level), level }
    }

    /// The level that the class of a pupil sends him or her to, in the last year of first classes.
    fn placed(&self, i: usize, state: State, plan: &Plan, study_year: u32, stream: Stream) -> Option<u8> {
        if study_year != plan.sites[state.site as usize].years {
            return None;
        }
        let width = plan.programme(self.sites, state.site, state.level, study_year).width();
        let [_, drawn, ..] = self.draws(i, study_year, false, stream);
        self.placement.level(self.cohort.advice[i], self.cohort.groups[i], width, uniform(drawn))
    }

    fn seated(&self, states: &[State], plan: &Plan, study_year: u32, stream: Stream) -> Vec<Seated> {
        let mut rows = Vec::with_capacity(states.len());
        for (i, State { site, level }) in states.iter().enumerate() {
            let programme = plan.programme(self.sites, *site, *level, study_year);
            let repeats = self.turn(i, *level, study_year, false, stream) == Turn::Repeats;
            for again in [false, true].into_iter().filter(|again| repeats || !again) {
                let (site, level, group) = (*site, *level, self.cohort.groups[i]);
                rows.push(Seated { site, programme, class: 0, level, group, pupil: i as u32, again });
            }
        }
        rows.sort_unstable_by_key(|row| (row.site, row.programme, row.pupil, row.again));
        for rows in rows.chunk_by_mut(|a, b| (a.site, a.programme) == (b.site, b.programme)) {
            let seats: Vec<Seat> = rows.iter().map(|row| self.seat(row, study_year, stream)).collect();
            let forming = plan.sites[rows[0].site as usize].forming;
            for (row, class) in rows.iter_mut().zip(classes(&seats, forming, self.class_size)) {
                row.class = class;
            }
        }
        rows.sort_unstable();
        rows
    }

    fn seat(&self, row: &Seated, study_year: u32, stream: Stream) -> Seat {
        let i = row.pupil as usize;
        let tick = study_year;
        let [a, b, asks, _] =
            stream.block(self.cohort.ids[i], tick, purpose::TRACK_CLASS, u32::from(row.again));
        Seat {
            key: u64::from(a) << 32 | u64::from(b),
            asks: uniform(asks),
            height: self.cohort.advice[i].height(),
            group: row.group,
        }
    }
}

//! The places of a year given out.

use super::{Base, Phase, central, ladder};
use crate::admission::Enrolment;
use crate::choice::{Chances, Company, Seeker};
use crate::error::Result;
use crate::numeric::{Stream, purpose, uniform};
use crate::world::Trees;
use rayon::prelude::*;

/// Where someone goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Given {
    /// The school.
    pub school: u32,
    /// Place on the list, from 1; none where no school on it had a place.
    pub rank: Option<u32>,
}

/// Those who choose in a year, what they see, and the places that are left.
pub struct Giving<'a> {
    /// The base.
    pub base: &'a Base,
    /// What holds in the year.
    pub phase: &'a Phase,
    /// Who they see at school.
    pub seen: &'a Company,
    /// Who is at school beside them.
    pub sitting: &'a Company,
    /// How many schools take, where that is not the places that they have left.
    pub intake: &'a [Option<u32>],
    /// Draws.
    pub stream: Stream,
    /// Seed and number of the replicate, which name its lotteries.
    pub seed: (u64, u32),
    /// The school year.
    pub year: u16,
    /// Those who choose.
    pub seekers: &'a [Seeker],
}

/// What is given so far, the places that are left, and who has none yet, in the order of their turns.
pub struct Round {
    /// By seeker.
    pub given: Vec<Given>,
    /// By school.
    pub left: Vec<u32>,
    /// For whom no school on the list had a place.
    pub late: Vec<usize>,
}

/// Those who enrol together, with the share that stays.
pub type Joined = Vec<(usize, f64)>;

/// No place yet.
const NOWHERE: Given = Given { school: 0, rank: None };

impl Giving<'_> {
    /// A school for everyone, in the order in which they are given; and who enrols together, with the share that stays.
    ///
    /// # Errors
    /// Those of the mechanism.
    pub fn places(&self) -> Result<(Vec<Given>, Joined)> {
        let count = self.seekers.len();
        let mut round = Round { given: vec![NOWHERE; count], left: self.left(), late: Vec::new() };
        let (together, rest) = self.together(&mut round);
        let (late, on_time): (Vec<usize>, Vec<usize>) = if self.phase.handles.admission.has_late() {
            rest.into_iter().partition(|i| self.is_late(*i))
        } else {
            (Vec::new(), rest)
        };
        for turn in [on_time, late].into_iter().filter(|turn| !turn.is_empty()) {
            self.turn(turn, &mut round)?;
            self.complete(&mut round);
        }
        Ok((round.given, together))
    }

    /// Those who register at one moment, each in the way of the municipality.
    fn turn(&self, who: Vec<usize>, round: &mut Round) -> Result<()> {
        let admission = &self.phase.handles.admission;
        if admission.way_of.is_empty() {
            return self.by(&admission.ways[0].enrolment, &who, round);
        }
        let mut of: Vec<Vec<usize>> = vec![Vec::new(); admission.ways.len()];
        for i in who {
            of[admission.way(self.town(i))].push(i);
        }
        if let [only] = (0..of.len()).filter(|way| !of[*way].is_empty()).collect::<Vec<_>>()[..] {
            return self.by(&admission.ways[only].enrolment, &of[only], round);
        }
        let wanted: Vec<Vec<u64>> = of.iter().map(|who| self.wanted(who)).collect();
        for way in (1..of.len()).filter(|way| !of[*way].is_empty()) {
            let share = |school: usize| {
                let all: u64 = wanted.iter().map(|wanted| wanted[school]).sum();
                let part = (u64::from(round.left[school]) * wanted[way][school]).checked_div(all);
                if round.left[school] == u32::MAX { u32::MAX } else { part.unwrap_or_default() as u32 }
            };
            let own: Vec<u32> = (0..round.left.len()).map(share).collect();
            let all = std::mem::replace(&mut round.left, own.clone());
            self.by(&admission.ways[way].enrolment, &of[way], round)?;
            for ((left, own), all) in round.left.iter_mut().zip(own).zip(all) {
                *left = all - (own - *left);
            }
        }
        self.by(&admission.ways[0].enrolment, &of[0], round)
    }

    /// How many want a school first, by school.
    fn wanted(&self, who: &[usize]) -> Vec<u64> {
        let mut wanted = vec![0; self.base.seating.school_at.len()];
        for first in self.firsts(who).into_iter().flatten() {
            wanted[first as usize] += 1;
        }
        wanted
    }

    fn by(&self, enrolment: &Enrolment, who: &[usize], round: &mut Round) -> Result<()> {
        match enrolment {
            Enrolment::Free => self.free(who, round),
            Enrolment::Queue { length, sibling_first } => self.queue(who, *length, *sibling_first, round),
            Enrolment::Central { mechanism, ties, length, sibling_first } => {
                central::place(self, who, (mechanism, ties), (*length, *sibling_first), round)?;
            }
        }
        Ok(())
    }

    fn free(&self, who: &[usize], round: &mut Round) {
        for (i, first) in who.iter().zip(self.firsts(who)) {
            round.given[*i] = Given { school: first.unwrap_or_default(), rank: first.map(|_| 1) };
        }
    }

    /// The first choice of everyone.
    fn firsts(&self, who: &[usize]) -> Vec<Option<u32>> {
        let tastes = &self.phase.tastes;
        let chances: Option<Chances> = tastes.chances(self.seen);
        let first = |i: &usize| tastes.first(&self.seekers[*i], self.seen, chances.as_ref(), self.stream);
        who.par_iter().with_min_len(1024).map(first).collect()
    }

    /// How many every school takes: what is given, else the places that it has left; all where these are not known.
    fn left(&self) -> Vec<u32> {
        let places = &self.phase.handles.supply.places;
        let left = |school: u32| {
            let left = places.get(school as usize)?.saturating_sub(u64::from(self.sitting.size(school)));
            Some(left.min(u64::from(u32::MAX)) as u32)
        };
        let given = |school: u32| self.intake.get(school as usize).copied().flatten();
        (0..self.base.seating.school_at.len() as u32)
            .map(|school| given(school).or_else(|| left(school)).unwrap_or(u32::MAX))
            .collect()
    }

    fn queue(&self, who: &[usize], length: usize, sibling_first: bool, round: &mut Round) {
        let firsts = self.firsts(who);
        let class = |i: usize, first: Option<u32>| {
            first.map_or(1, |school| ladder::class(self, i, school, sibling_first))
        };
        let key = |(place, i): (usize, &usize)| {
            (class(*i, firsts[place]), self.number(*i, purpose::ARRIVAL), *i, place)
        };
        let mut order: Vec<(u32, u64, usize, usize)> = who.iter().enumerate().map(key).collect();
        order.par_sort_unstable();
        for (_, _, i, place) in order {
            let first = firsts[place].filter(|school| round.left[*school as usize] > 0);
            let found = first.map(|school| (school, 1)).or_else(|| self.next(i, &round.left, length));
            match found {
                Some((school, rank)) => {
                    round.left[school as usize] -= 1;
                    round.given[i] = Given { school, rank: Some(rank) };
                }
                None => round.late.push(i),
            }
        }
    }

    /// The first school on someone's list with a place left.
    fn next(&self, i: usize, left: &[u32], length: usize) -> Option<(u32, u32)> {
        let list = self.phase.tastes.ranked(&self.seekers[i], self.seen, self.stream, length);
        list.into_iter().zip(1..).find(|(school, _)| left[*school as usize] > 0)
    }

    /// Those for whom no school on the list had a place: the nearest with one left, in order.
    fn complete(&self, round: &mut Round) {
        let late = std::mem::take(&mut round.late);
        if late.is_empty() {
            return;
        }
        let (seating, supply) = (&self.base.seating, &self.phase.handles.supply);
        let trees = Trees::new(&supply.at, &supply.eligible);
        for i in late {
            let block = self.base.blocks.all()[self.seekers[i].block as usize];
            let at = seating.home_at[block.home as usize];
            let school = trees.nearest_left(at, block.kind, |school| round.left[school as usize] > 0);
            round.given[i].school = school.unwrap_or_default();
            let left = &mut round.left[round.given[i].school as usize];
            *left = left.saturating_sub(1);
        }
    }

    /// Families who enrol together get places first, those who live nearest; who they are, and all others.
    fn together(&self, round: &mut Round) -> (Joined, Vec<usize>) {
        let mut rest: Vec<usize> = (0..self.seekers.len()).collect();
        let mut joined = Vec::new();
        for one in &self.phase.handles.together {
            let can = |i: &usize| {
                let block = self.base.blocks.all()[self.seekers[*i].block as usize];
                let takes = self.phase.handles.supply.takes(usize::from(block.kind), one.school);
                (self.seekers[*i].now.is_none() && block.group == one.group && takes)
                    .then(|| (self.base.seating.km(block.home, one.school), self.seekers[*i].id, *i))
            };
            let mut near: Vec<(f64, u64, usize)> = rest.iter().filter_map(can).collect();
            near.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            near.truncate(one.families.min(round.left[one.school as usize]) as usize);
            for (_, _, i) in &near {
                round.given[*i] = Given { school: one.school, rank: Some(1) };
                round.left[one.school as usize] -= 1;
                joined.push((*i, one.retention));
            }
            rest.retain(|i| near.iter().all(|(_, _, other)| other != i));
        }
        (joined, rest)
    }

    /// Municipality of the home of a seeker.
    fn town(&self, i: usize) -> u32 {
        self.base.towns[self.seekers[i].block as usize]
    }

    /// Place of the group of a seeker.
    pub fn group(&self, i: usize) -> usize {
        usize::from(self.base.blocks.all()[self.seekers[i].block as usize].group)
    }

    fn is_late(&self, i: usize) -> bool {
        let late = self.phase.handles.admission.late(self.town(i), self.group(i));
        late > 0.0 && self.chance(i, purpose::LATE) < late
    }

    /// The number of a seeker, for what is drawn once in its life, between 0 and 1.
    pub fn chance(&self, i: usize, purpose: u8) -> f64 {
        let who = &self.seekers[i];
        uniform(self.stream.block(who.id, u32::from(who.year), purpose, 0)[0])
    }

    /// The number of a seeker in an order that is drawn.
    pub fn number(&self, i: usize, purpose: u8) -> u64 {
        number(self.stream, &self.seekers[i], purpose)
    }
}

/// The number of someone in an order that is drawn.
pub fn number(stream: Stream, who: &Seeker, purpose: u8) -> u64 {
    let [high, low, ..] = stream.block(who.id, u32::from(who.year), purpose, 0);
    u64::from(high) << 32 | u64::from(low)
}

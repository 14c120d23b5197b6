//! The places of a year given out.

use super::Base;
use crate::admission::{Drawing, Enrolment, Mechanism, admit};
use crate::choice::{Chances, Company, Seeker, Tastes};
use crate::error::Result;
use crate::market::{Lists, Market, Ties, regions};
use crate::numeric::{Stream, purpose};
use crate::watch::Watch;
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
    /// How they choose.
    pub tastes: &'a Tastes,
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
}

impl Giving<'_> {
    /// A school for everyone, in the order in which they are given.
    ///
    /// # Errors
    /// Those of the mechanism.
    pub fn places(&self, seekers: &[Seeker], enrolment: &Enrolment) -> Result<Vec<Given>> {
        match enrolment {
            Enrolment::Free => Ok(self.free(seekers)),
            Enrolment::Queue { length, sibling_first } => Ok(self.queue(seekers, *length, *sibling_first)),
            Enrolment::Central { mechanism, ties, length, sibling_first } => {
                self.central(seekers, (mechanism, ties), *length, *sibling_first)
            }
        }
    }

    fn free(&self, seekers: &[Seeker]) -> Vec<Given> {
        let given = |first: Option<u32>| Given { school: first.unwrap_or_default(), rank: first.map(|_| 1) };
        self.firsts(seekers).into_iter().map(given).collect()
    }

    /// The first choice of everyone.
    fn firsts(&self, seekers: &[Seeker]) -> Vec<Option<u32>> {
        let chances: Option<Chances> = self.tastes.chances(self.seen);
        let first = |who: &Seeker| self.tastes.first(who, self.seen, chances.as_ref(), self.stream);
        seekers.par_iter().with_min_len(1024).map(first).collect()
    }

    /// How many every school takes: what is given, else the places that it has left; all where these are not known.
    fn left(&self) -> Vec<u32> {
        let seating = &self.base.seating;
        let left = |school: u32| {
            let places = seating.places.get(school as usize)?;
            let left = places.saturating_sub(u64::from(self.sitting.size(school)));
            Some(left.min(u64::from(u32::MAX)) as u32)
        };
        let given = |school: u32| self.intake.get(school as usize).copied().flatten();
        (0..seating.school_at.len() as u32)
            .map(|school| given(school).or_else(|| left(school)).unwrap_or(u32::MAX))
            .collect()
    }

    fn queue(&self, seekers: &[Seeker], length: usize, sibling_first: bool) -> Vec<Given> {
        let firsts = self.firsts(seekers);
        let follows =
            |i: usize| sibling_first && seekers[i].sibling.is_some() && seekers[i].sibling == firsts[i];
        let key = |i: usize| (!follows(i), number(self.stream, &seekers[i], purpose::ARRIVAL), i);
        let mut order: Vec<(bool, u64, usize)> = (0..seekers.len()).map(key).collect();
        order.par_sort_unstable();
        let mut left = self.left();
        let mut given = vec![Given { school: 0, rank: None }; seekers.len()];
        let mut late = Vec::new();
        for (_, _, i) in order {
            let first = firsts[i].filter(|school| left[*school as usize] > 0);
            let found = first.map(|school| (school, 1)).or_else(|| self.next(&seekers[i], &left, length));
            match found {
                Some((school, rank)) => {
                    left[school as usize] -= 1;
                    given[i] = Given { school, rank: Some(rank) };
                }
                None => late.push(i),
            }
        }
        self.complete(seekers, &mut given, late, &mut left);
        given
    }

    /// The first school on someone's list with a place left.
    fn next(&self, who: &Seeker, left: &[u32], length: usize) -> Option<(u32, u32)> {
        let list = self.tastes.ranked(who, self.seen, self.stream, length);
        list.into_iter().zip(1..).find(|(school, _)| left[*school as usize] > 0)
    }

    fn central(
        &self,
        seekers: &[Seeker],
        (mechanism, ties): (&Mechanism, &Ties),
        length: usize,
        sibling_first: bool,
    ) -> Result<Vec<Given>> {
        let list = |who: &Seeker| self.tastes.ranked(who, self.seen, self.stream, length);
        let lists: Lists =
            seekers.par_iter().with_min_len(256).map(list).collect::<Vec<Vec<u32>>>().into_iter().collect();
        let class = |(wish, pupil): (usize, &u32)| {
            u32::from(seekers[*pupil as usize].sibling != Some(lists.schools()[wish]))
        };
        let classes =
            if sibling_first { lists.pupils().iter().enumerate().map(class).collect() } else { Vec::new() };
        let mut market = Market::plain(lists, classes, self.left());
        market.ids = seekers.iter().map(|who| who.id).collect();
        let drawing = Drawing {
            mechanism: for_all(mechanism, market.pupils()),
            ties: ties.clone(),
            seed: lottery_seed(self.seed, self.year),
            lotteries: 1,
            rounds: Vec::new(),
        };
        let placed = admit(&market, &regions(&market), &drawing, &Watch::default())?.of(&market, 0);
        let mut left = market.places.clone();
        let mut given = vec![Given { school: 0, rank: None }; seekers.len()];
        let mut late = Vec::new();
        for (i, wish) in placed.iter().enumerate() {
            if let Some(wish) = wish.map(|wish| wish as usize) {
                given[i] = Given { school: market.school(wish), rank: Some(market.ranks[wish]) };
                left[given[i].school as usize] -= 1;
            } else {
                late.push(i);
            }
        }
        late.sort_by_key(|i| (number(self.stream, &seekers[*i], purpose::ARRIVAL), *i));
        self.complete(seekers, &mut given, late, &mut left);
        Ok(given)
    }

    /// Those for whom no school on the list had a place: the nearest with one left, in order.
    fn complete(&self, seekers: &[Seeker], given: &mut [Given], late: Vec<usize>, left: &mut [u32]) {
        if late.is_empty() {
            return;
        }
        let seating = &self.base.seating;
        let trees = Trees::new(&seating.school_at, &seating.eligible);
        for i in late {
            let block = self.base.blocks.all()[seekers[i].block as usize];
            let at = seating.home_at[block.home as usize];
            let school = trees.nearest_left(at, block.kind, |school| left[school as usize] > 0);
            given[i].school = school.unwrap_or_default();
            let left = &mut left[given[i].school as usize];
            *left = left.saturating_sub(1);
        }
    }
}

/// The mechanism with the consent of all pupils, or of none, as its one entry says.
fn for_all(mechanism: &Mechanism, pupils: usize) -> Mechanism {
    match mechanism {
        Mechanism::EfficiencyAdjusted { consents } => {
            Mechanism::EfficiencyAdjusted { consents: vec![consents.first() == Some(&true); pupils] }
        }
        other => other.clone(),
    }
}

/// The number of someone in an order that is drawn.
pub fn number(stream: Stream, who: &Seeker, purpose: u8) -> u64 {
    let [high, low, ..] = stream.block(who.id, u32::from(who.year), purpose, 0);
    u64::from(high) << 32 | u64::from(low)
}

/// The seed of the lotteries of a replicate in a year.
fn lottery_seed((seed, replicate): (u64, u32), year: u16) -> u64 {
    let [high, low, ..] = Stream::new(seed, replicate).block(u64::from(year), 0, purpose::LOTTERY, 0);
    u64::from(high) << 32 | u64::from(low)
}

//! Year by year.

use super::giving::{Given, Giving};
use super::mixing::mixed;
use super::moving::moved;
use super::sweep::{Sweep, in_turn};
use super::{Base, Elder, Event, Figures, Happened, Phase, Plan, State, Update};
use crate::choice::{Company, Seeker};
use crate::error::Result;
use crate::numeric::{Stream, purpose, uniform};
use crate::world::Cell;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// The copies of a pupil are told apart by these bits of their numbers.
const COPIES: u32 = 56;

/// A year that was simulated.
#[derive(Clone, Debug)]
pub struct Year {
    /// By the year that it starts in.
    pub starts: u16,
    /// Pupils by municipality of the home, school and group.
    pub cells: Vec<Cell>,
    /// What the year brought to those who chose, by municipality of the home and group.
    pub figures: Vec<Figures>,
    /// Pupils of every school.
    pub sizes: Vec<u32>,
    /// What happened, where a log is kept.
    pub events: Vec<Event>,
}

/// A replicate of a scenario, as far as it has come.
pub struct Run<'a> {
    base: &'a Base,
    plan: &'a Plan,
    state: State<'a>,
    stream: Stream,
    seed: (u64, u32),
    /// The schools to which the cohorts went that have come.
    entered: Vec<Vec<u32>>,
    /// Pupils who enrolled together, with the share that stays.
    joined: BTreeMap<u64, f64>,
}

impl<'a> Run<'a> {
    /// A replicate, before the first year.
    #[must_use]
    pub fn new(base: &'a Base, plan: &'a Plan, seed: u64, replicate: u32, log: bool) -> Self {
        let stream = Stream::new(seed, replicate);
        let state = State::new(base, stream, log);
        Self {
            base,
            plan,
            state,
            stream,
            seed: (seed, replicate),
            entered: Vec::new(),
            joined: BTreeMap::new(),
        }
    }

    /// The next school year.
    ///
    /// # Errors
    /// Those of the mechanism.
    pub fn year(&mut self) -> Result<Year> {
        let after = self.entered.len() as u32 + 1;
        let year = self.base.seating.year + after as u16;
        let seen = if self.plan.feedback { self.state.company.clone() } else { self.base.company.clone() };
        self.state.leave(year);
        let mut rows = self.movers(year, after);
        rows.extend(self.homeless(year, after));
        rows.extend(self.parting(year));
        rows.sort_unstable();
        rows.dedup();
        if self.plan.update == Update::Synchronous {
            rows = (0..self.state.len()).collect();
        }
        let mut figures = vec![Figures::default(); self.towns() * self.base.groups.len()];
        self.choose(year, after, &rows, &seen, &mut figures)?;
        self.turns(year, &mut figures);
        let schools = 0..self.base.seating.school_at.len() as u32;
        Ok(Year {
            starts: year,
            cells: self.state.cells(),
            figures,
            sizes: schools.map(|school| self.state.company.size(school)).collect(),
            events: self.state.events(),
        })
    }

    fn towns(&self) -> usize {
        self.base.towns.iter().max().map_or(1, |most| *most as usize + 1)
    }

    fn phase(&self, after: u32) -> &'a Phase {
        self.plan.phase(after)
    }

    fn movers(&mut self, year: u16, after: u32) -> Vec<usize> {
        if self.plan.moving <= 0.0 {
            return Vec::new();
        }
        let tastes = &self.phase(after).tastes;
        moved(&mut self.state, self.base, tastes, (self.plan.moving, year), self.stream)
    }

    /// Pupils whose school is gone: those of a merged one go along with it, the others, by row, look for another.
    fn homeless(&mut self, year: u16, after: u32) -> Vec<usize> {
        let mut seek = Vec::new();
        for (school, into) in &self.phase(after).handles.supply.gone {
            if self.state.company.size(*school) == 0 {
                continue;
            }
            let there =
                (0..self.state.len()).filter(|row| self.state.schools[*row] == *school).collect::<Vec<_>>();
            let Some(into) = into else {
                seek.extend(there);
                continue;
            };
            for row in there {
                self.state.away(row);
                self.state.sit(row, *into);
                self.state.note(year, Happened::Changed, row, Some(*school), Some(*into));
            }
        }
        seek
    }

    /// Pupils, by row, who enrolled together with others and do not stay.
    fn parting(&mut self, year: u16) -> Vec<usize> {
        if self.joined.is_empty() {
            return Vec::new();
        }
        let stream = self.stream;
        let parts = |id: u64, stays: f64| {
            uniform(stream.block(id, u32::from(year), purpose::RETENTION, 0)[0]) >= stays
        };
        let gone: Vec<u64> =
            self.joined.iter().filter(|(id, stays)| parts(**id, **stays)).map(|(id, _)| *id).collect();
        for id in &gone {
            self.joined.remove(id);
        }
        (0..self.state.len()).filter(|row| gone.binary_search(&self.state.ids[*row]).is_ok()).collect()
    }

    /// Some of those at school choose again, and a cohort comes, all at once.
    fn choose(
        &mut self,
        year: u16,
        after: u32,
        rows: &[usize],
        seen: &Company,
        figures: &mut [Figures],
    ) -> Result<()> {
        let mut newcomers = self.newcomers(year, after);
        let phase = self.phase(after);
        mixed(&mut newcomers, self.base, &phase.handles.mixing, year, self.stream);
        let mut seekers: Vec<Seeker> = rows.iter().map(|row| self.seeker(*row)).collect();
        seekers.extend(newcomers.iter().map(|(seeker, _, _)| *seeker));
        for row in rows {
            self.state.away(*row);
        }
        let giving = Giving {
            base: self.base,
            phase,
            seen,
            sitting: &self.state.company,
            intake: &self.plan.intake,
            stream: self.stream,
            seed: self.seed,
            year,
            seekers: &seekers,
        };
        let (given, together) = giving.places()?;
        self.joined.extend(together.into_iter().map(|(i, stays)| (seekers[i].id, stays)));
        self.count(&seekers, &given, phase, figures);
        for (row, given) in rows.iter().zip(&given) {
            let old = self.state.schools[*row];
            self.state.sit(*row, given.school);
            if old != given.school {
                self.state.note(year, Happened::Changed, *row, Some(old), Some(given.school));
            }
        }
        let coming = &given[rows.len()..];
        for ((seeker, family, last), given) in newcomers.iter().zip(coming) {
            self.state.come(seeker.id, *family, seeker.block, given.school, *last);
            let happened = if given.rank.is_some() { Happened::Entered } else { Happened::Unplaced };
            self.state.note(year, happened, self.state.len() - 1, None, Some(given.school));
        }
        self.entered.push(coming.iter().map(|given| given.school).collect());
        Ok(())
    }

    /// Someone at school, as it chooses again.
    fn seeker(&self, row: usize) -> Seeker {
        let year = self.base.seating.year;
        let (id, block) = (self.state.ids[row], self.state.blocks[row]);
        Seeker { id, year, block, now: Some(self.state.schools[row]), sibling: None }
    }

    /// Who comes in a year, with family and last school year. Tastes are drawn for the base year, so that they
    /// stay with a pupil; copies of a pupil have numbers of their own.
    fn newcomers(&self, year: u16, after: u32) -> Vec<(Seeker, u64, u16)> {
        if self.base.cohorts.is_empty() {
            return Vec::new();
        }
        let (number, copy) = self.base.cohort(after);
        let newcomer = |entrant: &super::Entrant| {
            let (id, family) =
                (entrant.id.wrapping_add(copy << COPIES), entrant.family.wrapping_add(copy << COPIES));
            let seeker = Seeker {
                id,
                year: self.base.seating.year,
                block: entrant.block,
                now: None,
                sibling: self.school_of(entrant.elder, after, number as u32),
            };
            (seeker, family, self.base.staying.last_year(id, year, entrant.stage, self.stream))
        };
        self.base.cohorts[number].par_iter().with_min_len(1024).map(newcomer).collect()
    }

    /// The school of an elder: that to which it went itself in these years, or that where it was seen.
    fn school_of(&self, elder: Elder, after: u32, cohort: u32) -> Option<u32> {
        match elder {
            Elder::None => None,
            Elder::At(school) => Some(school),
            Elder::Entrant { cohort: earlier, entrant } => {
                let came = after.checked_sub(1 + cohort - earlier)?;
                self.entered.get(came as usize)?.get(entrant as usize).copied()
            }
        }
    }

    /// Everyone at school chooses again in turns, where that is the plan.
    fn turns(&mut self, year: u16, figures: &mut [Figures]) {
        let at_a_time = match self.plan.update {
            Update::Cohort | Update::Synchronous => return,
            Update::Fraction(share) => (share * self.state.len() as f64).ceil() as usize,
            Update::Sequential => 1,
        };
        let who = |row: usize| self.seeker(row);
        let order = in_turn((0..self.state.len()).map(who), year, self.stream);
        let limits = self.plan.enrolment().has_limits();
        let phase = self.phase(1);
        let sweep = Sweep { base: self.base, tastes: &phase.tastes, stream: self.stream, limits };
        for rows in order.chunks(at_a_time.max(1)) {
            for (row, new) in sweep.turn(&self.state, rows) {
                let old = self.state.schools[row];
                self.state.away(row);
                self.state.sit(row, new);
                self.state.note(year, Happened::Changed, row, Some(old), Some(new));
            }
        }
        let unplaced: Vec<u64> = figures.iter().map(|figures| figures.unplaced).collect();
        let seekers: Vec<Seeker> = (0..self.state.len()).map(|row| self.seeker(row)).collect();
        let given = |who: &Seeker| {
            let first = phase.tastes.first(who, &self.state.company, None, self.stream);
            let school = who.now.unwrap_or_default();
            Given { school, rank: Some(if first == who.now { 1 } else { 2 }) }
        };
        let given: Vec<Given> = seekers.par_iter().with_min_len(256).map(given).collect();
        figures.fill(Figures::default());
        self.count(&seekers, &given, phase, figures);
        for (figures, unplaced) in figures.iter_mut().zip(unplaced) {
            figures.unplaced = unplaced;
        }
    }

    fn count(&self, seekers: &[Seeker], given: &[Given], phase: &Phase, figures: &mut [Figures]) {
        let (towns, groups) = (&self.base.towns, self.base.groups.len());
        let supply = &phase.handles.supply;
        for (who, given) in seekers.iter().zip(given) {
            let block = self.base.blocks.all()[who.block as usize];
            let figures =
                &mut figures[towns[who.block as usize] as usize * groups + usize::from(block.group)];
            let nearest = phase.tastes.considered(who.block).first().map(|seen| seen.school);
            figures.chose += 1;
            figures.first += u64::from(given.rank == Some(1));
            figures.three += u64::from(given.rank.is_some_and(|rank| rank <= 3));
            figures.unplaced += u64::from(given.rank.is_none());
            figures.nearest += u64::from(nearest == Some(given.school));
            let at = self.base.seating.home_at[block.home as usize];
            figures.km += crate::space::distance(at, supply.at[given.school as usize]);
        }
    }
}

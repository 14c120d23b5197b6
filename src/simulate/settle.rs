//! Whether choices come to rest, when all choose again and again.

use super::giving::number;
use super::sweep::{Sweep, in_turn};
use super::{Base, Plan, State, Update};
use crate::choice::{Company, Seeker};
use crate::error::Result;
use crate::indices::{Ground, Index, value};
use crate::numeric::{Stream, Sum, purpose};
use crate::roll::Table;
use crate::watch::Watch;
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Where pupils are before they choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// At the school that they attend.
    Observed,
    /// At the nearest school for them.
    Nearest,
    /// At any school that they consider, with room where there are limits.
    Random,
}

/// How long pupils choose, and from where.
#[derive(Clone, Copy, Debug)]
pub struct Settling {
    /// Where they are at first.
    pub start: Start,
    /// Ticks at most; in each everyone chooses once.
    pub ticks: u32,
    /// Ticks in which nothing may change by more than the tolerance.
    pub window: usize,
    /// How far mean utility, its spread and H may be from their mean in the window.
    pub tolerance: f64,
    /// The seed.
    pub seed: u64,
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rest {
    /// Nobody wants to be elsewhere.
    NoMovers,
    /// Nothing that is measured changes any more.
    Window,
    /// Everyone is where they were some ticks ago.
    Cycle(u32),
    /// The ticks ran out.
    Limit,
}

/// A tick: everyone has chosen once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tick {
    /// Its number; 0 is the start.
    pub tick: u32,
    /// Pupils who went to another school.
    pub movers: u64,
    /// Mean utility of the own school, of pupils whose own school is among those considered; none where there
    /// are no such pupils.
    pub utility: Option<f64>,
    /// Its standard deviation.
    pub spread: Option<f64>,
    /// H of the groups over schools; none where it is undefined.
    pub h: Option<f64>,
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Settled {
    /// Tick by tick.
    pub ticks: Vec<Tick>,
    /// How it ended.
    pub rest: Rest,
    /// Share of pupils who could be better off at another school, as all others are: 0 in an equilibrium (Nash).
    pub nash: f64,
    /// Pupils by municipality of the home, school and group.
    pub cells: Vec<crate::world::Cell>,
}

impl Settling {
    /// All pupils of the base year choose until they come to rest; draws are those of a replicate, the start
    /// that of its number.
    ///
    /// # Errors
    /// `Interrupted`.
    pub fn settle(&self, base: &Base, plan: &Plan, replicate: u32, watch: &Watch) -> Result<Settled> {
        let stream = Stream::new(self.seed, replicate);
        let limits = plan.enrolment().has_limits();
        let sweep = Sweep { base, tastes: &plan.phase(1).tastes, stream, limits };
        let mut state = State::new(base, stream, false);
        self.begin(&mut state, &sweep);
        let mut ticks = vec![tick(0, 0, &state, &sweep)];
        let mut seen = BTreeMap::from([(fingerprint(&state.schools), 0)]);
        let mut rest = Rest::Limit;
        while ticks.len() as u32 <= self.ticks {
            let number = ticks.len() as u32;
            let movers = choose(&mut state, &sweep, plan.update, number);
            ticks.push(tick(number, movers, &state, &sweep));
            watch.step()?;
            let before = seen.insert(fingerprint(&state.schools), number);
            rest = match before {
                _ if movers == 0 => Rest::NoMovers,
                Some(before) if plan.update == Update::Synchronous && !limits => Rest::Cycle(number - before),
                _ if self.is_level(&ticks) => Rest::Window,
                _ => continue,
            };
            break;
        }
        let better = (0..state.len()).filter(|row| sweep.better(&state, *row).is_some()).count();
        Ok(Settled { ticks, rest, nash: better as f64 / state.len().max(1) as f64, cells: state.cells() })
    }

    fn begin(&self, state: &mut State<'_>, sweep: &Sweep<'_>) {
        if self.start == Start::Observed {
            return;
        }
        let rows = 0..state.len();
        rows.clone().for_each(|row| state.away(row));
        let order = in_turn(rows.map(|row| seeker(state, row, 0)), 0, sweep.stream);
        for row in order {
            let school = self.first(state, sweep, row);
            state.sit(row, school);
        }
    }

    fn first(&self, state: &State<'_>, sweep: &Sweep<'_>, row: usize) -> u32 {
        let considered = sweep.tastes.considered(state.blocks[row]);
        let has_room = |school: u32| !sweep.limits || sweep.left(state, school) > 0;
        let open: Vec<u32> =
            considered.iter().map(|seen| seen.school).filter(|school| has_room(*school)).collect();
        let any = number(sweep.stream, &seeker(state, row, 0), purpose::START);
        match (self.start, open.len() as u64) {
            (_, 0) => considered.first().map_or(state.schools[row], |seen| seen.school),
            (Start::Random, count) => open[(any % count) as usize],
            _ => open[0],
        }
    }

    /// Whether every value of the last ticks is within the tolerance of their mean.
    fn is_level(&self, ticks: &[Tick]) -> bool {
        let Some(from) = ticks.len().checked_sub(self.window) else { return false };
        let of: [fn(&Tick) -> Option<f64>; 3] = [|tick| tick.utility, |tick| tick.spread, |tick| tick.h];
        of.iter().all(|of| {
            let values: Vec<f64> = ticks[from..].iter().filter_map(of).collect();
            let mean = values.iter().copied().collect::<Sum>().value() / values.len().max(1) as f64;
            values.iter().all(|value| (value - mean).abs() <= self.tolerance)
        })
    }
}

fn seeker(state: &State<'_>, row: usize, year: u16) -> Seeker {
    Seeker { id: state.ids[row], year, block: state.blocks[row], now: None, sibling: None }
}

/// Everyone chooses once; how many went elsewhere.
fn choose(state: &mut State<'_>, sweep: &Sweep<'_>, update: Update, tick: u32) -> u64 {
    let order = in_turn((0..state.len()).map(|row| seeker(state, row, 0)), tick as u16, sweep.stream);
    let at_a_time = match update {
        Update::Cohort | Update::Synchronous => state.len(),
        Update::Fraction(share) => (share * state.len() as f64).ceil() as usize,
        Update::Sequential => 1,
    };
    let mut movers = 0;
    for rows in order.chunks(at_a_time.max(1)) {
        for (row, school) in sweep.turn(state, rows) {
            state.away(row);
            state.sit(row, school);
            movers += 1;
        }
    }
    movers
}

fn tick(tick: u32, movers: u64, state: &State<'_>, sweep: &Sweep<'_>) -> Tick {
    let worth = sweep.worth(state);
    let count = worth.len() as f64;
    let mean = worth.iter().copied().collect::<Sum>().value() / count;
    let square = worth.iter().map(|u| (u - mean) * (u - mean)).collect::<Sum>().value() / count;
    let known = |value: f64| (!worth.is_empty()).then_some(value);
    Tick {
        tick,
        movers,
        utility: known(mean),
        spread: known(square.max(0.0).sqrt()),
        h: theil(&state.company, sweep.base),
    }
}

/// H of the groups over schools.
fn theil(company: &Company, base: &Base) -> Option<f64> {
    let (schools, groups) = (base.seating.school_at.len() as u32, base.groups.len() as u16);
    let cells: Vec<u64> = (0..schools)
        .flat_map(|school| (0..groups).map(move |group| u64::from(company.count(school, group))))
        .collect();
    let unit_totals: Vec<f64> = (0..schools).map(|school| f64::from(company.size(school))).collect();
    let group_totals: Vec<f64> = (0..groups)
        .map(|group| (0..schools).map(|school| f64::from(company.count(school, group))).sum())
        .collect();
    let total = group_totals.iter().sum();
    let table = Table { cells: &cells, unit_totals: &unit_totals, group_totals: &group_totals, total };
    value(Index::Theil, &table, (0, 0), &Ground::default()).ok().filter(|h| h.is_finite())
}

fn fingerprint(schools: &[u32]) -> u64 {
    let mut hasher = DefaultHasher::new();
    schools.hash(&mut hasher);
    hasher.finish()
}

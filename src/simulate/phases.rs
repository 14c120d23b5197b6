//! What holds in the years of a scenario.

use super::Base;
use super::plan::Active;
use crate::choice::{Behaviour, NEAR, Sets, Tastes};
use crate::error::{Error, Result};
use crate::numeric::Stream;
use crate::policy::{Ground, Handles, Scope, Way};
use crate::world::Trees;
use std::sync::Arc;

/// What holds in a year.
#[derive(Clone, Debug)]
pub struct Phase {
    /// How pupils choose.
    pub tastes: Arc<Tastes>,
    /// All that instruments can change.
    pub handles: Handles,
}

/// Years put together one by one; what stays the same is kept.
pub struct Phases<'a> {
    base: &'a Base,
    behaviour: &'a Behaviour,
    untouched: Handles,
    ground: Ground<'a>,
    years: Vec<Arc<Phase>>,
    units: Vec<Vec<u64>>,
}

impl<'a> Phases<'a> {
    /// None yet.
    pub fn new(base: &'a Base, behaviour: &'a Behaviour, way: Way, seed: u64) -> Self {
        let ground = Ground {
            seating: &base.seating,
            blocks: &base.blocks,
            company: &base.company,
            groups: base.groups.len(),
            families: &base.families,
            with: &base.with,
            stream: Stream::new(seed, 0),
        };
        let untouched = Handles::untouched(&ground, way);
        Self { base, behaviour, untouched, ground, years: Vec::new(), units: Vec::new() }
    }

    /// The next year, under the instruments that hold in it.
    ///
    /// # Errors
    /// Those of instruments, with the number of the instrument as row.
    pub fn year(&mut self, year: u16, instruments: &[Active]) -> Result<()> {
        let first = self.base.seating.year + 1;
        let mut handles = self.untouched.clone();
        self.units.resize(instruments.len(), Vec::new());
        let mut order: Vec<usize> = (0..instruments.len()).collect();
        order.sort_by_key(|number| {
            let active = &instruments[*number];
            (active.instrument.turn(), active.start.unwrap_or(first), *number)
        });
        for number in order {
            let (active, units) = (&instruments[number], &mut self.units[number]);
            let start = active.start.unwrap_or(first);
            let holds = (start..=active.end.unwrap_or(u16::MAX)).contains(&year);
            let scope = Scope {
                towns: active.towns.clone(),
                uptake: active.uptake,
                since: year.saturating_sub(start.max(first)),
                kind: active.kind,
            };
            let mut apply = || active.instrument.apply(&self.ground, &scope, &mut handles);
            units.push(if holds { apply().map_err(|error| error.at(number as u64, 1))? } else { 0 });
        }
        self.check_open(&handles)?;
        self.years.push(self.phase(handles));
        Ok(())
    }

    /// Refuses schools that leave pupils of a kind without any.
    fn check_open(&self, handles: &Handles) -> Result<()> {
        let is_left = |kind: usize| {
            handles.supply.eligible[kind].is_empty() && !self.base.seating.eligible[kind].is_empty()
        };
        if self.base.blocks.all().iter().any(|block| is_left(usize::from(block.kind))) {
            let message = "instruments leave pupils without any school that takes them";
            return Err(Error::input("Contradiction", message)
                .on("sites")
                .remedy("Leave a school open for every track that pupils need."));
        }
        Ok(())
    }

    /// The phases, and what takes part in every instrument.
    pub fn done(self) -> (Vec<Arc<Phase>>, Vec<Vec<u64>>) {
        (self.years, self.units)
    }

    fn phase(&self, handles: Handles) -> Arc<Phase> {
        if let Some(last) = self.years.last() {
            if last.handles == handles {
                return Arc::clone(last);
            }
            if is_seen_alike(&last.handles, &handles) {
                return Arc::new(Phase { tastes: Arc::clone(&last.tastes), handles });
            }
        }
        Arc::new(Phase { tastes: Arc::new(self.tastes(&handles)), handles })
    }

    fn tastes(&self, handles: &Handles) -> Tastes {
        let supply = &handles.supply;
        let trees = Trees::new(&supply.at, &supply.eligible);
        let count = self.behaviour.known.counts.iter().copied().max().unwrap_or(NEAR);
        let sets = Sets::nearest(&self.base.seating, &trees, count);
        let behaviour = self.behaviour.clone().with_offers(&supply.new_offers(&self.ground));
        Tastes::shifted(behaviour, sets, self.base.blocks.clone(), handles.shifts.clone())
    }
}

/// Whether tastes are the same: schools, and how they are seen.
fn is_seen_alike(one: &Handles, other: &Handles) -> bool {
    let (own, their) = (&one.supply, &other.supply);
    own.at == their.at && own.eligible == their.eligible && one.shifts == other.shifts
}

//! Replicates of scenarios.

use super::years::{Run, Year};
use super::{Base, Event, Figures, Plan};
use crate::error::Result;
use crate::policy::{Met, met};
use crate::watch::Watch;
use crate::world::Cell;
use rayon::prelude::*;
use std::ops::Range;

/// A year of a replicate of a scenario.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Number of the scenario.
    pub scenario: u32,
    /// Number of the replicate.
    pub replicate: u32,
    /// The school year.
    pub year: u16,
    /// Pupils by municipality of the home, school and group.
    pub cells: Vec<Cell>,
    /// What the year brought to those who chose, by municipality of the home and group.
    pub figures: Vec<Figures>,
    /// Whom pupils meet, by municipality of the home and group, all pupils first; where that is asked.
    pub met: Vec<Met>,
    /// Pupils of every school.
    pub sizes: Vec<u32>,
    /// What happened, where a log is kept.
    pub events: Vec<Event>,
}

/// Scenarios to simulate from the same base.
#[derive(Clone, Copy, Debug)]
pub struct Runs<'a> {
    /// The base.
    pub base: &'a Base,
    /// The scenarios.
    pub plans: &'a [&'a Plan],
    /// Years after the base year.
    pub years: u32,
    /// The seed; draws of a replicate are the same in all scenarios.
    pub seed: u64,
    /// Whether to keep a log of what happened.
    pub log: bool,
    /// Whether to tell whom pupils meet.
    pub meeting: bool,
}

impl Runs<'_> {
    /// Every year of some replicates of every scenario: by replicate, scenario and year.
    ///
    /// # Errors
    /// Those of a mechanism; `Interrupted`.
    pub fn outcomes(&self, replicates: Range<u32>, watch: &Watch) -> Result<Vec<Outcome>> {
        let scenarios = 0u32..self.plans.len() as u32;
        let jobs: Vec<(u32, u32)> =
            replicates.flat_map(|replicate| scenarios.clone().map(move |s| (replicate, s))).collect();
        watch.expect(jobs.len() as u64 * u64::from(self.years));
        let job = |(replicate, scenario): &(u32, u32)| self.outcome(*scenario, *replicate, watch);
        let found: Result<Vec<Vec<Outcome>>> = jobs.par_iter().map(job).collect();
        Ok(found?.into_iter().flatten().collect())
    }

    fn outcome(&self, scenario: u32, replicate: u32, watch: &Watch) -> Result<Vec<Outcome>> {
        let plan = self.plans[scenario as usize];
        let mut run = Run::new(self.base, plan, self.seed, replicate, self.log);
        let one = |after| {
            let Year { starts: year, cells, figures, sizes, events } = run.year()?;
            let met = if self.meeting { met(&cells, &plan.phase(after).handles.friends) } else { Vec::new() };
            watch.step()?;
            Ok(Outcome { scenario, replicate, year, cells, figures, met, sizes, events })
        };
        (1..=self.years).map(one).collect()
    }
}

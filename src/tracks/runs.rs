//! Replicates of scenarios.

use super::course::{Setting, StudyYear};
use super::figures::{Figure, Measure, figures, pupils};
use super::plan::Plan;
use super::programme::Programme;
use crate::error::Result;
use crate::numeric::Stream;
use crate::watch::Watch;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::ops::Range;

/// A study year of a replicate of a scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Number of the scenario.
    pub scenario: u32,
    /// Number of the replicate.
    pub replicate: u32,
    /// Study year, from 1.
    pub study_year: u32,
    /// Values.
    pub figures: Vec<Figure>,
    /// Pupils by programme and group.
    pub pupils: BTreeMap<(Programme, u16), u64>,
}

/// What scenarios change in a replicate: the plan of each, and something to tell of it.
pub trait Changed<T>: Fn(u32, Stream) -> (Plan, T) + Sync {}

impl<T, F: Fn(u32, Stream) -> (Plan, T) + Sync> Changed<T> for F {}

/// Scenarios to follow the same cohort in.
#[derive(Clone, Copy, Debug)]
pub struct Runs<'a> {
    /// What is the same in all.
    pub setting: Setting<'a>,
    /// Groups.
    pub groups: usize,
    /// What is measured.
    pub measures: &'a [Measure],
    /// How many scenarios.
    pub scenarios: u32,
    /// The seed; draws of a replicate are the same in all scenarios.
    pub seed: u64,
}

impl Runs<'_> {
    /// Every study year of some replicates of every scenario, by replicate and scenario, and what is told of each.
    ///
    /// # Errors
    /// `Interrupted`.
    pub fn outcomes<T: Send>(
        &self,
        replicates: Range<u32>,
        changed: impl Changed<T>,
        watch: &Watch,
    ) -> Result<(Vec<Outcome>, Vec<T>)> {
        let jobs: Vec<(u32, u32)> =
            replicates.flat_map(|replicate| (0..self.scenarios).map(move |one| (replicate, one))).collect();
        watch.expect(jobs.len() as u64);
        let job = |(replicate, scenario): &(u32, u32)| {
            let stream = Stream::new(self.seed, *replicate);
            let (plan, told) = changed(*scenario, stream);
            let years = self.setting.follow(&plan, stream);
            let outcomes: Vec<Outcome> = years.iter().map(|year| self.outcome(*scenario, *replicate, year)).collect();
            watch.step().map(|()| (outcomes, told))
        };
        let found: Result<Vec<(Vec<Outcome>, T)>> = jobs.par_iter().map(job).collect();
        let (outcomes, told): (Vec<_>, Vec<T>) = found?.into_iter().unzip();
        Ok((outcomes.into_iter().flatten().collect(), told))
    }

    fn outcome(&self, scenario: u32, replicate: u32, year: &StudyYear) -> Outcome {
        Outcome {
            scenario,
            replicate,
            study_year: year.study_year,
            figures: figures(year, self.groups, self.measures),
            pupils: pupils(year),
        }
    }
}

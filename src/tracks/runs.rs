//! Replicates of scenarios.

use super::course::{Setting, StudyYear};
use super::figures::{Figure, Measure, figures, pupils};
use super::plan::Plan;
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
    /// Pupils by level, levels of their programme, and group.
    pub pupils: BTreeMap<(u8, u8, u16), u64>,
}

/// Scenarios in which the same cohort is followed.
#[derive(Clone, Copy, Debug)]
pub struct Runs<'a> {
    /// What is the same in all.
    pub setting: Setting<'a>,
    /// First classes in every scenario.
    pub plans: &'a [Plan],
    /// Groups.
    pub groups: usize,
    /// What is measured.
    pub measures: &'a [Measure],
    /// The seed; draws of a replicate are the same in all scenarios.
    pub seed: u64,
}

impl Runs<'_> {
    /// Every study year of some replicates of every scenario: by replicate, scenario and study year.
    ///
    /// # Errors
    /// `Interrupted`.
    pub fn outcomes(&self, replicates: Range<u32>, watch: &Watch) -> Result<Vec<Outcome>> {
        let scenarios = 0u32..self.plans.len() as u32;
        let jobs: Vec<(u32, u32)> =
            replicates.flat_map(|replicate| scenarios.clone().map(move |one| (replicate, one))).collect();
        watch.expect(jobs.len() as u64);
        let job = |(replicate, scenario): &(u32, u32)| {
            let stream = Stream::new(self.seed, *replicate);
            let years = self.setting.follow(&self.plans[*scenario as usize], stream);
            let outcomes: Vec<Outcome> =
                years.iter().map(|year| self.outcome(*scenario, *replicate, year)).collect();
            watch.step().map(|()| outcomes)
        };
        let found: Result<Vec<Vec<Outcome>>> = jobs.par_iter().map(job).collect();
        Ok(found?.into_iter().flatten().collect())
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

//! Homes, then schools, by composition and distance, after COMPASS (Dignum et al. 2022).

mod given;
mod homes;
mod logit;
mod schools;

pub use given::Given;

use super::crowd::Crowd;
use super::runs::Ended;
use super::settled::Settled;
use super::torus::Spot;
use super::town::Town;
use crate::error::Result;
use crate::numeric::{Stream, Sum};
use crate::utility::{Composition, Decay};
use crate::watch::Watch;

/// The model, checked at the door; [`Given`] says what its numbers mean.
#[derive(Clone, Debug)]
pub struct Compass {
    town: Town,
    /// Schools in a row.
    schools: usize,
    tastes: Vec<Composition>,
    weight: Vec<f64>,
    decay: Vec<Decay>,
    considered: usize,
    mixing: f64,
    b: f64,
    places: u32,
    min_capacity: u32,
    fraction: f64,
    ticks: [u32; 2],
    settled: Option<Settled>,
    compat: bool,
}

/// What is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Homes.
    Residential,
    /// Schools.
    School,
}

/// The town after a tick; the first of each stage is that at its start.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tick {
    /// What is chosen.
    pub stage: Stage,
    /// Number of the tick in its stage, from 0.
    pub tick: u32,
    /// Households that changed homes or schools.
    pub movers: u64,
    /// Mean utility of the homes, or of the schools.
    pub mean_utility: f64,
    /// Its standard deviation over households.
    pub sd_utility: f64,
    /// Theil's H over neighbourhoods.
    pub h_res: f64,
    /// What there is to say of schools.
    pub school: Option<AtSchool>,
}

/// Schools after a tick.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AtSchool {
    /// Theil's H over schools.
    pub h: f64,
    /// Share of pupils at a school nearest to home.
    pub nearest: f64,
    /// Mean distance from home to school, in cells.
    pub distance: f64,
}

/// How a run went.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The town at the start and after every tick, of both stages.
    pub ticks: Vec<Tick>,
    /// Why each stage ended.
    pub ended: [Ended; 2],
    /// The group of every household.
    pub group: Vec<u8>,
    /// The cell of every home, row by row from the upper left.
    pub cell: Vec<u32>,
    /// The bounded neighbourhood of every home.
    pub neighbourhood: Vec<u32>,
    /// The school of every household.
    pub school: Vec<u32>,
    /// The distance to it, in cells.
    pub distance: Vec<f64>,
}

impl Compass {
    /// Households.
    #[must_use]
    pub fn households(&self) -> usize {
        self.town.agents()
    }

    /// Where in a cell a household lives.
    fn spot(&self) -> Spot {
        if self.compat { Spot::Corner } else { Spot::Middle }
    }

    /// One run, drawn by seed and replicate.
    ///
    /// # Errors
    /// `Interrupted`.
    pub fn run(&self, seed: u64, replicate: u32, watch: &Watch) -> Result<Outcome> {
        let stream = Stream::new(seed, replicate);
        let mut ticks = Vec::new();
        let mut homes = homes::Homes::new(self, stream);
        let first = self.stage(&mut homes, &mut ticks, watch)?;
        let h_res = ticks.last().map_or(0.0, |tick| tick.h_res);
        let crowd = homes.crowd;
        let mut schools = schools::Schools::new(self, &crowd, stream, h_res);
        let second = self.stage(&mut schools, &mut ticks, watch)?;
        let (school, distance) = schools.attended();
        let neighbourhood = crowd.neighbourhoods();
        let Crowd { group, cell, .. } = crowd;
        Ok(Outcome { ticks, ended: [first, second], group, cell, neighbourhood, school, distance })
    }

    /// One stage until it comes to rest or to its limit.
    fn stage(&self, under_way: &mut impl UnderWay, ticks: &mut Vec<Tick>, watch: &Watch) -> Result<Ended> {
        let (start, mut movers) = (ticks.len(), 0);
        for tick in 0.. {
            let seen = under_way.look(tick, movers);
            let limit = self.ticks[usize::from(seen.stage == Stage::School)];
            ticks.push(seen);
            let values = |tick: &Tick| {
                [tick.mean_utility, tick.sd_utility, tick.school.map_or(tick.h_res, |school| school.h)]
            };
            let rests = self.settled.is_some_and(|settled| settled.holds(&ticks[start..], values));
            if rests || tick == limit {
                watch.skip(u64::from(limit - tick));
                return Ok(if tick == limit && !rests { Ended::Limit } else { Ended::Settled });
            }
            movers = under_way.step(tick + 1);
            watch.step()?;
        }
        Ok(Ended::Limit)
    }
}

/// A stage under way.
trait UnderWay {
    /// Lets some households choose; how many moved.
    fn step(&mut self, tick: u32) -> u64;

    /// The town as it is.
    fn look(&mut self, tick: u32, movers: u64) -> Tick;
}

/// Mean and standard deviation.
fn moments(values: impl Iterator<Item = f64> + Clone, count: usize) -> (f64, f64) {
    let mean = values.clone().collect::<Sum>().value() / count as f64;
    let square = values.map(|value| (value - mean) * (value - mean)).collect::<Sum>().value();
    (mean, (square / count as f64).sqrt())
}

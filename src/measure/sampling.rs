//! Sampling intervals: what another draw of pupils or units, or of hidden counts, could have given.

use super::estimate::Batch;
use crate::error::{Error, Result};
use crate::numeric::Sum;
use crate::uncertainty::{Interval, Method, Replicates, Resample};
use crate::watch::Watch;
use rayon::prelude::*;

/// What an interval is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// Another draw of pupils or of units.
    Sampling(Resample),
    /// Hidden counts alone: what was, not what could have been.
    Masking,
}

/// How intervals are asked for.
#[derive(Clone, Copy, Debug)]
pub struct Sampling {
    /// What is drawn again.
    pub about: About,
    /// How the interval is made from the draws.
    pub method: Method,
    /// Coverage, between 0 and 1.
    pub level: f64,
}

impl Sampling {
    /// Checks the options of a caller.
    ///
    /// # Errors
    /// `BadOption`.
    pub fn read(interval: Option<&str>, method: &str, level: f64) -> Result<Option<Self>> {
        let about = match interval {
            None => return Ok(None),
            Some("pupils") => About::Sampling(Resample::Pupils),
            Some("units") => About::Sampling(Resample::Units),
            Some("masking") => About::Masking,
            Some(other) => {
                let message = format!("there is no interval '{other}'");
                return Err(Error::option("interval", message, "'pupils', 'units', 'masking'"));
            }
        };
        let method = match method {
            "basic" => Method::Basic,
            "percentile" => Method::Percentile,
            "bias_corrected" => Method::BiasCorrected,
            other => {
                let message = format!("there is no method '{other}'");
                return Err(Error::option("method", message, "'basic', 'percentile', 'bias_corrected'"));
            }
        };
        coverage(level)?;
        Ok(Some(Self { about, method, level }))
    }
}

/// The values of every row, replicate by replicate; null where a replicate has none.
pub(super) type Drawn = Vec<Vec<Option<f64>>>;

/// Other draws that give each row a basic interval, where one is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Again {
    pub(super) what: Option<Resample>,
    level: f64,
    pub(super) replicates: u32,
    pub(super) seed: u64,
}

impl Again {
    /// Checks the options of a caller.
    ///
    /// # Errors
    /// `BadOption`.
    pub fn read(interval: Option<&str>, level: f64, (replicates, seed): (u32, u64)) -> Result<Self> {
        let what = match interval {
            None => None,
            Some("pupils") => Some(Resample::Pupils),
            Some("units") => Some(Resample::Units),
            Some(other) => {
                let message = format!("there is no such interval as '{other}' here");
                return Err(Error::option("interval", message, "'pupils', 'units'"));
            }
        };
        coverage(level)?;
        Ok(Self { what, level, replicates, seed })
    }

    /// The interval of row `i`, and the mean of its draws less its value.
    pub(super) fn spread(
        &self,
        estimate: Option<f64>,
        draws: Option<&Drawn>,
        i: usize,
    ) -> Option<(Interval, f64)> {
        let replicates = Replicates::new(estimate?, column(draws?, i))?;
        Some((replicates.interval(Method::Basic, self.level)?, replicates.bias()))
    }
}

/// The answers about tables that `draw` puts in place of one, replicate by replicate.
pub(super) fn redrawn(
    batch: &Batch<'_>,
    groups: usize,
    replicates: u32,
    watch: &Watch,
    draw: impl Fn(u32, &mut Vec<u64>) + Sync,
) -> Result<Drawn> {
    watch.expect(u64::from(replicates));
    let values = |drawn: &mut Vec<u64>, r: u32| {
        draw(r, drawn);
        let answers = batch.of_cells(drawn, groups);
        watch.step()?;
        Ok(answers.into_iter().map(|a| a.value.ok()).collect())
    };
    (0..replicates).into_par_iter().map_init(Vec::new, values).collect()
}

/// Refuses what is no coverage.
pub(super) fn coverage(level: f64) -> Result<()> {
    if level > 0.0 && level < 1.0 {
        return Ok(());
    }
    Err(Error::option("level", format!("{level} is no coverage"), "a number between 0 and 1"))
}

/// The values of row `i` that are defined.
pub(super) fn column(drawn: &Drawn, i: usize) -> Vec<f64> {
    drawn.iter().filter_map(|r| r[i]).collect()
}

/// The mean of some values.
pub(super) fn mean(values: &[f64]) -> f64 {
    values.iter().copied().collect::<Sum>().value() / values.len() as f64
}

//! Sampling intervals: what another draw of pupils or units could have given.

use super::Row;
use crate::error::{Error, Result};
use crate::uncertainty::Resample;

/// How intervals are asked for.
#[derive(Clone, Copy, Debug)]
pub struct Sampling {
    /// What is drawn again.
    pub what: Resample,
    /// Coverage, between 0 and 1.
    pub level: f64,
    /// Tables drawn.
    pub replicates: u32,
}

/// A basic bootstrap interval: quantiles of `2·estimate - replicate`.
#[derive(Clone, Copy, Debug)]
pub struct Interval {
    /// Lower end; it may leave the range of the index.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Standard deviation of the replicates.
    pub se: f64,
    /// Mean of the replicates minus the estimate.
    pub bias: f64,
}

impl Sampling {
    /// Checks the options of a caller.
    ///
    /// # Errors
    /// `BadOption`.
    pub fn read(interval: Option<&str>, level: f64, replicates: u32) -> Result<Option<Self>> {
        let what = match interval {
            None => return Ok(None),
            Some("pupils") => Resample::Pupils,
            Some("units") => Resample::Units,
            Some(other) => {
                return Err(Error::option(
                    "interval",
                    format!("there is no interval '{other}'"),
                    "'pupils', 'units'",
                ));
            }
        };
        if !(level > 0.0 && level < 1.0) {
            return Err(Error::option(
                "level",
                format!("{level} is no coverage"),
                "a number between 0 and 1",
            ));
        }
        if replicates < 2 {
            let message = format!("{replicates} replicates show no spread");
            return Err(Error::option("replicates", message, "2 or more"));
        }
        Ok(Some(Self { what, level, replicates }))
    }

    /// Gives rows their intervals; replicates in which a measure is undefined are left out and
    /// counted in the note.
    pub(super) fn fill(self, rows: &mut [Row], replicates: &[Vec<Option<f64>>]) {
        for (i, row) in rows.iter_mut().enumerate() {
            let Some(estimate) = row.estimate else { continue };
            let values: Vec<f64> = replicates.iter().filter_map(|r| r[i]).collect();
            if values.len() < replicates.len() {
                row.note = format!("undefined in {} replicates", replicates.len() - values.len());
            }
            row.interval = self.interval(estimate, values);
        }
    }

    fn interval(self, estimate: f64, mut values: Vec<f64>) -> Option<Interval> {
        if values.len() < 2 {
            return None;
        }
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let spread: f64 = values.iter().map(|v| (v - mean) * (v - mean)).sum();
        values.sort_unstable_by(f64::total_cmp);
        let tail = (1.0 - self.level) / 2.0;
        Some(Interval {
            low: 2.0 * estimate - quantile(&values, 1.0 - tail),
            high: 2.0 * estimate - quantile(&values, tail),
            se: (spread / (n - 1.0)).sqrt(),
            bias: mean - estimate,
        })
    }
}

/// A quantile by linear interpolation between order statistics (Hyndman & Fan 1996, type 7).
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len() - 1) as f64;
    let below = place.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (place - place.floor()) * (sorted[above] - sorted[below])
}

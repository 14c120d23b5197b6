//! Models on a grid.

use super::errors::watched;
use super::roll::wrap;
use crate::columns::lattice as frames;
use crate::error::{Error, Result};
use crate::lattice::{Compass, CompassGiven, Schelling, Settled, Town, TownGiven, Update, numbers, runs};
use pyo3::prelude::*;
use pyo3_arrow::PyTable;

/// The grid and who lives on it.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct Grid {
    width: u32,
    height: u32,
    density: f64,
    shares: Vec<f64>,
    radius: u32,
    neighbourhoods: u32,
}

impl From<Grid> for TownGiven {
    fn from(given: Grid) -> Self {
        let Grid { width, height, density, shares, radius, neighbourhoods } = given;
        Self { width, height, density, shares, radius, neighbourhoods }
    }
}

/// What of a run is shown, which replicates, by which seed, and when a run has come to rest.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct Wanted {
    rows: String,
    replicates: Vec<u32>,
    seed: u64,
    window: Option<u32>,
    eps: f64,
}

impl Wanted {
    fn settled(&self) -> Result<Option<Settled>> {
        self.window.map(|window| Settled::new(window, self.eps)).transpose()
    }

    /// Whether agents are shown, and not `other`.
    fn agents(&self, other: &str) -> Result<bool> {
        match self.rows.as_str() {
            "agents" => Ok(true),
            rows if rows == other => Ok(false),
            rows => {
                let message = format!("there are no rows '{rows}'");
                Err(Error::option("rows", message, &format!("'{other}', 'agents'")))
            }
        }
    }
}

/// Schelling's model: steps of every replicate, or who stands where at the end.
#[pyfunction]
#[pyo3(signature = (grid, wanted, *, share, update, fraction, steps, report))]
#[allow(clippy::too_many_arguments)]
pub fn schelling(
    py: Python<'_>,
    grid: Grid,
    wanted: Wanted,
    share: Vec<f64>,
    update: &str,
    fraction: Option<f64>,
    steps: u32,
    report: Bound<'_, PyAny>,
) -> PyResult<PyTable> {
    let batch = watched(py, &report, |watch| {
        let (width, seed) = (grid.width, wanted.seed);
        let update = Update::read(update, fraction)?;
        let town = Town::new(&grid.into(), 0)?;
        let model = Schelling::new(town, &share, update, steps, wanted.settled()?)?;
        let one = |number: u32| model.run(seed, number, watch);
        if wanted.agents("steps")? {
            let which = numbers(&wanted.replicates, model.agents() as u64)?;
            return frames::grids(&runs(&which, steps.into(), watch, one)?, width, seed);
        }
        let which = numbers(&wanted.replicates, u64::from(steps) + 1)?;
        let told = |number: u32| one(number).map(|run| (run.steps, run.ended));
        frames::steps(&runs(&which, steps.into(), watch, told)?, seed)
    })?;
    wrap(batch)
}

/// The parameters of the model of homes and schools; lists have a number a group.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct Choices {
    schools: u32,
    optimum: Vec<f64>,
    at_one: Vec<f64>,
    weight: Vec<f64>,
    half: Vec<f64>,
    slope: Vec<f64>,
    considered: u32,
    mixing: f64,
    b: f64,
    capacity: f64,
    min_capacity: u32,
    fraction: f64,
    residential_ticks: u32,
    school_ticks: u32,
}

/// Homes, then schools: ticks of every replicate, or who lives and learns where at the end; `compat` as
/// COMPASS does, for tests.
#[pyfunction]
#[pyo3(signature = (grid, wanted, given, *, compat, report))]
pub fn compass(
    py: Python<'_>,
    grid: Grid,
    wanted: Wanted,
    given: Choices,
    compat: bool,
    report: Bound<'_, PyAny>,
) -> PyResult<PyTable> {
    let batch = watched(py, &report, |watch| {
        let (width, seed) = (grid.width, wanted.seed);
        let ticks = [given.residential_ticks, given.school_ticks];
        let most = ticks.iter().map(|ticks| u64::from(*ticks)).sum();
        let model = Compass::new(&CompassGiven {
            town: grid.into(),
            schools: given.schools,
            optimum: given.optimum,
            at_one: given.at_one,
            weight: given.weight,
            half: given.half,
            slope: given.slope,
            considered: given.considered,
            mixing: given.mixing,
            b: given.b,
            capacity: given.capacity,
            min_capacity: given.min_capacity,
            fraction: given.fraction,
            ticks,
            settled: wanted.settled()?,
            compat,
        })?;
        let one = |number: u32| model.run(seed, number, watch);
        if wanted.agents("ticks")? {
            let which = numbers(&wanted.replicates, model.households() as u64)?;
            return frames::households(&runs(&which, most, watch, one)?, width, seed);
        }
        let which = numbers(&wanted.replicates, most + 2)?;
        let told = |number: u32| one(number).map(|run| (run.ticks, run.ended));
        frames::ticks(&runs(&which, most, watch, told)?, seed)
    })?;
    wrap(batch)
}

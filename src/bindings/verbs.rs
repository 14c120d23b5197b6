//! The verbs on a roll.

use super::errors::detached;
use super::options::{Named, Question, Value};
use super::roll::{Roll, wrap};
use crate::{columns, measure as verbs, uncertainty::Law};
use pyo3::prelude::*;
use pyo3_arrow::PyTable;

/// The catalogue of measures.
#[pyfunction]
pub fn catalogue(py: Python<'_>) -> PyResult<PyTable> {
    wrap(detached(py, columns::catalogue)?)
}

/// A row for each table, measure and focus.
#[pyfunction]
#[pyo3(signature = (roll, measures, *, focal, versus, law, interval, level, replicates, seed))]
#[allow(clippy::too_many_arguments)]
pub fn measure(
    py: Python<'_>,
    roll: &Roll,
    measures: Vec<Named>,
    focal: Option<Vec<Value>>,
    versus: Option<Vec<Value>>,
    law: &str,
    interval: Option<&str>,
    level: f64,
    replicates: u32,
    seed: u64,
) -> PyResult<PyTable> {
    let roll = &roll.inner;
    let batch = detached(py, || {
        let asked = Question::read(roll, &measures, focal, versus)?;
        let sampling = verbs::Sampling::read(interval, level, replicates)?;
        let rows = verbs::measure(roll, &asked.measures, asked.focus, Law::named(law)?, sampling, seed)?;
        let drawn = sampling.is_some() || !roll.hidden.is_empty();
        columns::estimates(roll, &asked.measures, &rows, drawn.then_some(seed))
    })?;
    wrap(batch)
}

/// The same under random allocation with fixed margins.
#[pyfunction]
#[pyo3(signature = (roll, measures, *, focal, versus))]
pub fn expected(
    py: Python<'_>,
    roll: &Roll,
    measures: Vec<Named>,
    focal: Option<Vec<Value>>,
    versus: Option<Vec<Value>>,
) -> PyResult<PyTable> {
    let roll = &roll.inner;
    let batch = detached(py, || {
        let asked = Question::read(roll, &measures, focal, versus)?;
        let rows = verbs::expected(roll, &asked.measures, asked.focus)?;
        columns::estimates(roll, &asked.measures, &rows, None)
    })?;
    wrap(batch)
}

/// What every unit adds.
#[pyfunction]
#[pyo3(signature = (roll, measures, *, focal, versus))]
pub fn local(
    py: Python<'_>,
    roll: &Roll,
    measures: Vec<Named>,
    focal: Option<Vec<Value>>,
    versus: Option<Vec<Value>>,
) -> PyResult<PyTable> {
    let roll = &roll.inner;
    let batch = detached(py, || {
        let asked = Question::read(roll, &measures, focal, versus)?;
        let rows = verbs::local(roll, &asked.measures, asked.focus)?;
        columns::locals(roll, &asked.measures, &rows)
    })?;
    wrap(batch)
}

/// Parts along the nests of a roll.
#[pyfunction]
pub fn decompose(py: Python<'_>, roll: &Roll, measures: Vec<Named>) -> PyResult<PyTable> {
    let roll = &roll.inner;
    let batch = detached(py, || {
        let asked = Question::read(roll, &measures, None, None)?;
        let rows = verbs::decompose(roll, &asked.measures)?;
        columns::decomposed(roll, &asked.measures, &rows)
    })?;
    wrap(batch)
}

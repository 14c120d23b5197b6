//! The verbs on a roll.

use super::errors::{detached, watched};
use super::options::{Clusters, Named, Question, Value};
use super::roll::{Roll, wrap};
use crate::columns::{self, Shown, TestShown};
use crate::measure::{
    self as verbs, Again, Chance, Compare, Correction, Decompose, Difference, How, Sampling,
};
use crate::{indices, uncertainty::Law};
use pyo3::prelude::*;
use pyo3_arrow::PyTable;

/// The catalogue of measures.
#[pyfunction]
pub fn catalogue(py: Python<'_>) -> PyResult<PyTable> {
    wrap(detached(py, columns::catalogue)?)
}

/// The parameter along which a measure has a profile, if it has one.
#[pyfunction]
pub fn scale(name: &str) -> Option<&'static str> {
    const SCALES: [&str; 4] = ["bandwidth", "threshold", "epsilon", "beta"];
    let parameters = indices::entry(name)?.parameters;
    SCALES.into_iter().find(|scale| parameters.iter().any(|p| p.name == *scale))
}

/// A row for each table, measure and focus.
#[pyfunction]
#[pyo3(signature = (roll, measures, *, focal, versus, law, interval, method, level, replicates, correct, seed, report))]
#[allow(clippy::too_many_arguments)]
pub fn measure(
    py: Python<'_>,
    roll: &Roll,
    measures: Vec<Named>,
    focal: Option<Vec<Value>>,
    versus: Option<Vec<Value>>,
    law: &str,
    interval: Option<&str>,
    method: &str,
    level: f64,
    replicates: u32,
    correct: Option<&str>,
    seed: u64,
    report: Bound<'_, PyAny>,
) -> PyResult<PyTable> {
    let roll = &roll.inner;
    let batch = watched(py, &report, |watch| {
        let asked = Question::read(roll, &measures, focal, versus)?;
        let sampling = Sampling::read(interval, method, level)?;
        let correct = correct.map(Correction::named).transpose()?;
        let how = How { law: Law::named(law)?, sampling, correct, replicates, seed };
        let rows = verbs::measure(roll, &asked.measures, asked.focus, &how, watch)?;
        let masked = !roll.hidden.is_empty();
        let drawn = masked || sampling.is_some() || correct.is_some_and(Correction::draws);
        let shown = Shown {
            bounds: masked || correct.is_some_and(Correction::bounds),
            interval: sampling.is_some(),
            bias: sampling.is_some() || correct.is_some(),
            seed: drawn.then_some(seed),
        };
        columns::estimates(roll, &asked.measures, &rows, shown)
    })?;
    wrap(batch)
}

/// The same under random allocation.
#[pyfunction]
#[pyo3(signature = (roll, measures, *, focal, versus, margins, clusters, level, replicates, seed, report))]
#[allow(clippy::too_many_arguments)]
pub fn expected(
    py: Python<'_>,
    roll: &Roll,
    measures: Vec<Named>,
    focal: Option<Vec<Value>>,
    versus: Option<Vec<Value>>,
    margins: &str,
    clusters: Option<Clusters>,
    level: Option<f64>,
    replicates: u32,
    seed: u64,
    report: Bound<'_, PyAny>,
) -> PyResult<PyTable> {
    let roll = &roll.inner;
    let batch = watched(py, &report, |watch| {
        let asked = Question::read(roll, &measures, focal, versus)?;
        let chance = Chance::read(margins, clusters.map(Into::into), level, (replicates, seed))?;
        let (rows, drawn) = verbs::expected(roll, &asked.measures, asked.focus, &chance, watch)?;
        let shown = Shown { interval: level.is_some(), seed: drawn.then_some(seed), ..Shown::default() };
        columns::estimates(roll, &asked.measures, &rows, shown)
    })?;
    wrap(batch)
}

/// Permutation tests against random allocation.
#[pyfunction]
#[pyo3(signature = (roll, measures, *, focal, versus, clusters, replicates, seed, report))]
#[allow(clippy::too_many_arguments)]
pub fn test(
    py: Python<'_>,
    roll: &Roll,
    measures: Vec<Named>,
    focal: Option<Vec<Value>>,
    versus: Option<Vec<Value>>,
    clusters: Option<Clusters>,
    replicates: u32,
    seed: u64,
    report: Bound<'_, PyAny>,
) -> PyResult<PyTable> {
    let roll = &roll.inner;
    let batch = watched(py, &report, |watch| {
        let asked = Question::read(roll, &measures, focal, versus)?;
        let chance = Chance::read("fixed", clusters.map(Into::into), None, (replicates, seed))?;
        let rows = verbs::test(roll, &asked.measures, asked.focus, &chance, watch)?;
        columns::tests(roll, &asked.measures, &rows, TestShown { two: false, interval: false, seed })
    })?;
    wrap(batch)
}

/// Permutation tests between two rolls that stand in one, told apart by the last column of `by`.
#[pyfunction]
#[pyo3(signature = (roll, measures, *, focal, versus, exchange, interval, level, replicates, seed, report))]
#[allow(clippy::too_many_arguments)]
pub fn difference(
    py: Python<'_>,
    roll: &Roll,
    measures: Vec<Named>,
    focal: Option<Vec<Value>>,
    versus: Option<Vec<Value>>,
    exchange: &str,
    interval: Option<&str>,
    level: f64,
    replicates: u32,
    seed: u64,
    report: Bound<'_, PyAny>,
) -> PyResult<PyTable> {
    let roll = &roll.inner;
    let batch = watched(py, &report, |watch| {
        let asked = Question::read(roll, &measures, focal, versus)?;
        let how = Difference::read(exchange, Again::read(interval, level, (replicates, seed))?)?;
        let rows = verbs::difference(roll, &asked.measures, asked.focus, &how, watch)?;
        columns::tests(
            roll,
            &asked.measures,
            &rows,
            TestShown { two: true, interval: interval.is_some(), seed },
        )
    })?;
    wrap(batch)
}

/// Every threshold of rank-order measures.
#[pyfunction]
pub fn thresholds(py: Python<'_>, roll: &Roll, measures: Vec<Named>) -> PyResult<PyTable> {
    let roll = &roll.inner;
    let batch = detached(py, || {
        let asked = Question::read(roll, &measures, None, None)?;
        columns::thresholds(roll, &asked.measures, &verbs::thresholds(roll, &asked.measures)?)
    })?;
    wrap(batch)
}

/// Coefficients and index of rank-order measures.
#[pyfunction]
pub fn rank_order(py: Python<'_>, roll: &Roll, measures: Vec<Named>) -> PyResult<PyTable> {
    let roll = &roll.inner;
    let batch = detached(py, || {
        let asked = Question::read(roll, &measures, None, None)?;
        columns::terms(roll, &asked.measures, &verbs::terms(roll, &asked.measures)?)
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
#[pyo3(signature = (roll, measures, *, focal, versus, order, interval, level, replicates, seed, report))]
#[allow(clippy::too_many_arguments)]
pub fn decompose(
    py: Python<'_>,
    roll: &Roll,
    measures: Vec<Named>,
    focal: Option<Vec<Value>>,
    versus: Option<Vec<Value>>,
    order: &str,
    interval: Option<&str>,
    level: f64,
    replicates: u32,
    seed: u64,
    report: Bound<'_, PyAny>,
) -> PyResult<PyTable> {
    let roll = &roll.inner;
    let batch = watched(py, &report, |watch| {
        let asked = Question::read(roll, &measures, focal, versus)?;
        let how = Decompose::read(order, Again::read(interval, level, (replicates, seed))?)?;
        let rows = verbs::decompose(roll, &asked.measures, asked.focus, &how, watch)?;
        columns::decomposed(roll, &asked.measures, &rows, interval.map(|_| seed))
    })?;
    wrap(batch)
}

/// The parts of a difference between two rolls that stand in one, told apart by the last column of
/// `by`.
#[pyfunction]
#[pyo3(signature = (roll, measures, *, method, detail, interval, level, replicates, seed, report))]
#[allow(clippy::too_many_arguments)]
pub fn compare(
    py: Python<'_>,
    roll: &Roll,
    measures: Vec<Named>,
    method: &str,
    detail: Option<&str>,
    interval: Option<&str>,
    level: f64,
    replicates: u32,
    seed: u64,
    report: Bound<'_, PyAny>,
) -> PyResult<PyTable> {
    let roll = &roll.inner;
    let batch = watched(py, &report, |watch| {
        let asked = Question::read(roll, &measures, None, None)?;
        let how = Compare::read(method, detail, Again::read(interval, level, (replicates, seed))?)?;
        let rows = verbs::compare(roll, &asked.measures, &how, watch)?;
        columns::compared(roll, &asked.measures, &rows, interval.map(|_| seed))
    })?;
    wrap(batch)
}

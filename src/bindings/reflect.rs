//! Schools beside their neighbourhoods, encounters and concentration.

use super::errors::detached;
use super::options::{Question, Value};
use super::roll::{Roll, wrap};
use crate::columns::{self, Frame};
use crate::error::Result;
use crate::measure::{self as verbs, Company, Mirror};
use crate::reflect::{Neighbourhood, Pairs};
use arrow_array::RecordBatch;
use pyo3::prelude::*;
use pyo3_arrow::PyTable;

/// What is called a neighbourhood: columns, a frame with the columns of schools and of areas, or a name with
/// its parameters.
#[derive(FromPyObject)]
pub enum Match {
    /// Columns.
    Columns(Vec<String>),
    /// A frame.
    Frame((PyTable, Vec<String>, Vec<String>)),
    /// By distance.
    Named((String, Vec<(String, f64)>)),
}

/// The same, with the frame's batches.
enum Matched {
    Columns(Vec<String>),
    Frame(Vec<RecordBatch>, Vec<String>, Vec<String>),
    Named(String, Vec<(String, f64)>),
}

impl From<Match> for Matched {
    fn from(given: Match) -> Self {
        match given {
            Match::Columns(names) => Self::Columns(names),
            Match::Frame((table, schools, areas)) => Self::Frame(table.into_inner().0, schools, areas),
            Match::Named((name, parameters)) => Self::Named(name, parameters),
        }
    }
}

impl Matched {
    /// Hands the neighbourhood to some work.
    fn with<T>(&self, work: impl FnOnce(&Neighbourhood<'_>) -> Result<T>) -> Result<T> {
        match self {
            Self::Columns(names) => work(&Neighbourhood::Columns(names.clone())),
            Self::Named(name, parameters) => work(&Neighbourhood::named(name, parameters)?),
            Self::Frame(batches, schools, areas) => {
                let frame = Frame::new(batches, &[&schools[..], areas].concat())?;
                let pairs =
                    Pairs { schools: frame.keys(schools)?, areas: frame.keys(areas)?, rows: frame.rows };
                work(&Neighbourhood::Pairs(pairs))
            }
        }
    }
}

/// Every school beside its neighbourhood.
#[pyfunction]
#[pyo3(signature = (roll, reference, *, focal, neighbourhood, threshold, own))]
pub fn reflect(
    py: Python<'_>,
    roll: &Roll,
    reference: &Roll,
    focal: Option<Vec<Value>>,
    neighbourhood: Match,
    threshold: f64,
    own: &str,
) -> PyResult<PyTable> {
    let (roll, reference, given) = (&roll.inner, &reference.inner, Matched::from(neighbourhood));
    let batch = detached(py, || {
        let focal = Question::read(roll, &[], focal, None)?.focus.focal;
        let how = Mirror::read(threshold, own)?;
        let rows = given.with(|which| verbs::reflect(roll, reference, which, focal, how))?;
        columns::reflections(roll, &rows)
    })?;
    wrap(batch)
}

/// What every school adds to D.
#[pyfunction]
#[pyo3(signature = (roll, *, focal, versus, beside))]
pub fn contribution(
    py: Python<'_>,
    roll: &Roll,
    focal: Option<Vec<Value>>,
    versus: Option<Vec<Value>>,
    beside: Option<(Py<Roll>, Match)>,
) -> PyResult<PyTable> {
    let roll = &roll.inner;
    let beside = beside.map(|(reference, given)| (reference, Matched::from(given)));
    let batch = detached(py, || {
        let focus = Question::read(roll, &[], focal, versus)?.focus;
        let rows = match &beside {
            None => verbs::contribution(roll, focus, None),
            Some((reference, given)) => {
                given.with(|which| verbs::contribution(roll, focus, Some((&reference.get().inner, which))))
            }
        };
        columns::contributions(roll, &rows?, beside.is_some())
    })?;
    wrap(batch)
}

/// The chance that a schoolmate is of a group.
#[pyfunction]
#[pyo3(signature = (roll, *, without_self))]
pub fn encounters(py: Python<'_>, roll: &Roll, without_self: bool) -> PyResult<PyTable> {
    let roll = &roll.inner;
    wrap(detached(py, || columns::encounters(roll, &verbs::encounters(roll, company(without_self))?))?)
}

/// The change of the chance to meet one's own group between two rolls that stand in one, told apart by the
/// last column of `by`.
#[pyfunction]
#[pyo3(signature = (roll, *, without_self))]
pub fn meeting_changes(py: Python<'_>, roll: &Roll, without_self: bool) -> PyResult<PyTable> {
    let roll = &roll.inner;
    let work = || columns::meeting_changes(roll, &verbs::meeting_changes(roll, company(without_self))?);
    wrap(detached(py, work)?)
}

fn company(without_self: bool) -> Company {
    if without_self { Company::WithoutSelf } else { Company::WithSelf }
}

/// Who is in schools where a group is more than a given share.
#[pyfunction]
#[pyo3(signature = (roll, *, focal, thresholds))]
pub fn concentration(
    py: Python<'_>,
    roll: &Roll,
    focal: Option<Vec<Value>>,
    thresholds: Vec<f64>,
) -> PyResult<PyTable> {
    let roll = &roll.inner;
    let batch = detached(py, || {
        let focal = Question::read(roll, &[], focal, None)?.focus.focal;
        columns::concentrations(roll, &verbs::concentration(roll, focal, &thresholds)?)
    })?;
    wrap(batch)
}

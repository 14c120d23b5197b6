//! Funding of schools.

use super::errors::detached;
use crate::error::Result;
use crate::policy::funding::{self as policy, Amounts, Exception, School};
use pyo3::prelude::*;

/// Amounts of a year, in cents: the foot of a head, that of a branch, a pupil at rate 1, at rate 2.
#[pyfunction]
pub fn funding_amounts(py: Python<'_>, year: i64) -> PyResult<[u64; 4]> {
    let Amounts { head, branch, pupils } = detached(py, || Amounts::of(year))?;
    Ok([head, branch, pupils[0], pupils[1]])
}

/// Funding of schools, in cents: feet of heads and of branches, pupils at rates 1 and 2, isolated sites, exception,
/// further feet of broad sites, and all together.
///
/// A school is heads, branches, pupils at rates 1 and 2, isolated sites, further feet of heads and of branches.
#[pyfunction]
#[pyo3(signature = (schools, exceptions, *, amounts))]
pub fn funding(
    py: Python<'_>,
    schools: Vec<[u64; 7]>,
    exceptions: Vec<Option<String>>,
    amounts: [u64; 4],
) -> PyResult<Vec<[u64; 8]>> {
    let [head, branch, one, two] = amounts;
    let amounts = Amounts { head, branch, pupils: [one, two] };
    let fund = |(row, (school, exception)): (usize, (&[u64; 7], &Option<String>))| {
        let [heads, branches, one, two, isolated, further_heads, further_branches] = *school;
        let exception = exception.as_deref().map(Exception::named).transpose();
        let pupils = [one, two];
        let broad = [further_heads, further_branches];
        exception
            .map(|exception| School { heads, branches, pupils, isolated, exception, broad })
            .and_then(|school| policy::funding(&school, &amounts))
            .map(|f| [f.head, f.branch, f.pupils[0], f.pupils[1], f.isolated, f.exception, f.broad, f.total])
            .map_err(|error| error.at(row as u64, 1))
    };
    detached(py, || schools.iter().zip(&exceptions).enumerate().map(fund).collect::<Result<_>>())
}

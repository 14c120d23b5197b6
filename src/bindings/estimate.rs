//! Tastes estimated from choices.

use super::errors::{detached, watched};
use super::roll::wrap;
use crate::columns::choices;
use crate::estimate::{self, balanced, conditional_logit, draws};
use crate::world::{BROAD, broad};
use pyo3::prelude::*;
use pyo3_arrow::PyTable;

/// Estimates, covariance, robust covariance, log-likelihood and that with no tastes, steps and clusters, and
/// pulls.
type Found = (Vec<f64>, Vec<Vec<f64>>, Option<Vec<Vec<f64>>>, (f64, f64), (usize, usize), Vec<f64>);

/// Choices out of sets of alternatives.
#[pyclass(frozen, module = "schoolmix._core")]
pub struct Choices {
    inner: estimate::Choices,
}

#[pymethods]
impl Choices {
    /// A table with `chooser, cluster, weight`, perhaps `offset, school`, and terms under their places.
    #[new]
    #[pyo3(signature = (table, names, *, ranked))]
    fn new(py: Python<'_>, table: PyTable, names: Vec<String>, ranked: bool) -> PyResult<Self> {
        let batches = table.into_inner().0;
        Ok(Self { inner: detached(py, || choices::choices(&batches, names, ranked))? })
    }

    /// The tastes under which the choices are most likely.
    #[pyo3(signature = (*, report))]
    fn estimate(&self, py: Python<'_>, report: Bound<'_, PyAny>) -> PyResult<Found> {
        let found = watched(py, &report, |watch| conditional_logit(&self.inner, watch))?;
        let likelihoods = (found.log_likelihood, found.null_log_likelihood);
        let counts = (found.steps, found.clusters);
        Ok((found.estimates, found.covariance, found.robust, likelihoods, counts, found.pulls))
    }

    /// Utility and share of every row under some tastes, and under pulls of schools where there are any.
    #[pyo3(signature = (tastes, *, pulls))]
    fn shares(&self, py: Python<'_>, tastes: Vec<f64>, pulls: Vec<f64>) -> PyResult<PyTable> {
        wrap(detached(py, || {
            let mut utilities = self.inner.utilities(&tastes);
            let schools = &self.inner.rows.schools;
            utilities
                .iter_mut()
                .zip(schools)
                .for_each(|(utility, school)| *utility += pulls[*school as usize]);
            choices::shares(&utilities, &self.inner.shares(&utilities))
        })?)
    }

    /// Pulls of schools that give each its size, and how far the logarithm of a size may still be off.
    #[pyo3(signature = (tastes, *, pupils, sizes))]
    fn balanced(
        &self,
        py: Python<'_>,
        tastes: Vec<f64>,
        pupils: Vec<f64>,
        sizes: Vec<f64>,
    ) -> PyResult<(Vec<f64>, f64)> {
        detached(py, || {
            let found = balanced(&self.inner, &self.inner.utilities(&tastes), &pupils, &sizes);
            Ok((found.pulls, found.off))
        })
    }
}

/// Tastes drawn around the estimates; none where the covariance is not positive definite.
#[pyfunction]
#[pyo3(signature = (estimates, covariance, *, count, seed))]
pub fn taste_draws(
    py: Python<'_>,
    estimates: Vec<f64>,
    covariance: Vec<Vec<f64>>,
    count: u32,
    seed: u64,
) -> PyResult<Option<Vec<Vec<f64>>>> {
    detached(py, || Ok(draws(&estimates, &covariance, count, seed)))
}

/// The broad denomination of each, none where it is not known.
#[pyfunction]
pub fn broad_denominations(denominations: Vec<String>) -> Vec<Option<&'static str>> {
    denominations.iter().map(|name| broad(name).map(|at| BROAD[at])).collect()
}

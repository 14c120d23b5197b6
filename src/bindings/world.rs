//! Worlds.

use super::errors::{detached, watched};
use super::roll::wrap;
use crate::columns;
use crate::error::Error;
use crate::synthetic::{Options, netherlands};
use crate::world::{self, Sector};
use pyo3::prelude::*;
use pyo3_arrow::PyTable;

/// Who could sit where.
#[pyclass(frozen, module = "schoolmix._core")]
pub struct World {
    inner: world::World,
}

#[pymethods]
impl World {
    /// An invented country with real distributions.
    #[staticmethod]
    #[pyo3(signature = (*, sector, scale, seed, report))]
    fn synthetic(
        py: Python<'_>,
        sector: &str,
        scale: f64,
        seed: u64,
        report: Bound<'_, PyAny>,
    ) -> PyResult<Self> {
        let inner = watched(py, &report, |watch| {
            let sector = match sector {
                "po" => Sector::Po,
                "vo" => Sector::Vo,
                _ => {
                    return Err(Error::option(
                        "sector",
                        format!("there is no sector '{sector}'"),
                        "'po', 'vo'",
                    ));
                }
            };
            netherlands(&Options { sector, scale, seed }, watch)
        })?;
        Ok(Self { inner })
    }

    /// First and last school year.
    #[getter]
    fn years(&self) -> (u16, u16) {
        (*self.inner.years.start(), self.inner.latest())
    }

    /// Pupils of a school year, a row a pupil.
    #[pyo3(signature = (year))]
    fn pupils(&self, py: Python<'_>, year: Option<u16>) -> PyResult<PyTable> {
        wrap(detached(py, || columns::world::pupils(&self.inner, year))?)
    }

    /// School sites.
    fn schools(&self, py: Python<'_>) -> PyResult<PyTable> {
        wrap(detached(py, || columns::world::schools(&self.inner))?)
    }

    /// Home areas.
    fn homes(&self, py: Python<'_>) -> PyResult<PyTable> {
        wrap(detached(py, || columns::world::homes(&self.inner))?)
    }

    /// Pupils per unit and group in a school year.
    #[pyo3(signature = (group, *, unit, year))]
    fn counts(&self, py: Python<'_>, group: &str, unit: &str, year: Option<u16>) -> PyResult<PyTable> {
        wrap(detached(py, || columns::world::counts(&self.inner, group, unit, year))?)
    }
}

//! Worlds.

use super::errors::{detached, watched};
use super::roll::wrap;
use crate::columns;
use crate::columns::filled::{self, Reach};
use crate::columns::parts::{self, Parts, TraitLabels};
use crate::columns::register::Register;
use crate::error::{Error, Result};
use crate::fit::Margins;
use crate::synthetic::{Options, netherlands};
use crate::world::{self, Sector};
use arrow_array::RecordBatch;
use pyo3::prelude::*;
use pyo3_arrow::PyTable;
use std::collections::{BTreeMap, BTreeSet};

/// Tables of exact columns, and what codes in them stand for.
type Exact = ([PyTable; 4], BTreeMap<String, Vec<String>>);

/// Who could sit where.
#[pyclass(frozen, module = "schoolmix._core")]
pub struct World {
    /// The world of the core.
    pub inner: world::World,
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
            netherlands(&Options { sector: read_sector(sector)?, scale, seed }, watch)
        })?;
        Ok(Self { inner })
    }

    /// A register, a row a pupil and school year.
    #[staticmethod]
    #[pyo3(signature = (pupils, *, sector, traits, schools, homes, municipalities))]
    fn from_pupils(
        py: Python<'_>,
        pupils: PyTable,
        sector: &str,
        traits: Vec<(String, Option<Vec<String>>, bool, bool)>,
        schools: PyTable,
        homes: PyTable,
        municipalities: PyTable,
    ) -> PyResult<Self> {
        let [pupils, schools, homes, municipalities] =
            [pupils, schools, homes, municipalities].map(|table| table.into_inner().0);
        let register = Register { pupils, traits, schools, homes, municipalities };
        let inner = detached(py, || columns::register::world(&register, read_sector(sector)?))?;
        Ok(Self { inner })
    }

    /// A world from the tables of its exact columns and what codes in them stand for.
    #[staticmethod]
    #[pyo3(signature = (pupils, schools, homes, municipalities, *, traits, labels, source, sector, years))]
    #[allow(clippy::too_many_arguments)]
    fn from_parts(
        py: Python<'_>,
        pupils: PyTable,
        schools: PyTable,
        homes: PyTable,
        municipalities: PyTable,
        traits: Vec<TraitLabels>,
        labels: BTreeMap<String, Vec<String>>,
        source: &str,
        sector: &str,
        years: (u16, u16),
    ) -> PyResult<Self> {
        let [pupils, schools, homes, municipalities] =
            [pupils, schools, homes, municipalities].map(|table| table.into_inner().0);
        let given = Parts { pupils, schools, homes, municipalities, traits, labels };
        let inner = detached(py, || parts::world(&given, source, read_sector(sector)?, years))?;
        Ok(Self { inner })
    }

    /// The tables of its exact columns (pupils, schools, homes, municipalities), and what codes in them
    /// stand for.
    fn parts(&self, py: Python<'_>) -> PyResult<Exact> {
        let parts = detached(py, || parts::parts(&self.inner))?;
        let table = |mut batches: Vec<RecordBatch>| wrap(batches.remove(0));
        let tables =
            [table(parts.pupils)?, table(parts.schools)?, table(parts.homes)?, table(parts.municipalities)?];
        Ok((tables, parts.labels))
    }

    /// The traits: name, labels (none for whole numbers), whether they go from low to high, whether it is
    /// a trait of the home area.
    fn traits(&self) -> Vec<TraitLabels> {
        parts::traits(&self.inner)
    }

    /// One draw of hidden counts, given what those of each unit add up to; and what was assumed.
    #[staticmethod]
    #[pyo3(signature = (rows, *, rest, law, seed))]
    fn hidden_counts(
        py: Python<'_>,
        rows: PyTable,
        rest: Vec<Option<u64>>,
        law: &str,
        seed: u64,
    ) -> PyResult<(PyTable, String)> {
        let rows = rows.into_inner().0;
        let (batch, words) = detached(py, || filled::drawn(&rows, &rest, law, seed))?;
        Ok((wrap(batch)?, words))
    }

    /// Whole pupils by home, school and group between the margins of every group (homes, schools), under
    /// a decay of distance a group, or one that gives a mean distance; with the decays and that mean.
    #[staticmethod]
    #[pyo3(signature = (homes, schools, *, margins, decays, mean, seed))]
    fn seated(
        py: Python<'_>,
        homes: PyTable,
        schools: PyTable,
        margins: Vec<(Vec<u64>, Vec<u64>)>,
        decays: Vec<f64>,
        mean: Option<f64>,
        seed: u64,
    ) -> PyResult<(PyTable, Vec<f64>, Option<f64>)> {
        let (homes, schools) = (homes.into_inner().0, schools.into_inner().0);
        let margins = margins.into_iter().map(|(origins, destinations)| Margins { origins, destinations });
        let (margins, reach) = (margins.collect(), mean.map_or(Reach::Decays(decays), Reach::Mean));
        let (batch, decays, mean) = detached(py, || filled::seated(&homes, &schools, margins, reach, seed))?;
        Ok((wrap(batch)?, decays, mean))
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

    /// Pupils at school in a school year.
    #[pyo3(signature = (year))]
    fn headcount(&self, year: Option<u16>) -> usize {
        self.inner.pupils_in(year.unwrap_or_else(|| self.inner.latest())).len()
    }

    /// Refuses a trait that is the home area's and not the pupil's.
    #[pyo3(signature = (group, *, year))]
    fn refuse_area_trait(&self, py: Python<'_>, group: &str, year: u16) -> PyResult<()> {
        detached(py, || self.inner.refuse_area_trait(group, year))
    }

    /// Sites with a pupil in a school year.
    fn sites(&self, year: u16) -> usize {
        let rows = self.inner.pupils_in(year);
        rows.iter().map(|&row| self.inner.pupils.school[row]).collect::<BTreeSet<u32>>().len()
    }

    /// The labels of a trait from low to high; none where they have no order.
    fn order(&self, group: &str) -> Option<Vec<String>> {
        let found = self.inner.pupils.traits.iter().find(|known| known.name == group && known.ordered)?;
        found.values.labels.clone()
    }

    /// Codes of the municipalities, by position; none where those of homes are not known.
    fn municipality_codes(&self) -> Vec<String> {
        if self.inner.homes.municipality.is_empty() {
            return Vec::new();
        }
        self.inner.municipalities.code.clone()
    }

    /// The tracks that pupils may be in, in the order of the kinds; none in po.
    fn track_labels(&self) -> Vec<String> {
        self.inner.track_labels().to_vec()
    }

    /// The nearest of some schools for each of many homes, by position, ties to the lower; both
    /// tables have x_km and y_km.
    #[staticmethod]
    fn nearest(py: Python<'_>, homes: PyTable, schools: PyTable) -> PyResult<PyTable> {
        let (homes, schools) = (homes.into_inner().0, schools.into_inner().0);
        wrap(detached(py, || columns::seating::nearest(&homes, &schools))?)
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

fn read_sector(sector: &str) -> Result<Sector> {
    match sector {
        "po" => Ok(Sector::Po),
        "vo" => Ok(Sector::Vo),
        _ => Err(Error::option("sector", format!("there is no sector '{sector}'"), "'po', 'vo'")),
    }
}

//! The roll.

use super::errors::detached;
use crate::columns::{self, Asked, Counted, Frame};
use crate::error::Result;
use crate::roll::{self, Door, MaskTexts, Totals};
use arrow_array::RecordBatch;
use pyo3::prelude::*;
use pyo3_arrow::PyTable;

/// Pupils per unit and group, checked once at the door.
#[pyclass(frozen, module = "schoolmix._core")]
pub struct Roll {
    /// The roll of the core.
    pub inner: roll::Roll,
}

/// Which columns play which part.
struct Parts {
    by: Vec<String>,
    unit: Vec<String>,
    group: Vec<String>,
    within: Vec<String>,
    asked: Asked,
    refuse_duplicates: bool,
}

struct GivenTotals {
    batches: Vec<RecordBatch>,
    keys: Vec<String>,
    count: String,
}

#[pymethods]
impl Roll {
    /// Reads a roll from an Arrow table.
    #[new]
    #[pyo3(signature = (table, *, unit, group, by, within, count, weight, masks, bounds, totals, refuse_duplicates))]
    #[allow(clippy::too_many_arguments)]
    fn new(
        py: Python<'_>,
        table: PyTable,
        unit: Vec<String>,
        group: Vec<String>,
        by: Vec<String>,
        within: Vec<String>,
        count: Option<String>,
        weight: Option<String>,
        masks: MaskTexts,
        bounds: Option<(String, String)>,
        totals: Option<(PyTable, Vec<String>, String)>,
        refuse_duplicates: bool,
    ) -> PyResult<Self> {
        let batches = table.into_inner().0;
        let asked = Asked { count, weight, masks, bounds };
        let parts = Parts { by, unit, group, within, asked, refuse_duplicates };
        let totals = totals.map(|(t, keys, count)| GivenTotals { batches: t.into_inner().0, keys, count });
        detached(py, || read(&batches, &parts, totals.as_ref())).map(|inner| Self { inner })
    }

    /// Pupils, or the sum of weights; hidden counts are not in it.
    #[getter]
    fn pupils(&self) -> f64 {
        self.inner.pupils()
    }

    /// Hidden rows.
    #[getter]
    fn masked(&self) -> usize {
        self.inner.hidden.len()
    }

    /// Whether cells hold weights.
    #[getter]
    fn weighted(&self) -> bool {
        self.inner.weighted()
    }

    /// What was dropped, and why.
    #[getter]
    fn notes(&self) -> Vec<String> {
        self.inner.notes.clone()
    }

    /// The units' key columns.
    fn units(&self, py: Python<'_>) -> PyResult<PyTable> {
        wrap(detached(py, || columns::unit_labels(&self.inner))?)
    }

    /// The groups' key columns.
    fn groups(&self, py: Python<'_>) -> PyResult<PyTable> {
        wrap(detached(py, || columns::group_labels(&self.inner))?)
    }

    /// The canonical sorted table.
    fn frame(&self, py: Python<'_>, count: &str) -> PyResult<PyTable> {
        wrap(detached(py, || columns::roll_frame(&self.inner, count))?)
    }
}

/// One batch as a table.
pub fn wrap(batch: RecordBatch) -> PyResult<PyTable> {
    let schema = batch.schema();
    PyTable::try_new(vec![batch], schema)
}

fn read(batches: &[RecordBatch], parts: &Parts, totals: Option<&GivenTotals>) -> Result<roll::Roll> {
    let keys = [&parts.by[..], &parts.unit, &parts.group, &parts.within].concat();
    let frame = Frame::new(batches, &keys)?;
    let (counted, masks) = Counted::read(&frame, &parts.asked)?;
    let aside = totals.map(|given| Ok((Frame::new(&given.batches, &given.keys)?, given))).transpose()?;
    let totals = aside.as_ref().map(|(frame, given)| align(frame, given, parts)).transpose()?;
    Door {
        by: frame.keys(&parts.by)?,
        unit: frame.keys(&parts.unit)?,
        group: frame.keys(&parts.group)?,
        within: frame.keys(&parts.within)?,
        counting: counted.counting(),
        masks,
        totals,
        rows: frame.rows,
        refuse_duplicates: parts.refuse_duplicates,
    }
    .enter()
}

fn align<'a>(frame: &'a Frame, given: &GivenTotals, parts: &Parts) -> Result<Totals<'a>> {
    let all = [&parts.by[..], &parts.unit].concat();
    let places = given.keys.iter().filter_map(|name| all.iter().position(|n| n == name)).collect();
    Ok(Totals {
        columns: frame.keys(&given.keys)?,
        places,
        pupils: columns::whole_or_null(frame, &given.count)?,
        column: given.count.clone(),
    })
}

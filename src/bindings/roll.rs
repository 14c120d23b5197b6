//! The roll.

use super::errors::detached;
use super::options::Value;
use crate::columns::{self, Asked, Counted, Frame};
use crate::error::Result;
use crate::roll::{self, Coordinates, Door, Label, MaskTexts, Network, Totals};
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

/// A frame of places: its key columns, the columns of x, y, area and perimeter, units of length in a
/// kilometre, and the centre.
type GivenPlaces = (PyTable, Vec<String>, [Option<String>; 4], f64, Option<(f64, f64)>);

/// A frame of links: the columns of both ends, and the column of weights.
type GivenLinks = (PyTable, Vec<String>, Vec<String>, Option<String>);

struct GivenTotals {
    batches: Vec<RecordBatch>,
    keys: Vec<String>,
    count: String,
}

#[pymethods]
impl Roll {
    /// Reads a roll from an Arrow table.
    #[new]
    #[pyo3(signature = (table, *, unit, group, by, within, count, weight, masks, bounds, totals, refuse_duplicates, order))]
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
        order: Option<Vec<Vec<Value>>>,
    ) -> PyResult<Self> {
        let batches = table.into_inner().0;
        let asked = Asked { count, weight, masks, bounds };
        let parts = Parts { by, unit, group, within, asked, refuse_duplicates };
        let totals = totals.map(|(t, keys, count)| GivenTotals { batches: t.into_inner().0, keys, count });
        let order: Vec<Vec<Label>> =
            order.into_iter().flatten().map(|group| group.into_iter().map(Label::from).collect()).collect();
        detached(py, || read(&batches, &parts, totals.as_ref()))
            .map(|inner| Self { inner: inner.ordered(&order) })
    }

    /// The same roll with the places of its units.
    #[pyo3(signature = (*, places, links, radius))]
    fn located(
        &self,
        py: Python<'_>,
        places: Option<GivenPlaces>,
        links: Option<GivenLinks>,
        radius: Option<f64>,
    ) -> PyResult<Self> {
        let places = places.map(|(table, keys, columns, per_km, centre)| {
            (table.into_inner().0, keys, columns, per_km, centre)
        });
        let links = links.map(|(table, from, to, weight)| (table.into_inner().0, from, to, weight));
        let work = || {
            let frame = places.as_ref().map(|p| Frame::new(&p.0, &p.1)).transpose()?;
            let coordinates =
                frame.as_ref().zip(places.as_ref()).map(|(frame, (_, keys, columns, per_km, centre))| {
                    coordinates(frame, keys, columns, *per_km, *centre)
                });
            let network_frame =
                links.as_ref().map(|l| Frame::new(&l.0, &[&l.1[..], &l.2].concat())).transpose()?;
            let network = network_frame
                .as_ref()
                .zip(links.as_ref())
                .map(|(frame, (_, from, to, weight))| network(frame, from, to, weight.as_deref()));
            let roll = self
                .inner
                .clone()
                .located(coordinates.transpose()?.as_ref(), network.transpose()?.as_ref())?;
            radius.map_or(Ok(roll.clone()), |radius| roll.linked(radius))
        };
        let roll = detached(py, work)?;
        Ok(Self { inner: roll })
    }

    /// Rolls in one, told apart by a last column of `by` that holds the number of each.
    #[staticmethod]
    fn beside(py: Python<'_>, rolls: Vec<(i64, PyRef<'_, Self>)>, name: &str) -> PyResult<Self> {
        let rolls: Vec<(i64, &roll::Roll)> =
            rolls.iter().map(|(number, roll)| (*number, &roll.inner)).collect();
        Ok(Self { inner: detached(py, || roll::Roll::beside(&rolls, name))? })
    }

    /// The same roll with one more note.
    fn noted(&self, note: String) -> Self {
        let mut inner = self.inner.clone();
        inner.notes.push(note);
        Self { inner }
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

fn coordinates<'a>(
    frame: &'a Frame,
    keys: &[String],
    columns: &[Option<String>; 4],
    per_km: f64,
    centre: Option<(f64, f64)>,
) -> Result<Coordinates<'a>> {
    let numbers = |name: &Option<String>| -> Result<(String, Vec<Option<f64>>)> {
        let Some(name) = name else { return Ok((String::new(), Vec::new())) };
        Ok((name.clone(), columns::numbers_or_null(frame, name)?))
    };
    let [x, y, area, perimeter] = columns;
    Ok(Coordinates {
        columns: frame.keys(keys)?,
        rows: frame.rows,
        numbers: [numbers(x)?, numbers(y)?, numbers(area)?, numbers(perimeter)?],
        per_km,
        centre,
    })
}

fn network<'a>(
    frame: &'a Frame,
    from: &[String],
    to: &[String],
    weight: Option<&str>,
) -> Result<Network<'a>> {
    let weights = |name: &str| Ok((name.to_owned(), columns::numbers_or_null(frame, name)?));
    Ok(Network {
        from: frame.keys(from)?,
        to: frame.keys(to)?,
        weights: weight.map(weights).transpose()?,
        rows: frame.rows,
    })
}

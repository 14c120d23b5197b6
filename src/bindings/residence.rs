//! Residence and choice: pupils placed by a rule, or in counterfactual worlds.

use super::errors::{detached, watched};
use super::roll::wrap;
use super::world::World;
use crate::columns::seating;
use crate::error::Result;
use crate::reassign::{self as rules, Rule, compared};
use crate::sources::{self, Factors};
use crate::world::{self, Cell, Seating};
use pyo3::prelude::*;
use pyo3_arrow::PyTable;

/// Who sat where, for a trait that is the pupils' own.
fn seating_of(world: &world::World, group: &str, year: Option<u16>) -> Result<Seating> {
    let year = world.school_year(year)?;
    world.refuse_area_trait(group, year)?;
    Seating::new(world, group, year)
}

/// Pupils per site and group under a rule, and what must be known of it.
#[pyfunction]
#[pyo3(signature = (world, rule, *, group, year, radius, seed))]
pub fn reassign(
    py: Python<'_>,
    world: &World,
    rule: &str,
    group: &str,
    year: Option<u16>,
    radius: Option<f64>,
    seed: u64,
) -> PyResult<(PyTable, Vec<String>)> {
    let world = &world.inner;
    let (batch, notes) = detached(py, || {
        let rule = Rule::read(rule, radius)?;
        let seated = seating_of(world, group, year)?;
        let found = rules::reassign(&seated, rule, seed)?;
        let notes = [seated.notes.clone(), found.notes].concat();
        Ok((seating::seated(world, group, &seated.cells(&found.schools))?, notes))
    })?;
    Ok((wrap(batch)?, notes))
}

/// Pupils as they sit (rule 0) and under each rule, by municipality of the home; what each rule
/// changes there; and the notes of all, and of each rule.
#[pyfunction]
#[pyo3(signature = (world, rules, *, group, year, seed, report))]
pub fn nearest_school(
    py: Python<'_>,
    world: &World,
    rules: Vec<String>,
    group: &str,
    year: Option<u16>,
    seed: u64,
    report: Bound<'_, PyAny>,
) -> PyResult<(PyTable, PyTable, Vec<Vec<String>>)> {
    let world = &world.inner;
    let (cells, changes, notes) = watched(py, &report, |watch| {
        let rules: Result<Vec<Rule>> = rules.iter().map(|name| Rule::read(name, None)).collect();
        let rules = rules?;
        watch.expect(rules.len() as u64 + 1);
        let seated = seating_of(world, group, year)?;
        let towns = if seated.home_town.is_empty() { 0 } else { world.municipalities.len() };
        let mut tables = vec![(vec![0], seated.cells(&seated.schools))];
        let (mut changes, mut notes) = (Vec::new(), vec![seated.notes.clone()]);
        watch.step()?;
        for (number, rule) in rules.into_iter().enumerate() {
            let found = rules::reassign(&seated, rule, seed)?;
            tables.push((vec![number as i64 + 1], seated.cells(&found.schools)));
            changes.push(compared(&seated, &found.schools, towns));
            notes.push(found.notes);
            watch.step()?;
        }
        let labels = world.group_labels(group);
        Ok((seating::cells(labels, &["rule"], &tables)?, seating::compared(&changes)?, notes))
    })?;
    Ok((wrap(cells)?, wrap(changes)?, notes))
}

/// A year of a world from which counterfactual worlds are drawn.
#[pyclass(frozen, module = "schoolmix._core")]
pub struct Sources {
    inner: sources::Sources,
    labels: Option<Vec<String>>,
}

#[pymethods]
impl Sources {
    /// Fits the tastes of pupils; those for any school too where worlds without tracking are wanted.
    #[new]
    #[pyo3(signature = (world, *, group, year, untracked, seed, report))]
    fn new(
        py: Python<'_>,
        world: &World,
        group: &str,
        year: Option<u16>,
        untracked: bool,
        seed: u64,
        report: Bound<'_, PyAny>,
    ) -> PyResult<Self> {
        let world = &world.inner;
        let inner = watched(py, &report, |watch| {
            sources::Sources::new(seating_of(world, group, year)?, untracked, seed, watch)
        })?;
        Ok(Self { inner, labels: world.group_labels(group).map(<[String]>::to_vec) })
    }

    /// Whether pupils have tracks, whether the places of schools and the municipalities of homes are known.
    #[getter]
    fn known(&self) -> (bool, bool, bool) {
        (self.inner.has_tracks(), self.inner.has_places(), !self.inner.seating.home_town.is_empty())
    }

    /// Pupils who attend a school that they are not taken to consider.
    #[getter]
    fn beyond(&self) -> u64 {
        self.inner.beyond()
    }

    /// What was left out, and why.
    #[getter]
    fn notes(&self) -> Vec<String> {
        self.inner.seating.notes.clone()
    }

    /// Pupils as they sit, by municipality of the home, school and group.
    fn observed(&self, py: Python<'_>) -> PyResult<PyTable> {
        let tables = || [(Vec::new(), self.inner.observed())];
        wrap(detached(py, || seating::cells(self.labels.as_deref(), &[], &tables()))?)
    }

    /// Pupils in each world (the names of its factors) and replicate, and how many in each found
    /// no place at a school that they consider.
    #[pyo3(signature = (worlds, *, first, last, report))]
    fn placed(
        &self,
        py: Python<'_>,
        worlds: Vec<Vec<String>>,
        first: u32,
        last: u32,
        report: Bound<'_, PyAny>,
    ) -> PyResult<(PyTable, u64)> {
        let (batch, overflow) = watched(py, &report, |watch| {
            let worlds: Result<Vec<Factors>> = worlds.iter().map(|names| Factors::read(names)).collect();
            let found = self.inner.placed(&worlds?, first..last, watch)?;
            let overflow = found.iter().map(|placed| placed.overflow).max().unwrap_or_default();
            let marked = |placed: sources::Placed| {
                (vec![placed.world as i64, i64::from(placed.replicate)], placed.cells)
            };
            let tables: Vec<(Vec<i64>, Vec<Cell>)> = found.into_iter().map(marked).collect();
            Ok((seating::cells(self.labels.as_deref(), &["world", "replicate"], &tables)?, overflow))
        })?;
        Ok((wrap(batch)?, overflow))
    }
}

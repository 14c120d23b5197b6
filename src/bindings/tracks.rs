//! Tracks: a cohort through first classes and transitions, and rates of sites.

use super::errors::{detached, watched};
use super::roll::wrap;
use super::world::World;
use crate::columns::tracks as frames;
use crate::error::{Error, Result};
use crate::numeric::Stream;
use crate::policy::{HeterogeneousFirstClasses, Taken};
use crate::tracks::{self as core, Advice, Chances, Forming, LEVELS, Measure, Placement, Plan, Widths};
use pyo3::prelude::*;
use pyo3_arrow::PyTable;

/// First classes without any instrument: shares of widths, or the width of every site.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct GivenClasses {
    shares: Option<[f64; 5]>,
    known: Option<Vec<u8>>,
    years: u32,
    forming: String,
    strength: Option<f64>,
}

/// An instrument of a scenario.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct GivenInstrument {
    levels: u8,
    years: u32,
    forming: Option<String>,
    strength: Option<f64>,
    towns: Option<Vec<u32>>,
    uptake: f64,
    treated: f64,
    licences: Option<u64>,
}

/// Chances by study year and level; factors by advice and by position of the group; shares of levels by advice, group,
/// width and level.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct GivenMoves {
    years: Vec<[Chances; LEVELS.len()]>,
    by_advice: Vec<(String, Chances)>,
    by_group: Vec<Chances>,
    placement: Vec<(String, Option<u16>, u8, String, f64)>,
}

/// What is measured of whom.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct GivenSpan {
    measures: Vec<String>,
    class_size: usize,
    study_years: u32,
    first: u32,
    last: u32,
    seed: u64,
}

impl GivenClasses {
    fn widths(&self, sites: usize) -> Result<Widths> {
        match (&self.known, self.shares) {
            (Some(widths), _) => Widths::Known(widths.clone()),
            (None, Some(shares)) => Widths::Shares(shares),
            (None, None) => Widths::Same(1),
        }
        .checked(sites)
    }
}

impl GivenInstrument {
    fn read(self) -> Result<HeterogeneousFirstClasses> {
        let Self { levels, years, forming, strength, towns, uptake, treated, licences } = self;
        let forming = forming.map(|name| Forming::read(&name, strength)).transpose()?;
        Ok(HeterogeneousFirstClasses { levels, years, forming, towns, uptake, treated, licences })
    }
}

impl GivenMoves {
    fn read(&self) -> Result<(core::Transitions, Placement)> {
        let mut by_advice = Vec::new();
        if !self.by_advice.is_empty() {
            by_advice = vec![[1.0; 3]; 2 * LEVELS.len()];
            for (label, factors) in &self.by_advice {
                by_advice[usize::from(advice(label)?.height())] = *factors;
            }
        }
        let transitions = core::Transitions::new(self.years.clone(), by_advice, self.by_group.clone())?;
        let row = |(label, group, width, track, share): &(String, Option<u16>, u8, String, f64)| {
            Ok((advice(label)?, *group, *width, level(track)?, *share))
        };
        let rows: Result<Vec<_>> = self.placement.iter().map(row).collect();
        Ok((transitions, Placement::new(&rows?)?))
    }
}

fn advice(label: &str) -> Result<Advice> {
    let unknown = || {
        let allowed = "a level, or two neighbours as 'vmbo_k_gt'";
        Error::option("advice", format!("there is no advice '{label}'"), allowed)
    };
    Advice::read(label).ok_or_else(unknown)
}

fn level(name: &str) -> Result<u8> {
    let found = LEVELS.iter().position(|level| *level == name).map(|place| place as u8);
    found.ok_or_else(|| Error::option("track", format!("there is no track '{name}'"), &LEVELS.join(", ")))
}

/// Those who enter secondary education in a school year of a world, and the sites where they do.
#[pyclass(frozen, module = "schoolmix._core")]
pub struct Entrants {
    cohort: core::Cohort,
    sites: core::Sites,
    labels: Option<Vec<String>>,
}

#[pymethods]
impl Entrants {
    /// The entrants of a school year, by a trait.
    #[new]
    #[pyo3(signature = (world, *, group, year))]
    fn new(py: Python<'_>, world: &World, group: &str, year: Option<u16>) -> PyResult<Self> {
        let world = &world.inner;
        let (cohort, sites) = detached(py, || {
            let year = world.school_year(year)?;
            let cohort = core::Cohort::new(world, group, year)?;
            let sites = core::Sites::new(world, year, &cohort);
            Ok((cohort, sites))
        })?;
        Ok(Self { cohort, sites, labels: world.group_labels(group).map(<[String]>::to_vec) })
    }

    /// Codes of the groups with pupils, in order.
    #[getter]
    fn groups(&self) -> Vec<u16> {
        self.cohort.codes.clone()
    }

    /// The labels of all codes; none where codes are numbers.
    #[getter]
    fn labels(&self) -> Option<Vec<String>> {
        self.labels.clone()
    }

    /// Entrants, sites where there are any, and those of them where levels could sit together.
    #[getter]
    fn known(&self) -> (usize, usize, usize) {
        let there = self.sites.entrants.iter().filter(|entrants| **entrants > 0).count();
        (self.cohort.len(), there, self.sites.able().count())
    }

    /// What was left out, and why.
    #[getter]
    fn notes(&self) -> Vec<String> {
        self.cohort.notes.clone()
    }

    /// Some replicates of scenarios, each the instruments that it has: values; pupils by track and group; and the
    /// sites that took part.
    #[pyo3(signature = (classes, scenarios, moves, *, span, report))]
    fn run(
        &self,
        py: Python<'_>,
        classes: GivenClasses,
        scenarios: Vec<Vec<GivenInstrument>>,
        moves: GivenMoves,
        span: GivenSpan,
        report: Bound<'_, PyAny>,
    ) -> PyResult<(PyTable, PyTable, PyTable)> {
        let [values, pupils, taken] = watched(py, &report, |watch| {
            let (plans, taken) = self.plans(&classes, scenarios, span.seed)?;
            let (transitions, placement) = moves.read()?;
            let measures: Result<Vec<Measure>> =
                span.measures.iter().map(|name| Measure::read(name)).collect();
            let setting = core::Setting {
                cohort: &self.cohort,
                sites: &self.sites,
                transitions: &transitions,
                placement: &placement,
                class_size: span.class_size.max(1),
                study_years: span.study_years,
            };
            let groups = self.cohort.codes.len();
            let runs = core::Runs { setting, plans: &plans, groups, measures: &measures?, seed: span.seed };
            let outcomes = runs.outcomes(span.first..span.last, watch)?;
            Ok([
                frames::figures(&outcomes)?,
                frames::pupils(&outcomes, &self.cohort)?,
                frames::taken(&taken)?,
            ])
        })?;
        Ok((wrap(values)?, wrap(pupils)?, wrap(taken)?))
    }
}

impl Entrants {
    /// First classes of every scenario; widths and who takes part are drawn once for all replicates.
    fn plans(
        &self,
        classes: &GivenClasses,
        scenarios: Vec<Vec<GivenInstrument>>,
        seed: u64,
    ) -> Result<(Vec<Plan>, Vec<Vec<Taken>>)> {
        let stream = Stream::new(seed, 0);
        let widths = classes.widths(self.sites.len())?;
        let forming = Forming::read(&classes.forming, classes.strength)?;
        let base = Plan::new(&self.sites, &widths, classes.years, forming, stream);
        let (mut plans, mut taken) = (Vec::new(), Vec::new());
        for instruments in scenarios {
            let mut plan = base.clone();
            let one = |given: GivenInstrument| Ok(given.read()?.apply(&mut plan, &self.sites, stream));
            taken.push(instruments.into_iter().map(one).collect::<Result<Vec<Taken>>>()?);
            plans.push(plan);
        }
        Ok((plans, taken))
    }
}

/// Rates of kinds of pupils, their covariance and the dispersion, from pupils of sites by kind and sums of events.
#[pyfunction]
#[pyo3(signature = (pupils, events))]
pub fn pooled_rates(
    py: Python<'_>,
    pupils: Vec<Vec<f64>>,
    events: Vec<f64>,
) -> PyResult<(Vec<f64>, Vec<Vec<f64>>, f64)> {
    let found = detached(py, || core::pooled(&pupils, &events))?;
    Ok((found.rates, found.covariance, found.dispersion))
}

/// Pupils by level that are expected in a study year, from those who enter the first.
#[pyfunction]
#[pyo3(signature = (entering, years, *, study_year))]
pub fn expected_levels(
    py: Python<'_>,
    entering: [f64; LEVELS.len()],
    years: Vec<[Chances; LEVELS.len()]>,
    study_year: u32,
) -> PyResult<[f64; LEVELS.len()]> {
    detached(py, || {
        let transitions = core::Transitions::new(years, Vec::new(), Vec::new())?;
        Ok(core::expected_levels(entering, &transitions, study_year))
    })
}

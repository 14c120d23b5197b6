//! Simulation: a base year of a world, plans for it, and what becomes of it.

use super::admission::Asked;
use super::errors::{detached, watched};
use super::roll::wrap;
use super::world::World;
use crate::admission::Enrolment;
use crate::choice::Behaviour;
use crate::columns::behaviour::{Groups, Numbers, Spelled, Values, Words, behaviour};
use crate::columns::instruments::{Setting, instrument};
use crate::columns::simulated;
use crate::columns::traits::Traits;
use crate::error::{Error, Result};
use crate::policy::Way;
use crate::simulate::{self as core, Active, Asked as Wanted, Opened, Rest, Runs, Settling, Start, Update};
use crate::world::{MISSING, broad};
use pyo3::prelude::*;
use pyo3_arrow::PyTable;
use rayon::prelude::*;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

/// A part of a choice: name, numbers, words and values.
type GivenPart = (String, Numbers, Words, Option<GivenValues>);
/// The rule of a choice: name, numbers, words, positions of criteria, values.
type GivenRule = (String, Numbers, Words, Vec<usize>, Option<Vec<f64>>);
/// A choice: parts, rule, known schools, how parts are joined, how it is drawn.
type GivenChoice = (Vec<GivenPart>, GivenRule, (String, Numbers, Words), String, String);
/// How places are given out: a word, the mechanism, schools on a list, siblings first, intake of every school, and the
/// share of every group that registers late.
type GivenEnrolment = (String, Option<Asked>, Option<usize>, bool, Vec<Option<u32>>, Vec<f64>);
/// The cells and figures of outcomes, whom pupils meet, schools, and what happened.
type Tables = (PyTable, PyTable, PyTable, PyTable, PyTable);
/// A school that instruments may open: site, where, municipality, denomination.
type GivenSchool = (String, (f64, f64), u32, Option<String>);

/// How the tick of a start ended: a word, the length of a circle, and the share who would be better off elsewhere.
type End = (String, u32, f64);

/// Who chooses in a year, and what they see.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct Course {
    update: String,
    share: Option<f64>,
    moving: f64,
    feedback: bool,
    years: u16,
    seed: u64,
}

/// An instrument of a scenario.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct GivenInstrument {
    name: String,
    start: Option<u16>,
    end: Option<u16>,
    towns: Option<Vec<u32>>,
    uptake: f64,
    settings: HashMap<String, GivenSetting>,
    admission: Option<GivenEnrolment>,
}

/// A setting of an instrument.
#[derive(FromPyObject)]
pub enum GivenSetting {
    /// A truth value.
    Truth(bool),
    /// A number.
    Number(f64),
    /// A truth value a group.
    Truths(Vec<bool>),
    /// Numbers.
    Numbers(Vec<f64>),
}

/// Which years and replicates.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct Span {
    years: u32,
    first: u32,
    last: u32,
    seed: u64,
    log: bool,
    by_group: bool,
    norm: Option<u32>,
}

/// From where pupils start, and how long they choose.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct Starts {
    start: String,
    first: u32,
    last: u32,
    ticks: u32,
    window: usize,
    tolerance: f64,
    seed: u64,
}

/// The values of a part.
#[derive(FromPyObject)]
pub enum GivenValues {
    /// A number a group and school.
    Schools(Vec<f64>),
    /// A table of homes, schools and groups.
    Homes(PyTable),
}

/// A year of a world from which simulations begin.
#[pyclass(frozen, module = "schoolmix._core")]
pub struct Simulator {
    base: Arc<core::Base>,
    labels: Option<Vec<String>>,
    sites: Vec<String>,
    fitted: OnceLock<Behaviour>,
}

/// What holds in a scenario, ready to be simulated.
#[pyclass(frozen, module = "schoolmix._core")]
pub struct Plan {
    inner: Arc<core::Plan>,
}

#[pymethods]
impl Simulator {
    /// Who is at school, and who will come; `moving` where families are to change homes, and the schools that
    /// instruments may open.
    #[new]
    #[pyo3(signature = (world, *, group, year, moving, opened))]
    fn new(
        py: Python<'_>,
        world: &World,
        group: &str,
        year: Option<u16>,
        moving: bool,
        opened: Vec<GivenSchool>,
    ) -> PyResult<Self> {
        let world = &world.inner;
        let mut sites = world.schools.site.clone();
        sites.extend(opened.iter().map(|(site, ..)| site.clone()));
        let opened: Vec<Opened> = opened
            .into_iter()
            .map(|(_, at, town, faith)| Opened { at, town, broad: faith.as_deref().and_then(broad) })
            .collect();
        let base = detached(py, || core::Base::new(world, group, world.school_year(year)?, moving, &opened))?;
        let labels = world.group_labels(group).map(<[String]>::to_vec);
        Ok(Self { base: Arc::new(base), labels, sites, fitted: OnceLock::new() })
    }

    /// Codes of the groups with pupils, in order; those without a value are in none of them.
    #[getter]
    fn groups(&self) -> Vec<u16> {
        self.base.groups.iter().copied().filter(|code| *code != MISSING).collect()
    }

    /// The labels of all codes; none where codes are numbers.
    #[getter]
    fn labels(&self) -> Option<Vec<String>> {
        self.labels.clone()
    }

    /// Pupils at school, those of the cohorts that come again in turn, and the share that repeats a study year.
    #[getter]
    fn known(&self) -> (usize, Vec<usize>, f64) {
        let base = &self.base;
        (base.pupils.len(), base.cohorts.iter().map(Vec::len).collect(), base.staying.repeats)
    }

    /// Whether the places of schools are known, and the municipalities of homes.
    #[getter]
    fn has(&self) -> (bool, bool) {
        (!self.base.seating.places.is_empty(), !self.base.seating.home_town.is_empty())
    }

    /// What was left out, and why.
    #[getter]
    fn notes(&self) -> Vec<String> {
        self.base.seating.notes.clone()
    }

    /// A plan: how pupils choose (none: as fitted to where they go), how places are given out, who chooses in a
    /// year and how large a share at a time, the share of families that move, whether pupils see who is at school
    /// now, and the instruments in the order in which they are applied.
    #[pyo3(signature = (*, choice, enrolment, course, instruments))]
    fn plan(
        &self,
        py: Python<'_>,
        choice: Option<GivenChoice>,
        enrolment: GivenEnrolment,
        course: Course,
        instruments: Vec<GivenInstrument>,
    ) -> PyResult<Plan> {
        let base = &self.base;
        let inner = detached(py, || {
            let (named, others) =
                (base.groups.iter().filter(|code| **code != MISSING).count(), base.groups.len());
            let groups = Groups { named, others: others > named };
            let own = match choice {
                Some(given) => behaviour(spelled(given), groups, || self.fitted())?,
                None => self.fitted(),
            };
            let (way, intake) = read(enrolment, others)?;
            let Course { update, share, moving, feedback, years, seed } = course;
            let update = Update::read(&update, share)?;
            let instruments =
                instruments.into_iter().map(|given| active(given, others)).collect::<Result<Vec<_>>>()?;
            let behaviour = Some(own);
            core::Plan::new(
                base,
                Wanted { behaviour, way, intake, update, moving, feedback, instruments, years, seed },
            )
        })?;
        Ok(Plan { inner: Arc::new(inner) })
    }

    /// Some replicates of plans: pupils by municipality of the home, school and group; what every year brought to
    /// those who chose; whom pupils meet; schools with pupils, and with fewer than a norm; and what happened, where
    /// `log` is on.
    #[pyo3(signature = (plans, *, span, report))]
    fn run(
        &self,
        py: Python<'_>,
        plans: Vec<Bound<'_, Plan>>,
        span: Span,
        report: Bound<'_, PyAny>,
    ) -> PyResult<Tables> {
        let plans: Vec<&core::Plan> = plans.iter().map(|plan| &*plan.get().inner).collect();
        let base = &*self.base;
        let Span { years, first, last, seed, log, by_group, norm } = span;
        let [cells, figures, met, schools, events] = watched(py, &report, |watch| {
            let runs = Runs { base, plans: &plans, years, seed, log, meeting: by_group };
            let outcomes = runs.outcomes(first..last, watch)?;
            Ok([
                simulated::cells(&outcomes, self.labels.as_deref())?,
                simulated::figures(base, self.labels.as_deref(), by_group, &outcomes)?,
                simulated::met(self.labels.as_deref(), &outcomes)?,
                simulated::schools(base, norm, &outcomes)?,
                simulated::events(&self.sites, &outcomes)?,
            ])
        })?;
        Ok((wrap(cells)?, wrap(figures)?, wrap(met)?, wrap(schools)?, wrap(events)?))
    }

    /// Everyone chooses again and again, from some starts: the ticks; how each ended, after how many ticks it came
    /// back in a circle, and the share who would be better off elsewhere; and where pupils are in the end.
    #[pyo3(signature = (plan, *, starts, report))]
    fn settle(
        &self,
        py: Python<'_>,
        plan: &Plan,
        starts: Starts,
        report: Bound<'_, PyAny>,
    ) -> PyResult<(PyTable, Vec<End>, PyTable)> {
        let Starts { start, first, last, ticks, window, tolerance, seed } = starts;
        let (base, plan) = (&*self.base, &*plan.inner);
        let (table, ends, cells) = watched(py, &report, |watch| {
            let settling = Settling { start: read_start(&start)?, ticks, window, tolerance, seed };
            watch.expect(u64::from(last - first) * u64::from(ticks));
            let settled: Result<Vec<_>> =
                (first..last).into_par_iter().map(|k| settling.settle(base, plan, k, watch)).collect();
            let settled = settled?;
            let ends = settled.iter().map(|one| end(one.rest, one.nash)).collect::<Vec<_>>();
            let tables: Vec<_> = (i64::from(first)..)
                .zip(&settled)
                .map(|(start, one)| (vec![start], one.cells.clone()))
                .collect();
            let cells = crate::columns::seating::cells(self.labels.as_deref(), &["start"], &tables)?;
            Ok((simulated::ticks(&settled)?, ends, cells))
        })?;
        Ok((wrap(table)?, ends, wrap(cells)?))
    }
}

#[pymethods]
impl Plan {
    /// What takes part in every instrument, year by year: municipalities, schools or families.
    #[getter]
    fn units(&self) -> Vec<Vec<u64>> {
        self.inner.units.clone()
    }
}

impl Simulator {
    /// How pupils choose as fitted to where they go.
    fn fitted(&self) -> Behaviour {
        self.fitted.get_or_init(|| core::Plan::fitted(&self.base)).clone()
    }
}

fn active(given: GivenInstrument, groups: usize) -> Result<Active> {
    let GivenInstrument { name, start, end, towns, uptake, settings, admission } = given;
    let setting = |(key, value): (String, GivenSetting)| {
        let value = match value {
            GivenSetting::Truth(truth) => Setting::Truth(truth),
            GivenSetting::Number(number) => Setting::Number(number),
            GivenSetting::Truths(truths) => Setting::Truths(truths),
            GivenSetting::Numbers(numbers) => Setting::Numbers(numbers),
        };
        (key, value)
    };
    let settings = settings.into_iter().map(setting).collect();
    let way = admission.map(|given| read(given, groups)).transpose()?.map(|(way, _)| way);
    let (kind, instrument) = instrument(&name, &settings, way, groups)?;
    Ok(Active { instrument, kind, start, end, towns, uptake })
}

fn end(rest: Rest, nash: f64) -> End {
    let (name, length) = match rest {
        Rest::NoMovers => ("no_movers", 0),
        Rest::Window => ("window", 0),
        Rest::Cycle(length) => ("cycle", length),
        Rest::Limit => ("limit", 0),
    };
    (name.to_owned(), length, nash)
}

fn read_start(start: &str) -> Result<Start> {
    match start {
        "observed" => Ok(Start::Observed),
        "nearest" => Ok(Start::Nearest),
        "random" => Ok(Start::Random),
        _ => {
            let allowed = "'observed', 'nearest', 'random'";
            Err(Error::option("start", format!("there is no start '{start}'"), allowed))
        }
    }
}

fn spelled((parts, rule, (name, numbers, _), join, draws): GivenChoice) -> Spelled {
    let values = |given: GivenValues| match given {
        GivenValues::Schools(values) => Values::Schools(values),
        GivenValues::Homes(table) => Values::Homes(table.into_inner().0),
    };
    let part = |(name, numbers, words, given): GivenPart| (name, numbers, words, given.map(values));
    Spelled { parts: parts.into_iter().map(part).collect(), rule, known: (name, numbers), join, draws }
}

fn read(
    (way, asked, length, sibling_first, intake, mut late): GivenEnrolment,
    groups: usize,
) -> Result<(Way, Vec<Option<u32>>)> {
    let mean = late.iter().sum::<f64>() / late.len().max(1) as f64;
    late.resize(groups, mean);
    let length = length.unwrap_or(usize::MAX);
    let enrolment = match (way.as_str(), asked) {
        ("free", _) => Enrolment::Free,
        ("queue", _) => Enrolment::Queue { length, sibling_first },
        (_, Some(asked)) => {
            let consents = vec![true];
            let mechanism = asked.mechanism(&Traits { consents, ..Traits::default() })?;
            Enrolment::Central { mechanism, ties: asked.ties()?, length, sibling_first }
        }
        (other, None) => {
            let allowed = "'free', 'queue', or a mechanism";
            return Err(Error::option("enrolment", format!("there is no enrolment '{other}'"), allowed));
        }
    };
    Ok((Way { enrolment, late }, intake))
}

//! Admission: a market of school places, and what came out of giving them out.

use super::errors::{detached, watched};
use super::roll::wrap;
use crate::admission::{self, Drawing, Mechanism, Placements};
use crate::columns::market::{self, Given, Named};
use crate::columns::placements::{self as frames, Which};
use crate::columns::traits;
use crate::error::{Error, Result};
use crate::market::{self as core, Lottery, Placed, Rule, Slot, Ties};
use crate::proof::{self, Breaches, Envy, Standing, Verdict};
use arrow_array::RecordBatch;
use pyo3::prelude::*;
use pyo3_arrow::PyTable;
use rayon::prelude::*;
use std::sync::Arc;

/// A market of school places, checked once at the door.
#[pyclass(frozen, module = "schoolmix._core")]
pub struct Market {
    inner: Arc<Named>,
}

/// How places are given out; what speaks of pupils is in a table beside it.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct Asked {
    mechanism: String,
    bands: Vec<u32>,
    unplaced: Option<u32>,
    delay: f64,
    ties: Option<String>,
    popular: Vec<bool>,
    weight: f64,
    lotteries: u32,
    seed: u64,
}

/// How a school chooses: a name, and what belongs to it.
#[derive(FromPyObject)]
pub enum GivenRule {
    /// Group or none, and whether the place is hard.
    Slots((String, Vec<(Option<u8>, bool)>)),
    /// Groups and places reserved for them.
    Overlapping((String, Vec<(u8, u32)>)),
    /// Groups, floors, ceilings, and whether these are hard.
    Bounds((String, Vec<u8>, Vec<u32>, Vec<u32>, bool)),
    /// Group, target share as a fraction, and tiers that go ahead.
    Share((String, u8, u32, u32, u32)),
    /// Nothing.
    Responsive((String,)),
}

impl From<GivenRule> for Rule {
    fn from(given: GivenRule) -> Self {
        match given {
            GivenRule::Responsive(_) => Self::Responsive,
            GivenRule::Bounds((_, groups, floors, ceilings, hard)) => {
                Self::Bounds { groups, floors, ceilings, hard }
            }
            GivenRule::Share((_, group, target, of, ahead)) => {
                Self::Share { group, target, of, ahead, before: (0, 0) }
            }
            GivenRule::Overlapping((_, reserves)) => Self::Overlapping { reserves, held: vec![] },
            GivenRule::Slots((_, slots)) => {
                Self::Slots(slots.into_iter().map(|(group, hard)| Slot { group, hard }).collect())
            }
        }
    }
}

#[pymethods]
impl Market {
    /// Reads wishes, schools, perhaps pupils and priorities; `own` says whether wishes have a priority.
    #[new]
    #[pyo3(signature = (wishes, schools, *, pupils, priorities, own))]
    fn new(
        py: Python<'_>,
        wishes: PyTable,
        schools: PyTable,
        pupils: Option<PyTable>,
        priorities: Option<PyTable>,
        own: bool,
    ) -> PyResult<Self> {
        let batches = |table: PyTable| table.into_inner().0;
        let (wishes, schools) = (batches(wishes), batches(schools));
        let (pupils, priorities) = (pupils.map(batches), priorities.map(batches));
        let inner = detached(py, || {
            Named::read(&Given {
                wishes: &wishes,
                schools: &schools,
                pupils: pupils.as_deref(),
                priorities: priorities.as_deref(),
                own,
            })
        })?;
        Ok(Self { inner: Arc::new(inner) })
    }

    /// The names of pupils, in order.
    #[getter]
    fn pupils(&self) -> PyResult<PyTable> {
        wrap(market::names(&self.inner.pupils)?)
    }

    /// The names of schools, in order.
    #[getter]
    fn schools(&self) -> PyResult<PyTable> {
        wrap(market::names(&self.inner.schools)?)
    }

    /// Everything that decides but the seed: a row a wish with its class, and the places of its school.
    fn canonical(&self, py: Python<'_>) -> PyResult<PyTable> {
        wrap(detached(py, || market::canonical(&self.inner))?)
    }

    /// The row of every pupil in the frame of pupils, and of every school in that of schools.
    #[getter]
    fn rows(&self) -> (Vec<u32>, Vec<u32>) {
        self.inner.rows.clone()
    }

    /// Gives out the places. `traits` has a row a pupil in order, with any of the columns `groups`, `round`,
    /// `consent`, `weight` and `arrival`; `rules` one a school in order, or none.
    #[pyo3(signature = (asked, *, traits, rules, report))]
    fn admit(
        &self,
        py: Python<'_>,
        asked: Asked,
        traits: PyTable,
        rules: Vec<GivenRule>,
        report: Bound<'_, PyAny>,
    ) -> PyResult<Admission> {
        let (batches, named) = (traits.into_inner().0, &self.inner);
        let rules: Vec<Rule> = rules.into_iter().map(Rule::from).collect();
        let (named, drawing, placements) = watched(py, &report, |watch| {
            let traits = traits::Traits::read(&batches, named.market().pupils())?;
            let drawing = drawing(asked, &traits)?;
            let named = named.with(traits.groups, rules);
            let found = admission::admit(named.market(), &named.regions, &drawing, watch)?;
            Ok((named, drawing, found))
        })?;
        Ok(Admission { named, drawing, placements })
    }
}

fn drawing(asked: Asked, traits: &traits::Traits) -> Result<Drawing> {
    let (mechanism, ties) = (asked.mechanism(traits)?, asked.ties()?);
    let Asked { seed, lotteries, .. } = asked;
    Ok(Drawing { mechanism, ties, seed, lotteries, rounds: traits.rounds.clone() })
}

impl Asked {
    /// The mechanism, with what it takes of pupils.
    pub fn mechanism(&self, traits: &traits::Traits) -> Result<Mechanism> {
        Ok(match self.mechanism.as_str() {
            "deferred_acceptance" => Mechanism::DeferredAcceptance,
            "immediate_acceptance" => Mechanism::ImmediateAcceptance,
            "adaptive_boston" => Mechanism::AdaptiveBoston,
            "chinese_parallel" => Mechanism::ChineseParallel { bands: self.bands.clone() },
            "top_trading_cycles" => Mechanism::TopTradingCycles,
            "serial_dictatorship" => Mechanism::SerialDictatorship,
            "efficiency_adjusted" => Mechanism::EfficiencyAdjusted { consents: traits.consents.clone() },
            "stable_improvement_cycles" => Mechanism::StableImprovementCycles,
            "rank_minimising" => {
                Mechanism::RankMinimising { unplaced: self.unplaced, weights: traits.weights.clone() }
            }
            "first_come" => Mechanism::FirstCome { arrivals: traits.arrivals.clone(), delay: self.delay },
            "lottery_then_central" => Mechanism::LotteryThenCentral,
            other => {
                let message = format!("there is no mechanism '{other}'");
                return Err(Error::option("mechanism", message, &Mechanism::NAMES.join(", ")));
            }
        })
    }

    /// How ties are broken.
    pub fn ties(&self) -> Result<Ties> {
        Ok(match self.ties.as_deref() {
            None => Ties::Strict,
            Some("single") => Ties::Single,
            Some("multiple") => Ties::Multiple,
            Some("hybrid") => Ties::Hybrid(self.popular.clone()),
            Some("mixed") => Ties::mixed(self.weight)?,
            Some(other) => {
                let message = format!("there is no way '{other}' to break ties");
                let allowed = "single, multiple, hybrid, mixed, or None for none";
                return Err(Error::option("ties", message, allowed));
            }
        })
    }
}

/// What came out of giving out the places of a market, in one lottery or many.
#[pyclass(frozen, module = "schoolmix._core")]
pub struct Admission {
    named: Arc<Named>,
    drawing: Drawing,
    placements: Placements,
}

/// The column of numbers of a table with a row a pupil.
fn groups_of(groups: &PyTable) -> Result<Vec<u32>> {
    traits::codes(groups.batches())
}

/// The counts of a verdict, in the order of [`COUNTS`].
fn counts(verdict: &Verdict) -> Vec<u64> {
    let Breaches { places, wishes, bounds } = verdict.breaches;
    vec![
        wishes,
        places,
        bounds,
        verdict.blocking_pairs,
        verdict.envy_of_class,
        verdict.waste,
        verdict.improving_cycles,
    ]
}

/// The names of counts, as answers bear them.
const COUNTS: [&str; 7] = [
    "wrong_wishes",
    "places_exceeded",
    "bounds_exceeded",
    "blocking_pairs",
    "justified_envy",
    "waste",
    "improving_cycles",
];

fn points(table: &PyTable) -> Result<Vec<(f64, f64)>> {
    traits::points(table.batches())
}

impl Admission {
    fn framed(
        &self,
        py: Python<'_>,
        work: impl FnOnce(&Named, &Placements) -> Result<RecordBatch> + Send,
    ) -> PyResult<PyTable> {
        wrap(detached(py, || work(&self.named, &self.placements))?)
    }

    /// Who stands before whom in a lottery.
    fn standing(&self, lottery: usize) -> Standing {
        let Drawing { seed, rounds, ties, .. } = &self.drawing;
        let round = |pupil: u32| rounds.get(pupil as usize).copied().unwrap_or_default();
        let lots = |pupil: u32| Lottery::new(*seed, lottery as u32, round(pupil));
        Standing::drawn(self.named.market(), lots, ties)
    }

    /// Wishes that some look at all lotteries finds.
    fn found(
        &self,
        py: Python<'_>,
        look: impl Fn(&core::Market, &Standing, &Placed) -> Vec<u32> + Sync + Send,
    ) -> PyResult<PyTable> {
        self.framed(py, |named, placements| {
            let one = |lottery: usize| {
                let wishes =
                    look(named.market(), &self.standing(lottery), &placements.of(named.market(), lottery));
                wishes.into_iter().map(move |wish| (lottery, wish))
            };
            let all: Vec<(usize, u32)> =
                (0..placements.lotteries()).into_par_iter().flat_map_iter(one).collect();
            frames::wishes(named, &all)
        })
    }

    fn which(&self, lottery: usize) -> Which<'_> {
        Which { drawing: &self.drawing, lottery }
    }
}

#[pymethods]
impl Admission {
    /// How many lotteries there are.
    #[getter]
    fn lotteries(&self) -> usize {
        self.placements.lotteries()
    }

    /// Where every pupil is in every lottery.
    fn placements(&self, py: Python<'_>) -> PyResult<PyTable> {
        self.framed(py, frames::placements)
    }

    /// How often every pupil is placed on every choice.
    fn chances(&self, py: Python<'_>) -> PyResult<PyTable> {
        self.framed(py, frames::chances)
    }

    /// Pupils by lottery, group and rank.
    fn ranks(&self, py: Python<'_>, groups: PyTable) -> PyResult<PyTable> {
        self.framed(py, |named, placements| frames::ranks(named, placements, &groups_of(&groups)?))
    }

    /// Pupils by lottery, group and school.
    fn seats(&self, py: Python<'_>, groups: PyTable) -> PyResult<PyTable> {
        self.framed(py, |named, placements| frames::seats(named, placements, &groups_of(&groups)?))
    }

    /// Distances from home to school by lottery and group; `homes` and `schools` are tables of x and y.
    fn distances(
        &self,
        py: Python<'_>,
        groups: PyTable,
        homes: PyTable,
        schools: PyTable,
    ) -> PyResult<PyTable> {
        self.framed(py, |named, placements| {
            frames::distances(named, placements, &groups_of(&groups)?, &points(&homes)?, &points(&schools)?)
        })
    }

    /// Wishes of all lotteries whose pupil and school would both rather have each other.
    fn blocking_pairs(&self, py: Python<'_>) -> PyResult<PyTable> {
        self.found(py, proof::blocking_pairs)
    }

    /// Wishes of all lotteries for schools that admitted someone behind: by `class`, `order` or `group`.
    fn justified_envy(&self, py: Python<'_>, by: &str) -> PyResult<PyTable> {
        let by = match by {
            "class" => Envy::Class,
            "order" => Envy::Strict,
            "group" => Envy::Within,
            other => {
                let message = format!("there is no envy by '{other}'");
                return Err(Error::option("by", message, "class, order, group").into());
            }
        };
        self.found(py, |market, standing, placed| proof::justified_envy(market, standing, placed, by))
    }

    /// What is wrong with the placements of every lottery, counted.
    #[pyo3(signature = (*, report))]
    fn verdicts(&self, py: Python<'_>, report: Bound<'_, PyAny>) -> PyResult<PyTable> {
        let lotteries = self.placements.lotteries();
        let batch = watched(py, &report, |watch| {
            watch.expect(lotteries as u64);
            let one = |lottery: usize| {
                let market = self.named.market();
                let placed = self.placements.of(market, lottery);
                let verdict = proof::verify(market, &self.standing(lottery), &placed);
                watch.step().map(|()| counts(&verdict))
            };
            let rows: Result<Vec<Vec<u64>>> = (0..lotteries).into_par_iter().map(one).collect();
            frames::counted(&COUNTS, &rows?)
        })?;
        wrap(batch)
    }

    /// The last who was admitted to every school in a lottery (from 0).
    fn cutoffs(&self, py: Python<'_>, lottery: usize) -> PyResult<PyTable> {
        self.framed(py, |named, placements| {
            let placed = placements.of(named.market(), lottery);
            let last = proof::cutoffs(named.market(), &self.standing(lottery), &placed);
            frames::cutoffs(named, self.which(lottery), &placed, &last)
        })
    }

    /// The wishes of a lottery (from 0), with their classes and the numbers drawn for them.
    fn numbers(&self, py: Python<'_>, lottery: usize) -> PyResult<PyTable> {
        self.framed(py, |named, _| frames::numbers(named, self.which(lottery)))
    }
}

/// The schools nearest to every home, nearest first, ties by order: a row a home and school, as their numbers.
#[pyfunction]
#[pyo3(signature = (homes, schools, *, count))]
pub fn nearest_points(py: Python<'_>, homes: PyTable, schools: PyTable, count: usize) -> PyResult<PyTable> {
    wrap(detached(py, || frames::nearest(&points(&homes)?, &points(&schools)?, count))?)
}

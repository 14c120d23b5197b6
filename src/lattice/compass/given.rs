//! What is asked of the model.

use super::super::runs;
use super::super::settled::Settled;
use super::super::town::{self, Town, cells, side};
use super::Compass;
use crate::error::{Error, Family, Result};
use crate::utility::{Composition, Decay};

/// Most pairs of a household and a school in one run.
const PAIRS: u64 = 1 << 26;

/// The parameters, with the symbols of the paper; those in a list have one number a group.
#[derive(Clone, Debug)]
pub struct Given {
    /// The grid; density is that of cells less one for every school and neighbourhood.
    pub town: town::Given,
    /// Schools, so many that they stand in a square, each in the middle of its part of the grid.
    pub schools: u32,
    /// The best share of the own group (f).
    pub optimum: Vec<f64>,
    /// What a share of 1 is worth (M).
    pub at_one: Vec<f64>,
    /// The weight of composition against distance (a) in the choice of schools.
    pub weight: Vec<f64>,
    /// The distance in cells that is worth one half (p).
    pub half: Vec<f64>,
    /// How steeply distance counts there (q).
    pub slope: Vec<f64>,
    /// Empty cells that a household looks at.
    pub considered: u32,
    /// How much the bounded neighbourhood counts against the near neighbours (m).
    pub mixing: f64,
    /// How much utility decides (b); infinite for the best.
    pub b: f64,
    /// Places: `1 + floor(capacity * pupils / schools)` a school.
    pub capacity: f64,
    /// Pupils of a school that nobody leaves.
    pub min_capacity: u32,
    /// Share of households that may move in a tick (φ).
    pub fraction: f64,
    /// Most ticks of homes, and of schools.
    pub ticks: [u32; 2],
    /// When a stage has come to rest.
    pub settled: Option<Settled>,
    /// What COMPASS does but does not say, for comparison in tests: the best school is taken whatever `b`; the
    /// own home is judged by the bounded neighbourhood alone; households live on corners of cells, and distances
    /// cross no side of the grid.
    pub compat: bool,
}

impl Compass {
    /// The model.
    ///
    /// # Errors
    /// `BadOption` naming the field; `SizeLimit` for too many cells, or households times schools.
    pub fn new(given: &Given) -> Result<Self> {
        let Given { considered, mixing, b, capacity, min_capacity, fraction, ticks, .. } = *given;
        cells(given.town.width, given.town.height)?;
        let schools = side("schools", given.schools, given.town.width.min(given.town.height))?;
        let kept = u64::from(given.schools) + u64::from(given.town.neighbourhoods);
        let town = Town::new(&given.town, kept)?;
        let pairs = town.agents() as u64 * u64::from(given.schools);
        if pairs > PAIRS {
            let message = format!("households times schools are {pairs}; the limit is {PAIRS}");
            return Err(Error::new(Family::Limit, "SizeLimit", message)
                .on("schools")
                .remedy("Take a smaller grid or fewer schools."));
        }
        let is_share = |value: f64| (0.0..=1.0).contains(&value);
        let above = |value: f64| value > 0.0 && value.is_finite();
        let groups = town.groups();
        let shares = [("optimum", &given.optimum), ("at_one", &given.at_one), ("weight", &given.weight)];
        for (field, values) in shares {
            each(field, values, groups, is_share, "from 0 to 1")?;
        }
        for (field, values) in [("half", &given.half), ("slope", &given.slope)] {
            each(field, values, groups, above, "above 0")?;
        }
        one("considered", f64::from(considered), (1..=10_000).contains(&considered), "1 to 10000")?;
        one("mixing", mixing, is_share(mixing), "a share from 0 to 1")?;
        one("b", b, b >= 0.0, "0 or more, or infinite")?;
        one("capacity", capacity, (1.0..1e6).contains(&capacity), "1 or more places a pupil")?;
        one("fraction", fraction, fraction > 0.0 && fraction <= 1.0, "a share above 0 and at most 1")?;
        runs::steps("residential_ticks", ticks[0])?;
        runs::steps("school_ticks", ticks[1])?;
        let tastes: Result<Vec<Composition>> =
            given.optimum.iter().zip(&given.at_one).map(|(f, m)| Composition::new(*f, *m)).collect();
        let decay: Result<Vec<Decay>> =
            given.half.iter().zip(&given.slope).map(|(p, q)| Decay::sigmoid(*p, *q)).collect();
        Ok(Self {
            places: ((capacity * town.agents() as f64 / f64::from(given.schools)) as u32).saturating_add(1),
            town,
            schools,
            tastes: tastes?,
            weight: given.weight.clone(),
            decay: decay?,
            considered: considered as usize,
            mixing,
            b,
            min_capacity,
            fraction,
            ticks,
            settled: given.settled,
            compat: given.compat,
        })
    }
}

/// Refuses numbers, one a group, that are not as they must be.
fn each(field: &str, values: &[f64], groups: usize, fine: impl Fn(f64) -> bool, allowed: &str) -> Result<()> {
    if values.len() == groups && values.iter().all(|value| fine(*value)) {
        return Ok(());
    }
    let message = format!("{field} is {values:?} for {groups} groups");
    Err(Error::option(field, message, &format!("a number {allowed}, one for all or one a group")))
}

/// Refuses a number that is not as it must be.
fn one(field: &str, value: f64, fine: bool, allowed: &str) -> Result<()> {
    if fine { Ok(()) } else { Err(Error::option(field, format!("{field} is {value}"), allowed)) }
}

//! How places are given out, where instruments change that.

use crate::admission::Enrolment;
use crate::error::{Error, Result};
use std::collections::BTreeMap;

/// A way to give out places, and who registers late.
#[derive(Clone, Debug, PartialEq)]
pub struct Way {
    /// The way.
    pub enrolment: Enrolment,
    /// Share of every group that comes after all others; of nobody where empty.
    pub late: Vec<f64>,
}

/// By what schools tell a group when its pupils apply.
#[derive(Clone, Debug, PartialEq)]
pub struct Indicator {
    /// Whether it is to tell a group.
    pub groups: Vec<bool>,
    /// Share of their pupils whom it does not tell.
    pub missed: f64,
    /// Share of all others whom it takes for one of them.
    pub mistaken: f64,
}

/// For whom the places of a school are meant, as shares; first the pupils that an indicator tells, then all others.
#[derive(Clone, Debug, PartialEq)]
pub struct Seats {
    /// Number of the indicator.
    pub indicator: usize,
    /// Places that each side gets first.
    pub floors: [f64; 2],
    /// Places after which each side waits.
    pub ceilings: [f64; 2],
    /// Whether those above a ceiling are not admitted even where places stay empty.
    pub hard: bool,
    /// Whether the shares are of all places, with pupils who are there; else of those given out.
    pub sitting: bool,
    /// Whether the first side goes first only while its share is below the floor, place by place.
    pub soft: bool,
}

/// Who goes before others at a school.
#[derive(Clone, Debug, PartialEq)]
pub enum Tier {
    /// Who has it among so many of the nearest.
    Near(u32),
    /// Who attends its preschool, which a share of every group does if it is the nearest.
    Preschool(Vec<f64>),
    /// Who brings it nearer to a target share of those whom an indicator tells.
    Mix {
        /// Number of the indicator.
        indicator: usize,
        /// The share.
        target: f64,
    },
}

/// Who goes before others at a school, first those before brothers and sisters, then those after them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tiers {
    /// Before brothers and sisters.
    pub before: Vec<Tier>,
    /// After them.
    pub after: Vec<Tier>,
}

/// How places are given out.
#[derive(Clone, Debug, PartialEq)]
pub struct Admission {
    /// The ways; the first holds where no instrument says otherwise.
    pub ways: Vec<Way>,
    /// The way of every municipality of homes; the first where empty.
    pub way_of: Vec<u16>,
    /// Share of every group that registers late, in municipalities where that is another than the way says.
    pub late: BTreeMap<u32, Vec<f64>>,
    /// By what schools tell groups.
    pub indicators: Vec<Indicator>,
    /// For whom places are meant, by school.
    pub seats: BTreeMap<u32, Seats>,
    /// Who goes first, by school.
    pub tiers: BTreeMap<u32, Tiers>,
}

impl Admission {
    /// One way for all.
    #[must_use]
    pub fn new(way: Way) -> Self {
        Self {
            ways: vec![way],
            way_of: Vec::new(),
            late: BTreeMap::new(),
            indicators: Vec::new(),
            seats: BTreeMap::new(),
            tiers: BTreeMap::new(),
        }
    }

    /// The number of an indicator, new or known.
    pub fn indicator(&mut self, wanted: &Indicator) -> usize {
        let known = self.indicators.iter().position(|one| one == wanted);
        known.unwrap_or_else(|| {
            self.indicators.push(wanted.clone());
            self.indicators.len() - 1
        })
    }

    /// Says for whom the places of a school are meant.
    ///
    /// # Errors
    /// `Contradiction` where that was said before.
    pub fn mean(&mut self, school: u32, seats: Seats) -> Result<()> {
        if self.seats.insert(school, seats).is_none() {
            return Ok(());
        }
        let message = "two instruments say for whom the places of a school are meant";
        Err(Error::input("Contradiction", message)
            .on("sites")
            .remedy("Give quotas, reserves and double lists schools, municipalities or years of their own."))
    }

    /// The way of a municipality.
    #[must_use]
    pub fn way(&self, town: u32) -> usize {
        self.way_of.get(town as usize).map_or(0, |way| usize::from(*way))
    }

    /// The share of a group of a municipality that registers late.
    #[must_use]
    pub fn late(&self, town: u32, group: usize) -> f64 {
        let late = self.late.get(&town).unwrap_or(&self.ways[self.way(town)].late);
        late.get(group).copied().unwrap_or_default()
    }

    /// Whether anyone may register late.
    #[must_use]
    pub fn has_late(&self) -> bool {
        self.ways.iter().map(|way| &way.late).chain(self.late.values()).flatten().any(|share| *share > 0.0)
    }
}

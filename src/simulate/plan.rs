//! A scenario, ready to be simulated.

use super::{Base, Phase, Phases};
use crate::admission::{Enrolment, Mechanism};
use crate::choice::{Behaviour, Join, Model, Rule, Sets};
use crate::error::{Error, Result};
use crate::policy::{Instrument, Way};
use crate::world::{Seating, Trees};
use std::sync::Arc;

/// Who chooses in a year, besides those who come to school.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Update {
    /// Nobody.
    Cohort,
    /// Everyone, all at once.
    Synchronous,
    /// Everyone in a random order, so large a share at a time; each share sees what those before it chose.
    Fraction(f64),
    /// Everyone in a random order, one by one (Schelling 1971).
    Sequential,
}

impl Update {
    /// An update by its name.
    ///
    /// # Errors
    /// `BadOption` for an unknown name, a share outside 0 to 1, and a share where none is meant.
    pub fn read(name: &str, share: Option<f64>) -> Result<Self> {
        match (name, share) {
            ("cohort", None) => Ok(Self::Cohort),
            ("synchronous", None) => Ok(Self::Synchronous),
            ("sequential", None) => Ok(Self::Sequential),
            ("fraction", Some(share)) if share > 0.0 && share <= 1.0 => Ok(Self::Fraction(share)),
            ("fraction", _) => {
                let message = "'fraction' needs the share of pupils who choose at a time";
                Err(Error::option("share", message, "a number above 0, at most 1"))
            }
            ("cohort" | "synchronous" | "sequential", Some(_)) => {
                let message = format!("'{name}' takes no share");
                Err(Error::option("share", message, "none, or update='fraction'"))
            }
            _ => {
                let allowed = "'cohort', 'synchronous', 'fraction', 'sequential'";
                Err(Error::option("update", format!("there is no update '{name}'"), allowed))
            }
        }
    }

    /// Whether pupils choose one after another.
    #[must_use]
    pub fn in_turns(self) -> bool {
        matches!(self, Self::Fraction(_) | Self::Sequential)
    }
}

/// An instrument in a scenario: when it holds, where, and who takes part.
#[derive(Debug)]
pub struct Active {
    /// The instrument.
    pub instrument: Box<dyn Instrument>,
    /// The number of its kind.
    pub kind: u32,
    /// First school year; none: from the beginning.
    pub start: Option<u16>,
    /// Last school year; none: for ever.
    pub end: Option<u16>,
    /// Municipalities; none: all.
    pub towns: Option<Vec<u32>>,
    /// Share of those whom it reaches that take part.
    pub uptake: f64,
}

/// What holds in a scenario, as it is asked.
#[derive(Debug)]
pub struct Asked {
    /// How pupils choose; as fitted to where they go without it.
    pub behaviour: Option<Behaviour>,
    /// How places are given out, where no instrument says otherwise.
    pub way: Way,
    /// How many a school takes in a year, where that is not the places it has left; empty where none is given.
    pub intake: Vec<Option<u32>>,
    /// Who chooses in a year.
    pub update: Update,
    /// Share of families that change homes in a year.
    pub moving: f64,
    /// Whether pupils see who is at school now, or who was in the base year.
    pub feedback: bool,
    /// Instruments, in the order in which they are applied.
    pub instruments: Vec<Active>,
    /// School years that are planned; what holds in the last goes on.
    pub years: u16,
    /// The seed that names who takes part.
    pub seed: u64,
}

/// What holds in a scenario.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What holds in every year after the base year; the last goes on.
    pub phases: Vec<Arc<Phase>>,
    /// What takes part in every instrument, year by year: municipalities, schools or families.
    pub units: Vec<Vec<u64>>,
    /// How many a school takes in a year, where that is not the places it has left; empty where none is given.
    pub intake: Vec<Option<u32>>,
    /// Who chooses in a year.
    pub update: Update,
    /// Share of families that change homes in a year.
    pub moving: f64,
    /// Whether pupils see who is at school now, or who was in the base year.
    pub feedback: bool,
}

impl Plan {
    /// A plan for a base.
    ///
    /// # Errors
    /// `BadOption` for numbers without meaning, and for what does not go together; `Contradiction` for instruments that
    /// contradict each other.
    pub fn new(base: &Base, asked: Asked) -> Result<Self> {
        let behaviour = match asked.behaviour {
            Some(behaviour) => behaviour.checked()?,
            None => Self::fitted(base),
        };
        let has_instruments = !asked.instruments.is_empty();
        let mut phases = Phases::new(base, &behaviour, asked.way, asked.seed);
        for after in 1..=asked.years.max(1) {
            phases.year(base.seating.year + after, &asked.instruments)?;
        }
        let (phases, units) = phases.done();
        let (intake, update) = (asked.intake, asked.update);
        let plan = Self { phases, units, intake, update, moving: asked.moving, feedback: asked.feedback };
        plan.check(base, has_instruments)?;
        plan.check_worth(&behaviour)?;
        Ok(plan)
    }

    /// How pupils choose as fitted to where they go.
    #[must_use]
    pub fn fitted(base: &Base) -> Behaviour {
        Behaviour::fitted(fitted(&base.seating, &base.groups), base.groups.len())
    }

    /// What holds so many years after the base year, from 1.
    #[must_use]
    pub fn phase(&self, after: u32) -> &Phase {
        &self.phases[(after as usize - 1).min(self.phases.len() - 1)]
    }

    /// How places are given out from the beginning, where no instrument says otherwise.
    #[must_use]
    pub fn enrolment(&self) -> &Enrolment {
        &self.phase(1).handles.admission.ways[0].enrolment
    }

    /// Refuses what does not go together: turns with a mechanism, an intake, instruments or a frozen company; brothers
    /// and sisters where those at school choose; moves where municipalities are not known; places that are meant for
    /// groups without a mechanism.
    fn check(&self, base: &Base, has_instruments: bool) -> Result<()> {
        let in_turns = self.update.in_turns();
        let others = "update='cohort' or 'synchronous'";
        if in_turns && !self.feedback {
            let message = "pupils who choose one after another see what those before them chose";
            return Err(Error::option("feedback", message, &format!("True, or {others}")));
        }
        if in_turns && !self.intake.is_empty() {
            let message = "an intake is of a year, and does not hold where everyone chooses in turns";
            return Err(Error::option("intake", message, &format!("none, or {others}")));
        }
        if in_turns && has_instruments {
            let message = "instruments are for those who choose at one moment, not one after another";
            return Err(Error::option("update", message, "'cohort' or 'synchronous' with instruments"));
        }
        let mut tastes = self.phases.iter().map(|phase| &phase.tastes);
        if self.update != Update::Cohort && tastes.any(|tastes| tastes.follows_siblings()) {
            let message =
                "brothers and sisters are followed by those who come to school, not by those who are there";
            return Err(Error::option("sibling", message, "no such part, or update='cohort'"));
        }
        if self.moving > 0.0 && base.seating.home_town.is_empty() {
            let message = "municipalities of homes are not known, within which families would move";
            return Err(Error::option("moving", message, "0, or homes with a municipality_code"));
        }
        if in_turns && matches!(self.enrolment(), Enrolment::Central { .. }) {
            let message = "a mechanism places all pupils of a year at once, not one after another";
            return Err(Error::option("update", message, "'cohort' or 'synchronous' with a mechanism"));
        }
        if !(0.0..=1.0).contains(&self.moving) {
            let message = format!("moving is {}, which is no share of families", self.moving);
            return Err(Error::option("moving", message, "a number from 0 to 1"));
        }
        self.phases.iter().try_for_each(|phase| check_seats(phase))
    }
}

impl Plan {
    /// Refuses what is added to the worth of schools where families do not go by a sum.
    fn check_worth(&self, behaviour: &Behaviour) -> Result<()> {
        let is_changed = self.phases.iter().any(|phase| !phase.handles.shifts.worth.is_empty());
        if !is_changed || (behaviour.join == Join::Sum && matches!(behaviour.rule, Rule::Logit(_))) {
            return Ok(());
        }
        let message = "an instrument adds to the worth of schools, by which families do not choose";
        Err(Error::option("choice", message, "a choice by rule 'logit' or 'best' whose parts are added up"))
    }
}

/// Indicators at most: two bits each.
const INDICATORS: usize = 32;

/// Refuses places that are meant for groups where no mechanism heeds it.
fn check_seats(phase: &Phase) -> Result<()> {
    let admission = &phase.handles.admission;
    let heeds = |way: &Way| {
        let Enrolment::Central { mechanism, .. } = &way.enrolment else { return false };
        matches!(mechanism, Mechanism::DeferredAcceptance | Mechanism::ImmediateAcceptance)
    };
    if admission.indicators.len() > INDICATORS {
        let message = format!("{} indicators of groups", admission.indicators.len());
        return Err(Error::option("groups", message, &format!("{INDICATORS} that differ, at most")));
    }
    if admission.seats.is_empty() || admission.ways.iter().any(heeds) {
        return Ok(());
    }
    let message = "places are meant for groups, but no mechanism gives them out by that";
    Err(Error::option(
        "admission",
        message,
        "admission='deferred_acceptance' or 'immediate_acceptance', or CentralEnrolment beside it",
    ))
}

/// Tastes of all groups, also of those that only come later.
fn fitted(seating: &Seating, groups: &[u16]) -> Model {
    let sets = Sets::new(seating, &Trees::new(&seating.school_at, &seating.eligible));
    Model::fitted_for(seating, sets, groups)
}

//! A scenario, ready to be simulated.

use super::Base;
use crate::admission::Enrolment;
use crate::choice::{Behaviour, Model, NEAR, Sets, Tastes};
use crate::error::{Error, Result};
use crate::world::{Seating, Trees};

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
}

/// What holds in a scenario.
#[derive(Clone, Debug)]
pub struct Plan {
    /// How pupils choose.
    pub tastes: Tastes,
    /// How places are given out.
    pub enrolment: Enrolment,
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
    /// A plan for a base; the choice that is fitted to where its pupils go where no behaviour is given.
    ///
    /// # Errors
    /// `BadOption` for numbers without meaning.
    pub fn tastes(base: &Base, behaviour: Option<Behaviour>) -> Result<Tastes> {
        let behaviour = match behaviour {
            Some(behaviour) => behaviour.checked()?,
            None => Behaviour::fitted(fitted(&base.seating, &base.groups), base.groups.len()),
        };
        let trees = Trees::new(&base.seating.school_at, &base.seating.eligible);
        let count = behaviour.known.counts.iter().copied().max().unwrap_or(NEAR);
        let sets = Sets::nearest(&base.seating, &trees, count);
        Ok(Tastes::new(behaviour, sets, base.blocks.clone()))
    }

    /// Refuses what does not go together: turns with a mechanism, an intake or a frozen company; brothers and sisters
    /// where those at school choose; moves where municipalities are not known.
    ///
    /// # Errors
    /// `BadOption`.
    pub fn checked(self, base: &Base) -> Result<Self> {
        let in_turns = matches!(self.update, Update::Fraction(_) | Update::Sequential);
        if in_turns && !self.feedback {
            let message = "pupils who choose one after another see what those before them chose";
            return Err(Error::option("feedback", message, "True, or update='cohort' or 'synchronous'"));
        }
        if in_turns && !self.intake.is_empty() {
            let message = "an intake is of a year, and does not hold where everyone chooses in turns";
            return Err(Error::option("intake", message, "none, or update='cohort' or 'synchronous'"));
        }
        if self.update != Update::Cohort && self.tastes.follows_siblings() {
            let message =
                "brothers and sisters are followed by those who come to school, not by those who are there";
            return Err(Error::option("sibling", message, "no such part, or update='cohort'"));
        }
        if self.moving > 0.0 && base.seating.home_town.is_empty() {
            let message = "municipalities of homes are not known, within which families would move";
            return Err(Error::option("moving", message, "0, or homes with a municipality_code"));
        }
        if in_turns && matches!(self.enrolment, Enrolment::Central { .. }) {
            let message = "a mechanism places all pupils of a year at once, not one after another";
            return Err(Error::option("update", message, "'cohort' or 'synchronous' with a mechanism"));
        }
        if !(0.0..=1.0).contains(&self.moving) {
            let message = format!("moving is {}, which is no share of families", self.moving);
            return Err(Error::option("moving", message, "a number from 0 to 1"));
        }
        Ok(self)
    }
}

/// Tastes of all groups, also of those that only come later.
fn fitted(seating: &Seating, groups: &[u16]) -> Model {
    let sets = Sets::new(seating, &Trees::new(&seating.school_at, &seating.eligible));
    Model::fitted_for(seating, sets, groups)
}

//! How pupils of every group choose: what a school is worth to them, by what rule they choose, and which
//! schools they know.

use super::company::Empty;
use super::fitting::Model;
use crate::error::{Error, Result};
use crate::utility::{Composition, Decay};
use std::collections::BTreeMap;

/// A part of what a school is worth, with its weight in every group.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its name, which errors and criteria call it by.
    pub name: String,
    /// What it is about.
    pub about: About,
    /// Its weight in every group.
    pub weights: Vec<f64>,
}

/// What a part of the worth of a school is about; what it takes, it takes by group.
#[derive(Clone, Debug)]
pub enum About {
    /// The share of the own group.
    Company {
        /// The taste of every group.
        tastes: Vec<Composition>,
        /// Whether the pupil itself is counted in.
        itself: bool,
        /// How a school with nobody is seen.
        empty: Empty,
    },
    /// The distance.
    Distance(Vec<Decay>),
    /// A number of every school, group after group.
    Schools(Vec<f64>),
    /// Whether an older brother or sister is there.
    Sibling,
    /// A number of a home area, school and group.
    Given {
        /// Those that are given.
        values: BTreeMap<(u32, u32, u16), f64>,
        /// That of all others: 0, or minus infinity where nobody goes there.
        others: f64,
    },
    /// What was fitted to where pupils go.
    Fitted(Box<Model>),
}

/// How the parts make one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Join {
    /// Weight times part, added up.
    Sum,
    /// Part to the power of its weight, multiplied (Cobb-Douglas; `0^0 = 1`).
    Product,
}

/// The rule by which pupils choose among the schools that they know.
#[derive(Clone, Debug, PartialEq)]
pub enum Rule {
    /// `exp(b U)` in proportion (McFadden 1974), with b by group: 0 takes any school, infinity the best.
    Logit(Vec<f64>),
    /// The first school that is good enough (Simon 1955), or the nearest.
    Threshold {
        /// Share of the own group that is enough, by group.
        share: Vec<f64>,
        /// Kilometres that are not too many, by group.
        km: Vec<f64>,
        /// The part whose value must reach a number, by group.
        quality: Option<(usize, Vec<f64>)>,
        /// Whether schools are visited in a random order of each pupil, instead of by distance.
        at_random: bool,
    },
    /// Schools within a tolerance of the best by the first part, of those by the second, and so on.
    Lexicographic(Vec<(usize, Vec<f64>)>),
    /// Schools below the cut of a part are dropped, parts in a random order by weight, unless none were left
    /// (Tversky 1972).
    Elimination(Vec<Aspect>),
}

/// A part by which schools are dropped.
#[derive(Clone, Debug, PartialEq)]
pub struct Aspect {
    /// The part.
    pub part: usize,
    /// How soon it is looked at, by group.
    pub weights: Vec<f64>,
    /// What it must reach, by group.
    pub cuts: Vec<f64>,
}

/// Which schools pupils know.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    /// The nearest, so many, by group.
    pub counts: Vec<usize>,
    /// Within so many kilometres, by group; the nearest in any case.
    pub km: Vec<f64>,
    /// Each of them with a chance, by group; the nearest for certain.
    pub chance: Option<Vec<f64>>,
}

impl Known {
    /// The [`super::NEAR`] nearest.
    #[must_use]
    pub fn near(groups: usize) -> Self {
        Self { counts: vec![super::NEAR; groups], km: vec![f64::INFINITY; groups], chance: None }
    }
}

/// How a choice is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Draws {
    /// A number for every pupil and school, so that a school more or less changes no other number.
    Gumbel,
    /// One number a pupil, which is faster.
    Inverse,
}

/// How pupils choose.
#[derive(Clone, Debug)]
pub struct Behaviour {
    /// The parts of what a school is worth.
    pub parts: Vec<Part>,
    /// How they make one number.
    pub join: Join,
    /// How pupils choose by it.
    pub rule: Rule,
    /// Which schools they know.
    pub known: Known,
    /// How a choice is drawn.
    pub draws: Draws,
}

impl Behaviour {
    /// The same where schools take pupils of more kinds (kind and school): what was fitted knows them.
    #[must_use]
    pub fn with_offers(mut self, offers: &[(usize, u32)]) -> Self {
        if offers.is_empty() {
            return self;
        }
        for part in &mut self.parts {
            if let About::Fitted(model) = &mut part.about {
                **model = (**model).clone().with_offers(offers);
            }
        }
        self
    }

    /// The choice that was fitted to where pupils go.
    #[must_use]
    pub fn fitted(model: Model, groups: usize) -> Self {
        let about = About::Fitted(Box::new(model));
        Self {
            parts: vec![Part { name: "fitted".to_owned(), about, weights: vec![1.0; groups] }],
            join: Join::Sum,
            rule: Rule::Logit(vec![1.0; groups]),
            known: Known::near(groups),
            draws: Draws::Gumbel,
        }
    }

    /// Refuses what has no meaning: two parts about company or about brothers and sisters, and numbers of parts, rule
    /// and known schools.
    ///
    /// # Errors
    /// `BadOption`, naming the field.
    pub fn checked(self) -> Result<Self> {
        for part in &self.parts {
            let never = matches!(part.about, About::Given { others, .. } if others.is_infinite());
            if never && part.weights.iter().any(|weight| *weight <= 0.0) {
                let column = format!("{}.weight", part.name);
                let message = "schools where nobody goes need a weight above 0";
                return Err(Error::option(&column, message, "a number above 0 with others='never'"));
            }
        }
        let company = |part: &&Part| matches!(part.about, About::Company { .. });
        let sibling = |part: &&Part| matches!(part.about, About::Sibling);
        for count in [self.parts.iter().filter(company).count(), self.parts.iter().filter(sibling).count()] {
            if count > 1 {
                let message = format!("{count} parts are about the same");
                return Err(Error::option("parts", message, "one composition and one sibling at most"));
            }
        }
        for Part { name, about, weights } in &self.parts {
            let free = matches!(about, About::Schools(_) | About::Given { .. });
            let least = if free { f64::NEG_INFINITY } else { 0.0 };
            within(&format!("{name}.weight"), weights, (least, f64::MAX), "a finite number, not below 0")?;
        }
        match &self.rule {
            Rule::Logit(scale) => {
                within("logit.scale", scale, (0.0, f64::INFINITY), "0 or more; inf for the best")?;
            }
            Rule::Threshold { share, km, .. } => {
                within("threshold.share", share, (0.0, 1.0), "a number from 0 to 1")?;
                within("threshold.max_km", km, (0.0, f64::INFINITY), "kilometres, 0 or more")?;
            }
            Rule::Lexicographic(criteria) => criteria.iter().try_for_each(|(_, by)| {
                within("lexicographic.tolerances", by, (0.0, f64::MAX), "0 or more")
            })?,
            Rule::Elimination(aspects) => aspects.iter().try_for_each(|aspect| {
                within("elimination.weights", &aspect.weights, (0.0, f64::MAX), "0 or more")
            })?,
        }
        let chances = self.known.chance.iter().flatten().copied().collect::<Vec<f64>>();
        within("chance.share", &chances, (0.0, 1.0), "a number from 0 to 1")?;
        within("radius.km", &self.known.km, (0.0, f64::INFINITY), "kilometres, 0 or more")?;
        Ok(self)
    }
}

fn within(field: &str, values: &[f64], (least, most): (f64, f64), allowed: &str) -> Result<()> {
    match values.iter().find(|value| !(least..=most).contains(*value)) {
        Some(value) => Err(Error::option(field, format!("{field} is {value}"), allowed)),
        None => Ok(()),
    }
}

//! What is asked: a measure with its parameters, of which groups.

use crate::error::{Error, Result};
use crate::indices::{CATALOGUE, Entry, Form, Index, entry};
use crate::numeric::ln;
use crate::roll::{Amount, Label, Roll, Table};

/// A measure with its parameters.
#[derive(Clone, Debug)]
pub struct Measure {
    /// Its entry in the catalogue.
    pub entry: &'static Entry,
    /// The label that its rows carry: the name as it was asked for.
    pub label: String,
    /// What its value in nats is divided by.
    pub unit: f64,
}

impl Measure {
    /// A measure by name or symbol, with its parameters by name.
    ///
    /// # Errors
    /// `UnknownMeasure`, `UnknownOption`, `BadOption`.
    pub fn new(name: &str, label: &str, parameters: &[(String, f64)]) -> Result<Self> {
        let entry = entry(name).ok_or_else(|| {
            let known: Vec<String> = CATALOGUE.iter().map(|e| format!("{} ({})", e.symbol, e.name)).collect();
            Error::input("UnknownMeasure", format!("there is no measure '{name}'"))
                .on("measures")
                .remedy(format!("Measures: {}.", known.join(", ")))
        })?;
        let mut unit = 1.0;
        for (parameter, value) in parameters {
            if parameter != "base" || entry.parameters.is_empty() {
                return Err(Error::input(
                    "UnknownOption",
                    format!("measure '{name}' has no parameter '{parameter}'"),
                )
                .on(parameter.clone())
                .remedy(match entry.parameters {
                    "" => "It has no parameters.".to_owned(),
                    known => format!("Its parameters: {known}."),
                }));
            }
            if !(value.is_finite() && *value > 1.0) {
                return Err(Error::option(
                    "base",
                    format!("a logarithm has no base {value}"),
                    "any number above 1",
                ));
            }
            unit = ln(*value);
        }
        Ok(Self { entry, label: label.to_owned(), unit })
    }

    /// The index.
    #[must_use]
    pub fn index(&self) -> Index {
        self.entry.index
    }
}

/// Which groups a row is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Focus {
    /// The focal group; null when all groups count alike.
    pub focal: Option<usize>,
    /// The group it is held against; null for all others.
    pub versus: Option<usize>,
}

impl Focus {
    /// Reads the two options of a caller.
    ///
    /// # Errors
    /// `UnknownGroup`; `BadOption` when only `versus` is given or both are the same.
    pub fn read(roll: &Roll, focal: Option<&[Label]>, versus: Option<&[Label]>) -> Result<Self> {
        let focal = focal.map(|labels| roll.group("focal", labels)).transpose()?;
        let versus = versus.map(|labels| roll.group("versus", labels)).transpose()?;
        if versus.is_some() && (focal.is_none() || focal == versus) {
            return Err(Error::option(
                "versus",
                "versus needs a different group as focal",
                "another group than focal, with focal given",
            ));
        }
        Ok(Self { focal, versus })
    }

    /// The rows that a measure gives under this focus.
    #[must_use]
    pub fn rows(self, measure: &Measure, groups: usize) -> Vec<Self> {
        let one = |k| Self { focal: Some(k), versus: self.versus };
        match (measure.entry.form, self.focal) {
            (Form::Multigroup, _) | (Form::Group, Some(_)) => vec![self],
            (Form::Group, None) => (0..groups).map(one).collect(),
            (Form::Pair, focal) => pairs(groups, focal, self.versus),
        }
    }
}

/// Something asked of the table in which a focus is found; `pair` are the focal group there and
/// the other.
pub(super) trait Ask {
    /// What comes out.
    type Output;

    /// Asks it.
    fn ask<A: Amount>(self, table: &Table<'_, A>, pair: (usize, usize)) -> Self::Output;
}

impl Focus {
    /// Asks where the focus is found: among all groups, whose totals isolation and exposure need,
    /// or in the table of the focal group beside the other.
    pub(super) fn find<A: Amount, Q: Ask>(
        self,
        index: Index,
        table: &Table<'_, A>,
        question: Q,
    ) -> Q::Output {
        match (self.focal, index, self.versus) {
            (None, ..) => question.ask(table, (0, 0)),
            (Some(focal), Index::Exposure, Some(versus)) => question.ask(table, (focal, versus)),
            (Some(focal), Index::Isolation, None) => question.ask(table, (focal, focal)),
            (Some(focal), _, versus) => question.ask(&table.pair(focal, versus).table(), (0, 1)),
        }
    }

    /// Whether a group of the focus has no pupils in a table.
    pub(super) fn is_empty<A: Amount>(self, table: &Table<'_, A>) -> bool {
        [self.focal, self.versus].into_iter().flatten().any(|k| table.group_totals[k] <= 0.0)
    }
}

/// Every measure by number, with the rows that it gives under a focus.
pub(super) fn asked(measures: &[Measure], focus: Focus, groups: usize) -> Vec<(usize, Focus)> {
    let rows = |(m, measure): (usize, &Measure)| focus.rows(measure, groups).into_iter().map(move |f| (m, f));
    measures.iter().enumerate().flat_map(rows).collect()
}

/// Refuses weights and hidden counts where whole pupils are needed.
pub(super) fn need_whole(roll: &Roll, what: &str) -> Result<()> {
    if roll.weighted() {
        return Err(Error::input("FractionalCount", format!("{what} needs whole pupils"))
            .on("weight")
            .remedy("Give the roll a count column."));
    }
    need_visible(roll, what)
}

/// Refuses hidden counts.
pub(super) fn need_visible(roll: &Roll, what: &str) -> Result<()> {
    if roll.hidden.is_empty() {
        return Ok(());
    }
    Err(Error::input("SuppressedMarker", format!("{what} needs counts that are not hidden"))
        .many(roll.hidden.len() as u64)
        .remedy("Use a roll without masks."))
}

/// Ordered pairs of different groups.
fn pairs(groups: usize, focal: Option<usize>, versus: Option<usize>) -> Vec<Focus> {
    let chosen = |a: usize, b: usize| a != b && focal.is_none_or(|f| f == a) && versus.is_none_or(|v| v == b);
    let each = |a| (0..groups).map(move |b| (a, b));
    let all = (0..groups).flat_map(each).filter(|(a, b)| chosen(*a, *b));
    all.map(|(a, b)| Focus { focal: Some(a), versus: Some(b) }).collect()
}

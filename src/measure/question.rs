//! What is asked: a measure with its parameters, of which groups.

use crate::error::{Error, Result};
use crate::indices::{
    Entry, Form, Ground, Index, Needs, Parameter, Parameters, Reference, SelfDistance, Unfit, catalogue,
    entry,
};
use crate::numeric::ln;
use crate::roll::{Amount, Label, Part, Places, Roll, Table};

/// A measure with its parameters.
#[derive(Clone, Debug)]
pub struct Measure {
    /// Its entry in the catalogue.
    pub entry: &'static Entry,
    /// The index, with its parameters.
    pub index: Index,
    /// The label that its rows carry: the name as it was asked for.
    pub label: String,
    /// What its value in nats is divided by.
    pub unit: f64,
}

/// A parameter by name: a number, or else a word.
pub type Given = (String, std::result::Result<f64, String>);

impl Measure {
    /// A measure by name or symbol, with its parameters by name.
    ///
    /// # Errors
    /// `UnknownMeasure`, `UnknownOption`, `BadOption`.
    pub fn new(name: &str, label: &str, given: &[Given]) -> Result<Self> {
        let entry = entry(name).ok_or_else(|| unknown(name))?;
        let parameters = Parameters::new(entry.parameters, given).map_err(|unfit| refusal(entry, &unfit))?;
        let based = entry.parameters.first().is_some_and(|p| p.name == "base");
        let unit = if based { ln(parameters.number(0)) } else { 1.0 };
        Ok(Self { entry, index: (entry.index)(&parameters), label: label.to_owned(), unit })
    }

    /// What it needs beside pupils, its parameters considered.
    #[must_use]
    pub fn needs(&self) -> Needs {
        match self.index {
            Index::Hoover(Reference::Area) => Needs::Areas,
            Index::Clustering { own: SelfDistance::Area, .. } => Needs::CoordinatesAndAreas,
            _ => self.entry.needs,
        }
    }
}

fn unknown(name: &str) -> Error {
    let close = |e: &&Entry| {
        let same = |known: &str| known.to_lowercase() == name.to_lowercase();
        same(e.name) || same(e.symbol) || e.name.contains(name) || name.contains(e.name)
    };
    let near: Vec<&str> = catalogue().filter(close).map(|e| e.name).collect();
    let remedy = if near.is_empty() {
        let known: Vec<String> = catalogue().map(|e| format!("{} ({})", e.symbol, e.name)).collect();
        format!("Measures: {}.", known.join(", "))
    } else {
        format!("Did you mean {}? catalogue() lists all.", near.join(", "))
    };
    Error::input("UnknownMeasure", format!("there is no measure '{name}'")).on("measures").remedy(remedy)
}

fn refusal(entry: &Entry, unfit: &Unfit<'_>) -> Error {
    let name = entry.name;
    let allowed = |parameter: &str| {
        entry.parameters.iter().find(|p| p.name == parameter).map_or_else(String::new, Parameter::allowed)
    };
    match unfit {
        Unfit::Unknown(parameter) => {
            let known: Vec<String> = entry.parameters.iter().map(Parameter::signature).collect();
            Error::input("UnknownOption", format!("measure '{name}' has no parameter '{parameter}'"))
                .on(*parameter)
                .remedy(match known[..] {
                    [] => "It has no parameters.".to_owned(),
                    _ => format!("Its parameters: {}.", known.join(", ")),
                })
        }
        Unfit::Refused(parameter) => {
            let message =
                format!("parameter '{parameter}' of measure '{name}' has a value that it cannot have");
            Error::option(parameter, message, &allowed(parameter))
        }
        Unfit::Missing(parameter) => {
            let message = format!("measure '{name}' needs a {parameter}");
            Error::option(parameter, message, &allowed(parameter))
        }
    }
}

/// What an index needs beside the table, for one part of a roll.
#[derive(Clone, Debug)]
pub(super) struct Surroundings<'a> {
    order: &'a [usize],
    scores: Vec<f64>,
    places: Option<Places>,
}

impl<'a> Surroundings<'a> {
    pub(super) fn of(roll: &'a Roll, part: &Part) -> Self {
        let places = roll.places.as_ref().map(|places| places.of(&part.units));
        Self { order: &roll.order, scores: roll.scores(), places }
    }

    pub(super) fn ground(&self) -> Ground<'_> {
        Ground { order: self.order, scores: &self.scores, places: self.places.as_ref() }
    }
}

/// Refuses measures that this roll or this question cannot answer.
pub(super) fn check(roll: &Roll, measures: &[Measure], focus: Focus) -> Result<()> {
    measures.iter().try_for_each(|measure| {
        if measure.entry.form == Form::Whole && focus.focal.is_some() {
            let message = format!("measure '{}' is about all groups", measure.label);
            return Err(Error::option("focal", message, "None for this measure"));
        }
        supplied(roll, measure)
    })
}

/// Refuses measures of single units, which only `local` answers.
pub(super) fn need_totals(measures: &[Measure]) -> Result<()> {
    match measures.iter().find(|m| matches!(m.entry.form, Form::Cell | Form::Unit)) {
        None => Ok(()),
        Some(measure) => {
            let message = format!("measure '{}' is a value of each unit", measure.label);
            Err(Error::option("measures", message, "measures of the whole; ask this one with local"))
        }
    }
}

fn supplied(roll: &Roll, measure: &Measure) -> Result<()> {
    let places = roll.places.as_ref();
    let has = |pick: fn(&Places) -> bool| places.is_some_and(pick);
    let coordinates = has(|p| !p.x.is_empty() && !p.y.is_empty());
    let areas = has(|p| !p.area.is_empty());
    let centre = coordinates && has(|p| p.centre.is_some());
    let links = has(|p| p.links.is_some());
    let (enough, kind, what, remedy) = match measure.needs() {
        Needs::Nothing => return Ok(()),
        Needs::WholePupils => return need_counts(roll, &format!("measure '{}'", measure.label)),
        Needs::Order => (
            !roll.order.is_empty(),
            "NoOrder",
            "the groups in order",
            "Give the roll order=[...], from lowest to highest, or an ordered categorical.",
        ),
        Needs::Scores => (
            !roll.scores().is_empty(),
            "NoScores",
            "groups that are whole numbers",
            "Give the roll one group column of whole numbers, such as scores.",
        ),
        Needs::Coordinates => (coordinates, "NoPlaces", "coordinates", LOCATE),
        Needs::Areas => (areas, "NoPlaces", "areas", LOCATE),
        Needs::CoordinatesAndAreas => (coordinates && areas, "NoPlaces", "coordinates and areas", LOCATE),
        Needs::Centre => (centre, "NoPlaces", "coordinates and a centre", LOCATE),
        Needs::CentreAndAreas => (centre && areas, "NoPlaces", "coordinates, a centre and areas", LOCATE),
        Needs::Links => (links, "NoPlaces", "links between units", LOCATE),
        Needs::Borders => (
            links && areas && has(|p| !p.perimeter.is_empty()),
            "NoPlaces",
            "links, areas and perimeters",
            LOCATE,
        ),
    };
    if enough {
        return Ok(());
    }
    Err(Error::input(kind, format!("measure '{}' needs {what}", measure.label)).on("roll").remedy(remedy))
}

const LOCATE: &str = "Give the units their places first: roll.located(places, x=..., y=..., ...).";

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
            (Form::Multigroup | Form::Whole | Form::Cell, _) | (Form::Group | Form::Unit, Some(_)) => {
                vec![self]
            }
            (Form::Group | Form::Unit, None) => (0..groups).map(one).collect(),
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
    /// Asks where the focus is found: pair measures among all groups, whose totals they need, and
    /// others in the table of the focal group beside the other.
    pub(super) fn find<A: Amount, Q: Ask>(self, form: Form, table: &Table<'_, A>, question: Q) -> Q::Output {
        match (self.focal, form, self.versus) {
            (Some(focal), Form::Pair, Some(versus)) => question.ask(table, (focal, versus)),
            (Some(focal), Form::Pair | Form::Cell, None) => question.ask(table, (focal, focal)),
            (Some(focal), _, versus) => question.ask(&table.pair(focal, versus).table(), (0, 1)),
            (None, ..) => question.ask(table, (0, 0)),
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
    need_counts(roll, what)?;
    need_visible(roll, what)
}

/// Refuses weights where pupils are counted.
pub(super) fn need_counts(roll: &Roll, what: &str) -> Result<()> {
    if roll.weighted() {
        return Err(Error::input("FractionalCount", format!("{what} needs whole pupils"))
            .on("weight")
            .remedy("Give the roll a count column."));
    }
    Ok(())
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

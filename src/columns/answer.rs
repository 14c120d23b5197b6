//! Rows of an answer as record batches.

use crate::error::{Error, Family, Result};
use crate::indices::{Entry, Form, Parameter, catalogue as catalogue_entries};
use crate::measure::{Focus, LocalRow, Measure, Row, TermRow, TestRow, ThresholdRow};
use crate::roll::{Domain, Key, Kind, Label, Roll};
use crate::uncertainty::Interval;
use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, LargeStringArray, RecordBatch, UInt64Array,
};
use arrow_schema::{Field, Schema};
use std::sync::Arc;

/// Columns in the making, in order.
#[derive(Default)]
pub(super) struct Answer {
    columns: Vec<(String, ArrayRef)>,
}

impl Answer {
    pub(super) fn add(&mut self, name: &str, column: ArrayRef) {
        self.columns.push((name.to_owned(), column));
    }

    pub(super) fn floats(&mut self, name: &str, items: impl Iterator<Item = Option<f64>>) {
        self.add(name, Arc::new(items.collect::<Float64Array>()));
    }

    pub(super) fn whole(&mut self, name: &str, items: impl Iterator<Item = i64>) {
        self.add(name, Arc::new(items.map(Some).collect::<Int64Array>()));
    }

    pub(super) fn counts(&mut self, name: &str, items: impl Iterator<Item = Option<usize>>) {
        self.add(name, Arc::new(items.map(|n| n.map(|n| n as i64)).collect::<Int64Array>()));
    }

    pub(super) fn texts<T: AsRef<str>>(&mut self, name: &str, items: impl Iterator<Item = Option<T>>) {
        self.add(name, Arc::new(items.collect::<LargeStringArray>()));
    }

    /// The columns `which` of a key at some of its combinations.
    pub(super) fn key(
        &mut self,
        key: &Key,
        which: std::ops::Range<usize>,
        places: &(impl Iterator<Item = usize> + Clone),
    ) {
        self.maybe(key, which, &places.clone().map(Some));
    }

    /// The same where some rows have no such combination.
    pub(super) fn maybe(
        &mut self,
        key: &Key,
        which: std::ops::Range<usize>,
        places: &(impl Iterator<Item = Option<usize>> + Clone),
    ) {
        for column in which {
            let codes = places.clone().map(|i| i.map(|i| key.code(i, column)));
            self.add(&key.names[column], labels(&key.domains[column], codes));
        }
    }

    /// A group column: the group's own values, or joined names for a compound key.
    pub(super) fn groups(&mut self, roll: &Roll, name: &str, places: impl Iterator<Item = Option<usize>>) {
        if let [domain] = &roll.groups.domains[..] {
            self.add(name, labels(domain, places.map(|k| k.map(|k| roll.groups.code(k, 0)))));
        } else {
            self.texts(name, places.map(|k| k.map(|k| roll.group_name(k))));
        }
    }

    pub(super) fn batch(self) -> Result<RecordBatch> {
        let names: Vec<&String> = self.columns.iter().map(|(name, _)| name).collect();
        if let Some(twice) = (1..names.len()).find(|i| names[..*i].contains(&names[*i])) {
            let message = format!("the answer has a column '{0}' of its own beside yours", names[twice]);
            return Err(Error::new(Family::Column, "SameColumn", message)
                .on(names[twice])
                .remedy("Rename your column before you make the roll."));
        }
        let fields: Vec<Field> =
            self.columns.iter().map(|(name, a)| Field::new(name, a.data_type().clone(), true)).collect();
        let arrays = self.columns.into_iter().map(|(_, array)| array).collect();
        RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)
            .map_err(|fault| Error::new(Family::Internal, "Internal", fault.to_string()))
    }
}

fn labels(domain: &Domain, codes: impl Iterator<Item = Option<usize>>) -> ArrayRef {
    let (kind, texts) = match domain {
        Domain::Texts(texts) => (None, Some(texts)),
        Domain::Range { kind, .. } | Domain::Integers { kind, .. } => (Some(*kind), None),
    };
    let number = |code: Option<usize>| match code.map(|c| domain.label(c)) {
        Some(Label::Integer(n)) => Some(n),
        _ => None,
    };
    if let Some(texts) = texts {
        return Arc::new(codes.map(|c| c.map(|c| texts.get(c))).collect::<LargeStringArray>());
    }
    match kind {
        Some(Kind::Boolean) => Arc::new(codes.map(|c| number(c).map(|n| n != 0)).collect::<BooleanArray>()),
        Some(Kind::Date) => Arc::new(codes.map(|c| number(c).map(|n| n as i32)).collect::<Date32Array>()),
        _ => Arc::new(codes.map(number).collect::<Int64Array>()),
    }
}

/// What stands in an answer beside its estimates.
#[derive(Clone, Copy, Debug, Default)]
pub struct Shown {
    /// Hard bounds.
    pub bounds: bool,
    /// An interval.
    pub interval: bool,
    /// What chance adds.
    pub bias: bool,
    /// What names the draws, where something was drawn.
    pub seed: Option<u64>,
}

impl Answer {
    /// The columns that say what a row is about.
    pub(super) fn head(
        &mut self,
        roll: &Roll,
        by: usize,
        measures: &[Measure],
        about: &[(usize, usize, Focus)],
    ) {
        self.key(&roll.units, 0..by, &about.iter().map(|a| roll.parts[a.0].units.start));
        self.texts("measure", about.iter().map(|a| Some(&measures[a.1].label)));
        self.groups(roll, "focal", about.iter().map(|a| a.2.focal));
        self.groups(roll, "versus", about.iter().map(|a| a.2.versus));
    }

    pub(super) fn interval(&mut self, intervals: impl Iterator<Item = Option<Interval>> + Clone) {
        self.floats("low", intervals.clone().map(|i| i.map(|i| i.low)));
        self.floats("high", intervals.clone().map(|i| i.map(|i| i.high)));
        self.floats("se", intervals.map(|i| i.map(|i| i.se)));
    }

    /// The columns that say over how many pupils a row speaks, and what must be known of it.
    pub(super) fn tail<'a>(
        &mut self,
        roll: &Roll,
        counts: impl Iterator<Item = (usize, f64)> + Clone,
        notes: impl Iterator<Item = &'a str>,
    ) {
        self.whole("units", counts.clone().map(|c| c.0 as i64));
        if roll.weighted() {
            self.floats("pupils", counts.map(|c| Some(c.1)));
        } else {
            self.whole("pupils", counts.map(|c| c.1 as i64));
        }
        self.texts("note", notes.map(Some));
    }

    pub(super) fn seed(&mut self, seed: u64, rows: usize) {
        self.add("seed", Arc::new(UInt64Array::from(vec![seed; rows])));
    }
}

/// Rows of `measure` and `expected`.
///
/// # Errors
/// Only a defect of our own.
pub fn estimates(roll: &Roll, measures: &[Measure], rows: &[Row], shown: Shown) -> Result<RecordBatch> {
    let mut answer = Answer::default();
    let about: Vec<(usize, usize, Focus)> = rows.iter().map(|r| (r.part, r.measure, r.focus)).collect();
    answer.head(roll, roll.by, measures, &about);
    answer.floats("estimate", rows.iter().map(|r| r.estimate));
    if shown.bounds {
        answer.floats("bound_low", rows.iter().map(|r| r.bounds.map(|b| b.low)));
        answer.floats("bound_high", rows.iter().map(|r| r.bounds.map(|b| b.high)));
    }
    if shown.interval {
        answer.interval(rows.iter().map(|r| r.interval));
    }
    if shown.bias {
        answer.floats("bias", rows.iter().map(|r| r.bias));
    }
    if let Some(seed) = shown.seed {
        answer.seed(seed, rows.len());
    }
    answer.tail(roll, rows.iter().map(|r| (r.units, r.pupils)), rows.iter().map(|r| r.note.as_str()));
    answer.batch()
}

/// Rows of `test`; of two rolls with the values of both, the last column of `by` telling them apart.
///
/// # Errors
/// Only a defect of our own.
pub fn tests(roll: &Roll, measures: &[Measure], rows: &[TestRow], how: TestShown) -> Result<RecordBatch> {
    let mut answer = Answer::default();
    let about: Vec<(usize, usize, Focus)> = rows.iter().map(|r| (r.part, r.measure, r.focus)).collect();
    answer.head(roll, roll.by - usize::from(how.two), measures, &about);
    if how.two {
        answer.floats("before", rows.iter().map(|r| r.before));
        answer.floats("after", rows.iter().map(|r| r.after));
    }
    answer.floats("estimate", rows.iter().map(|r| r.estimate));
    answer.floats("expected", rows.iter().map(|r| r.chance.map(|c| c.mean)));
    answer.floats("sd", rows.iter().map(|r| r.chance.map(|c| c.sd)));
    answer.floats("z", rows.iter().map(TestRow::z));
    answer.floats("p_value", rows.iter().map(|r| r.chance.map(|c| c.p_value)));
    if how.interval {
        answer.interval(rows.iter().map(|r| r.interval));
    }
    answer.seed(how.seed, rows.len());
    answer.tail(roll, rows.iter().map(|r| (r.units, r.pupils)), rows.iter().map(|r| r.note.as_str()));
    answer.batch()
}

/// What stands in an answer of `test`.
#[derive(Clone, Copy, Debug)]
pub struct TestShown {
    /// The values of both rolls.
    pub two: bool,
    /// An interval.
    pub interval: bool,
    /// What names the draws.
    pub seed: u64,
}

/// Rows of rank-order thresholds.
///
/// # Errors
/// Only a defect of our own.
pub fn thresholds(roll: &Roll, measures: &[Measure], rows: &[ThresholdRow]) -> Result<RecordBatch> {
    let mut answer = Answer::default();
    let none = Focus { focal: None, versus: None };
    let about: Vec<(usize, usize, Focus)> = rows.iter().map(|r| (r.part, r.measure, none)).collect();
    answer.head(roll, roll.by, measures, &about);
    answer.floats("at", rows.iter().map(|r| r.at));
    answer.floats("estimate", rows.iter().map(|r| r.estimate));
    answer.floats("fitted", rows.iter().map(|r| r.fitted));
    answer.floats("weight", rows.iter().map(|r| r.weight));
    answer.texts("note", rows.iter().map(|r| Some(r.note)));
    answer.batch()
}

/// Rows of the coefficients of rank-order curves.
///
/// # Errors
/// Only a defect of our own.
pub fn terms(roll: &Roll, measures: &[Measure], rows: &[TermRow]) -> Result<RecordBatch> {
    let mut answer = Answer::default();
    answer.key(&roll.units, 0..roll.by, &rows.iter().map(|r| roll.parts[r.part].units.start));
    answer.texts("measure", rows.iter().map(|r| Some(&measures[r.measure].label)));
    answer.texts("term", rows.iter().map(|r| Some(&r.term)));
    answer.floats("estimate", rows.iter().map(|r| r.estimate));
    answer.floats("se", rows.iter().map(|r| r.se));
    answer.counts("degree", rows.iter().map(|r| r.degree));
    answer.floats("r_squared", rows.iter().map(|r| r.r_squared));
    answer.counts("thresholds", rows.iter().map(|r| r.thresholds));
    answer.texts("note", rows.iter().map(|r| Some(r.note)));
    answer.batch()
}

/// Rows of `local`.
///
/// # Errors
/// Only a defect of our own.
pub fn locals(roll: &Roll, measures: &[Measure], rows: &[LocalRow]) -> Result<RecordBatch> {
    let mut answer = Answer::default();
    answer.key(&roll.units, 0..roll.units.names.len(), &rows.iter().map(|r| r.unit));
    answer.texts("measure", rows.iter().map(|r| Some(&measures[r.measure].label)));
    answer.groups(roll, "focal", rows.iter().map(|r| r.focus.focal));
    answer.groups(roll, "versus", rows.iter().map(|r| r.focus.versus));
    answer.floats("weight", rows.iter().map(|r| r.weight));
    answer.floats("estimate", rows.iter().map(|r| r.estimate));
    answer.floats("contribution", rows.iter().map(|r| r.contribution));
    answer.floats("share", rows.iter().map(|r| r.share));
    answer.texts("note", rows.iter().map(|r| Some(r.note)));
    answer.batch()
}

/// The roll itself: its canonical cells, sorted.
///
/// # Errors
/// Only a defect of our own.
pub fn roll_frame(roll: &Roll, count: &str) -> Result<RecordBatch> {
    let width = roll.groups.len();
    let mut spread = vec![(0u64, 0u64); if roll.hidden.is_empty() { 0 } else { roll.units.len() * width }];
    for h in &roll.hidden {
        let cell = &mut spread[h.unit * width + h.group];
        *cell = (cell.0 + u64::from(h.low), cell.1 + u64::from(h.high));
    }
    let hidden = |cell: usize| spread.get(cell).is_some_and(|s| s.1 > 0);
    let cells: Vec<usize> =
        (0..roll.units.len() * width).filter(|cell| roll.amounts.get(*cell) > 0.0 || hidden(*cell)).collect();
    let mut answer = Answer::default();
    answer.key(&roll.units, 0..roll.units.names.len(), &cells.iter().map(|c| c / width));
    if let (Some(key), Some(level)) = (&roll.nests.key, roll.nests.levels.last()) {
        let named = |name: &String| !roll.units.names.contains(name) && !roll.groups.names.contains(name);
        for column in (0..key.names.len()).filter(|c| named(&key.names[*c])) {
            answer.key(key, column..column + 1, &cells.iter().map(|c| level[c / width] as usize));
        }
    }
    answer.key(&roll.groups, 0..roll.groups.names.len(), &cells.iter().map(|c| c % width));
    let visible = |c: &usize| roll.unscaled(roll.amounts.get(*c));
    if roll.weighted() {
        answer.floats(count, cells.iter().map(|c| Some(visible(c))));
    } else {
        let known = cells.iter().map(|c| (!hidden(*c)).then(|| visible(c) as i64));
        answer.add(count, Arc::new(known.collect::<Int64Array>()));
    }
    if !roll.hidden.is_empty() {
        answer.whole(&format!("{count}_low"), cells.iter().map(|c| visible(c) as i64 + spread[*c].0 as i64));
        answer.whole(&format!("{count}_high"), cells.iter().map(|c| visible(c) as i64 + spread[*c].1 as i64));
    }
    answer.batch()
}

/// The units of a roll, without `by`.
///
/// # Errors
/// Only a defect of our own.
pub fn unit_labels(roll: &Roll) -> Result<RecordBatch> {
    let mut answer = Answer::default();
    answer.key(&roll.units, roll.by..roll.units.names.len(), &(0..roll.units.len()));
    answer.batch()
}

/// The groups of a roll that have pupils.
///
/// # Errors
/// Only a defect of our own.
pub fn group_labels(roll: &Roll) -> Result<RecordBatch> {
    let mut answer = Answer::default();
    let peopled = (0..roll.groups.len()).filter(|k| roll.peopled(*k));
    answer.key(&roll.groups, 0..roll.groups.names.len(), &peopled);
    answer.batch()
}

/// The catalogue of measures.
///
/// # Errors
/// Only a defect of our own.
pub fn catalogue() -> Result<RecordBatch> {
    let mut answer = Answer::default();
    let entries: Vec<&Entry> = catalogue_entries().collect();
    let mut column = |name: &str, pick: &dyn Fn(&Entry) -> String| {
        answer.texts(name, entries.iter().map(|e| Some(pick(e))));
    };
    column("name", &|e| e.name.to_owned());
    column("symbol", &|e| e.symbol.to_owned());
    column("also", &|e| e.also.join(", "));
    column("kind", &|e| e.kind.to_owned());
    column("rows", &|e| rows_in_words(e.form).to_owned());
    column("parameters", &|e| e.parameters.iter().map(Parameter::signature).collect::<Vec<_>>().join(", "));
    column("needs", &|e| e.needs.words().to_owned());
    column("range", &|e| e.range.to_owned());
    column("formula", &|e| e.formula.to_owned());
    column("axioms", &|e| e.axioms.to_owned());
    column("reference", &|e| e.reference.to_owned());
    column("example", &|e| e.example());
    answer.batch()
}

fn rows_in_words(form: Form) -> &'static str {
    match form {
        Form::Multigroup => "one, or one for the focal group",
        Form::Whole => "one",
        Form::Group => "a group",
        Form::Pair => "an ordered pair of groups",
        Form::Cell => "a unit and group",
        Form::Unit => "a unit and focal group",
    }
}

//! A market from the caller's frames, and frames about its pupils, schools and wishes.

use super::answer::Answer;
use super::count::numbers_or_null;
use super::frame::Frame;
use super::integers::integers;
use super::priorities::classes;
use crate::error::{Error, Result};
use crate::market::{Entered, Market, Region, Rule, Wish, regions};
use crate::roll::{Column, Key, Label, rows_of};
use arrow_array::{Array, RecordBatch};
use arrow_schema::DataType;
use std::sync::Arc;

/// A market with the names of its pupils and schools.
pub struct Named {
    /// The market, and the wishes that are not admissible.
    pub entered: Entered,
    /// The regions of the market.
    pub regions: Vec<Region>,
    /// Pupils.
    pub pupils: Key,
    /// Schools.
    pub schools: Key,
    /// The row of each pupil in the frame of pupils, of each school in that of schools; no pupils where no such
    /// frame was given.
    pub rows: (Vec<u32>, Vec<u32>),
    /// Whether each wish was added for a pupil who has a placement guarantee; empty where none was.
    pub guaranteed: Vec<bool>,
}

/// What a caller gives.
pub struct Given<'a> {
    /// `pupil, school, rank`, and perhaps `priority`, and `guarantee` for what was added to a list.
    pub wishes: &'a [RecordBatch],
    /// `school, places`.
    pub schools: &'a [RecordBatch],
    /// `pupil`.
    pub pupils: Option<&'a [RecordBatch]>,
    /// `school, pupil, priority`.
    pub priorities: Option<&'a [RecordBatch]>,
    /// Whether wishes have priorities of their own.
    pub own: bool,
}

impl Named {
    /// Reads a market.
    ///
    /// # Errors
    /// `EmptyInput`, `DuplicateKey`, `UnmatchedKey`, `BadCapacity`, `BadRank`, `BadPriority`,
    /// `MissingPriority`, those of [`Market::enter`] and those of the columns.
    pub fn read(given: &Given<'_>) -> Result<Self> {
        let pair = ["pupil".to_owned(), "school".to_owned()];
        let wishes = Frame::new(given.wishes, &pair)?;
        let schools = Frame::new(given.schools, &pair[1..])?;
        if schools.rows == 0 {
            return Err(Error::input("EmptyInput", "the frame of schools has no rows")
                .on("school")
                .remedy("Give every school a row with its places."));
        }
        let (school_key, school_rows) = once(&schools, "school")?;
        let places = whole(
            &schools,
            "places",
            "BadCapacity",
            0,
            "Give whole numbers, 0 for a school that admits nobody.",
        )?;
        let places: Vec<u32> =
            school_rows.iter().map(|row| places[*row as usize].unwrap_or_default()).collect();
        let (pupil_key, pupil_rows, pupils) = if let Some(batches) = given.pupils {
            let (key, rows) = once(&Frame::new(batches, &pair[..1])?, "pupil")?;
            let pupils = matched(&wishes, "pupil", &key, "wishes")?;
            (key, rows, pupils)
        } else {
            let (key, pupils) = Key::compact(&wishes.keys(&pair[..1])?, wishes.rows)?;
            (key, Vec::new(), pupils)
        };
        let listed = matched(&wishes, "school", &school_key, "wishes")?;
        let ranks =
            whole(&wishes, "rank", "BadRank", 1, "Give 1 for the first choice, 2 for the second, ...")?;
        let added = additions(&wishes);
        let classes = classes(given, &wishes, (&pupils, &listed), (&pupil_key, &school_key), &added)?;
        let rows: Vec<Wish> = (0..wishes.rows)
            .map(|row| Wish {
                pupil: pupils[row],
                school: listed[row],
                rank: ranks[row].unwrap_or_default(),
                class: classes.get(row).copied().unwrap_or(Some(0)),
            })
            .collect();
        let ids = (0..pupil_key.len()).map(|pupil| id(&pupil_key.labels(pupil)[0])).collect();
        let entered = Market::enter(ids, places, &rows)?;
        let guaranteed = guaranteed(&entered.market, &rows, &added);
        let rows = (pupil_rows, school_rows);
        let regions = regions(&entered.market);
        Ok(Self { entered, regions, pupils: pupil_key, schools: school_key, rows, guaranteed })
    }

    /// The same market with groups of pupils and rules of schools.
    #[must_use]
    pub fn with(self: &Arc<Self>, groups: Vec<u64>, rules: Vec<Rule>) -> Arc<Self> {
        if groups.is_empty() && rules.is_empty() {
            return Arc::clone(self);
        }
        let market = Market { groups, rules, ..self.entered.market.clone() };
        let regions = regions(&market);
        let entered = Entered { market, closed: self.entered.closed.clone() };
        Arc::new(Self {
            entered,
            regions,
            pupils: self.pupils.clone(),
            schools: self.schools.clone(),
            rows: self.rows.clone(),
            guaranteed: self.guaranteed.clone(),
        })
    }

    /// The rank that a pupil gave to a wish; none for one that a guarantee added.
    #[must_use]
    pub fn rank(&self, wish: usize) -> Option<usize> {
        let own = !self.guaranteed.get(wish).copied().unwrap_or_default();
        own.then(|| self.market().ranks[wish] as usize)
    }

    /// The priority of a wish at its school, from 1; none for one that a guarantee added.
    #[must_use]
    pub fn priority(&self, wish: usize) -> Option<usize> {
        self.rank(wish).map(|_| self.market().class(wish) as usize + 1)
    }

    /// The market.
    #[must_use]
    pub fn market(&self) -> &Market {
        &self.entered.market
    }
}

/// The number that names the draws of a pupil: whole numbers as they are, texts by FNV-1a of 64 bits of their
/// UTF-8 bytes (Fowler, Noll & Vo), which a third party computes in a line.
#[must_use]
pub fn id(label: &Label) -> u64 {
    match label {
        Label::Integer(number) => *number as u64,
        Label::Text(text) => text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        }),
    }
}

/// A key whose values occur once, in their order, and the row of each.
fn once(frame: &Frame, name: &str) -> Result<(Key, Vec<u32>)> {
    let columns = frame.keys(&[name.to_owned()])?;
    let (key, codes) = Key::compact(&columns, frame.rows)?;
    let mut rows = vec![u32::MAX; key.len()];
    let mut twice = Vec::new();
    for (row, code) in (0u32..).zip(codes) {
        let known = &mut rows[code as usize];
        if *known == u32::MAX { *known = row } else { twice.push(row) }
    }
    let Some(first) = twice.first() else { return Ok((key, rows)) };
    let message = format!(
        "column '{name}' names {} a second time, first in row {first}",
        if twice.len() == 1 { format!("a {name}") } else { format!("{} {name}s", twice.len()) }
    );
    Err(Error::input("DuplicateKey", message)
        .on(name)
        .at(u64::from(*first), twice.len() as u64)
        .remedy(format!("Give every {name} one row.")))
}

/// The place in a key of the value of every row.
pub(super) fn matched(frame: &Frame, name: &str, key: &Key, list: &str) -> Result<Vec<u32>> {
    if frame.rows == 0 {
        return Ok(Vec::new());
    }
    let column = frame.keys(&[name.to_owned()])?.swap_remove(0);
    let place = |code: usize| key.find(&[column.domain.label(code)]).map_or(u32::MAX, |place| place as u32);
    let places: Vec<u32> = (0..column.domain.len()).map(place).collect();
    let codes = Key::read_all(std::slice::from_ref(&column), frame.rows);
    let found: Vec<u32> = codes.into_iter().map(|code| places[code as usize]).collect();
    let missing: Vec<usize> = (0..found.len()).filter(|row| found[*row] == u32::MAX).collect();
    let Some(first) = missing.first() else { return Ok(found) };
    let count = missing.len() as u64;
    let message = format!(
        "{} of {list} name a {name} that the frame of {name}s does not have, first in row {first}",
        rows_of(count)
    );
    let remedy = if is_text(&column) == is_text_key(key) {
        format!("Add the {name} to the frame of {name}s, or leave out these rows.")
    } else {
        format!("One frame has {name}s as texts and the other as numbers: convert one of them.")
    };
    Err(Error::input("UnmatchedKey", message).on(name).at(*first as u64, count).remedy(remedy))
}

fn is_text(column: &Column<'_>) -> bool {
    matches!(column.domain, crate::roll::Domain::Texts(_))
}

fn is_text_key(key: &Key) -> bool {
    matches!(key.domains[0], crate::roll::Domain::Texts(_))
}

/// A column of numbers, none where there is no value at all.
fn numbers(frame: &Frame, name: &str, remedy: &str) -> Result<Vec<Option<f64>>> {
    if frame.chunks(name).iter().all(|chunk| *chunk.data_type() == DataType::Null) {
        return Ok(vec![None; frame.rows]);
    }
    numbers_or_null(frame, name).map_err(|fault| {
        let found =
            frame.chunks(name).first().map_or_else(String::new, |chunk| chunk.data_type().to_string());
        let message =
            format!("column '{name}' is of type {found} in {}, first in row 0", rows_of(frame.rows as u64));
        Error::new(fault.family, fault.kind, message).on(name).at(0, frame.rows as u64).remedy(remedy)
    })
}

/// A column of whole numbers of at least `least`; null only where `least` is that of priorities.
pub(super) fn whole(
    frame: &Frame,
    name: &str,
    kind: &'static str,
    least: u32,
    remedy: &str,
) -> Result<Vec<Option<u32>>> {
    let numbers = numbers(frame, name, remedy)?;
    let good = |x: f64| x.fract() == 0.0 && x >= f64::from(least) && x < f64::from(u32::MAX);
    let may_miss = kind == "BadPriority";
    let bad = |x: &Option<f64>| x.filter(|x| !x.is_nan()).map_or(!may_miss, |x| !good(x));
    let Some(first) = numbers.iter().position(bad) else {
        return Ok(numbers.into_iter().map(|x| x.filter(|x| !x.is_nan()).map(|x| x as u32)).collect());
    };
    let count = numbers.iter().filter(|x| bad(x)).count() as u64;
    let missing = numbers[first].is_none_or(f64::is_nan);
    let what = if missing { "has no value".to_owned() } else { format!("is no whole number from {least}") };
    let message = format!("column '{name}' {what} in {}, first in row {first}", rows_of(count));
    Err(Error::input(kind, message).on(name).at(first as u64, count).remedy(remedy))
}

/// Whether each row was added for a guarantee; empty where none was.
fn additions(frame: &Frame) -> Vec<bool> {
    let added = integers(frame.chunks("guarantee")).map_or_else(Vec::new, |found| found.slices().concat());
    added.into_iter().map(|added| added != 0).collect()
}

/// Whether each wish of a market was added, from the rows that were.
fn guaranteed(market: &Market, rows: &[Wish], added: &[bool]) -> Vec<bool> {
    if added.is_empty() {
        return Vec::new();
    }
    let mut own = vec![0; market.pupils()];
    for (wish, added) in rows.iter().zip(added) {
        own[wish.pupil as usize] += u32::from(!added);
    }
    let pupils = market.lists.pupils();
    market.ranks.iter().zip(pupils).map(|(rank, pupil)| *rank > own[pupil as usize]).collect()
}

impl Answer {
    /// Columns that name pupils.
    pub(super) fn pupils(&mut self, named: &Named, places: &(impl Iterator<Item = usize> + Clone)) {
        self.key(&named.pupils, 0..1, places);
    }

    /// Columns that name schools, if any.
    pub(super) fn schools(&mut self, named: &Named, places: &(impl Iterator<Item = Option<usize>> + Clone)) {
        self.maybe(&named.schools, 0..1, places);
    }
}

/// The names of pupils or schools, in their order.
///
/// # Errors
/// Only a defect of our own.
pub fn names(key: &Key) -> Result<RecordBatch> {
    let mut answer = Answer::default();
    answer.key(key, 0..1, &(0..key.len()));
    answer.batch()
}

/// `school, places, pupil, rank, priority`: every school, and every wish in order with its class.
///
/// # Errors
/// Only a defect of our own.
pub fn canonical(named: &Named) -> Result<RecordBatch> {
    let market = named.market();
    let pupils = market.lists.pupils();
    let schools = market.schools();
    let rows = 0..schools + market.ranks.len();
    let wish = |row: usize| row.checked_sub(schools);
    let school = |row: usize| wish(row).map_or(row, |wish| market.school(wish) as usize);
    let mut answer = Answer::default();
    answer.schools(named, &rows.clone().map(|row| Some(school(row))));
    answer.whole("places", rows.clone().map(|row| i64::from(market.places[school(row)])));
    answer.maybe(&named.pupils, 0..1, &rows.clone().map(|row| wish(row).map(|wish| pupils[wish] as usize)));
    answer.counts("rank", rows.clone().map(|row| wish(row).map(|wish| market.ranks[wish] as usize)));
    answer.counts("priority", rows.map(|row| wish(row).map(|wish| market.class(wish) as usize + 1)));
    answer.batch()
}

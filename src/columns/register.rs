//! A register of pupils, with its schools and homes, as a world.

use super::frame::{Frame, wrong_type};
use super::integers::integers;
use crate::error::{Error, Result};
use crate::roll::{Column, Label};
use crate::world::{Codes, Homes, MISSING, Municipalities, Panel, Schools, Sector, Trait, World};
use arrow_array::cast::AsArray;
use arrow_array::types::Float64Type;
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::DataType;

/// School years that are believed.
const YEARS: std::ops::RangeInclusive<i64> = 1900..=2200;

/// The tables of a register, in our words: pupils a row a pupil and school year; the
/// others a row for each of the sorted values they are about.
pub struct Register {
    /// `pupil, year, site, home_area`, perhaps `study_year` and `family`, and the traits
    /// as codes.
    pub pupils: Vec<RecordBatch>,
    /// Name of each trait, with its labels or none for whole numbers, whether the labels go from
    /// low to high, and whether it is a trait of the home area.
    pub traits: Vec<(String, Option<Vec<String>>, bool, bool)>,
    /// `site` and what is known of sites.
    pub schools: Vec<RecordBatch>,
    /// `home_area` and what is known of home areas.
    pub homes: Vec<RecordBatch>,
    /// `municipality_code, municipality, province`; no rows where they are not known.
    pub municipalities: Vec<RecordBatch>,
}

/// The world of a register.
///
/// # Errors
/// `MissingKey`, `DuplicatePupil`, `BadStudyYear`, `BadYear`, `WrongType`, `EmptyInput`.
pub fn world(register: &Register, sector: Sector) -> Result<World> {
    let keys: Vec<String> =
        ["pupil", "year", "site", "home_area", "family", "study_year"].map(String::from).into();
    let frame = Frame::new(&register.pupils, &keys)?;
    if frame.rows == 0 {
        return Err(
            Error::input("EmptyInput", "the frame has no rows".to_owned()).remedy("Give a row a pupil.")
        );
    }
    let column =
        |name: &str| -> Result<Column<'_>> { frame.keys(&[name.to_owned()]).map(|mut all| all.remove(0)) };
    let codes = |name: &str| -> Result<Vec<u32>> {
        if frame.chunks(name).is_empty() { Ok(Vec::new()) } else { Ok(positions(&column(name)?, frame.rows)) }
    };
    let years = numbers(&frame, "year", &YEARS, "BadYear")?;
    let panel = Panel {
        pupil: codes("pupil")?,
        home: codes("home_area")?,
        school: codes("site")?,
        family: codes("family")?,
        study_year: numbers(&frame, "study_year", &(0..=255), "BadStudyYear")?
            .iter()
            .map(|n| *n as u8)
            .collect(),
        traits: register
            .traits
            .iter()
            .map(|(name, labels, ordered, of_area)| {
                read_trait(&frame, name, labels.as_ref(), *ordered)
                    .map(|known| Trait { of_area: *of_area, ..known })
            })
            .collect::<Result<_>>()?,
        year: years,
    };
    let pupils = panel.spells()?;
    let first = pupils.first_year.iter().min().copied().unwrap_or_default();
    let last = pupils.last_year.iter().max().copied().unwrap_or_default();
    let schools = read_schools(&Frame::new(&register.schools, &[])?, &texts_of(&column("site")?));
    let homes = read_homes(&Frame::new(&register.homes, &[])?, &texts_of(&column("home_area")?));
    let towns = Frame::new(&register.municipalities, &[])?;
    let municipalities = Municipalities {
        code: texts(&towns, "municipality_code"),
        name: texts(&towns, "municipality"),
        province: texts(&towns, "province"),
        ..Municipalities::default()
    };
    Ok(World { source: "microdata", sector, years: first..=last, municipalities, homes, schools, pupils })
}

fn positions(column: &Column<'_>, rows: usize) -> Vec<u32> {
    let mut codes = vec![0; rows];
    column.codes.append(0..rows, 0, &mut codes);
    codes.into_iter().map(|code| code as u32).collect()
}

fn texts_of(column: &Column<'_>) -> Vec<String> {
    let text = |label| match label {
        Label::Text(text) => text,
        Label::Integer(number) => number.to_string(),
    };
    (0..column.domain.len()).map(|code| text(column.domain.label(code))).collect()
}

/// Whole numbers in a range; none for a column that is not there.
fn numbers(
    frame: &Frame,
    name: &str,
    range: &std::ops::RangeInclusive<i64>,
    kind: &'static str,
) -> Result<Vec<u16>> {
    let chunks = frame.chunks(name);
    if chunks.is_empty() {
        return Ok(Vec::new());
    }
    let found = integers(chunks).ok_or_else(|| wrong_type(name, "holds no whole numbers"))?;
    let all = found.slices().concat();
    let Some(row) = all.iter().position(|n| !range.contains(n)) else {
        return Ok(all.into_iter().map(|n| n as u16).collect());
    };
    let count = all.iter().filter(|n| !range.contains(n)).count() as u64;
    let message = format!("column '{name}' is outside {range:?} in {count} rows, first in row {row}");
    Err(Error::input(kind, message)
        .on(name)
        .at(row as u64, count)
        .remedy("Correct these rows, or leave them out."))
}

fn read_trait(frame: &Frame, name: &str, labels: Option<&Vec<String>>, ordered: bool) -> Result<Trait> {
    let found = integers(frame.chunks(name)).ok_or_else(|| wrong_type(name, "holds no codes"))?;
    let code = |n: Option<i64>| n.and_then(|n| u16::try_from(n).ok()).unwrap_or(MISSING);
    let codes =
        found.into_chunks().iter().flat_map(|chunk| chunk.iter().map(code).collect::<Vec<_>>()).collect();
    Ok(Trait { name: name.to_owned(), values: Codes { labels: labels.cloned(), codes }, ordered, of_area: false })
}

fn read_schools(frame: &Frame, sites: &[String]) -> Schools {
    Schools {
        site: sites.to_vec(),
        site_name: texts(frame, "site_name"),
        board: texts(frame, "board"),
        denomination: labelled(&texts(frame, "denomination")),
        municipality: whole(frame, "municipality"),
        x_km: floats(frame, "x_km"),
        y_km: floats(frame, "y_km"),
        places: whole(frame, "places"),
        structure: labelled(&texts(frame, "structure")),
        track_labels: Vec::new(),
        tracks: Vec::new(),
        first_year: vec![None; sites.len()],
        last_year: vec![None; sites.len()],
    }
}

fn read_homes(frame: &Frame, areas: &[String]) -> Homes {
    Homes {
        area: areas.to_vec(),
        municipality: whole(frame, "municipality"),
        x_km: floats(frame, "x_km"),
        y_km: floats(frame, "y_km"),
        prosperity: Vec::new(),
    }
}

/// The texts of a column, empty for a null; none for a column that is not there.
fn texts(frame: &Frame, name: &str) -> Vec<String> {
    let chunks = frame.chunks(name).iter().filter(|a| *a.data_type() == DataType::LargeUtf8);
    chunks.flat_map(|a| a.as_string::<i64>().iter().map(|t| t.unwrap_or_default().to_owned())).collect()
}

/// Numbers, not finite for a null; none for a column that is not there.
fn floats(frame: &Frame, name: &str) -> Vec<f64> {
    let chunks = frame.chunks(name).iter().filter(|a| *a.data_type() == DataType::Float64);
    let values = |a: &ArrayRef| {
        a.as_primitive::<Float64Type>().iter().map(|value| value.unwrap_or(f64::NAN)).collect::<Vec<f64>>()
    };
    chunks.flat_map(values).collect()
}

fn whole(frame: &Frame, name: &str) -> Vec<u32> {
    integers(frame.chunks(name))
        .map_or_else(Vec::new, |found| found.slices().concat().iter().map(|n| *n as u32).collect())
}

/// Codes of the sorted texts; an empty text has none.
fn labelled(texts: &[String]) -> Codes {
    let mut labels: Vec<&str> = texts.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
    labels.sort_unstable();
    labels.dedup();
    let code = |text: &String| labels.binary_search(&text.as_str()).map_or(MISSING, |at| at as u16);
    Codes::labelled(&labels, texts.iter().map(code).collect())
}

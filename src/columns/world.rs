//! A world as record batches.

use super::answer::Answer;
use crate::error::{Error, Result};
use crate::world::{ADVICES, DENOMINATIONS, EDUCATIONS, KINDS, ORIGINS, STRUCTURES, TRACKS, World};
use arrow_array::RecordBatch;
use std::collections::BTreeMap;

/// Traits of pupils that may be groups.
pub const TRAITS: [&str; 7] = [
    "migration_background",
    "parental_education",
    "ses_quintile",
    "income_quintile",
    "track",
    "advice",
    "study_year",
];

/// Pupils of a school year, a row a pupil.
///
/// # Errors
/// `BadOption` for a year outside the world's.
pub fn pupils(world: &World, year: Option<u16>) -> Result<RecordBatch> {
    let year = checked_year(world, year)?;
    let at = world.pupils_in(year);
    let all = &world.pupils;
    let mut answer = Answer::default();
    let texts = |names: &'static [&'static str], codes: &[u8]| -> Vec<Option<&'static str>> {
        at.iter().map(|p| codes.get(*p).map(|c| names[*c as usize])).collect()
    };
    answer.whole("pupil", at.iter().map(|p| all.id[*p] as i64));
    answer.whole("year", at.iter().map(|_| i64::from(year)));
    let municipality = |p: &usize| world.homes.municipality[all.home[*p] as usize] as usize;
    answer.texts("home_area", at.iter().map(|p| Some(&world.homes.area[all.home[*p] as usize])));
    answer.texts("home_municipality", at.iter().map(|p| Some(&world.municipalities.name[municipality(p)])));
    answer.texts("site", at.iter().map(|p| Some(&world.schools.site[all.school[*p] as usize])));
    answer.whole("study_year", at.iter().map(|p| i64::from(world.study_year(*p, year).unwrap_or_default())));
    answer.texts("migration_background", texts(&ORIGINS, &all.migration_background).into_iter());
    answer.texts("parental_education", texts(&EDUCATIONS, &all.parental_education).into_iter());
    answer.whole("ses_quintile", at.iter().map(|p| i64::from(all.ses_quintile[*p])));
    answer.whole("income_quintile", at.iter().map(|p| i64::from(all.income_quintile[*p])));
    if !all.track.is_empty() {
        let track = |p: &usize| world.track_in(*p, year).map(|t| TRACKS[t as usize]);
        answer.texts("track", at.iter().map(track));
        answer.texts("advice", texts(&ADVICES, &all.advice).into_iter());
    }
    answer.batch()
}

/// School sites.
///
/// # Errors
/// Only a defect of our own.
pub fn schools(world: &World) -> Result<RecordBatch> {
    let all = &world.schools;
    let mut answer = Answer::default();
    let each = 0..all.len();
    answer.texts("site", all.site.iter().map(Some));
    answer.texts("site_name", all.site_name.iter().map(Some));
    answer.texts("board", all.board.iter().map(Some));
    answer.texts("denomination", all.denomination.iter().map(|d| Some(DENOMINATIONS[*d as usize])));
    places(&mut answer, world, &all.municipality);
    answer.texts("sector", each.clone().map(|_| Some(world.sector.label())));
    if !all.tracks.is_empty() && world.sector == crate::world::Sector::Vo {
        answer.texts("structure", all.structure.iter().map(|s| Some(STRUCTURES[*s as usize])));
        answer.texts("tracks", each.clone().map(|s| Some(all.offered(s).join("+"))));
    }
    answer.whole("places", all.places.iter().map(|p| i64::from(*p)));
    answer.floats("x_km", all.x_km.iter().copied().map(Some));
    answer.floats("y_km", all.y_km.iter().copied().map(Some));
    answer.texts("source", each.map(|_| Some(world.source)));
    answer.batch()
}

/// Home areas.
///
/// # Errors
/// Only a defect of our own.
pub fn homes(world: &World) -> Result<RecordBatch> {
    let all = &world.homes;
    let mut answer = Answer::default();
    answer.texts("home_area", all.area.iter().map(Some));
    places(&mut answer, world, &all.municipality);
    answer.floats("x_km", all.x_km.iter().copied().map(Some));
    answer.floats("y_km", all.y_km.iter().copied().map(Some));
    answer.floats("prosperity", all.prosperity.iter().copied().map(Some));
    answer.texts("source", all.area.iter().map(|_| Some(world.source)));
    answer.batch()
}

/// The municipalities around schools or homes.
fn places(answer: &mut Answer, world: &World, of: &[u32]) {
    let all = &world.municipalities;
    let mut text = |name: &str, column: &[String]| {
        answer.texts(name, of.iter().map(|m| Some(&column[*m as usize])));
    };
    text("municipality_code", &all.code);
    text("municipality", &all.name);
    text("province", &all.province);
    answer.texts("kind", of.iter().map(|m| Some(KINDS[all.kind[*m as usize] as usize])));
    answer.whole("urbanity", of.iter().map(|m| i64::from(all.urbanity[*m as usize])));
    answer.whole("tile_column", of.iter().map(|m| i64::from(all.column[*m as usize])));
    answer.whole("tile_row", of.iter().map(|m| i64::from(all.row[*m as usize])));
}

/// Pupils per unit (site or home area) and group in a school year, with the unit's municipality.
///
/// # Errors
/// `BadOption` for an unknown trait, unit or year.
pub fn counts(world: &World, group: &str, unit: &str, year: Option<u16>) -> Result<RecordBatch> {
    let year = checked_year(world, year)?;
    let trait_of = trait_of(world, group, year)?;
    let unit_of = match unit {
        "site" => &world.pupils.school,
        "home_area" => &world.pupils.home,
        _ => return Err(Error::option("unit", format!("there is no unit '{unit}'"), "'site', 'home_area'")),
    };
    let mut cells: BTreeMap<(u32, u8), i64> = BTreeMap::new();
    for pupil in world.pupils_in(year) {
        *cells.entry((unit_of[pupil], trait_of(pupil))).or_default() += 1;
    }
    let (names, municipalities) = match unit {
        "site" => (&world.schools.site, &world.schools.municipality),
        _ => (&world.homes.area, &world.homes.municipality),
    };
    let of: Vec<u32> = cells.keys().map(|(unit, _)| municipalities[*unit as usize]).collect();
    let mut answer = Answer::default();
    answer.texts(unit, cells.keys().map(|(u, _)| Some(&names[*u as usize])));
    let named = |column: &[String]| -> Vec<Option<String>> {
        of.iter().map(|m| Some(column[*m as usize].clone())).collect()
    };
    answer.texts("province", named(&world.municipalities.province).into_iter());
    answer.texts("municipality_code", named(&world.municipalities.code).into_iter());
    match labels(group) {
        Some(labels) => answer.texts(group, cells.keys().map(|(_, t)| Some(labels[*t as usize]))),
        None => answer.whole(group, cells.keys().map(|(_, t)| i64::from(*t))),
    }
    answer.whole("pupils", cells.values().copied());
    answer.batch()
}

fn labels(group: &str) -> Option<&'static [&'static str]> {
    match group {
        "migration_background" => Some(&ORIGINS),
        "parental_education" => Some(&EDUCATIONS),
        "track" => Some(&TRACKS),
        "advice" => Some(&ADVICES),
        _ => None,
    }
}

/// The trait of a pupil, as a position in its labels or as a number.
fn trait_of<'a>(world: &'a World, group: &str, year: u16) -> Result<Box<dyn Fn(usize) -> u8 + 'a>> {
    let all = &world.pupils;
    let stored = |column: &'a [u8]| -> Box<dyn Fn(usize) -> u8 + 'a> { Box::new(move |p| column[p]) };
    Ok(match group {
        "migration_background" => stored(&all.migration_background),
        "parental_education" => stored(&all.parental_education),
        "ses_quintile" => stored(&all.ses_quintile),
        "income_quintile" => stored(&all.income_quintile),
        "study_year" => Box::new(move |p| world.study_year(p, year).unwrap_or_default()),
        "track" if !all.track.is_empty() => Box::new(move |p| world.track_in(p, year).unwrap_or_default()),
        "advice" if !all.advice.is_empty() => stored(&all.advice),
        _ => {
            let message = format!("pupils of this world have no trait '{group}'");
            return Err(Error::option("group", message, &TRAITS.join(", ")));
        }
    })
}

fn checked_year(world: &World, year: Option<u16>) -> Result<u16> {
    let year = year.unwrap_or_else(|| world.latest());
    if world.years.contains(&year) {
        return Ok(year);
    }
    let allowed = format!("{} to {} (2017 is school year 2017/18)", world.years.start(), world.years.end());
    Err(Error::option("year", format!("the world has no school year {year}"), &allowed))
}

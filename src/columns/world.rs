//! A world as record batches.

use super::answer::Answer;
use crate::error::{Error, Result};
use crate::world::{Codes, World};
use arrow_array::RecordBatch;
use std::collections::BTreeMap;

/// Pupils of a school year, a row a pupil; columns that the world does not know are left out.
///
/// # Errors
/// `BadOption` for a year outside the world's.
pub fn pupils(world: &World, year: Option<u16>) -> Result<RecordBatch> {
    let year = world.school_year(year)?;
    let at = world.pupils_in(year);
    let all = &world.pupils;
    let mut answer = Answer::default();
    answer.whole("pupil", at.iter().map(|p| all.id[*p] as i64));
    if !all.family.is_empty() {
        answer.whole("family", at.iter().map(|p| all.family[*p] as i64));
    }
    if !all.birth_year.is_empty() {
        answer.whole("birth_year", at.iter().map(|p| i64::from(all.birth_year[*p])));
    }
    answer.whole("year", at.iter().map(|_| i64::from(year)));
    answer.texts("home_area", at.iter().map(|p| Some(&world.homes.area[all.home[*p] as usize])));
    if !world.homes.municipality.is_empty() && !world.municipalities.name.is_empty() {
        let municipality = |p: &usize| world.homes.municipality[all.home[*p] as usize] as usize;
        let names = at.iter().map(|p| Some(&world.municipalities.name[municipality(p)]));
        answer.texts("home_municipality", names);
    }
    answer.texts("site", at.iter().map(|p| Some(&world.schools.site[all.school[*p] as usize])));
    if !all.study_year.is_empty() {
        let study_year = |p: &usize| world.study_year(*p, year).map(usize::from);
        answer.counts("study_year", at.iter().map(study_year));
    }
    for known in &all.traits {
        coded(&mut answer, &known.name, &known.values, at.iter().copied());
    }
    answer.batch()
}

/// A column of codes at some rows: labels where it has them, numbers where not.
fn coded(answer: &mut Answer, name: &str, codes: &Codes, rows: impl Iterator<Item = usize>) {
    if codes.is_empty() {
        return;
    }
    match codes.labels {
        Some(_) => answer.texts(name, rows.map(|row| codes.label(row))),
        None => answer.counts(name, rows.map(|row| codes.code(row).map(usize::from))),
    }
}

/// School sites; columns that the world does not know are left out.
///
/// # Errors
/// Only a defect of our own.
pub fn schools(world: &World) -> Result<RecordBatch> {
    let all = &world.schools;
    let mut answer = Answer::default();
    let each = 0..all.len();
    known_texts(&mut answer, "site", &all.site);
    known_texts(&mut answer, "site_name", &all.site_name);
    known_texts(&mut answer, "board", &all.board);
    coded(&mut answer, "denomination", &all.denomination, each.clone());
    places(&mut answer, world, &all.municipality);
    answer.texts("sector", each.clone().map(|_| Some(world.sector.label())));
    coded(&mut answer, "structure", &all.structure, each.clone());
    if !all.track_labels.is_empty() {
        answer.texts("tracks", each.clone().map(|s| Some(all.offered(s).join("+"))));
    }
    if !all.places.is_empty() {
        answer.whole("places", all.places.iter().map(|p| i64::from(*p)));
    }
    known_floats(&mut answer, "x_km", &all.x_km);
    known_floats(&mut answer, "y_km", &all.y_km);
    let year = |year: &Option<u16>| year.map(usize::from);
    answer.counts("first_year", all.first_year.iter().map(year));
    answer.counts("last_year", all.last_year.iter().map(year));
    answer.texts("source", each.map(|_| Some(world.source)));
    answer.batch()
}

/// Home areas; columns that the world does not know are left out.
///
/// # Errors
/// Only a defect of our own.
pub fn homes(world: &World) -> Result<RecordBatch> {
    let all = &world.homes;
    let mut answer = Answer::default();
    known_texts(&mut answer, "home_area", &all.area);
    places(&mut answer, world, &all.municipality);
    known_floats(&mut answer, "x_km", &all.x_km);
    known_floats(&mut answer, "y_km", &all.y_km);
    known_floats(&mut answer, "prosperity", &all.prosperity);
    answer.texts("source", all.area.iter().map(|_| Some(world.source)));
    answer.batch()
}

fn known_texts(answer: &mut Answer, name: &str, column: &[String]) {
    if !column.is_empty() {
        answer.texts(name, column.iter().map(Some));
    }
}

fn known_floats(answer: &mut Answer, name: &str, column: &[f64]) {
    if !column.is_empty() {
        answer.floats(name, column.iter().map(|value| value.is_finite().then_some(*value)));
    }
}

/// The municipalities around schools or homes.
fn places(answer: &mut Answer, world: &World, of: &[u32]) {
    let all = &world.municipalities;
    let at = || of.iter().map(|m| *m as usize);
    for (name, column) in
        [("municipality_code", &all.code), ("municipality", &all.name), ("province", &all.province)]
    {
        if !of.is_empty() && !column.is_empty() {
            answer.texts(name, at().map(|m| Some(&column[m])));
        }
    }
    coded(answer, "kind", &all.kind, at());
    if !of.is_empty() && !all.urbanity.is_empty() {
        answer.whole("urbanity", at().map(|m| i64::from(all.urbanity[m])));
        answer.whole("tile_column", at().map(|m| i64::from(all.column[m])));
        answer.whole("tile_row", at().map(|m| i64::from(all.row[m])));
    }
}

/// Pupils per unit (site or home area) and group in a school year, with the unit's
/// municipality. Pupils for whom the trait has no value are in no group.
///
/// # Errors
/// `BadOption` for an unknown trait, unit or year.
pub fn counts(world: &World, group: &str, unit: &str, year: Option<u16>) -> Result<RecordBatch> {
    let year = world.school_year(year)?;
    let (unit_of, names, municipalities) = match unit {
        "site" => (&world.pupils.school, &world.schools.site, &world.schools.municipality),
        "home_area" => (&world.pupils.home, &world.homes.area, &world.homes.municipality),
        _ => return Err(Error::option("unit", format!("there is no unit '{unit}'"), "'site', 'home_area'")),
    };
    let group_of = world.group_of(group, year)?;
    let mut cells: BTreeMap<(u32, u16), i64> = BTreeMap::new();
    for row in world.pupils_in(year) {
        if let Some(code) = group_of(row) {
            *cells.entry((unit_of[row], code)).or_default() += 1;
        }
    }
    let mut answer = Answer::default();
    answer.texts(unit, cells.keys().map(|(u, _)| Some(&names[*u as usize])));
    let all = &world.municipalities;
    for (name, column) in [("province", &all.province), ("municipality_code", &all.code)] {
        if !municipalities.is_empty() && !column.is_empty() {
            let of = cells.keys().map(|(unit, _)| municipalities[*unit as usize] as usize);
            answer.texts(name, of.map(|m| Some(&column[m])));
        }
    }
    match world.pupils.values(group).and_then(|values| values.labels.as_ref()) {
        Some(labels) => answer.texts(group, cells.keys().map(|(_, code)| labels.get(usize::from(*code)))),
        None => answer.whole(group, cells.keys().map(|(_, code)| i64::from(*code))),
    }
    answer.whole("pupils", cells.values().copied());
    answer.batch()
}

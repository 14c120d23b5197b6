//! A world as tables of its exact columns, and back: what is saved and loaded.

use super::answer::Answer;
use super::frame::{Frame, wrong_type};
use crate::error::{Error, Result};
use crate::world::{Codes, Homes, Municipalities, Pupils, Schools, Sector, Trait, World};
use arrow_array::cast::AsArray;
use arrow_array::types::{ArrowPrimitiveType, Float64Type, UInt8Type, UInt16Type, UInt32Type, UInt64Type};
use arrow_array::{Array, ArrayRef, PrimitiveArray, RecordBatch};
use arrow_schema::DataType;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Name of each trait, its labels or none for whole numbers, whether they go from low to high, and
/// whether it is a trait of the home area.
pub type TraitLabels = (String, Option<Vec<String>>, bool, bool);

/// The parts of a world: tables, in which empty columns are left out, and what codes in them stand for.
pub struct Parts {
    /// Spells; `trait_0`, `trait_1`... hold the codes of the traits.
    pub pupils: Vec<RecordBatch>,
    /// School sites.
    pub schools: Vec<RecordBatch>,
    /// Home areas.
    pub homes: Vec<RecordBatch>,
    /// Municipalities.
    pub municipalities: Vec<RecordBatch>,
    /// The traits, in order.
    pub traits: Vec<TraitLabels>,
    /// Labels of `denomination, structure, kind` and of the bits of `tracks`.
    pub labels: BTreeMap<String, Vec<String>>,
}

/// Where worlds come from.
const SOURCES: [&str; 3] = ["synthetic", "microdata", "files"];

/// The world of some parts.
///
/// # Errors
/// `CorruptFile` where they do not fit together, `BadOption` for an unknown source.
pub fn world(parts: &Parts, source: &str, sector: Sector, years: (u16, u16)) -> Result<World> {
    let source = SOURCES.iter().find(|known| **known == source).ok_or_else(|| {
        Error::option(
            "source",
            format!("there is no source '{source}'"),
            &SOURCES.map(|s| format!("'{s}'")).join(", "),
        )
    })?;
    let read = |batches: &[RecordBatch]| Frame::new(batches, &[]);
    let world = World {
        source,
        sector,
        years: years.0..=years.1,
        municipalities: read_municipalities(&read(&parts.municipalities)?, &parts.labels)?,
        homes: read_homes(&read(&parts.homes)?)?,
        schools: read_schools(&read(&parts.schools)?, &parts.labels)?,
        pupils: read_pupils(&read(&parts.pupils)?, &parts.traits)?,
    };
    world.checked()
}

/// The parts of a world.
///
/// # Errors
/// Only a defect of our own.
pub fn parts(world: &World) -> Result<Parts> {
    let tables = [pupils(world)?, schools(world)?, homes(world)?, municipalities(world)?];
    let [pupils, schools, homes, municipalities] = tables.map(|batch| vec![batch]);
    Ok(Parts { pupils, schools, homes, municipalities, traits: traits(world), labels: labels(world) })
}

/// The traits of a world, with their labels.
#[must_use]
pub fn traits(world: &World) -> Vec<TraitLabels> {
    let label =
        |known: &Trait| (known.name.clone(), known.values.labels.clone(), known.ordered, known.of_area);
    world.pupils.traits.iter().map(label).collect()
}

fn labels(world: &World) -> BTreeMap<String, Vec<String>> {
    let coded = [
        ("denomination", &world.schools.denomination),
        ("structure", &world.schools.structure),
        ("kind", &world.municipalities.kind),
    ];
    let listed = coded.into_iter().filter_map(|(name, codes)| Some((name.to_owned(), codes.labels.clone()?)));
    listed.chain([("tracks".to_owned(), world.schools.track_labels.clone())]).collect()
}

fn pupils(world: &World) -> Result<RecordBatch> {
    let all = &world.pupils;
    let mut answer = Answer::default();
    exact::<UInt64Type>(&mut answer, "id", &all.id);
    exact::<UInt64Type>(&mut answer, "family", &all.family);
    exact::<UInt16Type>(&mut answer, "birth_year", &all.birth_year);
    exact::<UInt32Type>(&mut answer, "home", &all.home);
    exact::<UInt32Type>(&mut answer, "school", &all.school);
    exact::<UInt16Type>(&mut answer, "first_year", &all.first_year);
    exact::<UInt16Type>(&mut answer, "last_year", &all.last_year);
    exact::<UInt8Type>(&mut answer, "study_year", &all.study_year);
    for (at, known) in all.traits.iter().enumerate() {
        exact::<UInt16Type>(&mut answer, &format!("trait_{at}"), &known.values.codes);
    }
    answer.batch()
}

fn read_pupils(frame: &Frame, traits: &[TraitLabels]) -> Result<Pupils> {
    let known = |(at, (name, labels, ordered, of_area)): (usize, &TraitLabels)| -> Result<Trait> {
        let values =
            Codes { labels: labels.clone(), codes: column::<UInt16Type>(frame, &format!("trait_{at}"))? };
        Ok(Trait { name: name.clone(), values, ordered: *ordered, of_area: *of_area })
    };
    Ok(Pupils {
        id: column::<UInt64Type>(frame, "id")?,
        family: column::<UInt64Type>(frame, "family")?,
        birth_year: column::<UInt16Type>(frame, "birth_year")?,
        home: column::<UInt32Type>(frame, "home")?,
        school: column::<UInt32Type>(frame, "school")?,
        first_year: column::<UInt16Type>(frame, "first_year")?,
        last_year: column::<UInt16Type>(frame, "last_year")?,
        study_year: column::<UInt8Type>(frame, "study_year")?,
        traits: traits.iter().enumerate().map(known).collect::<Result<_>>()?,
    })
}

fn schools(world: &World) -> Result<RecordBatch> {
    let all = &world.schools;
    let mut answer = Answer::default();
    texts(&mut answer, "site", &all.site);
    texts(&mut answer, "site_name", &all.site_name);
    texts(&mut answer, "board", &all.board);
    exact::<UInt16Type>(&mut answer, "denomination", &all.denomination.codes);
    exact::<UInt32Type>(&mut answer, "municipality", &all.municipality);
    exact::<Float64Type>(&mut answer, "x_km", &all.x_km);
    exact::<Float64Type>(&mut answer, "y_km", &all.y_km);
    exact::<UInt32Type>(&mut answer, "places", &all.places);
    exact::<UInt16Type>(&mut answer, "structure", &all.structure.codes);
    exact::<UInt32Type>(&mut answer, "tracks", &all.tracks);
    for (name, years) in [("first_year", &all.first_year), ("last_year", &all.last_year)] {
        answer.add(name, Arc::new(years.iter().copied().collect::<PrimitiveArray<UInt16Type>>()));
    }
    answer.batch()
}

fn read_schools(frame: &Frame, labels: &BTreeMap<String, Vec<String>>) -> Result<Schools> {
    Ok(Schools {
        site: read_texts(frame, "site")?,
        site_name: read_texts(frame, "site_name")?,
        board: read_texts(frame, "board")?,
        denomination: codes(frame, "denomination", labels)?,
        municipality: column::<UInt32Type>(frame, "municipality")?,
        x_km: column::<Float64Type>(frame, "x_km")?,
        y_km: column::<Float64Type>(frame, "y_km")?,
        places: column::<UInt32Type>(frame, "places")?,
        structure: codes(frame, "structure", labels)?,
        track_labels: labels.get("tracks").cloned().unwrap_or_default(),
        tracks: column::<UInt32Type>(frame, "tracks")?,
        first_year: typed::<UInt16Type>(frame, "first_year")?.iter().flatten().collect(),
        last_year: typed::<UInt16Type>(frame, "last_year")?.iter().flatten().collect(),
    })
}

fn homes(world: &World) -> Result<RecordBatch> {
    let all = &world.homes;
    let mut answer = Answer::default();
    texts(&mut answer, "area", &all.area);
    exact::<UInt32Type>(&mut answer, "municipality", &all.municipality);
    exact::<Float64Type>(&mut answer, "x_km", &all.x_km);
    exact::<Float64Type>(&mut answer, "y_km", &all.y_km);
    exact::<Float64Type>(&mut answer, "prosperity", &all.prosperity);
    answer.batch()
}

fn read_homes(frame: &Frame) -> Result<Homes> {
    Ok(Homes {
        area: read_texts(frame, "area")?,
        municipality: column::<UInt32Type>(frame, "municipality")?,
        x_km: column::<Float64Type>(frame, "x_km")?,
        y_km: column::<Float64Type>(frame, "y_km")?,
        prosperity: column::<Float64Type>(frame, "prosperity")?,
    })
}

fn municipalities(world: &World) -> Result<RecordBatch> {
    let all = &world.municipalities;
    let mut answer = Answer::default();
    // A table of no columns has no rows to speak of.
    answer.texts("code", all.code.iter().map(Some));
    texts(&mut answer, "name", &all.name);
    texts(&mut answer, "province", &all.province);
    exact::<UInt8Type>(&mut answer, "urbanity", &all.urbanity);
    exact::<UInt16Type>(&mut answer, "kind", &all.kind.codes);
    exact::<UInt16Type>(&mut answer, "tile_column", &all.column);
    exact::<UInt16Type>(&mut answer, "tile_row", &all.row);
    answer.batch()
}

fn read_municipalities(frame: &Frame, labels: &BTreeMap<String, Vec<String>>) -> Result<Municipalities> {
    Ok(Municipalities {
        code: read_texts(frame, "code")?,
        name: read_texts(frame, "name")?,
        province: read_texts(frame, "province")?,
        urbanity: column::<UInt8Type>(frame, "urbanity")?,
        kind: codes(frame, "kind", labels)?,
        column: column::<UInt16Type>(frame, "tile_column")?,
        row: column::<UInt16Type>(frame, "tile_row")?,
    })
}

fn texts(answer: &mut Answer, name: &str, column: &[String]) {
    if !column.is_empty() {
        answer.texts(name, column.iter().map(Some));
    }
}

/// A column in its own width, left out where it is empty.
fn exact<T: ArrowPrimitiveType>(answer: &mut Answer, name: &str, column: &[T::Native]) {
    if !column.is_empty() {
        answer.add(name, Arc::new(column.iter().map(|value| Some(*value)).collect::<PrimitiveArray<T>>()));
    }
}

/// The chunks of a column of one type; none for a column that is not there.
fn typed<T: ArrowPrimitiveType>(frame: &Frame, name: &str) -> Result<Vec<PrimitiveArray<T>>> {
    let chunk = |chunk: &ArrayRef| chunk.as_primitive_opt::<T>().cloned();
    let chunks: Option<Vec<_>> = frame.chunks(name).iter().map(chunk).collect();
    chunks.ok_or_else(|| wrong_type(name, &format!("is not of type {}", T::DATA_TYPE)))
}

/// The values of a column without gaps; none for a column that is not there.
fn column<T: ArrowPrimitiveType>(frame: &Frame, name: &str) -> Result<Vec<T::Native>> {
    let chunks = typed::<T>(frame, name)?;
    if chunks.iter().any(|chunk| chunk.null_count() > 0) {
        return Err(wrong_type(name, "has gaps"));
    }
    Ok(chunks.iter().flat_map(|chunk| chunk.values().iter().copied()).collect())
}

fn read_texts(frame: &Frame, name: &str) -> Result<Vec<String>> {
    let mut all = Vec::new();
    for chunk in frame.chunks(name) {
        if *chunk.data_type() != DataType::LargeUtf8 || chunk.null_count() > 0 {
            return Err(wrong_type(name, "is no text without gaps"));
        }
        all.extend(chunk.as_string::<i64>().iter().flatten().map(str::to_owned));
    }
    Ok(all)
}

/// Codes of labels; numbers where there are no labels, as in a column that is not there.
fn codes(frame: &Frame, name: &str, labels: &BTreeMap<String, Vec<String>>) -> Result<Codes> {
    Ok(Codes { labels: labels.get(name).cloned(), codes: column::<UInt16Type>(frame, name)? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synthetic::{Options, netherlands};
    use crate::watch::Watch;

    #[test]
    fn a_world_comes_back_from_its_parts_as_it_was() {
        for sector in [Sector::Po, Sector::Vo] {
            let whole = netherlands(&Options { sector, scale: 0.002, seed: 3 }, &Watch::default()).unwrap();
            let taken = parts(&whole).unwrap();
            let years = (*whole.years.start(), *whole.years.end());
            assert_eq!(world(&taken, whole.source, sector, years).unwrap(), whole);
            let damaged = Parts { homes: parts(&whole).unwrap().municipalities, ..taken };
            assert!(world(&damaged, whole.source, sector, years).is_err());
        }
    }

    #[test]
    fn what_does_not_fit_together_is_refused() {
        let whole =
            netherlands(&Options { sector: Sector::Po, scale: 0.002, seed: 3 }, &Watch::default()).unwrap();
        let kind = |change: &dyn Fn(&mut World)| {
            let mut world = whole.clone();
            change(&mut world);
            world.checked().map_err(|fault| (fault.kind, fault.column)).err()
        };
        let corrupt = |table: &str| Some(("CorruptFile", Some(table.to_owned())));
        assert_eq!(kind(&|_| ()), None);
        assert_eq!(kind(&|world| world.pupils.home[0] = u32::MAX), corrupt("pupils"));
        assert_eq!(kind(&|world| world.pupils.traits[0].values.codes[0] = 999), corrupt("pupils"));
        assert_eq!(kind(&|world| world.pupils.last_year[0] = 2030), corrupt("spells"));
        assert_eq!(kind(&|world| world.pupils.id.swap(0, 900)), corrupt("spells"));
        assert_eq!(kind(&|world| world.schools.places.truncate(1)), corrupt("schools"));
        assert_eq!(kind(&|world| world.homes.area.swap(0, 1)), corrupt("homes"));
        assert_eq!(kind(&|world| world.municipalities.column.clear()), corrupt("municipalities"));
    }
}

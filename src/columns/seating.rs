//! Pupils placed in schools as record batches.

use super::answer::Answer;
use super::count::numbers_or_null;
use super::frame::Frame;
use crate::error::Result;
use crate::reassign::Compared;
use crate::space::Nearest;
use crate::world::{Cell, World};
use arrow_array::RecordBatch;
use std::collections::BTreeMap;

/// Pupils per site and group, with the site's municipality where it is known.
///
/// # Errors
/// Only a defect of our own.
pub fn seated(world: &World, group: &str, cells: &[Cell]) -> Result<RecordBatch> {
    let mut sites: BTreeMap<(u32, u16), i64> = BTreeMap::new();
    for cell in cells {
        *sites.entry((cell.school, cell.group)).or_default() += cell.pupils as i64;
    }
    let mut answer = Answer::default();
    let schools = || sites.keys().map(|(school, _)| *school as usize);
    answer.texts("site", schools().map(|school| Some(&world.schools.site[school])));
    let (towns, all) = (&world.schools.municipality, &world.municipalities);
    for (name, column) in [("province", &all.province), ("municipality_code", &all.code)] {
        if !towns.is_empty() && !column.is_empty() {
            answer.texts(name, schools().map(|school| Some(&column[towns[school] as usize])));
        }
    }
    groups(&mut answer, group, world.group_labels(group), sites.keys().map(|(_, code)| *code));
    answer.whole("pupils", sites.values().copied());
    answer.batch()
}

/// Cells of several tables, each told apart by numbers under `names`; then `town` and `school`
/// (positions), `group` and `pupils`.
///
/// # Errors
/// Only a defect of our own.
pub fn cells(
    labels: Option<&[String]>,
    names: &[&str],
    tables: &[(Vec<i64>, Vec<Cell>)],
) -> Result<RecordBatch> {
    let mut answer = Answer::default();
    for (place, name) in names.iter().enumerate() {
        answer.whole(name, tables.iter().flat_map(|(marks, cells)| cells.iter().map(move |_| marks[place])));
    }
    let all = || tables.iter().flat_map(|(_, cells)| cells);
    answer.whole("town", all().map(|cell| i64::from(cell.town)));
    answer.whole("school", all().map(|cell| i64::from(cell.school)));
    groups(&mut answer, "group", labels, all().map(|cell| cell.group));
    answer.whole("pupils", all().map(|cell| cell.pupils as i64));
    answer.batch()
}

fn groups(answer: &mut Answer, name: &str, labels: Option<&[String]>, codes: impl Iterator<Item = u16>) {
    match labels {
        Some(labels) => answer.texts(name, codes.map(|code| labels.get(usize::from(code)))),
        None => answer.whole(name, codes.map(i64::from)),
    }
}

/// What each of several assignments changes, by municipality of the home.
///
/// # Errors
/// Only a defect of our own.
pub fn compared(assignments: &[Vec<Compared>]) -> Result<RecordBatch> {
    let rows: Vec<(usize, &Compared)> = assignments
        .iter()
        .enumerate()
        .flat_map(|(rule, rows)| rows.iter().map(move |row| (rule, row)))
        .collect();
    let mut answer = Answer::default();
    let share = |part: u64, of: u64| (of > 0).then(|| part as f64 / of as f64);
    answer.whole("rule", rows.iter().map(|(rule, _)| *rule as i64));
    answer.whole("town", rows.iter().map(|(_, row)| row.town.map_or(-1, i64::from)));
    let schools = |row: &Compared| row.schools.unwrap_or_default();
    answer.floats("empty_share", rows.iter().map(|(_, row)| share(row.empty, schools(row))));
    answer.floats("crowded_share", rows.iter().map(|(_, row)| share(row.crowded, schools(row))));
    answer.floats("mean_distance", rows.iter().map(|(_, row)| row.km));
    answer.floats("mean_distance_assigned", rows.iter().map(|(_, row)| row.km_assigned));
    answer.floats("attending", rows.iter().map(|(_, row)| share(row.attending, row.pupils)));
    answer.whole("pupils", rows.iter().map(|(_, row)| row.pupils as i64));
    answer.whole("without_coordinates", rows.iter().map(|(_, row)| row.left_out as i64));
    answer.batch()
}

/// The nearest of some schools for each of many homes, by position; null where no school is on the map.
///
/// # Errors
/// `WrongType` for coordinates that are no numbers.
pub fn nearest(homes: &[RecordBatch], schools: &[RecordBatch]) -> Result<RecordBatch> {
    let ((x, y), (to_x, to_y)) = (points(homes)?, points(schools)?);
    let found = Nearest::new(&to_x, &to_y).first(&x, &y);
    let mut answer = Answer::default();
    answer.counts("school", found.into_iter().map(|school| school.map(|school| school as usize)));
    answer.batch()
}

/// The columns `x_km` and `y_km`, not finite where a place is not known.
///
/// # Errors
/// `WrongType`.
pub(super) fn points(batches: &[RecordBatch]) -> Result<(Vec<f64>, Vec<f64>)> {
    let frame = Frame::new(batches, &[])?;
    let column = |name: &str| -> Result<Vec<f64>> {
        Ok(numbers_or_null(&frame, name)?.into_iter().map(|value| value.unwrap_or(f64::NAN)).collect())
    };
    Ok((column("x_km")?, column("y_km")?))
}

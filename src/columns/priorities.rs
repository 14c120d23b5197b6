//! The priority classes of wishes.

use super::frame::Frame;
use super::market::{Given, matched, whole};
use crate::error::{Error, Result};
use crate::market::GUARANTEED;
use crate::roll::Key;
use hashbrown::HashMap;

/// The class of every row of wishes; none given where all are the same.
pub(super) fn classes(
    given: &Given<'_>,
    wishes: &Frame,
    pairs: (&[u32], &[u32]),
    keys: (&Key, &Key),
    added: &[bool],
) -> Result<Vec<Option<u32>>> {
    let mut classes = given_classes(given, wishes, pairs, keys, added)?;
    if added.contains(&true) {
        classes.resize(wishes.rows, Some(0));
        classes
            .iter_mut()
            .zip(added)
            .filter(|(_, added)| **added)
            .for_each(|(class, _)| *class = Some(GUARANTEED));
    }
    Ok(classes)
}

/// The same as they were given; those of rows that were added do not matter.
fn given_classes(
    given: &Given<'_>,
    wishes: &Frame,
    (pupils, schools): (&[u32], &[u32]),
    keys: (&Key, &Key),
    added: &[bool],
) -> Result<Vec<Option<u32>>> {
    const REMEDY: &str =
        "Give 1 for those who go first, 2 for the next, ...; none for who is not admissible.";
    let less = |priority: Option<u32>| priority.map(|priority| priority - 1);
    if given.own {
        let own = whole(wishes, "priority", "BadPriority", 1, REMEDY)?;
        return Ok(own.into_iter().map(less).collect());
    }
    let Some(batches) = given.priorities else { return Ok(Vec::new()) };
    let frame = Frame::new(batches, &["pupil".to_owned(), "school".to_owned()])?;
    let of_pupils = matched(&frame, "pupil", keys.0, "priorities")?;
    let of_schools = matched(&frame, "school", keys.1, "priorities")?;
    let priorities = whole(&frame, "priority", "BadPriority", 1, REMEDY)?;
    let mut known = Pairs::new(keys.0.len(), keys.1.len(), frame.rows);
    let mut twice = Vec::new();
    for (row, priority) in priorities.into_iter().enumerate() {
        if !known.insert(of_pupils[row], of_schools[row], less(priority)) {
            twice.push(row);
        }
    }
    if let Some(first) = twice.first() {
        let message = format!("priorities name {} pairs a second time, first in row {first}", twice.len());
        return Err(Error::input("DuplicateKey", message)
            .on("priority")
            .at(*first as u64, twice.len() as u64)
            .remedy("Give every school and pupil one row."));
    }
    let found: Vec<u32> =
        pupils.iter().zip(schools).map(|(pupil, school)| known.mark(*pupil, *school)).collect();
    let lacks = |row: usize| found[row] == ABSENT && !added.get(row).copied().unwrap_or_default();
    let Some(first) = (0..found.len()).find(|row| lacks(*row)) else {
        return Ok(found.into_iter().map(|mark| mark.checked_sub(FIRST)).collect());
    };
    let missing = (0..found.len()).filter(|row| lacks(*row)).count() as u64;
    let message =
        format!("priorities lack {missing} of the pairs on lists, first that of row {first} of wishes");
    Err(Error::input("MissingPriority", message)
        .on("priority")
        .at(first as u64, missing)
        .remedy("Give every school a priority for each pupil who lists it; null for who is not admissible."))
}

/// Classes of pairs of a pupil and a school: a table where most pairs are there, else a map.
enum Pairs {
    Table { schools: usize, marks: Vec<u32> },
    Map(HashMap<u64, u32>),
}

/// The mark of a pair that was not given, of one that is not admissible, and of the first class.
const ABSENT: u32 = 0;
const CLOSED: u32 = 1;
const FIRST: u32 = 2;

impl Pairs {
    fn new(pupils: usize, schools: usize, rows: usize) -> Self {
        let size = pupils.saturating_mul(schools);
        if size <= 8 * rows {
            Self::Table { schools, marks: vec![ABSENT; size] }
        } else {
            Self::Map(HashMap::with_capacity(rows))
        }
    }

    /// Notes the class of a pair; whether it is the first time.
    fn insert(&mut self, pupil: u32, school: u32, class: Option<u32>) -> bool {
        let mark = class.map_or(CLOSED, |class| class + FIRST);
        match self {
            Self::Table { schools, marks } => {
                std::mem::replace(&mut marks[pupil as usize * *schools + school as usize], mark) == ABSENT
            }
            Self::Map(known) => known.insert(pair(pupil, school), mark).is_none(),
        }
    }

    /// The mark of a pair.
    fn mark(&self, pupil: u32, school: u32) -> u32 {
        match self {
            Self::Table { schools, marks } => marks[pupil as usize * schools + school as usize],
            Self::Map(known) => known.get(&pair(pupil, school)).copied().unwrap_or(ABSENT),
        }
    }
}

fn pair(pupil: u32, school: u32) -> u64 {
    u64::from(pupil) << 32 | u64::from(school)
}

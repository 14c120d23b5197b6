//! Several rolls as one, so that what they share has the same numbers.

use super::build::{Counting, Door, Roll};
use super::{Codes, Column, Domain, Key, Kind, Label, Texts};
use crate::error::{Error, Family, Result};

impl Roll {
    /// Rolls in one, `by` having a last column `name` with the number of the roll that a table comes
    /// from. All have the same columns, and there is at least one; nests, places, hidden rows and
    /// totals stay behind.
    ///
    /// # Errors
    /// `WrongType` for a column that holds texts in one roll and numbers in another; those of
    /// [`Door::enter`].
    pub fn beside(rolls: &[(i64, &Self)], name: &str) -> Result<Self> {
        let cells: Vec<Vec<usize>> = rolls.iter().map(|(_, roll)| roll.peopled_cells()).collect();
        let width = rolls[0].1.by;
        let mut by = columns(rolls, &cells, |roll| &roll.units, |cell, width| cell / width)?;
        let unit = by.split_off(width);
        let group = columns(rolls, &cells, |roll| &roll.groups, |cell, width| cell % width)?;
        let numbers: Vec<i64> =
            rolls.iter().zip(&cells).flat_map(|((number, _), cells)| vec![*number; cells.len()]).collect();
        by.push(Column::integers(name, Kind::Integer, vec![&numbers]));
        let amounts: Vec<f64> = rolls
            .iter()
            .zip(&cells)
            .flat_map(|((_, roll), cells)| cells.iter().map(|cell| roll.unscaled(roll.amounts.get(*cell))))
            .collect();
        let whole: Vec<i64> = amounts.iter().map(|n| *n as i64).collect();
        let counting = if rolls.iter().any(|(_, roll)| roll.weighted()) {
            Counting::Weights { weights: &amounts, column: "weight".to_owned() }
        } else {
            Counting::Counts { chunks: vec![&whole], column: "pupils".to_owned() }
        };
        let door = Door {
            by,
            unit,
            group,
            within: Vec::new(),
            counting,
            masks: Vec::new(),
            totals: None,
            rows: amounts.len(),
            refuse_duplicates: false,
        };
        let ordered = rolls.iter().max_by_key(|(_, roll)| roll.order.len());
        let order: Vec<Vec<Label>> = ordered
            .map(|(_, roll)| roll.order.iter().map(|k| roll.groups.labels(*k)).collect())
            .unwrap_or_default();
        Ok(door.enter()?.ordered(&order))
    }

    /// The cells that have pupils.
    fn peopled_cells(&self) -> Vec<usize> {
        (0..self.units.len() * self.groups.len()).filter(|cell| self.amounts.get(*cell) > 0.0).collect()
    }
}

/// The columns of the keys of all rolls below each other, a row a cell.
fn columns(
    rolls: &[(i64, &Roll)],
    cells: &[Vec<usize>],
    key: impl Fn(&Roll) -> &Key,
    place: impl Fn(usize, usize) -> usize,
) -> Result<Vec<Column<'static>>> {
    let first = key(rolls[0].1);
    let column = |c: usize| {
        let domains: Vec<&Domain> = rolls.iter().map(|(_, roll)| &key(roll).domains[c]).collect();
        let (domain, own) = union(&domains).ok_or_else(|| {
            let message =
                format!("column '{}' is of one type in one roll, of another in the other", first.names[c]);
            Error::new(Family::Type, "WrongType", message)
                .on(first.names[c].clone())
                .remedy("Convert it to one type before making the rolls.")
        })?;
        let codes = rolls.iter().zip(cells).zip(&own).flat_map(|(((_, roll), cells), own)| {
            let of: Vec<u32> = (0..key(roll).len()).map(|i| own[key(roll).code(i, c)]).collect();
            cells.iter().map(|cell| of[place(*cell, roll.groups.len())]).collect::<Vec<u32>>()
        });
        Ok(Column { name: first.names[c].clone(), domain, codes: Codes::Made(codes.collect()) })
    };
    (0..first.domains.len()).map(column).collect()
}

/// The values of several domains, with the place that each value of any has among them; none for
/// values of different kinds.
fn union(domains: &[&Domain]) -> Option<(Domain, Vec<Vec<u32>>)> {
    let Some(of) = kind(domains[0]) else {
        let all = |domain: &&Domain| match domain {
            Domain::Texts(texts) => Some((0..texts.len()).map(|i| texts.get(i).to_owned()).collect()),
            _ => None,
        };
        let (values, places) = merged(&domains.iter().map(all).collect::<Option<Vec<Vec<String>>>>()?);
        return Some((Domain::Texts(values.iter().map(String::as_str).collect::<Texts>()), places));
    };
    if domains.iter().any(|domain| kind(domain) != Some(of)) {
        return None;
    }
    let all = |domain: &&Domain| (0..domain.len()).filter_map(|i| number(&domain.label(i))).collect();
    let (values, places) = merged(&domains.iter().map(all).collect::<Vec<Vec<i64>>>());
    Some((Domain::Integers { kind: of, values }, places))
}

/// What the integers of a domain stand for; none for texts.
fn kind(domain: &Domain) -> Option<Kind> {
    match domain {
        Domain::Range { kind, .. } | Domain::Integers { kind, .. } => Some(*kind),
        Domain::Texts(_) => None,
    }
}

fn number(label: &Label) -> Option<i64> {
    match label {
        Label::Integer(number) => Some(*number),
        Label::Text(_) => None,
    }
}

/// Ascending lists in one, with the place of each item of each.
fn merged<T: Ord + Clone>(lists: &[Vec<T>]) -> (Vec<T>, Vec<Vec<u32>>) {
    let mut all = lists.concat();
    all.sort_unstable();
    all.dedup();
    let place = |item: &T| all.partition_point(|one| one < item) as u32;
    let places = lists.iter().map(|list| list.iter().map(place).collect()).collect();
    (all, places)
}

//! Two rolls as one, so that what they share has the same numbers.

use super::build::{Counting, Door, Roll};
use super::{Codes, Column, Domain, Key, Kind, Label, Texts};
use crate::error::{Error, Family, Result};

impl Roll {
    /// Both rolls in one, `by` having a last column `name` that is 0 for this one's tables and 1 for
    /// the other's. Both have the same columns; nests, places, hidden rows and totals stay behind.
    ///
    /// # Errors
    /// `WrongType` for a column that holds texts in one roll and numbers in the other; those of
    /// [`Door::enter`].
    pub fn beside(&self, other: &Self, name: &str) -> Result<Self> {
        let rolls = [self, other];
        let cells = rolls.map(Self::peopled_cells);
        let count = cells[0].len() + cells[1].len();
        let units = columns(rolls.map(|roll| &roll.units), &cells, |cell, width| cell / width, rolls)?;
        let group = columns(rolls.map(|roll| &roll.groups), &cells, |cell, width| cell % width, rolls)?;
        let mut by: Vec<Column<'static>> = units;
        let unit = by.split_off(self.by);
        let which = [vec![0; cells[0].len()], vec![1; cells[1].len()]].concat();
        let domain = Domain::Range { kind: Kind::Integer, start: 0, len: 2 };
        by.push(Column { name: name.to_owned(), domain, codes: Codes::Made(which) });
        let amounts: Vec<f64> = rolls
            .iter()
            .zip(&cells)
            .flat_map(|(roll, cells)| cells.iter().map(|cell| roll.unscaled(roll.amounts.get(*cell))))
            .collect();
        let whole: Vec<i64> = amounts.iter().map(|n| *n as i64).collect();
        let counting = if self.weighted() || other.weighted() {
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
            rows: count,
            refuse_duplicates: false,
        };
        let order = if self.order.is_empty() { other } else { self };
        let order: Vec<Vec<Label>> = order.order.iter().map(|k| order.groups.labels(*k)).collect();
        Ok(door.enter()?.ordered(&order))
    }

    /// The cells that have pupils.
    fn peopled_cells(&self) -> Vec<usize> {
        (0..self.units.len() * self.groups.len()).filter(|cell| self.amounts.get(*cell) > 0.0).collect()
    }
}

/// The columns of two keys below each other, a row a cell.
fn columns(
    keys: [&Key; 2],
    cells: &[Vec<usize>; 2],
    place: impl Fn(usize, usize) -> usize,
    rolls: [&Roll; 2],
) -> Result<Vec<Column<'static>>> {
    let column = |c: usize| {
        let (domain, own) = union(&keys[0].domains[c], &keys[1].domains[c]).ok_or_else(|| {
            let message =
                format!("column '{}' is of one type in one roll, of another in the other", keys[0].names[c]);
            Error::new(Family::Type, "WrongType", message)
                .on(keys[0].names[c].clone())
                .remedy("Convert it to one type before making the rolls.")
        })?;
        let codes = (0..2).flat_map(|side| {
            let of: Vec<u32> = (0..keys[side].len()).map(|i| own[side][keys[side].code(i, c)]).collect();
            let width = rolls[side].groups.len();
            cells[side].iter().map(|cell| of[place(*cell, width)]).collect::<Vec<u32>>()
        });
        Ok(Column { name: keys[0].names[c].clone(), domain, codes: Codes::Made(codes.collect()) })
    };
    (0..keys[0].domains.len()).map(column).collect()
}

/// The values of two domains, with the place that each value of either has among them; none for
/// values of two kinds.
fn union(a: &Domain, b: &Domain) -> Option<(Domain, [Vec<u32>; 2])> {
    match (a, b) {
        (Domain::Texts(one), Domain::Texts(two)) => {
            let all = |texts: &Texts| (0..texts.len()).map(|i| texts.get(i).to_owned()).collect();
            let (values, places) = merged([all(one), all(two)]);
            Some((Domain::Texts(values.iter().map(String::as_str).collect()), places))
        }
        (Domain::Texts(_), _) | (_, Domain::Texts(_)) => None,
        _ if kind(a) != kind(b) => None,
        _ => {
            let all = |domain: &Domain| (0..domain.len()).filter_map(|i| number(&domain.label(i))).collect();
            let (values, places) = merged([all(a), all(b)]);
            Some((Domain::Integers { kind: kind(a)?, values }, places))
        }
    }
}

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

/// Two ascending lists in one, with the place of each item of either.
fn merged<T: Ord + Clone>(lists: [Vec<T>; 2]) -> (Vec<T>, [Vec<u32>; 2]) {
    let mut all = lists.concat();
    all.sort_unstable();
    all.dedup();
    let places =
        lists.map(|list| list.iter().map(|item| all.partition_point(|one| one < item) as u32).collect());
    (all, places)
}

//! Hidden counts drawn from a stated law, exactly conditional on known totals.

use super::law::{Known, Law, Shape, convolve, most};
use crate::error::{Error, Result};
use crate::numeric::{Draws, Stream, purpose};
use crate::roll::{Hidden, Part, Roll};
use std::collections::BTreeMap;

/// Tables drawn for an estimate.
pub const IMPUTATIONS: u32 = 100;

/// Hidden rows of one cell that share their bounds.
#[derive(Clone, Copy)]
struct Cell {
    place: usize,
    rows: usize,
    bounds: (u32, u32),
}

/// The hidden cells of one unit; `above` is what they hold together beyond their
/// lowest counts, where the unit's total is known.
struct Unit {
    number: usize,
    cells: Vec<Cell>,
    above: Option<u64>,
}

/// Draws whole tables for one part of a roll.
pub struct Imputation {
    visible: Vec<u64>,
    units: Vec<Unit>,
    sums: BTreeMap<(u32, u32), Vec<Vec<f64>>>,
    assumed: [String; 3],
}

impl Imputation {
    /// Prepares the draws: fits the rate and tabulates how sums of hidden counts are
    /// distributed.
    #[must_use]
    pub fn new(roll: &Roll, part: &Part, law: Law) -> Self {
        let first = part.units.start * roll.groups.len();
        let rows = roll.hidden_in(part).chunk_by(|a, b| a.unit == b.unit);
        let units: Vec<Unit> = rows.map(|rows| Unit::new(roll, rows, first)).collect();
        let known: Vec<Known> = units.iter().filter_map(Unit::known).collect();
        let shape = Shape::fit(law, &known);
        let assumed = assumed(&units, shape);
        let rows = units.iter().flat_map(|u| u.cells.iter().map(|c| (c.bounds, c.rows)));
        Self { visible: roll.counts(part), sums: shape.sums(&most(rows)), units, assumed }
    }

    /// What was assumed for the mean of some tables, for the reader.
    #[must_use]
    pub fn note(&self, tables: usize) -> String {
        let [bounds, law, given] = &self.assumed;
        format!("hidden counts {bounds}: mean of {tables} imputations, {law}, {given}")
    }

    /// Table `m` under `seed`: the counts of all cells.
    #[must_use]
    pub fn table(&self, seed: u64, m: u32) -> Vec<u64> {
        let stream = Stream::new(seed, m);
        let mut cells = self.visible.clone();
        for unit in &self.units {
            let mut draws = stream.draws(unit.number as u64, 0, purpose::MASKED_COUNT);
            unit.draw(&self.sums, &mut draws, &mut cells);
        }
        cells
    }
}

/// One draw of hidden counts, row by row, and what was assumed: `rows` are sorted by unit, `rest` is what
/// those of each unit (by number) add up to where that is known.
///
/// # Errors
/// `TotalMismatch` for a unit whose hidden counts cannot add up to their sum.
pub fn hidden_counts(
    rows: &[Hidden],
    rest: &[Option<u64>],
    law: Law,
    seed: u64,
) -> Result<(Vec<u64>, String)> {
    check_rest(rows, rest)?;
    let place = |start: &mut usize, rows: &[Hidden]| {
        let first = std::mem::replace(start, *start + rows.len());
        Some(Unit::of_rows(rows, first, rest[rows[0].unit]))
    };
    let units: Vec<Unit> =
        rows.chunk_by(|a, b| a.unit == b.unit).scan(0, |start, rows| place(start, rows)).collect();
    let known: Vec<Known> = units.iter().filter_map(Unit::known).collect();
    let shape = Shape::fit(law, &known);
    let assumed = assumed(&units, shape);
    let words = format!("hidden counts {}: one draw, {}, {}", assumed[0], assumed[1], assumed[2]);
    let sums = shape.sums(&most(units.iter().flat_map(|u| u.cells.iter().map(|c| (c.bounds, c.rows)))));
    let drawing = Imputation { visible: vec![0; rows.len()], units, sums, assumed };
    Ok((drawing.table(seed, 0), words))
}

fn check_rest(rows: &[Hidden], rest: &[Option<u64>]) -> Result<()> {
    let fits = |rows: &&[Hidden]| {
        let sum = |of: fn(&Hidden) -> u32| rows.iter().map(|row| u64::from(of(row))).sum::<u64>();
        rest[rows[0].unit].is_none_or(|rest| (sum(|row| row.low)..=sum(|row| row.high)).contains(&rest))
    };
    let wrong = rows.chunk_by(|a, b| a.unit == b.unit).filter(|rows| !fits(rows)).count();
    if wrong == 0 {
        return Ok(());
    }
    let message = format!("hidden counts cannot add up to what is left of the total in {wrong} units");
    Err(Error::input("TotalMismatch", message)
        .many(wrong as u64)
        .remedy("Leave these units without a total, and say so."))
}

impl Unit {
    /// One cell a row, at its place among all rows.
    fn of_rows(rows: &[Hidden], first: usize, rest: Option<u64>) -> Self {
        let cell =
            |(i, row): (usize, &Hidden)| Cell { place: first + i, rows: 1, bounds: (row.low, row.high) };
        let least: u64 = rows.iter().map(|row| u64::from(row.low)).sum();
        Self {
            number: rows[0].unit,
            cells: rows.iter().enumerate().map(cell).collect(),
            above: rest.map(|rest| rest - least),
        }
    }

    fn new(roll: &Roll, rows: &[Hidden], first: usize) -> Self {
        let number = rows[0].unit;
        let same = |a: &Hidden, b: &Hidden| (a.group, a.low, a.high) == (b.group, b.low, b.high);
        let cell = |rows: &[Hidden]| Cell {
            place: number * roll.groups.len() + rows[0].group - first,
            rows: rows.len(),
            bounds: (rows[0].low, rows[0].high),
        };
        let least: u64 = rows.iter().map(|r| u64::from(r.low)).sum();
        let total = roll.totals.get(number).copied().flatten();
        let above = total.map(|t| t - roll.unit_totals[number] as u64 - least);
        Self { number, cells: rows.chunk_by(same).map(cell).collect(), above }
    }

    /// What is known of its hidden counts together.
    fn known(&self) -> Option<Known> {
        let rows = self.cells.iter().map(|c| (c.bounds, c.rows)).collect();
        self.above.map(|above| Known { rows, above })
    }

    fn draw(&self, sums: &BTreeMap<(u32, u32), Vec<Vec<f64>>>, draws: &mut Draws, out: &mut [u64]) {
        let law = |cell: &Cell| &sums[&cell.bounds][cell.rows];
        let mut left = self.above;
        let rest = self.above.map(|_| self.rest(sums));
        for (i, cell) in self.cells.iter().enumerate() {
            let drawn = match (left, &rest) {
                (Some(left), Some(rest)) => split(law(cell), &rest[i], left as usize, draws.uniform()),
                _ => pick(law(cell).iter().copied(), draws.uniform()),
            };
            left = left.map(|left| left - drawn as u64);
            out[cell.place] += cell.rows as u64 * u64::from(cell.bounds.0) + drawn as u64;
        }
    }

    /// For each cell, how the sum of the cells after it is distributed.
    fn rest(&self, sums: &BTreeMap<(u32, u32), Vec<Vec<f64>>>) -> Vec<Vec<f64>> {
        let mut rest = vec![vec![1.0]];
        for cell in self.cells[1..].iter().rev() {
            let after = &rest[rest.len() - 1];
            rest.push(convolve(after, &sums[&cell.bounds][cell.rows]));
        }
        rest.reverse();
        rest
    }
}

/// What the first of two adds to a sum of `left`, given how each is distributed.
fn split(first: &[f64], rest: &[f64], left: usize, uniform: f64) -> usize {
    let least = left.saturating_sub(rest.len() - 1);
    let most = left.min(first.len() - 1);
    least + pick((least..=most).map(|x| first[x] * rest[left - x]), uniform)
}

/// The place where the running sum of weights passes a share of the whole.
fn pick(weights: impl Iterator<Item = f64> + Clone, uniform: f64) -> usize {
    let mut left = weights.clone().sum::<f64>() * uniform;
    let last = weights.clone().count() - 1;
    for (place, weight) in weights.enumerate() {
        if left < weight {
            return place;
        }
        left -= weight;
    }
    last
}

/// Bounds, law and condition, in words.
fn assumed(units: &[Unit], shape: Shape) -> [String; 3] {
    let low = units.iter().flat_map(|u| &u.cells).map(|c| c.bounds.0).min().unwrap_or_default();
    let high = units.iter().flat_map(|u| &u.cells).map(|c| c.bounds.1).max().unwrap_or_default();
    let known = units.iter().filter(|u| u.above.is_some()).count();
    let given = match known {
        0 => "no unit totals known".to_owned(),
        _ if known == units.len() => "conditional on unit totals".to_owned(),
        _ => format!("conditional on {known} of {} unit totals", units.len()),
    };
    [format!("{low}..{high}"), shape.words(), given]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawn_rows_add_up_to_what_is_left_of_their_unit() {
        let row = |unit, group| Hidden { unit, group, low: 1, high: 4 };
        let rows: Vec<Hidden> = (0..3).flat_map(|unit| (0..5).map(move |group| row(unit, group))).collect();
        let rest = [Some(9), None, Some(20)];
        let (drawn, words) = hidden_counts(&rows, &rest, Law::Poisson, 1).unwrap();
        assert_eq!([drawn[..5].iter().sum::<u64>(), drawn[10..].iter().sum::<u64>()], [9, 20]);
        assert!(drawn.iter().all(|n| (1..=4).contains(n)), "{drawn:?}");
        assert!(words.ends_with("conditional on 2 of 3 unit totals"), "{words}");
        let fault = hidden_counts(&rows, &[Some(4), None, Some(21)], Law::Poisson, 1).unwrap_err();
        assert_eq!((fault.kind, fault.count), ("TotalMismatch", Some(2)));
    }

    #[test]
    fn pick_splits_the_unit_interval_by_weight() {
        let at = |u| pick([1.0, 0.0, 3.0].into_iter(), u);
        assert_eq!([at(0.1), at(0.26), at(0.999)], [0, 2, 2]);
    }
}

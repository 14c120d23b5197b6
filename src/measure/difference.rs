//! `test` of two rolls: permutation tests and intervals of a difference.

use super::estimate::{Answer, Batch};
use super::pairing::{Two, pairs};
use super::question::{Surroundings, asked};
use super::sampling::{Again, Drawn, column, mean};
use super::testing::{TestRow, allowed, null};
use super::{Focus, Measure};
use crate::error::{Error, Result};
use crate::roll::Roll;
use crate::uncertainty::{Areas, Periods};
use crate::watch::Watch;
use rayon::prelude::*;

/// What is exchanged between two tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exchange {
    /// Pupils of the units that both have.
    Pupils,
    /// Whole units.
    Units,
}

/// How two tables are compared.
#[derive(Clone, Copy, Debug)]
pub struct Difference {
    exchange: Exchange,
    again: Again,
}

impl Difference {
    /// Checks the options of a caller.
    ///
    /// # Errors
    /// `BadOption`.
    pub fn read(exchange: &str, again: Again) -> Result<Self> {
        let exchange = match exchange {
            "pupils" => Exchange::Pupils,
            "units" => Exchange::Units,
            other => {
                let message = format!("there is no exchange of '{other}'");
                return Err(Error::option("exchange", message, "'pupils', 'units'"));
            }
        };
        Ok(Self { exchange, again })
    }
}

/// Every measure of the second table less that of the first, the last column of `by` telling the
/// two apart.
///
/// # Errors
/// Those of [`super::expected`]; `UnmatchedKey` for a table that only one roll has.
pub fn difference(
    roll: &Roll,
    measures: &[Measure],
    focus: Focus,
    how: &Difference,
    watch: &Watch,
) -> Result<Vec<TestRow>> {
    allowed(roll, measures, focus)?;
    let asked = asked(measures, focus, roll.groups.len());
    let table = |two: Two<'_>| {
        let around = two.parts.map(|part| Surroundings::of(roll, part));
        let batches = [0, 1].map(|i| Batch { measures, asked: &asked, surroundings: &around[i] });
        Asked { two, batches }.rows(how, watch)
    };
    let rows: Result<Vec<Vec<TestRow>>> = pairs(roll)?.into_par_iter().map(table).collect();
    Ok(rows?.into_iter().flatten().collect())
}

/// Two tables and what is asked of them.
struct Asked<'a> {
    two: Two<'a>,
    batches: [Batch<'a>; 2],
}

impl Asked<'_> {
    fn rows(&self, how: &Difference, watch: &Watch) -> Result<Vec<TestRow>> {
        let groups = self.two.roll.groups.len();
        let cells = self.two.cells();
        let [before, after] = [0, 1].map(|i| self.batches[i].of_cells(&cells[i], groups));
        let nulls = self.exchanged(&cells, how, watch)?;
        let resampled = |what| {
            let law = self.two.redraw(what);
            self.differences(how.again.replicates, watch, |r| law.draw(how.again.seed, r))
        };
        let draws = how.again.what.map(resampled).transpose()?;
        let shared = self.two.shared();
        let number = self.two.table();
        let row = |(i, (m, focus)): (usize, &(usize, Focus))| {
            let mut row = TestRow::of(number, *m, *focus, &after[i]);
            row.before = before[i].value.ok();
            row.after = after[i].value.ok();
            row.estimate = row.after.zip(row.before).map(|(after, before)| after - before);
            row.pupils += before[i].pupils;
            row.units = row.units.max(before[i].units);
            if let (Err(why), true) = (before[i].value, row.note.is_empty()) {
                why.reason().clone_into(&mut row.note);
            }
            if how.exchange == Exchange::Pupils && !shared && row.note.is_empty() {
                "no unit is in both rolls: compare areas with exchange='units'".clone_into(&mut row.note);
            }
            row.chance =
                row.estimate.filter(|_| shared || how.exchange == Exchange::Units).and_then(|difference| {
                    let draws = column(&nulls, i);
                    let middle = mean(&draws);
                    null(difference, &draws, |d| (d - middle).abs())
                });
            row.interval = how.again.spread(row.estimate, draws.as_ref(), i).interval;
            row
        };
        Ok(self.batches[0].asked.iter().enumerate().map(row).collect())
    }

    fn differences(
        &self,
        replicates: u32,
        watch: &Watch,
        draw: impl Fn(u32) -> [Vec<u64>; 2] + Sync,
    ) -> Result<Drawn> {
        watch.expect(u64::from(replicates));
        let groups = self.two.roll.groups.len();
        let one = |r: u32| {
            let cells = draw(r);
            let [before, after] = [0, 1].map(|i| self.batches[i].of_cells(&cells[i], groups));
            watch.step()?;
            let gap = |(b, a): (Answer, Answer)| b.value.ok().zip(a.value.ok()).map(|(b, a)| a - b);
            Ok(before.into_iter().zip(after).map(gap).collect())
        };
        (0..replicates).into_par_iter().map(one).collect()
    }

    fn exchanged(&self, cells: &[Vec<u64>; 2], how: &Difference, watch: &Watch) -> Result<Drawn> {
        let groups = self.two.roll.groups.len();
        match how.exchange {
            Exchange::Pupils => {
                let names = &self.two.names;
                let [before, after] =
                    [0, 1].map(|i| spread(&cells[i], &names[i], names_count(names), groups));
                let Some(law) = Periods::new(&before, &after, groups) else { return Ok(Vec::new()) };
                let law = law.numbered(self.two.number as u32);
                self.differences(how.again.replicates, watch, |r| {
                    let mut drawn = [Vec::new(), Vec::new()];
                    let [before, after] = &mut drawn;
                    law.draw(how.again.seed, r, before, after);
                    drawn
                })
            }
            Exchange::Units => {
                let law = Areas::new(&cells[0], &cells[1], groups).numbered(self.two.number as u32);
                self.differences(how.again.replicates, watch, |r| {
                    let mut drawn = [Vec::new(), Vec::new()];
                    let [one, other] = &mut drawn;
                    law.draw(how.again.seed, r, one, other);
                    drawn
                })
            }
        }
    }
}

/// The cells of a table with a row for every unit of either table, zeros where it has none.
fn spread(cells: &[u64], names: &[u64], count: usize, groups: usize) -> Vec<u64> {
    let mut out = vec![0; count * groups];
    for (unit, name) in cells.chunks_exact(groups).zip(names) {
        let first = *name as usize * groups;
        out[first..first + groups].copy_from_slice(unit);
    }
    out
}

fn names_count(names: &[Vec<u64>; 2]) -> usize {
    names.iter().flatten().max().map_or(0, |most| *most as usize + 1)
}

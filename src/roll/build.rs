//! The door: columns in, a checked roll out.

pub use super::cells::Counting;
use super::cells::Rows;
use super::nests::Nests;
use super::{Amount, Amounts, Codes, Column, Domain, Hidden, HiddenRow, Key, Kind, Places, Totals};
use crate::error::{Error, Family, Result};
use crate::numeric::Sum;
use rayon::prelude::*;
use std::ops::Range;

/// Most cells of a table.
const CELLS: u128 = 1 << 28;

/// Everything a caller brings to the door.
pub struct Door<'a> {
    /// Columns that split into separate tables.
    pub by: Vec<Column<'a>>,
    /// The unit's columns.
    pub unit: Vec<Column<'a>>,
    /// The group's columns.
    pub group: Vec<Column<'a>>,
    /// Columns of the nests, from the outermost.
    pub within: Vec<Column<'a>>,
    /// What each row adds.
    pub counting: Counting<'a>,
    /// Hidden rows.
    pub masks: Vec<HiddenRow>,
    /// Exact pupils per unit.
    pub totals: Option<Totals<'a>>,
    /// Rows in the frame.
    pub rows: usize,
    /// Whether two rows of one cell are refused instead of added.
    pub refuse_duplicates: bool,
}

/// One of the tables that `by` makes: its units stand side by side.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its units.
    pub units: Range<usize>,
    /// T_k.
    pub group_totals: Vec<f64>,
    /// T.
    pub total: f64,
}

/// Pupils per unit and group.
#[derive(Clone, Debug)]
pub struct Roll {
    /// By and unit columns together, with the units that have pupils.
    pub units: Key,
    /// How many of the unit key's columns are `by`.
    pub by: usize,
    /// The groups that have pupils.
    pub groups: Key,
    /// t_jk.
    pub amounts: Amounts,
    /// t_j.
    pub unit_totals: Vec<f64>,
    /// One table for each value of `by`.
    pub parts: Vec<Part>,
    /// Nests of the units.
    pub nests: Nests,
    /// Hidden rows, in canonical order.
    pub hidden: Vec<Hidden>,
    /// Exact pupils per unit where known; empty without totals.
    pub totals: Vec<Option<u64>>,
    /// What was dropped, and why.
    pub notes: Vec<String>,
    /// The groups in order, as far as the caller told one; empty without.
    pub order: Vec<usize>,
    /// Where the units are, if the caller told.
    pub places: Option<Places>,
    /// Exponent of the power of two by which weights were multiplied; 0 for counts.
    pub exponent: i32,
}

impl<'a> Door<'a> {
    /// Checks and adds up.
    ///
    /// # Errors
    /// Kinds `EmptyInput`, `SizeLimit`, `DuplicateKey`, `NegativeCount`,
    /// `CountOverflow`, `ZeroWeight`, `NotNested`, `TotalMismatch`.
    pub fn enter(mut self) -> Result<Roll> {
        if self.rows == 0 {
            return Err(empty("the frame has no rows"));
        }
        let mut units: Vec<Column<'a>> = std::mem::take(&mut self.by);
        let by = units.len();
        units.append(&mut self.unit);
        let mut groups = std::mem::take(&mut self.group);
        let unit_key = self.narrow(&mut units)?;
        let group_key = self.narrow(&mut groups)?;
        let (unit_size, group_size) = (unit_key.len(), group_key.len());
        check_size(unit_size, group_size)?;
        let table = Rows { units: &units, groups: &groups, unit_size, group_size, count: self.rows };
        if self.refuse_duplicates {
            self.check_duplicates(&table)?;
        }
        let (amounts, exponent) = table.count(&self.counting)?;
        let hidden = self.hidden(&units, &groups);
        let (group_kept, empty_groups) = self.known_groups(&groups, &amounts, group_size, &hidden);
        let (mut roll, kept_units) = settle(unit_key, by, group_key, amounts, hidden, &group_kept, exponent)?;
        let empty_units = self.empty_units(&units, roll.units.len(), unit_size);
        roll.notes.extend(dropped("unit", empty_units));
        roll.notes.extend(dropped("group", empty_groups));
        if !self.within.is_empty() {
            let place = kept_units
                .map_or_else(|| (0..unit_size).map(Some).collect(), |kept| places(&kept, unit_size));
            let codes = Key::read_all(&units, self.rows);
            roll.nests =
                Nests::read(&self.within, roll.units.len(), self.rows, |row| place[codes[row] as usize])?;
        }
        if let Some(totals) = &self.totals {
            roll.take_totals(totals)?;
        }
        Ok(roll)
    }

    /// A key over columns; where far more combinations are possible than there are
    /// rows, the columns become one that holds those which occur.
    fn narrow(&self, columns: &mut Vec<Column<'a>>) -> Result<Key> {
        let size = Key::size(columns)?;
        if size <= 4 * self.rows as u64 + 1024 {
            let mut key = Key::new(columns);
            key.present = (0..size).collect();
            return Ok(key);
        }
        let (key, codes) = Key::compact(&std::mem::take(columns), self.rows)?;
        let domain = Domain::Range { kind: Kind::Integer, start: 0, len: key.len() };
        columns.push(Column { name: String::new(), domain, codes: Codes::Made(codes) });
        Ok(key)
    }

    fn check_duplicates(&self, table: &Rows<'_>) -> Result<()> {
        let columns = [table.units, table.groups].concat();
        let mut rows: Vec<(u64, usize)> = Key::read_all(&columns, self.rows).into_iter().zip(0..).collect();
        rows.par_sort_unstable();
        let again: Vec<usize> = rows.windows(2).filter(|w| w[0].0 == w[1].0).map(|w| w[1].1).collect();
        let Some(first) = again.iter().min() else { return Ok(()) };
        let count = again.len() as u64;
        Err(Error::input("DuplicateKey", format!("{count} rows repeat a unit and group, first row {first}"))
            .at(*first as u64, count)
            .remedy("Add the rows up first, or leave duplicates at 'sum'."))
    }

    /// Which groups the rows name, and how many of them have no pupils. Those stay in the table,
    /// where they count for nothing, so that asking for them has an answer.
    fn known_groups(
        &self,
        groups: &[Column<'_>],
        amounts: &Amounts,
        size: usize,
        hidden: &[Hidden],
    ) -> (Vec<bool>, usize) {
        let mut used = used_groups(amounts, size);
        for h in hidden {
            used[h.group] = true;
        }
        if used.iter().all(|u| *u) {
            return (used, 0);
        }
        let seen = self.seen(groups, size);
        let empty = seen.iter().zip(&used).filter(|(seen, used)| **seen && !**used).count();
        (seen, empty)
    }

    /// How many units the rows name that have no pupils.
    fn empty_units(&self, units: &[Column<'_>], kept: usize, size: usize) -> usize {
        if kept == size {
            return 0;
        }
        self.seen(units, size).into_iter().filter(|s| *s).count() - kept
    }

    fn seen(&self, columns: &[Column<'_>], size: usize) -> Vec<bool> {
        let mut seen = vec![false; size];
        for code in Key::read_all(columns, self.rows) {
            seen[code as usize] = true;
        }
        seen
    }

    fn hidden(&self, units: &[Column<'_>], groups: &[Column<'_>]) -> Vec<Hidden> {
        let hide = |&(row, low, high): &HiddenRow| Hidden {
            unit: code(units, row),
            group: code(groups, row),
            low,
            high,
        };
        let mut hidden: Vec<Hidden> = self.masks.iter().map(hide).collect();
        hidden.par_sort_unstable();
        hidden
    }
}

/// The mixed-radix code of one row.
fn code(columns: &[Column<'_>], row: usize) -> usize {
    let mut out = [0u64];
    for column in columns {
        column.codes.append(row..row + 1, column.domain.len() as u64, &mut out);
    }
    out[0] as usize
}

fn empty(message: &str) -> Error {
    Error::input("EmptyInput", message).remedy("Give at least one row with pupils.")
}

fn check_size(units: usize, groups: usize) -> Result<()> {
    let cells = units as u128 * groups as u128;
    if cells <= CELLS {
        return Ok(());
    }
    Err(Error::new(
        Family::Limit,
        "SizeLimit",
        format!(
            "{units} units by {groups} groups make {cells} cells, about {} GiB; the limit is {CELLS}",
            cells >> 28
        ),
    )
    .remedy("Use coarser groups, or split the table with by."))
}

fn places(kept: &[usize], size: usize) -> Vec<Option<usize>> {
    let mut places = vec![None; size];
    for (place, code) in kept.iter().enumerate() {
        places[*code] = Some(place);
    }
    places
}

/// Drops units without pupils and groups that no row names, and takes the margins. Gives the
/// places of the units that were kept, if any was dropped.
fn settle(
    mut units: Key,
    by: usize,
    mut groups: Key,
    mut amounts: Amounts,
    mut hidden: Vec<Hidden>,
    group_kept: &[bool],
    exponent: i32,
) -> Result<(Roll, Option<Vec<usize>>)> {
    let width = groups.len();
    let mut unit_totals = unit_totals(&amounts, width);
    let mut unit_used: Vec<bool> = unit_totals.par_iter().map(|t| *t > 0.0).collect();
    for h in &hidden {
        unit_used[h.unit] = true;
    }
    if !unit_used.iter().any(|used| *used) {
        return Err(empty("there are no pupils: every count is 0"));
    }
    let kept_units = (!unit_used.iter().all(|used| *used)).then(|| indices(&unit_used));
    let kept_groups = indices(group_kept);
    if let Some(kept_units) = &kept_units {
        amounts = amounts.keep_units(&unit_used, width);
        units.present = kept_units.iter().map(|u| units.present[*u]).collect();
        unit_totals = kept_units.iter().map(|u| unit_totals[*u]).collect();
    }
    if kept_groups.len() < width {
        let flags: Vec<bool> = (0..unit_totals.len()).flat_map(|_| group_kept.iter().copied()).collect();
        amounts = amounts.keep_units(&flags, 1);
        groups.present = kept_groups.iter().map(|g| groups.present[*g]).collect();
    }
    if !hidden.is_empty() {
        let unit_place = kept_units.as_ref().map(|kept| places(kept, unit_used.len()));
        let group_place = places(&kept_groups, width);
        for h in &mut hidden {
            h.unit = unit_place.as_ref().map_or(h.unit, |place| place[h.unit].unwrap_or_default());
            h.group = group_place[h.group].unwrap_or_default();
        }
    }
    let parts = parts(&units, by, &amounts, groups.len());
    let nests = Nests::default();
    let (totals, notes) = (Vec::new(), Vec::new());
    let (order, places) = (Vec::new(), None);
    let roll = Roll {
        units,
        by,
        groups,
        amounts,
        unit_totals,
        parts,
        nests,
        hidden,
        totals,
        notes,
        order,
        places,
        exponent,
    };
    Ok((roll, kept_units))
}

fn indices(flags: &[bool]) -> Vec<usize> {
    (0..flags.len()).filter(|i| flags[*i]).collect()
}

/// Which groups have pupils.
fn used_groups(amounts: &Amounts, groups: usize) -> Vec<bool> {
    match amounts {
        Amounts::Small(cells) => used(cells, groups),
        Amounts::Counts(cells) => used(cells, groups),
        Amounts::Weights(cells) => used(cells, groups),
    }
}

fn used<A: Amount>(cells: &[A], groups: usize) -> Vec<bool> {
    let mut used = vec![false; groups];
    for row in cells.chunks_exact(groups) {
        used.iter_mut().zip(row).for_each(|(used, n)| *used |= n.float() > 0.0);
        if used.iter().all(|used| *used) {
            break;
        }
    }
    used
}

/// Says how many units or groups of the frame have no pupils.
fn dropped(what: &str, empty: usize) -> Option<String> {
    let plural = if empty == 1 { "" } else { "s" };
    (empty > 0).then(|| format!("{empty} {what}{plural} without pupils dropped"))
}

fn unit_totals(amounts: &Amounts, groups: usize) -> Vec<f64> {
    match amounts {
        Amounts::Small(cells) => sums(cells, groups),
        Amounts::Counts(cells) => sums(cells, groups),
        Amounts::Weights(cells) => sums(cells, groups),
    }
}

fn sums<A: Amount>(cells: &[A], groups: usize) -> Vec<f64> {
    cells.par_chunks_exact(groups).map(|row| row.iter().map(|n| n.float()).sum()).collect()
}

/// The tables that `by` makes: runs of units that share its values.
fn parts(units: &Key, by: usize, amounts: &Amounts, groups: usize) -> Vec<Part> {
    if by == 0 {
        return vec![part(0..units.len(), amounts, groups)];
    }
    let below: u64 = units.domains[by..].iter().map(|d| d.len() as u64).product();
    let mut parts = Vec::new();
    let mut start = 0;
    for run in units.present.chunk_by(|a, b| a / below == b / below) {
        let range = start..start + run.len();
        start = range.end;
        parts.push(part(range, amounts, groups));
    }
    parts
}

fn part(units: Range<usize>, amounts: &Amounts, groups: usize) -> Part {
    let cells = units.start * groups..units.end * groups;
    let group_totals = match amounts {
        Amounts::Small(all) => column_sums(&all[cells], groups),
        Amounts::Counts(all) => column_sums(&all[cells], groups),
        Amounts::Weights(all) => column_sums(&all[cells], groups),
    };
    let total = group_totals.iter().copied().collect::<Sum>().value();
    Part { units, group_totals, total }
}

/// Column sums in fixed blocks, combined in order.
fn column_sums<A: Amount>(cells: &[A], groups: usize) -> Vec<f64> {
    let block = |rows: &[A]| {
        let mut sums = vec![0.0; groups];
        for row in rows.chunks_exact(groups) {
            sums.iter_mut().zip(row).for_each(|(s, n)| *s += n.float());
        }
        sums
    };
    let partials: Vec<Vec<f64>> = cells.par_chunks(groups * crate::numeric::BLOCK).map(block).collect();
    (0..groups).map(|k| partials.iter().map(|p| p[k]).collect::<Sum>().value()).collect()
}

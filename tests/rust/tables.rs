//! Tables for tests, brought in through the door as a caller's are.

use schoolmix::error::Error;
use schoolmix::indices::{
    Ground, Index, defined, dissimilarity, entropy, exposure, gini, mutual_information, normalised_exposure,
    value,
};
use schoolmix::roll::{Amount, Column, Counting, Door, Kind, Roll, Table, Totals, Visitor};
use std::path::PathBuf;

/// A file of the data folder, if that is there.
pub fn data(file: &str) -> Option<String> {
    let folder = std::env::var_os("SCHOOLMIX_DATA")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data"), PathBuf::from);
    std::fs::read_to_string(folder.join(file)).ok()
}

/// Rows of a long table: unit, group, and what is counted.
#[derive(Clone, Debug, Default)]
pub struct Long {
    pub units: Vec<i64>,
    pub groups: Vec<i64>,
    pub nests: Vec<Vec<i64>>,
    pub counts: Vec<i64>,
    pub weights: Vec<f64>,
    pub masks: Vec<(usize, u32, u32)>,
    pub totals: Vec<u64>,
}

impl Long {
    /// One row a cell that has pupils.
    pub fn of(cells: &[Vec<u64>]) -> Self {
        let mut long = Self::default();
        for (j, row) in cells.iter().enumerate() {
            for (k, n) in row.iter().enumerate().filter(|(_, n)| **n > 0) {
                long.units.push(j as i64);
                long.groups.push(k as i64);
                long.counts.push(*n as i64);
            }
        }
        long
    }

    /// Hides the cells for which `hide` is true behind 1..=4; the totals stay known on request.
    pub fn hiding(cells: &[Vec<u64>], hide: impl Fn(usize, usize) -> bool, totals: bool) -> Self {
        let mut long = Self::of(cells);
        for row in 0..long.counts.len() {
            let (j, k) = (long.units[row] as usize, long.groups[row] as usize);
            if hide(j, k) {
                long.counts[row] = 0;
                long.masks.push((row, 1, 4));
            }
        }
        if totals {
            long.totals = cells.iter().map(|row| row.iter().sum()).collect();
        }
        long
    }

    pub fn roll(&self) -> Result<Roll, Error> {
        let numbers: Vec<i64> = (0..self.totals.len() as i64).collect();
        Door {
            by: vec![],
            unit: vec![column("unit", &self.units)],
            group: vec![column("group", &self.groups)],
            within: self.nests.iter().enumerate().map(|(i, n)| column(&format!("nest{i}"), n)).collect(),
            counting: if self.weights.is_empty() {
                Counting::Counts { chunks: vec![&self.counts], column: "n".to_owned() }
            } else {
                Counting::Weights { weights: &self.weights, column: "n".to_owned() }
            },
            masks: self.masks.clone(),
            totals: (!self.totals.is_empty()).then(|| Totals {
                columns: vec![column("unit", &numbers)],
                places: vec![0],
                pupils: self.totals.iter().copied().map(Some).collect(),
                column: "n".to_owned(),
            }),
            rows: self.units.len(),
            refuse_duplicates: false,
        }
        .enter()
    }
}

fn column<'a>(name: &str, values: &'a [i64]) -> Column<'a> {
    Column::integers(name, Kind::Integer, vec![values])
}

/// Everything about one table.
#[derive(Clone, Debug, PartialEq)]
pub struct All {
    /// D, G, H, M, P of all groups.
    pub evenness: [f64; 5],
    pub entropy: f64,
    /// Exposure of each group (row) to each; isolation on the diagonal.
    pub exposure: Vec<Vec<f64>>,
    /// D, G, H, M, V of each group against all others.
    pub against_rest: Vec<[f64; 5]>,
    pub shares: Vec<f64>,
}

pub const NAMES: [&str; 5] = ["D", "G", "H", "M", "P"];
struct Everything;

impl Visitor for Everything {
    type Output = All;

    fn visit<A: Amount>(self, table: &Table<'_, A>) -> All {
        let groups = 0..table.group_totals.len();
        All {
            evenness: evenness(table),
            entropy: entropy(table),
            exposure: groups
                .clone()
                .map(|a| groups.clone().map(|b| exposure(table, a, b)).collect())
                .collect(),
            against_rest: groups.map(|k| evenness(&table.pair(k, None).table())).collect(),
            shares: table.group_totals.iter().map(|t| t / table.total).collect(),
        }
    }
}

pub fn evenness<A: Amount>(table: &Table<'_, A>) -> [f64; 5] {
    let m = mutual_information(table);
    [dissimilarity(table), gini(table), m / entropy(table), m, normalised_exposure(table)]
}

pub fn all(roll: &Roll) -> All {
    roll.visit(&roll.parts[0], Everything)
}

pub fn all_of(cells: &[Vec<u64>]) -> All {
    all(&Long::of(cells).roll().unwrap())
}

/// Whether evenness is defined: two units and two groups with pupils.
pub fn is_defined(cells: &[Vec<u64>]) -> bool {
    let units = cells.iter().filter(|row| row.iter().sum::<u64>() > 0).count();
    let groups = (0..cells[0].len()).filter(|k| cells.iter().any(|row| row[*k] > 0)).count();
    units > 1 && groups > 1
}

/// What an index is asked of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// All groups; a pair is the first and the second.
    All,
    /// The first group against the rest.
    First,
}

/// The table that an index of a form sees.
pub fn seen(form: Form, cells: &[Vec<u64>]) -> Vec<Vec<u64>> {
    match form {
        Form::All => cells.to_vec(),
        Form::First => cells.iter().map(|unit| vec![unit[0], unit[1..].iter().sum()]).collect(),
    }
}

/// The value of an index, if it has one. Groups keep their places, also those without pupils; they
/// stand in order, and each is its number.
pub fn measured(index: Index, form: Form, cells: &[Vec<u64>]) -> Option<f64> {
    let units: Vec<Vec<u64>> =
        seen(form, cells).into_iter().filter(|unit| unit.iter().any(|n| *n > 0)).collect();
    let groups = 0..cells[0].len().min(if form == Form::First { 2 } else { usize::MAX });
    let sum = |k: usize| units.iter().map(|unit| unit[k]).sum::<u64>() as f64;
    let group_totals: Vec<f64> = groups.clone().map(sum).collect();
    let unit_totals: Vec<f64> = units.iter().map(|unit| unit.iter().sum::<u64>() as f64).collect();
    let total = group_totals.iter().sum();
    let table =
        Table { cells: &units.concat(), unit_totals: &unit_totals, group_totals: &group_totals, total };
    defined(&table).ok()?;
    let (order, scores): (Vec<usize>, Vec<f64>) = groups.map(|k| (k, k as f64)).unzip();
    value(index, &table, (0, 1), &Ground { order: &order, scores: &scores, places: None }).ok()
}

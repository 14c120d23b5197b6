//! Tables for tests, brought in through the door as a caller's are.

use schoolmix::error::Error;
use schoolmix::indices::{dissimilarity, entropy, exposure, gini, mutual_information, normalised_exposure};
use schoolmix::roll::{Amount, Column, Counting, Door, Kind, Roll, Table, Totals, Visitor};

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

//! One table as the formulas see it: counts t_jk, unit totals t_j, group totals T_k
//! and the grand total T.

use super::Amount;
use crate::numeric::{BLOCK, Sum};
use rayon::prelude::*;

/// Units by groups, a unit's groups side by side.
#[derive(Clone, Copy, Debug)]
pub struct Table<'a, A> {
    /// t_jk, `units × groups`.
    pub cells: &'a [A],
    /// t_j.
    pub unit_totals: &'a [f64],
    /// T_k; 0 for a group that has nobody here.
    pub group_totals: &'a [f64],
    /// T.
    pub total: f64,
}

/// Something computed from a table of any kind of amount.
pub trait Visitor {
    /// What comes out.
    type Output;

    /// Computes it.
    fn visit<A: Amount>(self, table: &Table<'_, A>) -> Self::Output;
}

/// The two-group form: focal pupils x_j beside others y_j.
#[derive(Clone, Debug)]
pub struct Pair {
    cells: Vec<f64>,
    unit_totals: Vec<f64>,
    group_totals: [f64; 2],
}

impl<A: Amount> Table<'_, A> {
    /// Units J.
    #[must_use]
    pub fn units(&self) -> usize {
        self.unit_totals.len()
    }

    /// The cells of unit `j`.
    #[must_use]
    pub fn unit(&self, j: usize) -> &[A] {
        let groups = self.group_totals.len();
        &self.cells[j * groups..(j + 1) * groups]
    }

    /// Units with pupils.
    #[must_use]
    pub fn peopled(&self) -> usize {
        self.unit_totals.iter().filter(|t| **t > 0.0).count()
    }

    /// The groups that have pupils.
    #[must_use]
    pub fn present(&self) -> Vec<usize> {
        (0..self.group_totals.len()).filter(|k| self.group_totals[*k] > 0.0).collect()
    }

    /// Group `focal` against `versus`, or against all others.
    #[must_use]
    pub fn pair(&self, focal: usize, versus: Option<usize>) -> Pair {
        let others = |row: &[A]| (0..row.len()).filter(|k| *k != focal).map(|k| row[k].float()).sum::<f64>();
        let cells: Vec<f64> = (0..self.units())
            .into_par_iter()
            .with_min_len(BLOCK)
            .flat_map_iter(|j| {
                let row = self.unit(j);
                [row[focal].float(), versus.map_or_else(|| others(row), |k| row[k].float())]
            })
            .collect();
        let rest = (0..self.group_totals.len()).filter(|k| *k != focal);
        let rest = rest.map(|k| self.group_totals[k]).collect::<Sum>().value();
        Pair {
            unit_totals: cells.chunks_exact(2).map(|c| c[0] + c[1]).collect(),
            group_totals: [self.group_totals[focal], versus.map_or(rest, |k| self.group_totals[k])],
            cells,
        }
    }
}

impl Pair {
    /// A pair from its counts, `(x_j, y_j)` a unit.
    #[must_use]
    pub fn new(counts: &[(f64, f64)]) -> Self {
        let total = |pick: fn(&(f64, f64)) -> f64| counts.iter().map(pick).collect::<Sum>().value();
        Self {
            cells: counts.iter().flat_map(|(x, y)| [*x, *y]).collect(),
            unit_totals: counts.iter().map(|(x, y)| x + y).collect(),
            group_totals: [total(|c| c.0), total(|c| c.1)],
        }
    }

    /// As a table of two groups; units in which neither has pupils stay in it.
    #[must_use]
    pub fn table(&self) -> Table<'_, f64> {
        Table {
            cells: &self.cells,
            unit_totals: &self.unit_totals,
            group_totals: &self.group_totals,
            total: self.group_totals[0] + self.group_totals[1],
        }
    }
}

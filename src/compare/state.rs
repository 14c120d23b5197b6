//! Tables between two: the odds ratios of one year with margins of either.

use super::common::{Common, Half};
use crate::fit::proportional;
use crate::indices::Undefined;
use crate::numeric::{Sum, ln};
use std::cell::OnceCell;

/// Which year something is taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Year {
    Before,
    After,
}

/// M of a table between two years, and where it comes from.
#[derive(Clone, Debug)]
pub(super) struct State {
    pub(super) information: f64,
    /// What each unit adds to M, `w_j KL_j`.
    pub(super) by_unit: Vec<f64>,
    /// What each group adds to M, `π_k ls_k`.
    pub(super) by_group: Vec<f64>,
    pub(super) iterations: u32,
    pub(super) residual: f64,
}

/// m(g, u, s): group margin of year g, unit margin of year u, odds ratios of year s.
pub(super) struct States<'a> {
    pub(super) common: &'a Common,
    structures: [Structure<'a>; 2],
    alone: [State; 2],
}

/// Odds ratios of a year: its cells, and what is used where their zeros leave no room.
struct Structure<'a> {
    cells: &'a [f64],
    logs: Vec<f64>,
    grain: f64,
    filled: OnceCell<(Vec<f64>, Vec<f64>)>,
}

impl<'a> States<'a> {
    pub(super) fn of(common: &'a Common) -> Self {
        let structures = [0, 1].map(|year| Structure::of(&common.halves[year], common.grains[year]));
        let alone = [0, 1].map(|year| structures[year].alone(&common.halves[year]));
        Self { common, structures, alone }
    }

    /// m(g, u, s).
    pub(super) fn state(&self, group: Year, unit: Year, structure: Year) -> Result<State, Undefined> {
        let units = &self.common.halves[unit as usize].units;
        let groups = &self.common.halves[group as usize].groups;
        let odds = &self.structures[structure as usize];
        if group == structure && unit == structure {
            return Ok(self.alone(structure).clone());
        }
        let fitted = |(cells, logs): (&[f64], &[f64])| {
            let fit = proportional(cells, units, groups)?;
            let found = (fit.iterations, fit.residual);
            Some(State::of((cells, logs), (units, groups), &(fit.rows, fit.columns), found))
        };
        let kept = fitted((odds.cells, &odds.logs));
        kept.or_else(|| fitted(odds.filled())).ok_or(Undefined::NotConverged)
    }

    /// The table of a year as it is.
    pub(super) fn alone(&self, year: Year) -> &State {
        &self.alone[year as usize]
    }

    /// Whether zeros of a year were filled.
    pub(super) fn filled(&self, structure: Year) -> bool {
        self.structures[structure as usize].filled.get().is_some()
    }
}

impl<'a> Structure<'a> {
    fn of(half: &'a Half, grain: f64) -> Self {
        Self { cells: &half.cells, logs: logs(&half.cells), grain, filled: OnceCell::new() }
    }

    /// The table itself, whose factors are known.
    fn alone(&self, half: &Half) -> State {
        let factors = (vec![1.0 / half.total; half.units.len()], vec![1.0; half.groups.len()]);
        State::of((self.cells, &self.logs), (&half.units, &half.groups), &factors, (0, 0.0))
    }

    fn filled(&self) -> (&[f64], &[f64]) {
        let (cells, logs) = self.filled.get_or_init(|| {
            let cells: Vec<f64> = self.cells.iter().map(|n| if *n > 0.0 { *n } else { self.grain }).collect();
            let logs = logs(&cells);
            (cells, logs)
        });
        (cells, logs)
    }
}

/// `ln n`, and 0 for 0.
fn logs(cells: &[f64]) -> Vec<f64> {
    cells.iter().map(|n| if *n > 0.0 { ln(*n) } else { 0.0 }).collect()
}

impl State {
    /// M of the table `p_jk = r_j n_jk c_k` with margins u_j and g_k, as `Σ_jk p_jk (ln n_jk + ln
    /// r_j/u_j + ln c_k/g_k)`, so that logarithms are needed a row and a column only.
    fn of(
        (cells, logs): (&[f64], &[f64]),
        (units, groups): (&[f64], &[f64]),
        (rows, columns): &(Vec<f64>, Vec<f64>),
        (iterations, residual): (u32, f64),
    ) -> Self {
        let size = groups.len();
        let of_columns: Vec<f64> = columns.iter().zip(groups).map(|(c, g)| ln(c / g)).collect();
        let mut by_group = vec![Sum::default(); size];
        let mut by_unit = Vec::with_capacity(units.len());
        for (j, (cells, logs)) in cells.chunks_exact(size).zip(logs.chunks_exact(size)).enumerate() {
            let of_row = ln(rows[j] / units[j]);
            let mut own = 0.0;
            for k in 0..size {
                let term = rows[j] * cells[k] * columns[k] * (logs[k] + of_row + of_columns[k]);
                own += term;
                by_group[k] += term;
            }
            by_unit.push(own);
        }
        let information = by_unit.iter().copied().collect::<Sum>().value();
        let by_group = by_group.into_iter().map(Sum::value).collect();
        Self { information, by_unit, by_group, iterations, residual }
    }
}

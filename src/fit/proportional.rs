//! A table with given margins and the odds ratios of another: iterative proportional fitting.

use super::cholesky_solve;
use crate::numeric::{Sum, exp, ln};

/// How far a margin may be from its target, relative to it.
pub const TOLERANCE: f64 = 1e-12;
/// Passes over a table before it counts as not converging.
const PASSES: u32 = 2_000;
/// Columns up to which it is checked that zeros leave room for the margins.
const CHECKED: usize = 16;
/// Columns up to which Newton's method is worth its square table.
const NEWTON: usize = 256;
/// Passes that scale one margin after the other before Newton's method takes over.
const SCALING: u32 = 2;
/// The longest step of a logarithm.
const STEP: f64 = 2.0;
/// Passes after which the distance must have fallen to [`FALL`] of what it was.
const PATIENCE: u32 = 32;
/// A slower fall would not reach its end within [`PASSES`].
const FALL: f64 = 0.99;
/// Keeps equations of tables in separate blocks solvable.
const RIDGE: f64 = 1e-10;
/// Rows that are added up before rounding is kept aside.
const RUN: usize = 256;

/// Factors of rows and columns: the fitted cell is `rows_j · cell_jk · columns_k`.
#[derive(Clone, Debug, PartialEq)]
pub struct Proportional {
    /// Factor of each row.
    pub rows: Vec<f64>,
    /// Factor of each column.
    pub columns: Vec<f64>,
    /// Passes over the table.
    pub iterations: u32,
    /// The largest relative distance of a margin from its target.
    pub residual: f64,
}

/// Factors that give `cells` (rows by columns) the margins `rows` and `columns`, which are positive
/// and have one sum; zeros stay zeros. None where zeros leave no such table, or where it is not
/// reached.
///
/// The table is that of iterative proportional fitting (Deming & Stephan 1940, Annals of
/// Mathematical Statistics 11:427): after a few of its passes Newton's method finds the factors of
/// the columns, those of the rows following from them, and a pass of scaling stands in wherever a
/// step of Newton's brings nothing. There is no random start, and turning the table turns the
/// factors.
///
/// ```
/// use schoolmix::fit::proportional;
/// let fitted = proportional(&[1.0, 2.0, 3.0, 1.0], &[0.5, 0.5], &[0.25, 0.75]).unwrap();
/// let cell = |j: usize, k: usize| fitted.rows[j] * [[1.0, 2.0], [3.0, 1.0]][j][k] * fitted.columns[k];
/// assert!((cell(0, 0) + cell(1, 0) - 0.25).abs() < 1e-12);
/// assert!((cell(0, 0) * cell(1, 1) / cell(0, 1) / cell(1, 0) - 1.0 / 6.0).abs() < 1e-12);
/// ```
#[must_use]
pub fn proportional(cells: &[f64], rows: &[f64], columns: &[f64]) -> Option<Proportional> {
    if columns.len() <= rows.len() {
        return Fitting::new(cells, rows, columns).run();
    }
    let turned: Vec<f64> =
        (0..columns.len()).flat_map(|k| (0..rows.len()).map(move |j| cells[j * columns.len() + k])).collect();
    let fitted = Fitting::new(&turned, columns, rows).run()?;
    Some(Proportional { rows: fitted.columns, columns: fitted.rows, ..fitted })
}

struct Fitting<'a> {
    cells: &'a [f64],
    rows: &'a [f64],
    columns: &'a [f64],
}

/// What one pass over the table finds for some factors of the columns.
struct Pass {
    /// Sums of the columns once the rows are right.
    sums: Vec<f64>,
    /// `Σ_j p_jk p_jl / u_j`, the lower half of a square; empty where it is not wanted.
    products: Vec<f64>,
}

/// Where the last step that brought something started.
struct Kept {
    distance: f64,
    logs: Vec<f64>,
    sums: Vec<f64>,
}

impl<'a> Fitting<'a> {
    fn new(cells: &'a [f64], rows: &'a [f64], columns: &'a [f64]) -> Self {
        Self { cells, rows, columns }
    }

    fn run(&self) -> Option<Proportional> {
        if !self.has_room() {
            return None;
        }
        let mut logs = vec![0.0; self.columns.len()];
        let (mut least, mut milestone) = (f64::INFINITY, f64::INFINITY);
        let mut kept = Kept { distance: f64::INFINITY, logs: Vec::new(), sums: Vec::new() };
        for iterations in 1..=PASSES {
            let newton = iterations > SCALING && self.columns.len() <= NEWTON;
            let factors: Vec<f64> = logs.iter().map(|log| exp(*log)).collect();
            let pass = self.pass(&factors, newton);
            let residual = self.residual(&pass.sums);
            if residual <= TOLERANCE {
                let rows = self.row_factors(&factors);
                return Some(Proportional { rows, columns: factors, iterations, residual });
            }
            let distance = self.distance(&pass.sums);
            least = least.min(distance);
            let stuck = iterations % PATIENCE == 0 && least > FALL * milestone;
            if stuck || (distance.is_nan() && kept.logs.is_empty()) {
                return None;
            }
            if iterations % PATIENCE == 0 {
                milestone = least;
            }
            if distance >= kept.distance || distance.is_nan() {
                // A step of Newton's that brought nothing is taken back, and scaled instead.
                logs.clone_from(&kept.logs);
                self.scale(&kept.sums, &mut logs);
                kept.distance = f64::INFINITY;
                continue;
            }
            kept = Kept { distance, logs: logs.clone(), sums: pass.sums.clone() };
            match newton.then(|| self.newton(&pass)).flatten() {
                Some(step) => logs.iter_mut().zip(step).for_each(|(log, step)| *log += step),
                None => self.scale(&pass.sums, &mut logs),
            }
        }
        None
    }

    /// A step of scaling the columns.
    fn scale(&self, sums: &[f64], logs: &mut [f64]) {
        let gaps = self.columns.iter().zip(sums).map(|(target, sum)| ln(target / sum));
        logs.iter_mut().zip(gaps).for_each(|(log, gap)| *log += gap);
    }

    /// A step of Newton's method, no longer than [`STEP`].
    fn newton(&self, pass: &Pass) -> Option<Vec<f64>> {
        let size = self.columns.len();
        let square = (0..size).map(|k| {
            let own = |l: usize| if l == k { pass.sums[k] * (1.0 + RIDGE) } else { 0.0 };
            (0..size).map(|l| own(l) - pass.products[k.max(l) * size + k.min(l)]).collect()
        });
        let gaps = self.columns.iter().zip(&pass.sums).map(|(target, sum)| target - sum).collect();
        let step = cholesky_solve(square.collect(), gaps)?;
        let longest = step.iter().fold(0.0, |longest: f64, step| longest.max(step.abs()));
        let shrunk = if longest > STEP { STEP / longest } else { 1.0 };
        longest.is_finite().then(|| step.iter().map(|step| step * shrunk).collect())
    }

    fn pass(&self, factors: &[f64], newton: bool) -> Pass {
        let size = factors.len();
        let mut sums = vec![Sum::default(); size];
        let mut products = vec![Sum::default(); if newton { size * size } else { 0 }];
        let mut scaled = vec![0.0; size];
        let (mut run, mut squares) = (vec![0.0; size], vec![0.0; products.len()]);
        for (cells, targets) in self.cells.chunks(RUN * size).zip(self.rows.chunks(RUN)) {
            run.fill(0.0);
            squares.fill(0.0);
            for (row, target) in cells.chunks_exact(size).zip(targets) {
                let mut total = 0.0;
                for ((scaled, cell), factor) in scaled.iter_mut().zip(row).zip(factors) {
                    *scaled = cell * factor;
                    total += *scaled;
                }
                let share = target / total;
                run.iter_mut().zip(&scaled).for_each(|(sum, scaled)| *sum += scaled * share);
                if newton {
                    let share = share / total;
                    for (k, squares) in squares.chunks_exact_mut(size).enumerate() {
                        let own = scaled[k] * share;
                        squares[..=k].iter_mut().zip(&scaled).for_each(|(sum, other)| *sum += own * other);
                    }
                }
            }
            sums.iter_mut().zip(&run).for_each(|(sum, run)| *sum += *run);
            products.iter_mut().zip(&squares).for_each(|(sum, run)| *sum += *run);
        }
        let value = |sums: Vec<Sum>| sums.into_iter().map(Sum::value).collect();
        Pass { sums: value(sums), products: value(products) }
    }

    fn row_factors(&self, factors: &[f64]) -> Vec<f64> {
        let total = |row: &[f64]| row.iter().zip(factors).map(|(cell, factor)| cell * factor).sum::<f64>();
        self.cells
            .chunks_exact(factors.len())
            .zip(self.rows)
            .map(|(row, target)| target / total(row))
            .collect()
    }

    fn residual(&self, sums: &[f64]) -> f64 {
        let gap = |(sum, target): (&f64, &f64)| (sum / target - 1.0).abs();
        // A comparison with what is no number must not pass for agreement.
        sums.iter()
            .zip(self.columns)
            .map(gap)
            .fold(0.0, |most, gap| if gap > most || gap.is_nan() { gap } else { most })
    }

    fn distance(&self, sums: &[f64]) -> f64 {
        sums.iter().zip(self.columns).map(|(sum, target)| (sum - target) * (sum - target) / target).sum()
    }

    /// Whether zeros leave room for the margins: the rows that only have cells in some columns ask
    /// for no more than those columns hold (Gale 1957). Too many columns are not checked.
    fn has_room(&self) -> bool {
        let size = self.columns.len();
        if size > CHECKED || self.cells.iter().all(|cell| *cell > 0.0) {
            return true;
        }
        let mut asked = vec![0.0; 1 << size];
        for (row, target) in self.cells.chunks_exact(size).zip(self.rows) {
            let mask = row.iter().enumerate().fold(0, |mask, (k, cell)| mask | usize::from(*cell > 0.0) << k);
            asked[mask] += target;
        }
        for k in 0..size {
            for mask in (0..asked.len()).filter(|mask| mask >> k & 1 == 1) {
                asked[mask] += asked[mask ^ 1 << k];
            }
        }
        let held =
            |mask: usize| (0..size).filter(|k| mask >> k & 1 == 1).map(|k| self.columns[k]).sum::<f64>();
        let fits = |mask: usize| asked[mask] <= held(mask) + (held(mask) + asked[mask]) * TOLERANCE;
        asked[0] == 0.0 && (1..asked.len()).all(fits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn table() -> impl Strategy<Value = (Vec<f64>, Vec<f64>, Vec<f64>)> {
        (2usize..9, 2usize..6).prop_flat_map(|(j, k)| {
            let margin = |n| prop::collection::vec(1u32..1000, n);
            (prop::collection::vec(1u32..500, j * k), margin(j), margin(k)).prop_map(
                |(cells, rows, columns)| {
                    let shares = |margin: Vec<u32>| {
                        let sum: u32 = margin.iter().sum();
                        margin.iter().map(|n| f64::from(*n) / f64::from(sum)).collect::<Vec<f64>>()
                    };
                    (cells.into_iter().map(f64::from).collect(), shares(rows), shares(columns))
                },
            )
        })
    }

    fn cells(fitted: &Proportional, cells: &[f64]) -> Vec<f64> {
        let size = fitted.columns.len();
        (0..cells.len()).map(|i| fitted.rows[i / size] * cells[i] * fitted.columns[i % size]).collect()
    }

    /// Plain scaling of one margin after the other.
    fn scaled(cells: &[f64], rows: &[f64], columns: &[f64]) -> Vec<f64> {
        let (mut cells, size) = (cells.to_vec(), columns.len());
        for _ in 0..20_000 {
            for (j, row) in cells.chunks_exact_mut(size).enumerate() {
                let sum: f64 = row.iter().sum();
                for cell in row {
                    *cell *= rows[j] / sum;
                }
            }
            let sums: Vec<f64> = (0..size).map(|k| cells.iter().skip(k).step_by(size).sum()).collect();
            cells.iter_mut().enumerate().for_each(|(i, cell)| *cell *= columns[i % size] / sums[i % size]);
        }
        cells
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn margins_are_met_and_the_table_is_that_of_plain_scaling((start, rows, columns) in table()) {
            let fitted = proportional(&start, &rows, &columns).unwrap();
            prop_assert!(fitted.residual <= TOLERANCE && fitted.iterations < 40, "{}", fitted.iterations);
            let found = cells(&fitted, &start);
            for (a, b) in found.iter().zip(scaled(&start, &rows, &columns)) {
                prop_assert!((a - b).abs() < 1e-11, "{a} {b}");
            }
        }

        #[test]
        fn turning_the_table_turns_the_factors((start, rows, columns) in table()) {
            let size = columns.len();
            let turned: Vec<f64> = (0..start.len()).map(|i| start[i % rows.len() * size + i / rows.len()]).collect();
            let (one, other) = (
                proportional(&start, &rows, &columns).unwrap(),
                proportional(&turned, &columns, &rows).unwrap(),
            );
            let (one, other) = (cells(&one, &start), cells(&other, &turned));
            for i in 0..start.len() {
                prop_assert!((one[i % rows.len() * size + i / rows.len()] - other[i]).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn zeros_stay_and_what_they_exclude_is_not_found() {
        let start = [1.0, 0.0, 2.0, 3.0];
        let fitted = proportional(&start, &[0.25, 0.75], &[0.5, 0.5]).unwrap();
        assert!((cells(&fitted, &start)[0] - 0.25).abs() < 1e-12 && cells(&fitted, &start)[1] == 0.0);
        assert_eq!(proportional(&start, &[0.75, 0.25], &[0.5, 0.5]), None);
        assert_eq!(proportional(&[1.0, 0.0, 0.0, 1.0], &[0.75, 0.25], &[0.5, 0.5]), None);
        assert!(proportional(&[1.0, 0.0, 0.0, 1.0], &[0.25, 0.75], &[0.25, 0.75]).is_some());
    }

    #[test]
    fn far_odds_and_small_margins_are_reached() {
        let start = [1.0, 1e-10, 1e-10, 1.0, 1e-10, 5.0];
        let fitted = proportional(&start, &[0.7, 0.2, 0.1], &[0.1, 0.9]).unwrap();
        assert!(fitted.residual <= TOLERANCE, "{fitted:?}");
        let fitted = proportional(&[3.0, 4.0, 5.0, 6.0], &[1e-9, 1.0 - 1e-9], &[0.5, 0.5]).unwrap();
        assert!(fitted.residual <= TOLERANCE);
    }
}

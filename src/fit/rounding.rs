//! Whole counts near a table of expected ones, with the same margins.

use crate::numeric::Draws;

/// Nearer to a whole number than this is whole.
const WHOLE: f64 = 1e-7;

/// Whole counts of a table (rows of `width`) whose margins are whole: every cell is rounded up or down,
/// both margins stay exactly as they are, and each cell has its own value as its mean over draws (Cox
/// 1987, Journal of the American Statistical Association 82:520).
///
/// ```
/// use schoolmix::{fit::rounded, numeric::{Stream, purpose}};
/// let mut draws = Stream::new(1, 0).draws(0, 0, purpose::SEAT);
/// let whole = rounded(&[1.5, 0.5, 0.5, 2.5], 2, &mut draws);
/// assert_eq!([whole[0] + whole[1], whole[2] + whole[3], whole[0] + whole[2]], [2, 3, 2]);
/// ```
#[must_use]
pub fn rounded(table: &[f64], width: usize, draws: &mut Draws) -> Vec<u64> {
    let mut rounding = Rounding::new(table, width);
    for row in 0..rounding.rows.len() {
        while !rounding.rows[row].is_empty() {
            rounding.turn(row, draws);
        }
    }
    rounding.whole
}

struct Rounding {
    width: usize,
    whole: Vec<u64>,
    /// What is above the whole count, from 0 to 1.
    part: Vec<f64>,
    /// Cells that are not whole yet, by row and by column.
    rows: Vec<Vec<usize>>,
    columns: Vec<Vec<usize>>,
}

impl Rounding {
    fn new(table: &[f64], width: usize) -> Self {
        let floor = |x: &f64| (x + WHOLE).floor();
        let whole = table.iter().map(|x| floor(x) as u64).collect();
        let part: Vec<f64> = table.iter().map(|x| (x - floor(x)).max(0.0)).collect();
        let height = table.len().checked_div(width).unwrap_or_default();
        let (mut rows, mut columns) = (vec![Vec::new(); height], vec![Vec::new(); width]);
        for cell in (0..table.len()).filter(|cell| part[*cell] > WHOLE) {
            rows[cell / width].push(cell);
            columns[cell % width].push(cell);
        }
        Self { width, whole, part, rows, columns }
    }

    /// Moves along a circle of cells, alternately up and down, until one of them is whole.
    fn turn(&mut self, start: usize, draws: &mut Draws) {
        let circle = match self.circle(start) {
            Ok(circle) => circle,
            // Only rounding errors leave a cell alone in its line.
            Err(cell) => return self.close(cell),
        };
        let room = |odd: usize| {
            let up = circle.iter().skip(odd).step_by(2).map(|cell| 1.0 - self.part[*cell]);
            let down = circle.iter().skip(1 - odd).step_by(2).map(|cell| self.part[*cell]);
            up.chain(down).fold(f64::INFINITY, f64::min)
        };
        let (up, down) = (room(0), room(1));
        let step = if draws.fine() * (up + down) < down { up } else { -down };
        for (i, cell) in circle.into_iter().enumerate() {
            self.part[cell] += if i % 2 == 0 { step } else { -step };
            if self.part[cell] <= WHOLE || self.part[cell] >= 1.0 - WHOLE {
                self.close(cell);
            }
        }
    }

    /// A circle of open cells, two in each row and column it passes; or a cell that is alone in its line.
    fn circle(&self, start: usize) -> Result<Vec<usize>, usize> {
        let mut rows = vec![None; self.rows.len()];
        let mut columns = vec![None; self.columns.len()];
        let (mut row, mut path): (usize, Vec<usize>) = (start, Vec::new());
        loop {
            if let Some(first) = rows[row] {
                return Ok(path.split_off(first));
            }
            rows[row] = Some(path.len());
            let across = other(&self.rows[row], path.last().copied())?;
            path.push(across);
            let column = across % self.width;
            if let Some(first) = columns[column] {
                return Ok(path.split_off(first));
            }
            columns[column] = Some(path.len());
            let along = other(&self.columns[column], Some(across))?;
            path.push(along);
            row = along / self.width;
        }
    }

    fn close(&mut self, cell: usize) {
        self.whole[cell] += u64::from(self.part[cell] >= 0.5);
        self.rows[cell / self.width].retain(|other| *other != cell);
        self.columns[cell % self.width].retain(|other| *other != cell);
    }
}

/// A cell of a line other than the one come from; that one where it is alone.
fn other(line: &[usize], from: Option<usize>) -> Result<usize, usize> {
    line.iter().rev().copied().find(|cell| Some(*cell) != from).ok_or(from.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::{Stream, purpose};
    use proptest::prelude::*;

    fn draws(seed: u64) -> Draws {
        Stream::new(seed, 0).draws(0, 0, purpose::SEAT)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn both_margins_hold_and_no_cell_moves_by_one(
            origins in prop::collection::vec(0u64..40, 1..30),
            destinations in prop::collection::vec(1u64..40, 1..30),
            seed in 0u64..1000,
        ) {
            // An independent table; the last origin makes its sum that of the destinations.
            let sum = destinations.iter().sum::<u64>();
            let mut origins = origins;
            let mut left = sum;
            for n in &mut origins {
                *n = (*n).min(left);
                left -= *n;
            }
            origins.push(left);
            let width = destinations.len();
            let cell = |i: usize| (origins[i / width] * destinations[i % width]) as f64 / sum as f64;
            let table: Vec<f64> = (0..origins.len() * width).map(cell).collect();
            let found = rounded(&table, width, &mut draws(seed));
            for (row, total) in origins.iter().enumerate() {
                prop_assert_eq!(found[row * width..(row + 1) * width].iter().sum::<u64>(), *total);
            }
            for (column, total) in destinations.iter().enumerate() {
                prop_assert_eq!(found.iter().skip(column).step_by(width).sum::<u64>(), *total);
            }
            for (whole, expected) in found.iter().zip(&table) {
                prop_assert!((*whole as f64 - expected).abs() < 1.0 + 1e-6);
            }
        }
    }

    #[test]
    fn a_cell_has_its_own_value_as_its_mean() {
        let table = [0.2, 0.8, 0.8, 0.2];
        let ups = (0..4_000).map(|seed| rounded(&table, 2, &mut draws(seed))[0]).sum::<u64>();
        // Four standard errors of 0.0063.
        assert!((ups as f64 / 4_000.0 - 0.2).abs() < 0.026, "{ups}");
        assert!(rounded(&[], 0, &mut draws(1)).is_empty());
    }
}

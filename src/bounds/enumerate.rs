//! Every table that agrees with what is known, where there are few.

use super::Bounds;
use super::reach::{Cells, Interval};
use rayon::prelude::*;

/// The rows that each unit can have.
pub struct Tables {
    rows: Vec<Vec<Vec<u64>>>,
    count: u64,
}

impl Tables {
    /// All tables, if they are no more than `most`.
    pub fn of(cells: &Cells, most: u64) -> Option<Self> {
        let mut count = 1u64;
        let mut rows = Vec::new();
        for (row, total) in cells.rows() {
            let found = possible(row, total, most / count)?;
            count *= found.len() as u64;
            rows.push(found);
        }
        Some(Self { rows, count })
    }

    /// The lowest and highest value of a measure; null where no table has one.
    pub fn bounds(&self, value: &(dyn Fn(&[u64]) -> Option<f64> + Sync)) -> Option<Bounds> {
        let values: Vec<f64> =
            (0..self.count).into_par_iter().filter_map(|number| value(&self.table(number))).collect();
        let low = values.iter().copied().reduce(f64::min)?;
        let high = values.iter().copied().fold(low, f64::max);
        Some(Bounds::exact(low, high))
    }

    /// The table of this number, its rows being the digits.
    fn table(&self, number: u64) -> Vec<u64> {
        let mut left = number as usize;
        let mut cells = Vec::new();
        for rows in &self.rows {
            cells.extend_from_slice(&rows[left % rows.len()]);
            left /= rows.len();
        }
        cells
    }
}

/// The rows between intervals that add up to `total`; null if they are more than `most`.
fn possible(row: &[Interval], total: Option<u64>, most: u64) -> Option<Vec<Vec<u64>>> {
    let mut found = vec![Vec::new()];
    for (k, cell) in row.iter().enumerate() {
        let after = super::reach::sum(row[k + 1..].iter().copied());
        let mut longer = Vec::new();
        for start in found {
            let used: u64 = start.iter().sum();
            let last = cell.high.min(total.map_or(u64::MAX, |t| t.saturating_sub(used + after.low)));
            let first = cell.low.max(total.map_or(0, |t| t.saturating_sub(used + after.high)));
            if longer.len() as u64 + (last + 1).saturating_sub(first) > most {
                return None;
            }
            longer.extend((first..=last).map(|n| [&start[..], &[n]].concat()));
        }
        found = longer;
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_agree_with_their_total() {
        let row = [Interval { low: 1, high: 4 }, Interval::point(7), Interval { low: 1, high: 4 }];
        assert_eq!(possible(&row, Some(14), 100).unwrap().len(), 2);
        assert_eq!(possible(&row, None, 100).unwrap().len(), 16);
        assert!(possible(&row, None, 15).is_none());
    }
}

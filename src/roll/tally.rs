//! Counts that come from elsewhere than a roll.

use super::{Amount, Table};

/// Unit totals t_j, group totals T_k and the grand total T of some cells.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tally {
    unit_totals: Vec<f64>,
    group_totals: Vec<f64>,
    total: f64,
}

impl Tally {
    /// The totals of counts, `groups` cells a unit.
    ///
    /// ```
    /// use schoolmix::roll::Tally;
    /// let cells = [80u64, 20, 15, 85, 5, 95];
    /// let tally = Tally::of(&cells, 2);
    /// let table = tally.table(&cells);
    /// assert_eq!((table.unit_totals, table.group_totals), (&[100.0; 3][..], &[100.0, 200.0][..]));
    /// ```
    #[must_use]
    pub fn of(cells: &[u64], groups: usize) -> Self {
        let mut sums = vec![0u64; groups];
        let mut unit = |unit: &[u64]| {
            sums.iter_mut().zip(unit).for_each(|(sum, n)| *sum += n);
            unit.iter().sum::<u64>().float()
        };
        let unit_totals = cells.chunks_exact(groups).map(&mut unit).collect();
        let total = sums.iter().sum::<u64>().float();
        Self { unit_totals, group_totals: sums.into_iter().map(Amount::float).collect(), total }
    }

    /// The table of these cells.
    #[must_use]
    pub fn table<'a>(&'a self, cells: &'a [u64]) -> Table<'a, u64> {
        Table { cells, unit_totals: &self.unit_totals, group_totals: &self.group_totals, total: self.total }
    }
}

//! Several attributes of units, and the units that share some of them.

use std::collections::BTreeMap;

/// The value of every attribute of every unit, as numbers.
#[derive(Clone, Debug)]
pub struct Attributes {
    columns: Vec<Vec<u32>>,
}

impl Attributes {
    /// An attribute a column, a unit a row.
    #[must_use]
    pub fn new(columns: Vec<Vec<u32>>) -> Self {
        Self { columns }
    }

    /// How many attributes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.columns.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }

    /// Units numbered by the attributes of a set, bit `a` standing for attribute `a`: those that have
    /// all of these in common have one number.
    ///
    /// ```
    /// use schoolmix::decompose::Attributes;
    /// let attributes = Attributes::new(vec![vec![5, 5, 7, 7], vec![1, 2, 1, 1]]);
    /// assert_eq!(attributes.crossed(0b01), [0, 0, 1, 1]);
    /// assert_eq!(attributes.crossed(0b11), [0, 1, 2, 2]);
    /// ```
    #[must_use]
    pub fn crossed(&self, set: u32) -> Vec<u32> {
        let chosen: Vec<&Vec<u32>> =
            self.columns.iter().enumerate().filter(|(a, _)| set >> a & 1 == 1).map(|(_, c)| c).collect();
        let units = self.columns.first().map_or(0, Vec::len);
        let value = |j: usize| chosen.iter().map(|column| column[j]).collect::<Vec<u32>>();
        let mut numbers: BTreeMap<Vec<u32>, u32> = (0..units).map(|j| (value(j), 0)).collect();
        numbers.values_mut().zip(0..).for_each(|(number, n)| *number = n);
        (0..units).map(|j| numbers[&value(j)]).collect()
    }
}

//! One of many outcomes from one random word, whatever their number.

/// One column of an alias table: below `cut` the column's own outcome, else `other`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Where the outcome of the column itself ends.
    pub cut: u32,
    /// The outcome that has the rest of the column.
    pub other: u32,
}

impl Column {
    /// The outcome at `place` of the column that belongs to `own`.
    #[must_use]
    #[inline]
    pub fn pick(self, own: u32, place: u32) -> u32 {
        if place < self.cut { own } else { self.other }
    }
}

/// The alias table of some whole-number masses (Walker 1977; Vose 1991, IEEE Transactions on
/// Software Engineering 17:972): `columns` columns of equal `capacity`, at most 2^32, which together
/// hold all masses. In whole numbers nothing is rounded: outcome `i` has exactly its mass.
///
/// There must be no more masses than columns and they must add up to `columns × capacity`; outcomes
/// beyond the masses have none.
///
/// ```
/// use schoolmix::numeric::alias_table;
/// let table = alias_table(&[1, 7], 2, 4);
/// let picked = [0, 1].map(|own| (0..4).filter(|place| table[own].pick(own as u32, *place) == 0).count());
/// assert_eq!(picked.iter().sum::<usize>(), 1);
/// ```
#[must_use]
pub fn alias_table(masses: &[u64], columns: usize, capacity: u64) -> Vec<Column> {
    let mut left = masses.to_vec();
    left.resize(columns, 0);
    // A full column may have any cut: both its outcomes are its own.
    let mut table: Vec<Column> = (0..columns).map(|own| Column { cut: 0, other: own as u32 }).collect();
    let (mut poor, mut rich): (Vec<usize>, Vec<usize>) =
        (0..columns).filter(|i| left[*i] != capacity).partition(|i| left[*i] < capacity);
    while let (Some(small), Some(large)) = (poor.pop(), rich.pop()) {
        table[small] = Column { cut: left[small] as u32, other: large as u32 };
        left[large] -= capacity - left[small];
        match left[large].cmp(&capacity) {
            std::cmp::Ordering::Less => poor.push(large),
            std::cmp::Ordering::Equal => {}
            std::cmp::Ordering::Greater => rich.push(large),
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_outcome_has_exactly_its_mass(weights in prop::collection::vec(0u64..50, 1..9)) {
            let capacity = weights.iter().sum::<u64>().max(1);
            let columns = 8;
            let mut masses: Vec<u64> = weights.iter().map(|w| w * columns as u64).collect();
            masses[0] += columns as u64 * capacity - masses.iter().sum::<u64>();
            let table = alias_table(&masses, columns, capacity);
            let mut seen = vec![0u64; columns];
            for (own, column) in table.iter().enumerate() {
                (0..capacity).for_each(|place| seen[column.pick(own as u32, place as u32) as usize] += 1);
            }
            masses.resize(columns, 0);
            prop_assert_eq!(seen, masses);
        }
    }
}

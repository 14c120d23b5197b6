//! Whether two tables differ by more than chance: what belongs to which is drawn again.

use super::deal;
use super::source::{Kind, Source};
use crate::numeric::{Stream, purpose};

/// Two periods of the same units: pupils change periods within their unit.
///
/// The pupils of both periods of a unit are pooled and dealt out again at random, each period
/// keeping its number of pupils there, so that unit totals and T of both periods stay as they are. If
/// the period says nothing about the group of a pupil within any unit, every such division of every
/// pool is equally probable given the pools and the sizes, and the p-value is exact (Fisher 1935; Good
/// 2005). Units with pupils in one period only stay as they are.
#[derive(Clone, Debug)]
pub struct Periods {
    sizes: Vec<u64>,
    pools: Vec<u64>,
    groups: usize,
    number: u32,
}

impl Periods {
    /// Prepares the exchange between two tables of the same units and groups, `groups` cells a unit;
    /// a unit that is not in a table has zeros there. None if their lengths differ.
    ///
    /// ```
    /// use schoolmix::uncertainty::Periods;
    /// let periods = Periods::new(&[30, 10, 5, 55], &[20, 20, 9, 51], 2).unwrap();
    /// let (mut before, mut after) = (Vec::new(), Vec::new());
    /// periods.draw(1, 0, &mut before, &mut after);
    /// assert!(before[0] + before[1] == 40 && before[0] + after[0] == 50);
    /// ```
    #[must_use]
    pub fn new(before: &[u64], after: &[u64], groups: usize) -> Option<Self> {
        (before.len() == after.len()).then(|| Self {
            sizes: before.chunks_exact(groups).map(|unit| unit.iter().sum()).collect(),
            pools: before.iter().zip(after).map(|(b, a)| b + a).collect(),
            groups,
            number: 0,
        })
    }

    /// The same with a number, 0 unless said: under one seed, tables with different numbers are
    /// drawn independently.
    #[must_use]
    pub fn numbered(self, number: u32) -> Self {
        Self { number, ..self }
    }

    /// Permutation `r` under `seed`: the counts of both periods.
    pub fn draw(&self, seed: u64, r: u32, before: &mut Vec<u64>, after: &mut Vec<u64>) {
        let source = source(seed, r, self.number);
        before.clear();
        before.resize(self.pools.len(), 0);
        let units = self.pools.chunks_exact(self.groups).zip(before.chunks_exact_mut(self.groups));
        for (j, (size, (pool, unit))) in self.sizes.iter().zip(units).enumerate() {
            deal(pool, *size, &mut source.draws(j, 0, Kind::Single), unit);
        }
        after.clear();
        after.extend(self.pools.iter().zip(before).map(|(pool, b)| pool - *b));
    }
}

/// Two areas with units of their own: whole units change areas, each area keeping its number of
/// units.
///
/// If the area says nothing about the composition and size of a unit, every choice of that many of
/// the pooled units is equally probable, and the p-value is exact (Fisher 1935; Good 2005).
#[derive(Clone, Debug)]
pub struct Areas {
    cells: Vec<u64>,
    groups: usize,
    first: usize,
    number: u32,
}

impl Areas {
    /// Prepares the exchange between two tables of the same groups, `groups` cells a unit.
    ///
    /// ```
    /// use schoolmix::uncertainty::Areas;
    /// let areas = Areas::new(&[30, 10, 5, 55], &[20, 20], 2);
    /// let (mut one, mut other) = (Vec::new(), Vec::new());
    /// areas.draw(1, 0, &mut one, &mut other);
    /// assert_eq!((one.len(), other.len()), (4, 2));
    /// ```
    #[must_use]
    pub fn new(one: &[u64], other: &[u64], groups: usize) -> Self {
        Self { cells: [one, other].concat(), groups, first: one.len() / groups, number: 0 }
    }

    /// The same with a number, 0 unless said: under one seed, tables with different numbers are
    /// drawn independently.
    #[must_use]
    pub fn numbered(self, number: u32) -> Self {
        Self { number, ..self }
    }

    /// Permutation `r` under `seed`: the counts of both areas; units keep their order.
    pub fn draw(&self, seed: u64, r: u32, one: &mut Vec<u64>, other: &mut Vec<u64>) {
        let mut draws = source(seed, r, self.number).draws(0, 0, Kind::Tabled);
        let units = self.cells.chunks_exact(self.groups);
        let mut wanted = self.first as u64;
        one.clear();
        other.clear();
        for (passed, unit) in units.enumerate() {
            // Selection sampling: of the units still to come as many are taken as are still wanted.
            let to_come = (self.cells.len() / self.groups - passed) as u64;
            if draws.below(to_come) < wanted {
                wanted -= 1;
                one.extend_from_slice(unit);
            } else {
                other.extend_from_slice(unit);
            }
        }
    }
}

fn source(seed: u64, r: u32, number: u32) -> Source {
    Source { stream: Stream::new(seed, r), number, purpose: purpose::EXCHANGE }
}

/// Replicates this near to the observed value, relative, count as equal to it: the same table summed in
/// another order.
const TIE: f64 = 1e-12;

/// One-sided p-value `(1 + #{s* >= s}) / (1 + B)` of a statistic among B permutations (Davison &
/// Hinkley 1997; Phipson & Smyth 2010), in (0, 1]: never 0, as the observed table is one of those
/// possible. Two-sided with absolute values. Permutations without a value are left out by the caller
/// and so leave both counts.
///
/// ```
/// use schoolmix::uncertainty::p_value;
/// assert_eq!(p_value(0.3, &[0.1, 0.3, 0.2, 0.4]), 3.0 / 5.0);
/// ```
#[must_use]
pub fn p_value(observed: f64, permuted: &[f64]) -> f64 {
    let limit = observed - TIE * observed.abs().max(TIE);
    let extreme = permuted.iter().filter(|s| **s >= limit).count();
    (1 + extreme) as f64 / (1 + permuted.len()) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A pool of 3 and 2 pupils of which 2 are dealt to the first period: 1, 6 and 3 of 10 ways.
    #[test]
    fn every_division_of_a_pool_is_equally_probable() {
        let periods = Periods::new(&[2, 0], &[1, 2], 2).unwrap();
        let (mut before, mut after) = (Vec::new(), Vec::new());
        let mut seen = [0f64; 3];
        for r in 0..20_000 {
            periods.draw(2, r, &mut before, &mut after);
            seen[before[0] as usize] += 1.0;
        }
        for (seen, ways) in seen.iter().zip([1.0, 6.0, 3.0]) {
            assert!((seen - ways * 2e3).abs() < 4.5 * (ways * 2e3f64).sqrt(), "{seen} {ways}");
        }
    }

    #[test]
    fn every_choice_of_units_is_equally_probable() {
        let areas = Areas::new(&[1, 0, 2, 0], &[4, 0, 8, 0], 2);
        let (mut one, mut other) = (Vec::new(), Vec::new());
        let mut seen = [0u32; 16];
        for r in 0..12_000 {
            areas.draw(2, r, &mut one, &mut other);
            assert_eq!((one.len(), other.len()), (4, 4));
            seen[(one[0] + one[2]) as usize] += 1;
        }
        assert!([3, 5, 6, 9, 10, 12].iter().all(|pair| seen[*pair].abs_diff(2_000) < 200), "{seen:?}");
    }

    proptest! {
        #[test]
        fn sizes_and_pools_are_kept(
            before in prop::collection::vec(0u64..60, 9),
            after in prop::collection::vec(0u64..60, 9),
        ) {
            let (mut b, mut a) = (Vec::new(), Vec::new());
            Periods::new(&before, &after, 3).unwrap().draw(3, 1, &mut b, &mut a);
            for i in 0..9 {
                prop_assert_eq!(b[i] + a[i], before[i] + after[i]);
            }
            let size = |cells: &[u64]| cells.chunks(3).map(|unit| unit.iter().sum()).collect::<Vec<u64>>();
            prop_assert_eq!(size(&b), size(&before));
        }
    }
}

//! Units drawn with replacement, alone or for several tables at once.

use super::source::{Kind, Source};
use crate::numeric::{Stream, purpose};
use std::collections::BTreeMap;

/// Units drawn from one run of random words.
const RUN: usize = 4096;

/// How often each of `count` units is drawn when `count` are drawn with replacement.
pub(super) fn times(count: usize, source: Source) -> Vec<u64> {
    let mut times = vec![0; count];
    for (run, first) in (0..count).step_by(RUN).enumerate() {
        let mut draws = source.draws(run, 0, Kind::Single);
        for _ in first..count.min(first + RUN) {
            times[draws.below(count as u64) as usize] += 1;
        }
    }
    times
}

/// Schools that appear in several tables, such as the years of a panel: one draw of schools serves
/// all of them. Without it the interval of a difference between tables is too wide.
///
/// Schools are drawn with replacement from all that appear anywhere, as many as there are.
#[derive(Clone, Debug)]
pub struct SharedUnits {
    schools: usize,
    places: Vec<Vec<usize>>,
}

impl SharedUnits {
    /// For each table the numbers of the schools that its units are, in the order of its units.
    ///
    /// ```
    /// use schoolmix::uncertainty::{SharedUnits, repeat};
    /// let shared = SharedUnits::new(&[&[7, 8], &[8, 9, 7]]);
    /// let times = shared.draw(1, 0);
    /// assert!(times[0][0] == times[1][2] && times[0][1] == times[1][0]);
    /// let mut before = Vec::new();
    /// repeat(&[30, 10, 5, 55], 2, &times[0], &mut before);
    /// ```
    #[must_use]
    pub fn new(tables: &[&[u64]]) -> Self {
        let mut numbers: BTreeMap<u64, usize> =
            tables.iter().flat_map(|t| t.iter()).map(|s| (*s, 0)).collect();
        numbers.values_mut().enumerate().for_each(|(i, place)| *place = i);
        let places = tables.iter().map(|t| t.iter().map(|school| numbers[school]).collect()).collect();
        Self { schools: numbers.len(), places }
    }

    /// Replicate `r` under `seed`: for each table how often each of its units was drawn.
    #[must_use]
    pub fn draw(&self, seed: u64, r: u32) -> Vec<Vec<u64>> {
        let stream = Stream::new(seed, r);
        let times = times(self.schools, Source { stream, number: 0, purpose: purpose::RESAMPLE });
        self.places.iter().map(|places| places.iter().map(|place| times[*place]).collect()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_school_is_drawn_once_on_average_and_alike_in_both_tables() {
        let shared = SharedUnits::new(&[&[3, 1, 2], &[2, 4, 1]]);
        let mut sums = [0u64; 3];
        for r in 0..4_000 {
            let times = shared.draw(9, r);
            assert!(times[0][1] == times[1][2] && times[0][2] == times[1][0]);
            assert_eq!(times[0].iter().sum::<u64>() + times[1][1], 4);
            sums.iter_mut().zip(&times[0]).for_each(|(sum, n)| *sum += n);
        }
        assert!(sums.iter().all(|sum| sum.abs_diff(4_000) < 250), "{sums:?}");
    }
}

//! Tables that another draw of pupils, or of units, would have given.

use super::{Multinomial, Source, times};
use crate::numeric::{Stream, purpose};

/// What is drawn again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resample {
    /// Pupils: a multinomial draw over all cells.
    Pupils,
    /// Units, with replacement.
    Units,
}

/// Bootstrap replicates of one table (Efron 1979, Annals of Statistics 7:1), prepared once.
///
/// Pupils: the counts are multinomial(T, t_jk/T), see [`Multinomial`]. Units: J units with
/// replacement, each unit's pupils as they are; a unit drawn twice has its counts doubled, which
/// leaves every index as if it stood there twice. The two differ much: say which.
#[derive(Clone, Debug)]
pub struct Bootstrap {
    groups: usize,
    number: u32,
    law: Law,
}

#[derive(Clone, Debug)]
enum Law {
    Pupils(Multinomial),
    Units(Vec<u64>),
}

impl Bootstrap {
    /// Prepares the replicates of a table of counts, `groups` cells a unit.
    ///
    /// ```
    /// use schoolmix::uncertainty::{Bootstrap, Resample};
    /// let mut drawn = Vec::new();
    /// Bootstrap::new(&[30, 10, 5, 55], 2, Resample::Pupils).draw(1, 0, &mut drawn);
    /// assert_eq!(drawn.iter().sum::<u64>(), 100);
    /// ```
    #[must_use]
    pub fn new(cells: &[u64], groups: usize, what: Resample) -> Self {
        let law = match what {
            Resample::Pupils => Law::Pupils(Multinomial::new(cells)),
            Resample::Units => Law::Units(cells.to_vec()),
        };
        Self { groups, number: 0, law }
    }

    /// The same with a number, 0 unless said: under one seed, tables with different numbers are
    /// drawn independently, tables with the same number are not.
    #[must_use]
    pub fn numbered(self, number: u32) -> Self {
        Self { number, ..self }
    }

    /// Replicate `r` under `seed`: the counts of all cells.
    pub fn draw(&self, seed: u64, r: u32, out: &mut Vec<u64>) {
        let source = Source { stream: Stream::new(seed, r), number: self.number, purpose: purpose::RESAMPLE };
        match &self.law {
            Law::Pupils(law) => law.draw(source, out),
            Law::Units(cells) => {
                let times = times(cells.len() / self.groups, source);
                repeat(cells, self.groups, &times, out);
            }
        }
    }
}

/// The table in which unit `j` stands `times[j]` times.
///
/// ```
/// use schoolmix::uncertainty::repeat;
/// let mut out = Vec::new();
/// repeat(&[1, 2, 30, 40], 2, &[0, 2], &mut out);
/// assert_eq!(out, [0, 0, 60, 80]);
/// ```
pub fn repeat(cells: &[u64], groups: usize, times: &[u64], out: &mut Vec<u64>) {
    out.clear();
    out.extend(cells.chunks_exact(groups).zip(times).flat_map(|(unit, n)| unit.iter().map(move |c| c * n)));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(cells: &[u64], what: Resample, replicates: u32) -> Vec<Vec<u64>> {
        let bootstrap = Bootstrap::new(cells, 2, what);
        let mut out = Vec::new();
        let mut draw = |r| {
            bootstrap.draw(5, r, &mut out);
            out.clone()
        };
        (0..replicates).map(&mut draw).collect()
    }

    fn mean(values: impl Iterator<Item = f64> + Clone) -> f64 {
        values.clone().sum::<f64>() / values.count() as f64
    }

    #[test]
    fn resampled_pupils_keep_their_number_and_their_cells() {
        let cells = [0, 500, 40, 3, 1_000, 0];
        let all = drawn(&cells, Resample::Pupils, 2_000);
        assert!(all.iter().all(|table| table.iter().sum::<u64>() == 1_543));
        for (i, n) in cells.iter().enumerate() {
            let (n, average) = (*n as f64, mean(all.iter().map(|table| table[i] as f64)));
            assert!((average - n).abs() <= 4.5 * (n / 2e3).sqrt(), "{n} {average}");
        }
    }

    /// Multinomial: mean `T p`, variance `T p (1-p)`, covariance `-T p q`; tables without and with
    /// counts too large for a table, and one so small that all is drawn one by one.
    #[test]
    fn resampled_pupils_have_multinomial_moments() {
        for cells in [vec![2, 1, 0, 3], vec![4, 7, 7, 60], vec![1, 9_000_000_000, 5_000_000_000, 20]] {
            let total = cells.iter().sum::<u64>() as f64;
            let all = drawn(&cells, Resample::Pupils, 20_000);
            let p: Vec<f64> = cells.iter().map(|n| *n as f64 / total).collect();
            let deviation = |t: &[u64], i: usize| t[i] as f64 - cells[i] as f64;
            for (a, b) in [(0, 0), (1, 1), (2, 2), (3, 3), (0, 3), (1, 2), (1, 3)] {
                let products = all.iter().map(|t| deviation(t, a) * deviation(t, b));
                let own = if a == b { 1.0 } else { 0.0 };
                let want = total * p[a] * (own - p[b]);
                let seen = mean(products.clone());
                let error = (mean(products.map(|x| (x - seen) * (x - seen))) / 2e4).sqrt();
                assert!((seen - want).abs() <= 4.5 * error, "{cells:?} {a} {b}: {seen} {want} {error}");
            }
        }
    }

    /// Chi-square of the counts of one cell against the binomial law of T = 40, p = 1/4.
    #[test]
    fn resampled_counts_follow_the_binomial_law() {
        let all = drawn(&[10, 10, 10, 10], Resample::Pupils, 50_000);
        let mut seen = [0f64; 41];
        for table in &all {
            seen[table[2] as usize] += 1.0;
        }
        let mut mass = 5e4 * 0.75f64.powi(40);
        let mut chi_square = 0.0;
        for (n, seen) in seen.iter().enumerate() {
            if mass > 20.0 {
                chi_square += (seen - mass).powi(2) / mass;
            }
            mass *= (40 - n) as f64 / (n + 1) as f64 / 3.0;
        }
        assert!(chi_square < 45.0, "{chi_square} with 18 degrees of freedom");
    }

    #[test]
    fn resampled_units_stay_whole() {
        for drawn in drawn(&[1, 2, 10, 20, 100, 200], Resample::Units, 50) {
            assert!(drawn.chunks(2).all(|u| u[1] == 2 * u[0]));
            let units: u64 = drawn.chunks(2).zip([1, 10, 100]).map(|(u, n)| u[0] / n).sum();
            assert_eq!(units, 3);
        }
    }

    #[test]
    fn numbers_make_tables_independent() {
        let draw = |number| {
            let mut out = Vec::new();
            Bootstrap::new(&[400, 300, 200, 100], 2, Resample::Pupils).numbered(number).draw(1, 0, &mut out);
            out
        };
        assert!(draw(0) == draw(0) && draw(0) != draw(1));
    }
}

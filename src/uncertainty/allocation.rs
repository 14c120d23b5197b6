//! Tables under random allocation: who sits where is chance.

use super::families::{Clusters, seat};
use super::source::{Kind, Source};
use super::{Multinomial, deal};
use crate::numeric::{Stream, purpose};

/// What random allocation keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Margins {
    /// The size of every unit and of every group.
    Fixed,
    /// Only T: unit totals are first drawn multinomial(T, t_j/T), group totals multinomial(T, T_k/T).
    Free,
}

/// Random tables with the margins of a given one (Carrington & Troske 1997; Cortese, Falk & Cohen
/// 1976): pupils are dealt out over the seats without regard to group.
///
/// With fixed margins a table is multivariate hypergeometric, drawn exactly cell by cell in the time
/// of its cells; where an exact mean exists, [`expected`](super::expected) needs no draws.
#[derive(Clone, Debug)]
pub struct Allocation {
    unit_totals: Vec<u64>,
    group_totals: Vec<u64>,
    free: Option<(Multinomial, Multinomial)>,
    clusters: Option<Clusters>,
    number: u32,
}

impl Allocation {
    /// Prepares random tables with the margins of `cells`, `groups` cells a unit.
    ///
    /// ```
    /// use schoolmix::uncertainty::{Allocation, Margins};
    /// let mut drawn = Vec::new();
    /// Allocation::new(&[80, 20, 15, 85, 5, 95], 2, Margins::Fixed).draw(1, 0, &mut drawn);
    /// assert!(drawn.chunks(2).all(|unit| unit[0] + unit[1] == 100));
    /// assert_eq!(drawn.iter().step_by(2).sum::<u64>(), 100);
    /// ```
    #[must_use]
    pub fn new(cells: &[u64], groups: usize, margins: Margins) -> Self {
        let unit_totals: Vec<u64> = cells.chunks_exact(groups).map(|unit| unit.iter().sum()).collect();
        let group_totals: Vec<u64> =
            (0..groups).map(|k| cells.iter().skip(k).step_by(groups).sum()).collect();
        let free = (margins == Margins::Free)
            .then(|| (Multinomial::new(&unit_totals), Multinomial::new(&group_totals)));
        Self { unit_totals, group_totals, free, clusters: None, number: 0 }
    }

    /// The same with pupils who come in families and stay together.
    #[must_use]
    pub fn clustered(self, clusters: Clusters) -> Self {
        Self { clusters: Some(clusters), ..self }
    }

    /// The same with a number, 0 unless said: under one seed, tables with different numbers are
    /// drawn independently.
    #[must_use]
    pub fn numbered(self, number: u32) -> Self {
        Self { number, ..self }
    }

    /// Random table `r` under `seed`: the counts of all cells.
    pub fn draw(&self, seed: u64, r: u32, out: &mut Vec<u64>) {
        let source = |purpose| Source { stream: Stream::new(seed, r), number: self.number, purpose };
        let (mut units, mut groups) = (self.unit_totals.clone(), self.group_totals.clone());
        if let Some((unit_law, group_law)) = &self.free {
            unit_law.draw(source(purpose::UNIT_MARGIN), &mut units);
            group_law.draw(source(purpose::GROUP_MARGIN), &mut groups);
        }
        out.clear();
        out.resize(units.len() * groups.len(), 0);
        match &self.clusters {
            None => allocate(&units, groups, source(purpose::ALLOCATION), out),
            Some(clusters) => seat(&units, &groups, clusters, source(purpose::ALLOCATION), out),
        }
    }
}

/// Fills unit after unit from the pupils that are left.
fn allocate(units: &[u64], mut left: Vec<u64>, source: Source, out: &mut [u64]) {
    for (j, (size, unit)) in units.iter().zip(out.chunks_exact_mut(left.len())).enumerate() {
        deal(&left, *size, &mut source.draws(j, 0, Kind::Single), unit);
        left.iter_mut().zip(unit).for_each(|(left, n)| *left -= *n);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indices::{Index, dissimilarity, mutual_information};
    use crate::roll::{self, Table};
    use crate::uncertainty::expected;
    use proptest::prelude::*;

    const V1: [u64; 6] = [80, 20, 15, 85, 5, 95];

    fn families() -> Clusters {
        Clusters::new(&[(1, 0.5), (2, 0.4), (3, 0.1)]).unwrap()
    }

    /// Mean and standard error of an index over random tables.
    fn mean(allocation: &Allocation, index: fn(&Table<'_, u64>) -> f64) -> (f64, f64) {
        let mut cells = Vec::new();
        let mut value = |r| {
            allocation.draw(4, r, &mut cells);
            index(&roll::Tally::of(&cells, 2).table(&cells))
        };
        let all: Vec<f64> = (0..20_000).map(&mut value).collect();
        let mean = all.iter().sum::<f64>() / 2e4;
        let variance = all.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / 2e4;
        (mean, (variance / 2e4).sqrt())
    }

    #[test]
    fn random_tables_have_the_exact_mean() {
        let allocation = Allocation::new(&V1, 2, Margins::Fixed);
        let margins = roll::Tally::of(&V1, 2);
        let exact = |index| expected(&margins.table(&V1), index, (0, 1)).unwrap();
        let (m, error) = mean(&allocation, mutual_information);
        assert!(
            (m - exact(Index::MutualInformation)).abs() < 4.0 * error
                && (m - 0.003_359_646).abs() < 4.0 * error
        );
        let (d, error) = mean(&allocation, dissimilarity);
        assert!(
            (d - exact(Index::Dissimilarity)).abs() < 4.0 * error && (d - 0.069_382_304).abs() < 4.0 * error
        );
    }

    /// Families of size s multiply the chance part of M by the mean size of a pupil's family, here
    /// 0.5·1 + 0.4·2 + 0.1·3 = 1.6, less what borders cut.
    #[test]
    fn families_make_more_chance() {
        let (alone, _) = mean(&Allocation::new(&V1, 2, Margins::Fixed), mutual_information);
        let clustered = Allocation::new(&V1, 2, Margins::Fixed).clustered(families());
        let (together, _) = mean(&clustered, mutual_information);
        assert!((1.5..1.65).contains(&(together / alone)), "{}", together / alone);
        let single = Allocation::new(&V1, 2, Margins::Fixed).clustered(Clusters::new(&[(1, 1.0)]).unwrap());
        let (same, error) = mean(&single, mutual_information);
        assert!((same - alone).abs() < 6.0 * error);
    }

    #[test]
    fn free_margins_vary_around_the_given_ones() {
        let allocation = Allocation::new(&V1, 2, Margins::Free);
        let mut cells = Vec::new();
        let mut focal = |r| {
            allocation.draw(4, r, &mut cells);
            assert_eq!(cells.iter().sum::<u64>(), 300);
            (cells.iter().step_by(2).sum::<u64>() as f64 - 100.0, (cells[0] + cells[1]) as f64 - 100.0)
        };
        let all: Vec<(f64, f64)> = (0..10_000).map(&mut focal).collect();
        let variance = |pick: fn(&(f64, f64)) -> f64| all.iter().map(|x| pick(x).powi(2)).sum::<f64>() / 1e4;
        let binomial = 300.0 / 3.0 * 2.0 / 3.0;
        assert!((variance(|x| x.0) / binomial - 1.0).abs() < 0.06);
        assert!((variance(|x| x.1) / binomial - 1.0).abs() < 0.06);
    }

    proptest! {
        #[test]
        fn fixed_margins_are_kept(cells in prop::collection::vec(0u64..90, 12), cluster: bool, r in 0u32..99) {
            let mut allocation = Allocation::new(&cells, 3, Margins::Fixed);
            if cluster {
                allocation = allocation.clustered(families());
            }
            let mut drawn = Vec::new();
            allocation.draw(1, r, &mut drawn);
            prop_assert_eq!(roll::Tally::of(&drawn, 3), roll::Tally::of(&cells, 3));
        }
    }
}

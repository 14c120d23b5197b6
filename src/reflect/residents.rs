//! Pupils who live around a school.

use super::School;
use crate::numeric::{Sum, Urn};
use crate::roll::Roll;

/// Pupils who live in a neighbourhood, by group.
#[derive(Clone, Debug, PartialEq)]
pub struct Residents {
    /// Pupils of each group; with weights as many as give each group its weighted share of `pupils`.
    pub cells: Vec<f64>,
    /// All pupils; with weights the size of a sample without them that is as precise.
    pub pupils: u64,
    /// Areas of the neighbourhood in which nobody is known to live.
    pub missing: usize,
    /// Whether areas weigh unequally.
    pub weighted: bool,
}

impl Residents {
    /// Those of some areas, by number, that count alike.
    pub(super) fn alike(reference: &Roll, areas: &[usize], missing: usize) -> Self {
        let cells = sums(reference, areas.iter().map(|area| (*area, 1.0)));
        let pupils = cells.iter().sum::<f64>() as u64;
        Self { cells, pupils, missing, weighted: false }
    }

    /// Those of some areas, by number, with weights; their size is `(Σ w t)²/Σ w² t`, rounded (Kish 1965).
    pub(super) fn weighted(reference: &Roll, areas: &[(usize, f64)]) -> Self {
        let mut cells = sums(reference, areas.iter().copied());
        let total = cells.iter().copied().collect::<Sum>().value();
        let squares = areas.iter().map(|(area, w)| w * w * reference.unit_totals[*area]);
        let size = (total * total / squares.collect::<Sum>().value()).round().max(1.0);
        cells.iter_mut().for_each(|cell| *cell *= size / total);
        Self { cells, pupils: size as u64, missing: 0, weighted: true }
    }

    /// All but a school's own pupils; none where fewer live here than it has.
    #[must_use]
    pub fn without(&self, own: &[u64]) -> Option<Self> {
        let cells: Vec<f64> = self.cells.iter().zip(own).map(|(all, own)| all - *own as f64).collect();
        let enough = cells.iter().all(|left| *left >= 0.0);
        let pupils = cells.iter().sum::<f64>() as u64;
        enough.then_some(Self { cells, pupils, ..*self })
    }

    /// Those of the groups `focal` and `versus` (or all others) only.
    #[must_use]
    pub fn pair(&self, focal: usize, versus: Option<usize>) -> Self {
        let focal_pupils = self.cells[focal];
        let rest = versus.map_or(self.pupils as f64 - focal_pupils, |k| self.cells[k]);
        let size = (focal_pupils + rest).round();
        let scale = if size > 0.0 { size / (focal_pupils + rest) } else { 0.0 };
        Self { cells: vec![focal_pupils * scale, rest * scale], pupils: size as u64, ..*self }
    }

    /// School and neighbourhood together, out of which the school is drawn.
    pub(super) fn urn(&self, school: School, group: usize) -> Urn {
        let here = (self.cells[group].round() as u64).min(self.pupils);
        let others = (self.pupils - here) + (school.pupils - school.focal);
        Urn { marked: here + school.focal, others, size: school.pupils }
    }

    /// `t|p - r|` of a school, and its mean if school and neighbourhood differ by chance alone.
    #[must_use]
    pub fn gap(&self, school: School, group: usize) -> (f64, f64) {
        let urn = self.urn(school, group);
        let (size, here) = (school.pupils as f64, self.pupils as f64);
        let together = size + here;
        // p - r = (x - tA/N) N/(tn), A and N of both together.
        let centre = urn.marked as f64 / together * size;
        let expected = urn.law().mean(|n| (n as f64 - centre).abs()) * (together / here);
        ((school.focal as f64 - self.cells[group] / here * size).abs(), expected)
    }
}

fn sums(reference: &Roll, areas: impl Iterator<Item = (usize, f64)>) -> Vec<f64> {
    let groups = reference.groups.len();
    let mut sums = vec![Sum::default(); groups];
    for (area, weight) in areas {
        for (k, sum) in sums.iter_mut().enumerate() {
            *sum += weight * reference.amounts.get(area * groups + k);
        }
    }
    sums.into_iter().map(Sum::value).collect()
}

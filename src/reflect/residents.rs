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
        let mut cells = vec![0.0; reference.groups.len()];
        for area in areas {
            for (cell, pupils) in cells.iter_mut().zip(of_area(reference, *area)) {
                *cell += pupils;
            }
        }
        let pupils = cells.iter().sum::<f64>() as u64;
        Self { cells, pupils, missing, weighted: false }
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

/// Pupils of an area, by group.
fn of_area(reference: &Roll, area: usize) -> impl Iterator<Item = f64> + '_ {
    let groups = reference.groups.len();
    (area * groups..(area + 1) * groups).map(|cell| reference.amounts.get(cell))
}

/// Sums over areas with weights.
pub(super) struct Weighted {
    cells: Vec<Sum>,
    squares: Sum,
}

impl Weighted {
    pub(super) fn new(reference: &Roll) -> Self {
        Self { cells: vec![Sum::default(); reference.groups.len()], squares: Sum::default() }
    }

    pub(super) fn add(&mut self, reference: &Roll, area: usize, weight: f64) {
        for (sum, pupils) in self.cells.iter_mut().zip(of_area(reference, area)) {
            *sum += weight * pupils;
        }
        self.squares += weight * weight * reference.unit_totals[area];
    }

    /// Their size is `(Σ w t)²/Σ w² t`, rounded (Kish 1965).
    pub(super) fn residents(self) -> Residents {
        let mut cells: Vec<f64> = self.cells.into_iter().map(Sum::value).collect();
        let total = cells.iter().copied().collect::<Sum>().value();
        let size = (total * total / self.squares.value()).round().max(1.0);
        for cell in &mut cells {
            *cell *= size / total;
        }
        Residents { cells, pupils: size as u64, missing: 0, weighted: true }
    }
}

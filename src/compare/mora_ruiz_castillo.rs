//! The parts of Mora & Ruiz-Castillo: by entropies, without fitting.

use super::common::{Common, Half};
use super::parts::{Scale, Split, Splits};
use crate::indices::entropy_of;
use crate::numeric::Sum;

/// Shares and entropies of the units of both years.
pub(super) struct MoraRuizCastillo {
    /// E of each year.
    entropies: [f64; 2],
    /// w_j of each year.
    shares: [Vec<f64>; 2],
    /// E_j of each year.
    within: [Vec<f64>; 2],
}

impl MoraRuizCastillo {
    /// Mora & Ruiz-Castillo (2009, Universidad Carlos III, working paper 09-80).
    pub(super) fn of(common: &Common, entropies: [f64; 2]) -> Self {
        let of = |half: &Half| half.cells.chunks_exact(half.groups.len()).map(own).collect();
        Self {
            entropies,
            shares: [0, 1].map(|year| common.halves[year].units.clone()),
            within: [0, 1].map(|year| of(&common.halves[year])),
        }
    }

    /// `Σ_j w_j E_j` of a year.
    fn mean(&self, year: usize) -> f64 {
        self.shares[year].iter().zip(&self.within[year]).map(|(w, e)| w * e).collect::<Sum>().value()
    }
}

/// Entropy of the cells of a unit.
fn own(cells: &[f64]) -> f64 {
    entropy_of(cells.iter().copied(), cells.iter().sum())
}

impl Splits for MoraRuizCastillo {
    /// M = E - Σ w_j E_j; for H, both are over E, and the change of 1/E belongs to the groups.
    fn on(&self, scale: Scale) -> Split {
        let [one, two] = self.entropies.map(|entropy| 1.0 / scale.unit(entropy));
        let weight = f64::midpoint(one, two);
        let ([w, v], [e, f]) = (&self.shares, &self.within);
        let by_unit: Vec<f64> =
            (0..w.len()).map(|j| -weight * f64::midpoint(w[j], v[j]) * (f[j] - e[j])).collect();
        let sizes = |j: usize| -weight * (v[j] - w[j]) * f64::midpoint(e[j], f[j]);
        let whole = self.entropies[1] * two - self.entropies[0] * one;
        Split {
            group_marginal: whole - (two - one) * f64::midpoint(self.mean(0), self.mean(1)),
            unit_marginal: (0..w.len()).map(sizes).collect::<Sum>().value(),
            interaction: None,
            structural: by_unit.iter().copied().collect::<Sum>().value(),
            by_unit,
            by_group: Vec::new(),
        }
    }

    fn reached(&self) -> Option<(u32, f64)> {
        None
    }
}

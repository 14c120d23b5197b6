//! Where units are: for measures that look beyond the border of a unit.

use crate::space::Grid;
use rayon::prelude::*;
use std::ops::Range;

/// Coordinates and what else is known of the ground on which units stand.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Places {
    /// East of each unit, in kilometres; empty where only links are known.
    pub x: Vec<f64>,
    /// North of each unit, in kilometres.
    pub y: Vec<f64>,
    /// Area a_j in km²; empty where unknown.
    pub area: Vec<f64>,
    /// Perimeter in kilometres; empty where unknown.
    pub perimeter: Vec<f64>,
    /// The centre, in kilometres.
    pub centre: Option<(f64, f64)>,
    /// Which units touch which, with weights.
    pub links: Option<Links>,
}

/// Weighted links between units, the links of a unit side by side.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Links {
    /// Where the links of unit `j` begin; one more than there are units.
    pub first: Vec<usize>,
    /// The unit at the other end.
    pub to: Vec<u32>,
    /// c_ij, above 0.
    pub weight: Vec<f64>,
}

impl Places {
    /// The places of some units, numbered from 0; links to others are left out.
    #[must_use]
    pub fn of(&self, units: &Range<usize>) -> Self {
        let cut = |all: &[f64]| if all.is_empty() { Vec::new() } else { all[units.clone()].to_vec() };
        Self {
            x: cut(&self.x),
            y: cut(&self.y),
            area: cut(&self.area),
            perimeter: cut(&self.perimeter),
            centre: self.centre,
            links: self.links.as_ref().map(|links| links.of(units)),
        }
    }
}

impl Places {
    /// Links between all units at most `radius` kilometres apart, each of weight 1, by number; no
    /// unit is linked to itself, but units at one place are linked to each other.
    ///
    /// ```
    /// use schoolmix::roll::Places;
    /// let places = Places { x: vec![0.0, 1.0, 3.0], y: vec![0.0; 3], ..Places::default() };
    /// assert_eq!(places.links_within(2.0).from(1).collect::<Vec<_>>(), [(0, 1.0), (2, 1.0)]);
    /// ```
    #[must_use]
    pub fn links_within(&self, radius: f64) -> Links {
        let grid = Grid::new(&self.x, &self.y, radius);
        let near = |j: usize| {
            let mut near = Vec::new();
            grid.visit((self.x[j], self.y[j]), radius, |i, _| near.push(i as u32));
            near.retain(|i| *i as usize != j);
            near.sort_unstable();
            near
        };
        let runs: Vec<Vec<u32>> = (0..self.x.len()).into_par_iter().map(near).collect();
        let mut links = Links { first: vec![0], ..Links::default() };
        for run in runs {
            links.to.extend(run);
            links.first.push(links.to.len());
        }
        links.weight = vec![1.0; links.to.len()];
        links
    }
}

impl Links {
    /// The links of unit `j`: the other unit and the weight.
    pub fn from(&self, j: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let run = self.first[j]..self.first[j + 1];
        self.to[run.clone()].iter().map(|to| *to as usize).zip(self.weight[run].iter().copied())
    }

    fn of(&self, units: &Range<usize>) -> Self {
        let mut out = Self { first: vec![0], ..Self::default() };
        for j in units.clone() {
            for (to, weight) in self.from(j).filter(|(to, _)| units.contains(to)) {
                out.to.push((to - units.start) as u32);
                out.weight.push(weight);
            }
            out.first.push(out.to.len());
        }
        out
    }
}

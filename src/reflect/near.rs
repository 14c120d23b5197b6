//! Neighbourhoods by distance in a straight line.

use super::{Neighbourhood, Residents};
use crate::numeric::exp;
use crate::roll::{Places, Roll};
use crate::space::{Grid, distance};
use rayon::prelude::*;
use std::ops::Range;

/// Areas whose weight is below `e` to the power of less this, beside that of the nearest, add nothing to a sum.
const NEGLIGIBLE: f64 = 46.0;

/// Home areas on the map.
struct Areas<'a> {
    reference: &'a Roll,
    first: usize,
    places: Places,
    grid: Grid,
    /// How far areas lie apart, more or less.
    spacing: f64,
}

/// The residents around some schools; none where no area is near.
pub(super) fn near(
    (roll, schools): (&Roll, &Range<usize>),
    (reference, areas): (&Roll, &Range<usize>),
    neighbourhood: &Neighbourhood<'_>,
) -> Vec<Option<Residents>> {
    let (Some(here), Some(there)) = (&roll.places, &reference.places) else { return Vec::new() };
    let (here, there) = (here.of(schools), there.of(areas));
    let radius = if let Neighbourhood::Within(radius) = neighbourhood { *radius } else { 0.0 };
    let map = Areas {
        reference,
        first: areas.start,
        grid: Grid::new(&there.x, &there.y, radius),
        spacing: spacing(&there),
        places: there,
    };
    let around = |j: usize| map.around((here.x[j], here.y[j]), neighbourhood);
    (0..here.x.len()).into_par_iter().map(around).collect()
}

impl Areas<'_> {
    fn around(&self, at: (f64, f64), neighbourhood: &Neighbourhood<'_>) -> Option<Residents> {
        let found = match neighbourhood {
            Neighbourhood::Nearest(count) => self.nearest(at, *count),
            Neighbourhood::Within(radius) => self.within(at, *radius),
            Neighbourhood::Decay(beta) => return self.decaying(at, *beta),
            _ => Vec::new(),
        };
        let areas: Vec<usize> = found.into_iter().map(|(area, _)| area).collect();
        (!areas.is_empty()).then(|| Residents::alike(self.reference, &areas, 0))
    }

    /// All within a radius, by number.
    fn within(&self, at: (f64, f64), radius: f64) -> Vec<(usize, f64)> {
        let mut found = Vec::new();
        self.grid.visit(at, radius, |area, apart| found.push((self.first + area, apart)));
        found.sort_unstable_by_key(|(area, _)| *area);
        found
    }

    /// The nearest ones; of those equally far the first in the order of the reference.
    fn nearest(&self, at: (f64, f64), count: usize) -> Vec<(usize, f64)> {
        let mut radius = self.spacing.max(1e-6 * distance(at, (self.places.x[0], self.places.y[0])));
        let mut found = self.within(at, radius);
        while found.len() < count {
            radius *= 2.0;
            found = self.within(at, radius);
        }
        found.sort_by(|a, b| a.1.total_cmp(&b.1));
        found.truncate(count);
        found
    }

    /// Weights are taken beside that of the nearest area, which changes no share.
    fn decaying(&self, at: (f64, f64), beta: f64) -> Option<Residents> {
        let (_, nearest) = *self.nearest(at, 1).first()?;
        let near = self.within(at, nearest + NEGLIGIBLE / beta);
        let weighed: Vec<(usize, f64)> =
            near.into_iter().map(|(area, apart)| (area, exp(-beta * (apart - nearest)))).collect();
        Some(Residents::weighted(self.reference, &weighed))
    }
}

/// The side of a square for each area, or the length where they lie on a line.
fn spacing(places: &Places) -> f64 {
    let extent = |all: &[f64]| {
        let (low, high) =
            all.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), x| (a.min(*x), b.max(*x)));
        high - low
    };
    let (width, height, count) = (extent(&places.x), extent(&places.y), places.x.len() as f64);
    (width * height / count).sqrt().max(width.max(height) / count)
}

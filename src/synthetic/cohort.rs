//! How many pupils start in each school year, and in which areas.

use super::area::Area;
use super::calibration::PO_PUPILS;
use super::draw::normal_quantile;
use crate::numeric::{Stream, purpose, uniform};
use crate::world::Sector;
use rayon::prelude::*;

/// Everyone who starts in one school year.
pub struct Cohort {
    /// The school year, by the year it starts in.
    pub year: u16,
    /// Pupils.
    pub pupils: u32,
}

/// The cohorts of which someone can be at school between 2017/18 and 2024/25.
pub fn cohorts(sector: Sector, scale: f64) -> Vec<Cohort> {
    let (first, sizes) = match sector {
        Sector::Po => (2010, po_cohorts()),
        Sector::Vo => (2012, vo_cohorts()),
    };
    let cohort = |(year, size): (u16, f64)| Cohort { year, pupils: (size * scale).round().max(1.0) as u32 };
    (first..).zip(sizes).map(cohort).collect()
}

/// Starters in 2010 to 2024: the first eight fall by 1,800 a year, the later ones follow
/// from the yearly totals when everyone stays eight years.
fn po_cohorts() -> Vec<f64> {
    let mut sizes: Vec<f64> = (0..8).map(|i| PO_PUPILS[0] / 8.0 + 1_800.0 * (3.5 - f64::from(i))).collect();
    for year in 1..PO_PUPILS.len() {
        sizes.push(sizes[year - 1] + PO_PUPILS[year] - PO_PUPILS[year - 1]);
    }
    sizes
}

/// Starters in 2012 to 2024: the first-year pupils of 2017 (202,604) and 2019 (195,757)
/// and the totals of those years (992,195 and 956,857) lie on one line; level after 2019.
fn vo_cohorts() -> Vec<f64> {
    (2012..=2024).map(|year: i32| 203_200.0 - 3_700.0 * f64::from((year - 2017).min(2))).collect()
}

/// Starters of every cohort in every area (area by area, the cohorts in order): the
/// size of the area, varied a little from year to year, rounded so that cohorts add up.
pub fn starters(stream: Stream, sector: Sector, areas: &[Area], cohorts: &[Cohort]) -> Vec<Vec<u32>> {
    let by_cohort: Vec<Vec<u32>> =
        cohorts.par_iter().map(|cohort| spread(stream, sector, areas, cohort)).collect();
    (0..areas.len()).map(|area| by_cohort.iter().map(|cohort| cohort[area]).collect()).collect()
}

fn spread(stream: Stream, sector: Sector, areas: &[Area], cohort: &Cohort) -> Vec<u32> {
    let tick = 16 + u32::from(cohort.year) * 2 + sector as u32;
    let varied = |(i, area): (usize, &Area)| {
        let word = stream.block(i as u64, tick, purpose::PLACE, 0)[0];
        area.pupils * (1.0 + 0.1 * normal_quantile(uniform(word))).max(0.1)
    };
    let sizes: Vec<f64> = areas.iter().enumerate().map(varied).collect();
    apportion(&sizes, cohort.pupils)
}

/// Whole numbers in proportion to the sizes, adding up to `total`: differences of the
/// rounded running sum.
pub fn apportion(sizes: &[f64], total: u32) -> Vec<u32> {
    let all: f64 = sizes.iter().sum();
    let (mut sum, mut given) = (0.0, 0);
    let mut part = |size: &f64| {
        sum += size;
        let due = ((sum / all * f64::from(total)).round() as u32).min(total);
        let part = due.saturating_sub(given);
        given += part;
        part
    };
    sizes.iter().map(&mut part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cohorts_give_the_national_totals() {
        let po = cohorts(Sector::Po, 1.0);
        let at = |year: u16| -> u32 {
            po.iter().filter(|c| c.year <= year && c.year + 8 > year).map(|c| c.pupils).sum()
        };
        for (year, want) in (2017..).zip(PO_PUPILS) {
            assert!((f64::from(at(year)) - want).abs() < 5.0, "{year} {}", at(year));
        }
    }

    #[test]
    fn apportioning_keeps_the_total() {
        assert_eq!(apportion(&[1.0, 1.0, 1.0], 10).iter().sum::<u32>(), 10);
    }
}

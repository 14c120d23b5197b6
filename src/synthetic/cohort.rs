//! How many pupils start in each school year, and in which areas.

use super::area::Area;
use super::calibration::{FIRST_YEAR, LAST_YEAR, PO_PUPILS, REPEATS, TRACK_SHARES, TRACK_YEARS, VO_PUPILS};
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

/// School years at most, repeated ones included.
pub const LONGEST: usize = 10;
/// Times that a pupil repeats a year at most.
pub const MOST_REPEATS: u16 = 2;
/// Cohorts of which someone can be at school in the first year: as many as it can last.
const EARLIER: u16 = LONGEST as u16 - 1;

/// Study years of a track; 8 in po.
pub fn study_years(sector: Sector, track: u8) -> u16 {
    match sector {
        Sector::Po => 8,
        Sector::Vo => u16::from(TRACK_YEARS[usize::from(track)]),
    }
}

/// The cohorts of which someone can be at school between 2017/18 and 2024/25.
pub fn cohorts(sector: Sector, scale: f64) -> Vec<Cohort> {
    let staying = staying(sector);
    let sizes = match sector {
        Sector::Po => po_cohorts(&staying),
        Sector::Vo => vo_cohorts(&staying),
    };
    let cohort = |(year, size): (u16, f64)| Cohort { year, pupils: (size * scale).round().max(1.0) as u32 };
    (FIRST_YEAR - EARLIER..).zip(sizes).map(cohort).collect()
}

/// Share of a cohort that is at school so many years after it started.
fn staying(sector: Sector) -> [f64; LONGEST] {
    let mut shares = [0.0; LONGEST];
    let tracks: &[f64] = if sector == Sector::Po { &[1.0] } else { &TRACK_SHARES };
    for (track, part) in tracks.iter().enumerate() {
        let years = study_years(sector, track as u8);
        for (passed, share) in (0..).zip(&mut shares) {
            *share += part * still(passed, years, REPEATS[sector as usize]);
        }
    }
    shares
}

/// Chance to be at school after `passed` years: not promoted out of the last study year yet.
fn still(passed: u16, years: u16, repeats: f64) -> f64 {
    let needed = (passed + 1).saturating_sub(years);
    if needed > MOST_REPEATS {
        return 0.0;
    }
    let none = libm::pow(1.0 - repeats, f64::from(passed));
    let once = f64::from(passed) * repeats * libm::pow(1.0 - repeats, f64::from(passed) - 1.0);
    [1.0, 1.0 - none, 1.0 - none - once][usize::from(needed)]
}

/// Starters in 2008 to 2024: those before 2018 fall by 1,800 a year, the later ones follow
/// from the yearly totals.
fn po_cohorts(staying: &[f64; LONGEST]) -> Vec<f64> {
    let falling = |level: f64| (0..LONGEST).map(|i| level - 1_800.0 * i as f64).collect::<Vec<f64>>();
    let missing = PO_PUPILS[0] - at_school(&falling(0.0), staying);
    let mut sizes = falling(missing / staying.iter().sum::<f64>());
    for total in &PO_PUPILS[1..] {
        sizes.push(0.0);
        let new = total - at_school(&sizes, staying);
        sizes.pop();
        sizes.push(new);
    }
    sizes
}

/// Starters in 2008 to 2024 on a line that is level from 2019 on, and gives the totals of
/// 2017 and 2019.
fn vo_cohorts(staying: &[f64; LONGEST]) -> Vec<f64> {
    let ramp: Vec<f64> =
        (0..=EARLIER + LAST_YEAR - FIRST_YEAR).map(|i| f64::from(i.min(EARLIER + 2))).collect();
    let ones = vec![1.0; ramp.len()];
    let totals = |line: &[f64]| [0, 2].map(|later| at_school(&line[..LONGEST + later], staying));
    let ([level, same], [first, second]) = (totals(&ones), totals(&ramp));
    let slope = (VO_PUPILS[1] * level - VO_PUPILS[0] * same) / (second * level - first * same);
    let base = (VO_PUPILS[0] - slope * first) / level;
    ramp.iter().map(|step| base + slope * step).collect()
}

/// Pupils in the year in which the last cohort starts.
fn at_school(cohorts: &[f64], staying: &[f64; LONGEST]) -> f64 {
    cohorts.iter().rev().zip(staying).map(|(size, share)| size * share).sum()
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

    fn expected(sector: Sector, year: u16) -> f64 {
        let sizes: Vec<f64> = cohorts(sector, 1.0)
            .iter()
            .filter(|cohort| cohort.year <= year)
            .map(|cohort| f64::from(cohort.pupils))
            .collect();
        at_school(&sizes, &staying(sector))
    }

    #[test]
    fn cohorts_give_the_national_totals() {
        for (year, want) in (FIRST_YEAR..).zip(PO_PUPILS) {
            assert!((expected(Sector::Po, year) - want).abs() < 5.0, "{year}");
        }
        for (year, want) in [FIRST_YEAR, FIRST_YEAR + 2].into_iter().zip(VO_PUPILS) {
            assert!((expected(Sector::Vo, year) - want).abs() < 5.0, "{year}");
        }
    }

    #[test]
    fn repeaters_stay_longer() {
        assert!(still(7, 8, 0.02) >= 1.0 && still(11, 8, 0.5) <= 0.0);
        assert!((still(8, 8, 0.02) - (1.0 - libm::pow(0.98, 8.0))).abs() < 1e-15);
        assert!((still(2, 1, 0.5) - 0.25).abs() < 1e-15);
    }

    #[test]
    fn apportioning_keeps_the_total() {
        assert_eq!(apportion(&[1.0, 1.0, 1.0], 10).iter().sum::<u32>(), 10);
    }
}

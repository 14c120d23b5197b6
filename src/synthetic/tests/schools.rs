//! Schools: sizes, denominations, tracks, openings and closures.

use super::*;
use crate::world::{DENOMINATIONS, FIRST_YEARS};

fn open(world: &World, year: u16) -> usize {
    (0..world.schools.len()).filter(|&school| world.schools.open_in(school, year)).count()
}

/// Published pupils of 2022/23 in classes of schools to 100, 200, 500, 1,000 and larger.
const CLASSES: [f64; 5] = [1_060.0, 1_958.0, 2_778.0, 257.0, 4.0];

#[test]
fn primary_schools_have_the_published_sizes() {
    let world = world(Sector::Po, 0.2, 1);
    let sizes: Vec<usize> = headcount(&world, 2022).into_iter().filter(|n| *n > 0).collect();
    let class = |n: &usize| [100, 200, 500, 1_000].iter().filter(|limit| n > *limit).count();
    for (i, want) in CLASSES.into_iter().enumerate() {
        let found = sizes.iter().filter(|n| class(n) == i).count() as f64 / sizes.len() as f64;
        within(found, want / 6_057.0 - 0.025, want / 6_057.0 + 0.025);
    }
    let mean = sizes.iter().sum::<usize>() as f64 / sizes.len() as f64;
    within(mean, 224.0, 228.0);
}

#[test]
fn schools_open_and_close_as_in_the_country_and_closed_ones_are_empty() {
    for (sector, scale, history) in
        [(Sector::Po, 0.1, &calibration::PO_HISTORY), (Sector::Vo, 0.1, &calibration::VO_HISTORY)]
    {
        let world = world(sector, scale, 1);
        let mut there = history.first;
        for (i, year) in world.years.clone().enumerate() {
            there += if i > 0 { history.opened[i - 1] - history.closed[i - 1] } else { 0.0 };
            within(open(&world, year) as f64, scale * there - 2.0, scale * there + 2.0);
            let full = headcount(&world, year);
            for (school, n) in full.iter().enumerate() {
                assert!(*n == 0 || world.schools.open_in(school, year), "{school} {year}");
            }
            let empty = (0..full.len()).filter(|&s| full[s] == 0 && world.schools.open_in(s, year)).count();
            assert!(empty <= 1, "{empty}");
        }
    }
}

#[test]
fn closing_schools_are_small_and_their_pupils_go_elsewhere() {
    let world = world(Sector::Po, 0.2, 3);
    let all = &world.schools;
    let mut sizes = Vec::new();
    for year in 2017..2024 {
        let full = headcount(&world, year);
        sizes.extend((0..all.len()).filter(|&s| all.last_year[s] == Some(year)).map(|s| full[s]));
    }
    sizes.sort_unstable();
    assert_eq!(sizes.len(), (397.0_f64 * 0.2).round() as usize);
    // Real ones: a median of 60 to 90 in the year before, two thirds at most 100.
    within(sizes[sizes.len() / 2] as f64, 45.0, 105.0);
    let before = world.pupils_in(2019);
    let leave = |row: &&usize| all.last_year[world.pupils.school[**row] as usize] == Some(2019);
    let next: BTreeSet<u64> = world.pupils_in(2020).iter().map(|&row| world.pupils.id[row]).collect();
    let young = |row: &&usize| world.study_year(**row, 2019).unwrap() < 8;
    assert!(before.iter().filter(leave).filter(young).all(|&row| next.contains(&world.pupils.id[row])));
}

#[test]
fn denominations_have_their_shares() {
    let world = world(Sector::Po, 0.1, 3);
    let pupils = world.pupils_in(2024);
    for (d, want) in [0.323, 0.298, 0.234, 0.06, 0.027, 0.013, 0.012, 0.012].into_iter().enumerate() {
        let of = |row: usize| world.schools.denomination.codes[world.pupils.school[row] as usize] == d as u16;
        let found = share(&pupils, of);
        assert!((found - want).abs() < 0.015, "{} {found}", DENOMINATIONS[d]);
    }
}

#[test]
fn secondary_sites_have_their_sizes_and_offer_the_tracks_of_their_pupils() {
    let world = world(Sector::Vo, 0.1, 1);
    let sizes: Vec<f64> = headcount(&world, 2019).into_iter().filter(|n| *n > 0).map(|n| n as f64).collect();
    let mean = sizes.iter().sum::<f64>() / sizes.len() as f64;
    let variance = sizes.iter().map(|n| (n - mean) * (n - mean)).sum::<f64>() / sizes.len() as f64;
    within(mean, 630.0, 690.0);
    within(variance.sqrt(), 420.0, 600.0);
    for row in world.pupils_in(2024) {
        let track = world.track_in(row, 2024).unwrap();
        let first = track == FIRST_YEARS;
        assert!(first || world.schools.tracks[world.pupils.school[row] as usize] >> track & 1 == 1);
        assert_eq!(first, world.study_year(row, 2024).unwrap() <= 2 && track != 0);
    }
}

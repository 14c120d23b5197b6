//! The invented country has the sizes, shares and spread that it is calibrated on.

use super::*;
use crate::numeric::ln;
use crate::world::DENOMINATIONS;
use std::collections::BTreeSet;

fn world(sector: Sector, scale: f64, seed: u64) -> World {
    netherlands(&Options { sector, scale, seed }).unwrap()
}

/// Pupils in the latest year by school and origin.
fn table(world: &World, year: u16, keep: impl Fn(usize) -> bool) -> Vec<[f64; 3]> {
    let mut table = vec![[0.0; 3]; world.schools.len()];
    for pupil in world.pupils_in(year).into_iter().filter(|&pupil| keep(pupil)) {
        table[world.pupils.school[pupil] as usize][trait_of(world, "migration_background", pupil)] += 1.0;
    }
    table
}

fn trait_of(world: &World, name: &str, pupil: usize) -> usize {
    usize::from(world.pupils.values(name).unwrap().code(pupil).unwrap())
}

fn origins(table: &[[f64; 3]]) -> [f64; 3] {
    let all: f64 = table.iter().flatten().sum();
    std::array::from_fn(|origin| table.iter().map(|row| row[origin]).sum::<f64>() / all)
}

fn entropy(shares: &[f64; 3]) -> f64 {
    shares.iter().filter(|share| **share > 0.0).map(|share| -share * ln(*share)).sum()
}

/// H of Theil: the part of the entropy that schools take away.
fn evenness(table: &[[f64; 3]]) -> f64 {
    let all: f64 = table.iter().flatten().sum();
    let whole = entropy(&origins(table));
    let lost = |row: &[f64; 3]| {
        row.iter().sum::<f64>() * (whole - entropy(&row.map(|n| n / row.iter().sum::<f64>())))
    };
    table.iter().filter(|row| row.iter().sum::<f64>() > 0.0).map(lost).sum::<f64>() / (all * whole)
}

/// D of the last origin against the others.
fn dissimilarity(table: &[[f64; 3]]) -> f64 {
    let outside: f64 = table.iter().map(|row| row[2]).sum();
    let rest: f64 = table.iter().map(|row| row[0] + row[1]).sum();
    table.iter().map(|row| (row[2] / outside - (row[0] + row[1]) / rest).abs()).sum::<f64>() / 2.0
}

fn kind_of(world: &World, pupil: usize) -> &str {
    let town = world.homes.municipality[world.pupils.home[pupil] as usize];
    world.municipalities.kind.label(town as usize).unwrap()
}

fn mean_km(world: &World) -> f64 {
    let km = |pupil: &usize| {
        let (home, school) = (world.pupils.home[*pupil] as usize, world.pupils.school[*pupil] as usize);
        let x = world.homes.x_km[home] - world.schools.x_km[school];
        let y = world.homes.y_km[home] - world.schools.y_km[school];
        (x * x + y * y).sqrt()
    };
    let pupils = world.pupils_in(world.latest());
    pupils.iter().map(km).sum::<f64>() / pupils.len() as f64
}

fn within(value: f64, low: f64, high: f64) {
    assert!((low..=high).contains(&value), "{value} is not between {low} and {high}");
}

#[test]
fn primary_numbers_are_those_of_the_country() {
    let world = world(Sector::Po, 0.1, 1);
    for (year, want) in world.years.clone().zip(calibration::PO_PUPILS) {
        within(world.pupils_in(year).len() as f64, 0.1 * want - 10.0, 0.1 * want + 10.0);
    }
    let mut sizes: Vec<f64> = table(&world, 2024, |_| true).iter().map(|row| row.iter().sum()).collect();
    sizes.sort_by(f64::total_cmp);
    let quantile = |p: f64| sizes[(p * sizes.len() as f64) as usize];
    // Real quantiles: 55, 121, 197, 286, 471.
    within(quantile(0.05), 35.0, 75.0);
    within(quantile(0.25), 100.0, 145.0);
    within(quantile(0.5), 175.0, 225.0);
    within(quantile(0.75), 260.0, 320.0);
    within(quantile(0.95), 410.0, 540.0);
}

#[test]
fn primary_pupils_are_spread_as_in_the_country() {
    for seed in [1, 2] {
        let world = world(Sector::Po, 0.1, seed);
        within(evenness(&table(&world, 2024, |_| true)), 0.1, 0.25);
        within(dissimilarity(&table(&world, 2024, |pupil| kind_of(&world, pupil) == "g4")), 0.4, 0.65);
        within(origins(&table(&world, 2021, |_| true))[0], 0.69, 0.75);
        within(origins(&table(&world, 2024, |pupil| kind_of(&world, pupil) == "g4"))[0], 0.35, 0.5);
        within(origins(&table(&world, 2024, |pupil| kind_of(&world, pupil) == "rural"))[0], 0.8, 0.92);
        let rise = origins(&table(&world, 2017, |_| true))[0] - origins(&table(&world, 2024, |_| true))[0];
        within(rise, 0.015, 0.04);
        within(mean_km(&world), 0.8, 1.35);
    }
}

#[test]
fn denominations_have_their_shares() {
    let world = world(Sector::Po, 0.1, 3);
    let pupils = world.pupils_in(2024);
    for (d, want) in [0.323, 0.298, 0.234, 0.06, 0.027, 0.013, 0.012, 0.012].into_iter().enumerate() {
        let of = |pupil: &&usize| {
            world.schools.denomination.codes[world.pupils.school[**pupil] as usize] == d as u16
        };
        let share = pupils.iter().filter(of).count() as f64 / pupils.len() as f64;
        assert!((share - want).abs() < 0.015, "{} {share}", DENOMINATIONS[d]);
    }
}

#[test]
fn national_fifths_and_parents_have_their_shares() {
    let world = world(Sector::Po, 0.05, 4);
    let share = |name: &str, class: u16| {
        let codes = &world.pupils.values(name).unwrap().codes;
        codes.iter().filter(|code| **code == class).count() as f64 / codes.len() as f64
    };
    for fifth in 1..=5 {
        within(share("ses_quintile", fifth), 0.19, 0.21);
        within(share("income_quintile", fifth), 0.19, 0.21);
    }
    for (education, want) in (0..3).zip(calibration::EDUCATION_SHARES) {
        within(share("parental_education", education), want - 0.01, want + 0.01);
    }
}

#[test]
fn secondary_sites_and_tracks_are_those_of_the_country() {
    let world = world(Sector::Vo, 0.1, 1);
    within(world.pupils_in(2017).len() as f64, 97_000.0, 101_000.0);
    within(world.pupils_in(2019).len() as f64, 93_500.0, 98_000.0);
    let sizes: Vec<f64> = table(&world, 2019, |_| true).iter().map(|row| row.iter().sum()).collect();
    let mean = sizes.iter().sum::<f64>() / sizes.len() as f64;
    let variance = sizes.iter().map(|n| (n - mean) * (n - mean)).sum::<f64>() / sizes.len() as f64;
    within(mean, 600.0, 720.0);
    within(variance.sqrt(), 400.0, 650.0);
    within(mean_km(&world), 2.0, 3.6);
    for pupil in world.pupils_in(2024) {
        let track = world.track_in(pupil, 2024).unwrap();
        let is_first = track == crate::world::FIRST_YEARS;
        assert!(is_first || world.schools.tracks[world.pupils.school[pupil] as usize] >> track & 1 == 1);
        assert_eq!(is_first, world.study_year(pupil, 2024).unwrap() <= 2 && track != 0);
    }
}

#[test]
fn advice_depends_on_income_as_published() {
    let world = world(Sector::Vo, 0.1, 2);
    let lowest = |fifth: usize| {
        let of: Vec<usize> = (0..world.pupils.len())
            .filter(|&row| trait_of(&world, "income_quintile", row) == fifth)
            .collect();
        of.iter().filter(|&&row| trait_of(&world, "advice", row) < 2).count() as f64 / of.len() as f64
    };
    // 2022/23: .0835 and .0163, with .0571 for all; ours has .076 for all, as in 2019/20.
    within(lowest(2), 0.07, 0.11);
    within(lowest(5), 0.01, 0.03);
}

#[test]
fn any_number_of_threads_gives_the_same_world() {
    for sector in [Sector::Po, Sector::Vo] {
        let worlds: Vec<World> = [1, 2, 8]
            .map(|n| rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap())
            .iter()
            .map(|pool| pool.install(|| world(sector, 0.02, 7)))
            .collect();
        assert!(worlds[0] == worlds[1] && worlds[0] == worlds[2]);
    }
}

#[test]
fn another_seed_is_another_country_and_sectors_share_their_places() {
    let [one, two] = [1, 2].map(|seed| world(Sector::Po, 0.02, seed));
    assert!(one.schools != two.schools && one.municipalities != two.municipalities);
    let vo = world(Sector::Vo, 0.02, 1);
    assert!(one.homes == vo.homes && one.municipalities == vo.municipalities);
}

#[test]
fn codes_are_unique_and_cannot_be_real() {
    let world = world(Sector::Po, 0.05, 5);
    let schools: BTreeSet<&String> = world.schools.site.iter().collect();
    assert_eq!(schools.len(), world.schools.len());
    assert!(schools.iter().all(|site| site.len() == 6 && site.starts_with('9') && site.ends_with("00")));
    let areas: BTreeSet<&String> = world.homes.area.iter().collect();
    assert_eq!(areas.len(), world.homes.len());
    assert!(areas.iter().all(|area| area.len() == 4 && area.starts_with(char::is_alphabetic)));
    assert!(world.municipalities.code.iter().all(|code| code.len() == 4 && code.starts_with('9')));
    assert!(world.schools.board.iter().all(|board| board.len() == 5 && board.starts_with('0')));
    assert!(world.pupils.id.iter().zip(&world.pupils.first_year).is_sorted());
}

#[test]
fn every_kind_is_there_and_places_suffice_at_any_scale() {
    for scale in [SMALLEST_SCALE, 0.004, 0.03] {
        for sector in [Sector::Po, Sector::Vo] {
            let world = world(sector, scale, 6);
            let kinds: BTreeSet<u16> = world.municipalities.kind.codes.iter().copied().collect();
            assert_eq!(kinds.len(), 4);
            for year in world.years.clone() {
                let full = table(&world, year, |_| true);
                let suffices =
                    |(row, places): (&[f64; 3], &u32)| row.iter().sum::<f64>() <= f64::from(*places);
                assert!(full.iter().zip(&world.schools.places).all(suffices));
            }
        }
    }
}

#[test]
fn impossible_scales_are_refused() {
    for scale in [0.0, -0.1, 1.5, f64::NAN, f64::INFINITY, 1e-6] {
        let refused = netherlands(&Options { sector: Sector::Po, scale, seed: 1 }).unwrap_err();
        assert_eq!((refused.kind, refused.column.as_deref()), ("BadOption", Some("scale")));
    }
}

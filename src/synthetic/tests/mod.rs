//! The invented country has the sizes, shares and spread that it is calibrated on.

mod people;
mod places;
mod schools;

use super::*;
use std::collections::BTreeSet;

fn world(sector: Sector, scale: f64, seed: u64) -> World {
    netherlands(&Options { sector, scale, seed }, &Watch::default()).unwrap()
}

fn within(value: f64, low: f64, high: f64) {
    assert!((low..=high).contains(&value), "{value} is not between {low} and {high}");
}

fn code(world: &World, name: &str, row: usize) -> usize {
    usize::from(world.pupils.values(name).unwrap().code(row).unwrap())
}

/// The share of some rows for which something holds.
fn share(rows: &[usize], holds: impl Fn(usize) -> bool) -> f64 {
    rows.iter().filter(|&&row| holds(row)).count() as f64 / rows.len() as f64
}

/// Pupils of every school in a year.
fn headcount(world: &World, year: u16) -> Vec<usize> {
    let mut counts = vec![0; world.schools.len()];
    for row in world.pupils_in(year) {
        counts[world.pupils.school[row] as usize] += 1;
    }
    counts
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
    assert_eq!(world.source, "synthetic");
}

#[test]
fn every_kind_is_there_and_places_suffice_at_any_scale() {
    for scale in [SMALLEST_SCALE, 0.004, 0.03] {
        for sector in [Sector::Po, Sector::Vo] {
            let world = world(sector, scale, 6);
            let kinds: BTreeSet<u16> = world.municipalities.kind.codes.iter().copied().collect();
            assert_eq!(kinds.len(), 4);
            for year in world.years.clone() {
                let full = headcount(&world, year);
                assert!(full.iter().zip(&world.schools.places).all(|(n, places)| *n <= *places as usize));
            }
        }
    }
}

#[test]
fn impossible_scales_are_refused() {
    for scale in [0.0, -0.1, 1.5, f64::NAN, f64::INFINITY, 1e-6] {
        let options = Options { sector: Sector::Po, scale, seed: 1 };
        let refused = netherlands(&options, &Watch::default()).unwrap_err();
        assert_eq!((refused.kind, refused.column.as_deref()), ("BadOption", Some("scale")));
    }
}

#[test]
fn work_that_is_to_stop_stops() {
    let watch = Watch::default();
    watch.stop();
    let options = Options { sector: Sector::Po, scale: 0.002, seed: 1 };
    assert_eq!(netherlands(&options, &watch).unwrap_err().kind, "Interrupted");
}

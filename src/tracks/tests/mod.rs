//! Built sites with known answers.

mod classes;
mod fits;
pub(crate) mod laws;

use super::*;
use crate::world::MISSING;

/// Sites that offer these levels, on a line a kilometre apart, with these entrants: site, advice, group.
pub(crate) fn built(offered: &[u8], entrants: &[(u32, &str, u16)]) -> (Sites, Cohort) {
    let cohort = Cohort {
        ids: (0..entrants.len() as u64).map(|i| 1000 + i).collect(),
        schools: entrants.iter().map(|entrant| entrant.0).collect(),
        advice: entrants.iter().map(|entrant| Advice::read(entrant.1).unwrap()).collect(),
        groups: entrants.iter().map(|entrant| entrant.2).collect(),
        codes: vec![0, 1, 2],
        notes: Vec::new(),
    };
    let count = |site: usize| cohort.schools.iter().filter(|school| **school as usize == site).count() as u64;
    let places: Vec<(f64, f64)> = (0..offered.len()).map(|site| (site as f64, 0.0)).collect();
    let sites = Sites::known(
        offered.iter().map(|mask| Programme(*mask)).collect(),
        (0..offered.len()).map(count).collect(),
        &places,
        &vec![true; offered.len()],
    );
    (sites, cohort)
}

fn value(found: &[Figure], level: Level, measure: Measure) -> f64 {
    found.iter().find(|one| (one.level, one.measure) == (level, measure)).unwrap().value.unwrap()
}

#[test]
fn levels_are_taken_together_from_below() {
    let names = |mask: u8, width: u8| {
        let mut names: Vec<String> =
            Programme(mask).levels().map(|l| Programme(mask).around(l, width).name()).collect();
        names.dedup();
        names
    };
    assert_eq!(names(0b11_1111, 3), ["pro", "vmbo_b+vmbo_k+vmbo_gt", "havo+vwo"]);
    assert_eq!(names(0b11_1000, 2), ["vmbo_gt+havo", "vwo"]);
    assert_eq!(names(0b00_0110, 1), ["vmbo_b", "vmbo_k"]);
    assert_eq!(Programme(0b00_0110).around(5, 3).name(), "vwo");
    assert_eq!((Programme(0b01_0010).nearest(3), Programme(0).nearest(3)), (Some(4), None));
    assert_eq!(Programme(0b10_0010).nearest(3), Some(1));
}

#[test]
fn who_follows_another_level_goes_to_the_nearest_site_that_offers_it() {
    let entrants: Vec<(u32, &str, u16)> = (0..3).map(|site| (site, "havo", 0)).collect();
    let (sites, _) = built(&[0b01_0000, 0b11_0000, 0b10_0000], &entrants);
    assert_eq!((sites.with(0, 5), sites.with(2, 5), sites.with(2, 4)), (1, 2, 1));
    assert_eq!(sites.with(0, 1), 0, "nobody offers it");
    assert_eq!(sites.able().collect::<Vec<_>>(), [1]);
}

#[test]
fn pupils_without_a_group_sit_in_class_and_are_in_no_measure() {
    let entrants: Vec<(u32, &str, u16)> =
        (0..30).map(|i| (0, "havo", if i < 10 { MISSING } else { i % 2 })).collect();
    let (sites, cohort) = built(&[0b01_0000], &entrants);
    let plan = Plan::new(&sites, &Widths::Same(1), 1, Forming::Random, crate::numeric::Stream::new(1, 0));
    let (transitions, placement) = (Transitions::none(), Placement::default());
    let setting = Setting {
        cohort: &cohort,
        sites: &sites,
        transitions: &transitions,
        placement: &placement,
        class_size: 30,
        study_years: 1,
    };
    let year = &setting.follow(&plan, crate::numeric::Stream::new(1, 0))[0];
    assert_eq!(pupils(year).values().sum::<u64>(), 30);
    assert_eq!(pupils(year)[&(4, 1, MISSING)], 10);
    assert!(value(&figures(year, 2, &[Measure::H]), Level::Class, Measure::H).abs() < 1e-12);
    let alone = Cohort { groups: vec![0; 30], ..cohort.clone() };
    let year = &Setting { cohort: &alone, ..setting }.follow(&plan, crate::numeric::Stream::new(1, 0))[0];
    let found = figures(year, 2, &[Measure::D, Measure::H]);
    assert!(found.len() == 9 && found.iter().all(|one| one.value.is_none()), "{found:?}");
}

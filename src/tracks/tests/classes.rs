//! Two groups whose advice tells them apart: classes of one level part them, mixed ones need not.

use super::{built, value};
use crate::numeric::{Stream, exp, ln, ln_factorial};
use crate::tracks::*;

const NOBODY_MOVES: fn() -> Transitions = Transitions::none;

/// Fifty of each of two groups, all of one advice each, at one site with havo and vwo.
fn parted() -> (Sites, Cohort) {
    let entrants: Vec<(u32, &str, u16)> =
        (0..100).map(|i| if i < 50 { (0, "havo", 0) } else { (0, "vwo", 1) }).collect();
    built(&[0b11_0000], &entrants)
}

/// H by level in every study year, the mean of some replicates.
fn mean(plan: &Plan, placement: &Placement, level: Level, study_year: u32, replicates: u32) -> f64 {
    let (sites, cohort) = parted();
    let transitions = NOBODY_MOVES();
    let setting = Setting {
        cohort: &cohort,
        sites: &sites,
        transitions: &transitions,
        placement,
        class_size: 25,
        study_years: study_year,
    };
    let one = |replicate: u32| {
        let years = setting.follow(plan, Stream::new(7, replicate));
        value(&figures(&years[study_year as usize - 1], 2, &[Measure::H]), level, Measure::H)
    };
    (0..replicates).map(one).sum::<f64>() / f64::from(replicates)
}

fn plan(width: u8, years: u32, forming: Forming) -> Plan {
    let (sites, _) = parted();
    Plan::new(&sites, &Widths::Same(width), years, forming, Stream::new(7, 0))
}

/// `E[H]` of classes of 25 out of 50 and 50: H is the mean over classes of `1 - h(x/25)/ln 2`, x hypergeometric.
fn expected() -> f64 {
    let choose = |n: u64, k: u64| ln_factorial(n) - ln_factorial(k) - ln_factorial(n - k);
    let h = |p: f64| if p > 0.0 { -p * ln(p) } else { 0.0 };
    let one = |x: u64| {
        let p = x as f64 / 25.0;
        exp(choose(50, x) + choose(50, 25 - x) - choose(100, 25)) * (1.0 - (h(p) + h(1.0 - p)) / ln(2.0))
    };
    (0..=25).map(one).sum()
}

#[test]
fn classes_of_one_level_part_groups_that_advice_tells_apart() {
    let (plan, none) = (plan(1, 1, Forming::Random), Placement::default());
    assert!((mean(&plan, &none, Level::Class, 1, 1) - 1.0).abs() < 1e-12);
    assert!((mean(&plan, &none, Level::ProgrammeInSite, 1, 1) - 1.0).abs() < 1e-12);
    assert!((mean(&plan, &none, Level::Track, 1, 1) - 1.0).abs() < 1e-12);
    assert!(mean(&plan, &none, Level::Site, 1, 1).abs() < 1e-12);
}

#[test]
fn mixed_classes_leave_what_chance_leaves_and_part_groups_again_after_them() {
    let (plan, none) = (plan(2, 2, Forming::Random), Placement::default());
    let found = mean(&plan, &none, Level::Class, 1, 400);
    assert!((found - expected()).abs() < 0.002, "{found} beside {}", expected());
    assert!(mean(&plan, &none, Level::ProgrammeInSite, 2, 1).abs() < 1e-12);
    assert!((mean(&plan, &none, Level::ProgrammeInSite, 3, 1) - 1.0).abs() < 1e-12);
    assert!(
        (mean(&plan, &none, Level::Track, 1, 1) - 1.0).abs() < 1e-12,
        "they are of one level each all along"
    );
}

#[test]
fn mixed_classes_that_are_formed_by_advice_or_by_request_part_groups_all_the_same() {
    let none = Placement::default();
    for forming in [Forming::Advice, Forming::Request(1.0)] {
        assert!((mean(&plan(2, 1, forming), &none, Level::Class, 1, 1) - 1.0).abs() < 1e-12, "{forming:?}");
    }
    let found = [0.0, 0.3, 0.6, 1.0]
        .map(|share| mean(&plan(2, 1, Forming::Request(share)), &none, Level::Class, 1, 60));
    assert!(found.windows(2).all(|pair| pair[0] < pair[1]), "{found:?}");
    let [random, nobody] = [Forming::Random, Forming::Request(0.0)]
        .map(|forming| mean(&plan(2, 1, forming), &none, Level::Class, 1, 5).to_bits());
    assert_eq!(random, nobody);
}

#[test]
fn a_placement_moves_pupils_at_the_end_of_mixed_classes_only() {
    let havo = Advice::read("havo").unwrap();
    let all_up = Placement::new(&[(havo, None, 2, 5, 1.0)]).unwrap();
    let mixed = plan(2, 1, Forming::Random);
    assert!(mean(&mixed, &all_up, Level::Track, 2, 1).abs() < 1e-12, "everyone is at vwo");
    assert!((mean(&plan(1, 1, Forming::Random), &all_up, Level::Track, 2, 1) - 1.0).abs() < 1e-12);
    let by_group = Placement::new(&[(havo, None, 2, 5, 1.0), (havo, Some(0), 2, 4, 1.0)]).unwrap();
    assert!(
        (mean(&mixed, &by_group, Level::Track, 2, 1) - 1.0).abs() < 1e-12,
        "a group's own row comes first"
    );
    let fault = Placement::new(&[(havo, None, 2, 5, 0.7)]).unwrap_err();
    assert_eq!((fault.kind, fault.count), ("BadOption", Some(1)));
}

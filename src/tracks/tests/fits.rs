//! Rates of kinds of pupils from sums of sites, and what is expected of them years later.

use crate::tracks::*;
use proptest::prelude::*;

#[test]
fn rates_are_found_again_and_expected_events_add_up() {
    let pupils: Vec<Vec<f64>> = (0..40)
        .map(|site| vec![100.0 + f64::from(site * 7 % 90), 300.0 - f64::from(site * 5), 10.0])
        .collect();
    let truth = [0.05, 0.12, 0.02];
    let events: Vec<f64> = pupils.iter().map(|row| row.iter().zip(truth).map(|(n, r)| n * r).sum()).collect();
    let found = pooled(&pupils, &events).unwrap();
    assert!(found.rates.iter().zip(truth).all(|(a, b)| (a - b).abs() < 1e-6), "{:?}", found.rates);
    let told: f64 = pupils.iter().flat_map(|row| row.iter().zip(&found.rates).map(|(n, r)| n * r)).sum();
    assert!((told - events.iter().sum::<f64>()).abs() < 1e-6);
    assert!(found.dispersion < 1e-3);
}

#[test]
fn what_sites_do_not_tell_is_refused() {
    assert_eq!(pooled(&[vec![1.0, 2.0]], &[1.0]).unwrap_err().kind, "EmptyInput");
    assert_eq!(pooled(&vec![vec![1.0, 0.0]; 9], &[1.0; 9]).unwrap_err().kind, "EmptyInput");
    assert_eq!(pooled(&vec![vec![1.0, 2.0]; 9], &[1.0; 9]).unwrap_err().kind, "NotIdentified");
}

#[test]
fn chances_without_meaning_are_refused() {
    let all = |chance: f64| vec![[[chance; 3]; 6]];
    let kind = |made: crate::error::Result<Transitions>| made.unwrap_err().kind;
    assert_eq!(kind(Transitions::new(all(0.4), Vec::new(), Vec::new())), "BadOption");
    assert_eq!(kind(Transitions::new(all(-0.1), Vec::new(), Vec::new())), "BadOption");
    assert_eq!(kind(Transitions::new(Vec::new(), Vec::new(), Vec::new())), "BadOption");
    assert_eq!(kind(Transitions::new(all(0.2), vec![[2.0; 3]; 11], Vec::new())), "BadOption");
    assert!(Transitions::new(all(0.2), Vec::new(), vec![[1.5; 3]]).is_ok());
}

proptest! {
    #[test]
    fn nobody_is_lost_on_the_way_but_repeaters_sit_twice(
        start in prop::array::uniform6(0.0f64..1000.0),
        repeats in 0.0f64..0.3,
        up in 0.0f64..0.3,
        down in 0.0f64..0.3,
        year in 1u32..5,
    ) {
        let moves = Transitions::new(vec![[[repeats, up, down]; 6]], Vec::new(), Vec::new()).unwrap();
        let told = expected_levels(start, &moves, year);
        let (there, came): (f64, f64) = (told.iter().sum(), start.iter().sum());
        prop_assert!((there - came * (1.0 + repeats)).abs() < 1e-9 * (1.0 + came));
        prop_assert!(told.iter().all(|n| *n >= 0.0));
    }
}

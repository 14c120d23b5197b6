//! Tastes that are known come back; sizes are kept.

use super::*;
use crate::numeric::{Stream, uniform};
use crate::world::{MISSING, Seating, Trees};

/// A town of 25 homes and 9 schools, in which pupils of two groups choose by known tastes for
/// distance and for public schools.
fn town(tastes: [(f64, f64); 2]) -> Seating {
    let home = |i: u32| (f64::from(i % 5), f64::from(i / 5));
    let school = |i: u32| (0.3 + 1.7 * f64::from(i % 3), 0.2 + 1.6 * f64::from(i / 3));
    let mut seating = Seating {
        year: 2024,
        ids: (0..40_000).collect(),
        homes: (0..40_000).map(|i| i % 25).collect(),
        schools: Vec::new(),
        kinds: vec![0; 40_000],
        groups: (0..40_000).map(|i| (i / 25 % 2) as u16).collect(),
        eligible: vec![(0..9).collect()],
        home_at: (0..25).map(home).collect(),
        home_town: Vec::new(),
        school_at: (0..9).map(school).collect(),
        school_town: Vec::new(),
        places: Vec::new(),
        broad: (0..9).map(|i| Some(i % 2)).collect(),
        left_out: vec![0; 25],
        notes: Vec::new(),
    };
    let stream = Stream::new(3, 0);
    let choose = |i: usize| {
        let (km, public) = tastes[usize::from(seating.groups[i])];
        let liked = |school: u32| {
            let own = public * f64::from(u8::from(school % 2 == 0)) + 0.2 * f64::from(school % 4);
            let u = uniform(stream.block(i as u64, 0, 99, school)[0]);
            km * seating.km(seating.homes[i], school) + own - (-u.ln()).ln()
        };
        (0..9).max_by(|a, b| liked(*a).total_cmp(&liked(*b))).unwrap()
    };
    seating.schools = (0..40_000).map(choose).collect();
    seating
}

fn fitted(seating: &Seating) -> Model {
    Model::fitted(seating, Sets::new(seating, &Trees::new(&seating.school_at, &seating.eligible)))
}

fn drawn(seating: &Seating, model: &Model) -> Vec<u32> {
    let choose = |i: usize| {
        let (id, home, group) = (seating.ids[i], seating.homes[i], seating.groups[i]);
        let (who, stream) = (Chooser { id, year: 2024, home, kind: 0, group }, Stream::new(8, 1));
        let ranked = model.ranked(who, stream);
        assert_eq!(model.favourite(who, stream), Some(ranked[0]));
        ranked[0]
    };
    (0..seating.len()).map(choose).collect()
}

#[test]
fn draws_of_a_model_look_like_the_choices_it_was_fitted_to() {
    let seating = town([(-1.0, 1.0), (-0.4, -0.5)]);
    let model = fitted(&seating);
    assert_eq!(model.beyond, 0);
    let again = drawn(&seating, &model);
    for group in 0..2 {
        let of = |schools: &[u32], value: &dyn Fn(usize, u32) -> f64| {
            let mine = (0..seating.len()).filter(|i| seating.groups[*i] == group);
            let values: Vec<f64> = mine.map(|i| value(i, schools[i])).collect();
            values.iter().sum::<f64>() / values.len() as f64
        };
        let km = |i: usize, school| seating.km(seating.homes[i], school);
        let public = |_: usize, school| f64::from(u8::from(school % 2 == 0));
        // Four errors of a mean over 20,000 pupils.
        assert!((of(&again, &km) - of(&seating.schools, &km)).abs() < 0.04);
        assert!((of(&again, &public) - of(&seating.schools, &public)).abs() < 0.015);
    }
    for school in 0..9 {
        let size = |all: &[u32]| all.iter().filter(|at| **at == school).count() as f64;
        assert!((size(&again) / size(&seating.schools) - 1.0).abs() < 0.06);
    }
}

#[test]
fn those_who_always_take_the_nearest_are_drawn_to_it() {
    let mut seating = town([(-1.0, 0.0), (-1.0, 0.0)]);
    let trees = Trees::new(&seating.school_at, &seating.eligible);
    let near: Vec<u32> =
        seating.homes.iter().map(|home| trees.from(seating.home_at[*home as usize], 0, 1)[0].0).collect();
    seating.schools = near;
    seating.groups[7] = MISSING;
    let again = drawn(&seating, &fitted(&seating));
    let same = again.iter().zip(&seating.schools).filter(|(a, b)| a == b).count();
    assert!(same as f64 > 0.99 * again.len() as f64, "{same}");
}

//! Estimates: values by hand, known tastes that come back, and what choices cannot tell.

use super::*;
use crate::numeric::{Stream, uniform};
use crate::watch::Watch;
use proptest::prelude::*;

fn names(count: usize) -> Vec<String> {
    (0..count).map(|term| format!("x{term}")).collect()
}

/// Choosers of `size` alternatives with two terms who choose by known tastes, and by a pull of the school.
fn drawn(choosers: u32, size: u32, tastes: [f64; 2], pulls: &[f64]) -> Rows {
    let stream = Stream::new(11, 0);
    let mut rows = Rows { names: names(2), ..Rows::default() };
    for chooser in 0..choosers {
        let mut best = (f64::NEG_INFINITY, 0);
        for place in 0..size {
            let [a, b, c, d] = stream.block(u64::from(chooser), 0, 99, place);
            let school = if pulls.is_empty() { place } else { d % pulls.len() as u32 };
            let terms = [3.0 * uniform(a), f64::from(u8::from(uniform(b) < 0.4))];
            rows.terms.extend(terms);
            let own = pulls.get(school as usize).copied().unwrap_or_default();
            let known = terms[0] * tastes[0] + terms[1] * tastes[1] + own;
            let utility = known - (-uniform(c).ln()).ln();
            if utility > best.0 {
                best = (utility, rows.weights.len() + place as usize);
            }
            if !pulls.is_empty() {
                rows.schools.push(school);
            }
        }
        rows.weights.extend(vec![0.0; size as usize]);
        rows.choosers.extend(vec![chooser; size as usize]);
        rows.clusters.push(chooser);
        let chosen = best.1;
        rows.weights[chosen] = 1.0;
    }
    rows
}

fn fitted(rows: Rows) -> Estimated {
    conditional_logit(&Choices::new(rows, false).unwrap(), &Watch::default()).unwrap()
}

fn refused(rows: Rows) -> &'static str {
    let made = Choices::new(rows, false).and_then(|made| conditional_logit(&made, &Watch::default()));
    made.unwrap_err().kind
}

#[test]
fn a_list_is_as_likely_as_by_hand() {
    // simulation.md section 9: V = (1, 0, -1, .5), order 0, 3, 1, 2; rows come in the order of ranks.
    for (ranked, known) in [(4, -1.663_960), (2, -1.350_698), (1, -0.746_567)] {
        let weights = (0..4).map(|rank| f64::from(u8::from(rank < ranked))).collect();
        let rows = Rows {
            names: names(1),
            terms: vec![1.0, 0.5, 0.0, -1.0],
            weights,
            choosers: vec![0; 4],
            clusters: vec![0],
            ..Rows::default()
        };
        let choices = Choices::new(rows, true).unwrap();
        let found = curvature::log_likelihood(&choices, &choices.utilities(&[1.0]));
        assert!((found - known).abs() < 1e-6, "{ranked}: {found}");
    }
}

#[test]
fn known_tastes_come_back_with_errors_that_hold_them() {
    let found = fitted(drawn(20_000, 5, [-1.2, 0.7], &[]));
    for (term, known) in [-1.2, 0.7].into_iter().enumerate() {
        let error = found.covariance[term][term].sqrt();
        assert!((found.estimates[term] - known).abs() < 3.0 * error, "{:?} {error}", found.estimates);
        // The model is right, so that both errors tell the same.
        let robust = found.robust.as_ref().unwrap()[term][term].sqrt();
        assert!((robust / error - 1.0).abs() < 0.05);
    }
    assert!(found.log_likelihood > found.null_log_likelihood);
    assert!((found.null_log_likelihood + 20_000.0 * 5f64.ln()).abs() < 1e-8);
}

#[test]
fn pulls_are_those_of_a_constant_a_school() {
    let pulls = [0.0, 0.8, -0.5, 0.3];
    let rows = drawn(6_000, 4, [-1.0, 0.5], &pulls);
    let found = fitted(rows.clone());
    // The same model with a constant for every school but the first.
    let mut dummies = Rows { names: names(5), terms: Vec::new(), schools: Vec::new(), ..rows.clone() };
    for (row, school) in rows.schools.iter().enumerate() {
        dummies.terms.extend(&rows.terms[row * 2..row * 2 + 2]);
        dummies.terms.extend((1..4).map(|other| f64::from(u8::from(other == *school))));
    }
    let known = fitted(dummies);
    for term in 0..2 {
        assert!((found.estimates[term] - known.estimates[term]).abs() < 1e-9);
        let ratio = found.covariance[term][term] / known.covariance[term][term];
        assert!((ratio - 1.0).abs() < 1e-8, "{ratio}");
        let ratio = found.robust.as_ref().unwrap()[term][term] / known.robust.as_ref().unwrap()[term][term];
        assert!((ratio - 1.0).abs() < 1e-8, "{ratio}");
    }
    for school in 1..4 {
        let pull = found.pulls[school] - found.pulls[0];
        assert!((pull - known.estimates[school + 1]).abs() < 1e-8);
    }
    assert!((found.log_likelihood - known.log_likelihood).abs() < 1e-7);
}

#[test]
fn sizes_that_can_be_are_met() {
    let rows = drawn(200, 4, [-1.0, 0.5], &[0.0; 6]);
    let choices = Choices::new(rows, false).unwrap();
    let utilities = choices.utilities(&[-1.0, 0.5]);
    let pupils = vec![1.0; 200];
    let found = balanced(&choices, &utilities, &pupils, &[20.0, 30.0, 50.0, 40.0, 60.0, 0.0]);
    assert!(found.off < 1e-9 && found.pulls[5] == f64::NEG_INFINITY, "{found:?}");
}

#[test]
fn what_choices_cannot_tell_is_refused_by_name() {
    let plain = || drawn(50, 3, [-1.0, 0.5], &[]);
    let set = |change: &dyn Fn(usize, &mut [f64], f64)| {
        let mut rows = plain();
        let weights = rows.weights.clone();
        rows.terms.chunks_exact_mut(2).enumerate().for_each(|(row, terms)| change(row, terms, weights[row]));
        rows
    };
    assert_eq!(refused(set(&|row, terms, _| terms[1] = (row / 3) as f64)), "ConstantColumn");
    assert_eq!(refused(set(&|_, terms, chosen| terms[1] = chosen)), "Separation");
    assert_eq!(refused(set(&|_, terms, chosen| terms[1] = -2.0 * chosen)), "Separation");
    assert_eq!(refused(set(&|_, terms, _| terms[1] = 2.0 * terms[0])), "CollinearColumn");
    // Neither term alone tells every choice, but their sum does.
    assert_eq!(
        refused(set(&|row, terms, chosen| (terms[0], terms[1]) =
            (f64::from((row * 7 % 5) as u8), chosen - f64::from((row * 7 % 5) as u8)))),
        "Separation"
    );
    assert_eq!(refused(set(&|_, terms, _| terms[0] = f64::NAN)), "NotFinite");
    assert_eq!(refused(Rows { weights: vec![0.0; 150], ..plain() }), "EmptyInput");
    // A term that every school has for itself is told by its pull.
    let mut pulled = drawn(50, 3, [-1.0, 0.5], &[0.0, 0.3, 0.5]);
    let schools = pulled.schools.clone();
    pulled.terms.chunks_exact_mut(2).zip(&schools).for_each(|(terms, at)| terms[1] = f64::from(at % 2));
    assert_eq!(refused(pulled), "CollinearColumn");
}

#[test]
fn any_number_of_threads_gives_the_same_bits() {
    let rows = drawn(3_000, 6, [-1.2, 0.7], &[0.0, 0.4, -0.3, 0.9]);
    let bits = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let found = pool.install(|| fitted(rows.clone()));
        let all = [found.estimates, found.covariance.concat(), found.robust.unwrap().concat(), found.pulls];
        all.concat().iter().map(|x| x.to_bits()).collect::<Vec<u64>>()
    };
    assert!(bits(1) == bits(2) && bits(1) == bits(8));
}

#[test]
fn draws_are_as_uncertain_as_the_covariance_and_come_by_number() {
    let covariance = [vec![0.04, 0.01], vec![0.01, 0.09]];
    let found = draws(&[1.0, -2.0], &covariance, 20_000, 5).unwrap();
    let mean = |pick: &dyn Fn(&[f64]) -> f64| found.iter().map(|x| pick(x)).sum::<f64>() / 20_000.0;
    let apart = [mean(&|x| x[0]) - 1.0, mean(&|x| x[1]) + 2.0];
    assert!(apart.iter().all(|x| x.abs() < 0.01), "{apart:?}");
    let product = mean(&|x| (x[0] - 1.0) * (x[1] + 2.0));
    assert!((mean(&|x| (x[0] - 1.0).powi(2)) - 0.04).abs() < 0.002 && (product - 0.01).abs() < 0.003);
    assert_eq!(draws(&[1.0, -2.0], &covariance, 3, 5).unwrap(), found[..3]);
    assert!(draws(&[1.0], &[vec![-1.0]], 1, 5).is_none());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn pupils_counted_in_a_cell_are_as_many_choosers(
        counts in prop::collection::vec((0u32..5, 0u32..5, 1u32..5), 8..20), shift in -3.0f64..3.0,
    ) {
        let stream = Stream::new(3, 0);
        let x = |set: usize, place: usize| uniform(stream.block(set as u64, 0, 99, place as u32)[0]);
        let mut cells = Rows { names: names(1), ..Rows::default() };
        let mut single = cells.clone();
        for (set, (a, b, c)) in counts.iter().enumerate() {
            for (place, count) in [a, b, c].into_iter().enumerate() {
                // A number added to all alternatives of a chooser changes nothing.
                cells.terms.push(x(set, place) + shift * set as f64);
                cells.weights.push(f64::from(*count));
                cells.choosers.push(set as u32);
                for _ in 0..*count {
                    let chooser = single.clusters.len() as u32;
                    single.clusters.push(chooser);
                    for other in 0..3 {
                        single.terms.push(x(set, other));
                        single.weights.push(f64::from(u8::from(other == place)));
                        single.choosers.push(chooser);
                    }
                }
            }
            cells.clusters.push(set as u32);
        }
        let of = |rows: Rows| conditional_logit(&Choices::new(rows, false).unwrap(), &Watch::default());
        match (of(cells), of(single)) {
            (Ok(cells), Ok(single)) => {
                prop_assert!((cells.estimates[0] - single.estimates[0]).abs() < 1e-7);
                prop_assert!((cells.log_likelihood - single.log_likelihood).abs() < 1e-8);
                prop_assert!((cells.covariance[0][0] / single.covariance[0][0] - 1.0).abs() < 1e-7);
            }
            (Err(cells), Err(single)) => prop_assert_eq!(cells.kind, single.kind),
            (cells, single) => prop_assert!(false, "{:?} {:?}", cells.is_ok(), single.is_ok()),
        }
    }
}

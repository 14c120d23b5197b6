//! Rules on the line: homes and schools at whole kilometres.

use super::*;
use proptest::prelude::*;

/// Pupils with their home, school, kind and group; schools at kilometres 0, 1, 2, ...
fn seating(pupils: &[(u32, u32, u16, u16)], schools: usize, places: Vec<u64>) -> Seating {
    let kinds = pupils.iter().map(|pupil| pupil.2).max().map_or(0, usize::from);
    let takes = |kind: usize| -> Vec<u32> {
        (0..schools as u32)
            .filter(|school| kind == kinds || pupils.iter().any(|p| p.1 == *school && usize::from(p.2) == kind))
            .collect()
    };
    Seating {
        year: 2024,
        ids: (0..pupils.len() as u64).collect(),
        homes: pupils.iter().map(|pupil| pupil.0).collect(),
        schools: pupils.iter().map(|pupil| pupil.1).collect(),
        kinds: pupils.iter().map(|pupil| pupil.2).collect(),
        groups: pupils.iter().map(|pupil| pupil.3).collect(),
        eligible: (0..=kinds).map(takes).collect(),
        home_at: (0..10).map(|x| (f64::from(x), 0.0)).collect(),
        home_town: (0..10).map(|x| x / 5).collect(),
        school_at: (0..schools).map(|x| (x as f64, 0.0)).collect(),
        school_town: vec![0; schools],
        places,
        broad: (0..schools).map(|school| [Some(0), Some(1), None][school % 3]).collect(),
        left_out: vec![0; 10],
        notes: Vec::new(),
    }
}

fn pupils() -> impl Strategy<Value = Vec<(u32, u32, u16, u16)>> {
    prop::collection::vec((0u32..10, 0u32..4, 0u16..3, 0u16..2), 1..60)
}

fn sizes(of: &[u32]) -> Vec<usize> {
    (0..4).map(|school| of.iter().filter(|at| **at == school).count()).collect()
}

fn km(seating: &Seating, schools: &[u32]) -> f64 {
    seating.homes.iter().zip(schools).map(|(home, school)| seating.km(*home, *school)).sum()
}

proptest! {
    #[test]
    fn rules_keep_what_they_promise(pupils in pupils(), seed in any::<u64>()) {
        let count = pupils.len() as u64;
        let seated = seating(&pupils, 4, vec![count; 4]);
        let nearest = reassign(&seated, Rule::Nearest, seed).unwrap().schools;
        let roomy = reassign(&seated, Rule::NearestWithPlaces, seed).unwrap().schools;
        prop_assert!((km(&seated, &nearest) - km(&seated, &roomy)).abs() < 1e-9);
        for (i, school) in nearest.iter().enumerate() {
            let eligible = &seated.eligible[usize::from(seated.kinds[i])];
            prop_assert!(eligible.contains(school));
            let best = eligible.iter().map(|school| seated.km(seated.homes[i], *school)).fold(f64::MAX, f64::min);
            let first = eligible.iter().find(|school| seated.km(seated.homes[i], **school) <= best);
            prop_assert_eq!(first, Some(school));
        }
        let own = reassign(&seated, Rule::NearestDenomination, seed).unwrap().schools;
        for (i, school) in own.iter().enumerate().filter(|(i, _)| seated.schools[*i] % 3 < 2) {
            prop_assert_eq!(seated.broad[*school as usize], seated.broad[seated.schools[i] as usize]);
        }
        let random = reassign(&seated, Rule::Random { radius: None }, seed).unwrap().schools;
        prop_assert_eq!(sizes(&random), sizes(&seated.schools));
        let inside = reassign(&seated, Rule::Random { radius: Some(1.5) }, seed).unwrap().schools;
        for i in 0..pupils.len() {
            let shortest = seated.km(seated.homes[i], nearest[i]);
            prop_assert!(seated.km(seated.homes[i], inside[i]) <= shortest.max(1.5));
        }
    }

    #[test]
    fn places_are_kept_and_groups_are_dealt_alike(pupils in pupils(), seed in any::<u64>()) {
        let untracked: Vec<_> = pupils.iter().map(|p| (p.0, p.1, 0, p.3)).collect();
        let mut places = sizes(&untracked.iter().map(|p| p.1).collect::<Vec<_>>()).iter().map(|n| *n as u64).collect::<Vec<_>>();
        places[0] += 1;
        let seated = seating(&untracked, 4, places.clone());
        let found = reassign(&seated, Rule::NearestWithPlaces, seed).unwrap().schools;
        prop_assert!(sizes(&found).iter().zip(&places).all(|(have, room)| *have as u64 <= *room));
        prop_assert!(km(&seated, &found) <= km(&seated, &seated.schools) + 1e-9);
        let others: Vec<_> = untracked.iter().map(|p| (p.0, p.1, 0, 1 - p.3)).collect();
        let again = reassign(&seating(&others, 4, places), Rule::NearestWithPlaces, seed).unwrap().schools;
        prop_assert_eq!(found, again);
    }
}

#[test]
fn too_few_places_and_none_known_are_errors() {
    let pupils = [(0, 0, 0, 0), (0, 0, 0, 1), (1, 1, 0, 1)];
    let kind = |places| reassign(&seating(&pupils, 2, places), Rule::NearestWithPlaces, 1).unwrap_err().kind;
    assert_eq!((kind(vec![1, 1]), kind(Vec::new())), ("TooFewPlaces", "NoCapacity"));
    assert!(Rule::read("neerest", None).is_err() && Rule::read("nearest", Some(1.0)).is_err());
    assert!(Rule::read("random", Some(-1.0)).is_err() && Rule::read("random", Some(2.0)).is_ok());
}

#[test]
fn a_comparison_counts_homes_and_schools_where_they_are() {
    let seated = seating(&[(0, 1, 0, 0), (0, 1, 0, 1), (6, 0, 0, 1)], 2, Vec::new());
    let rows = compared(&seated, &reassign(&seated, Rule::Nearest, 1).unwrap().schools, 2);
    assert_eq!((rows[0].pupils, rows[1].pupils, rows[2].pupils), (3, 2, 1));
    assert_eq!((rows[0].km, rows[1].km, rows[1].km_assigned), (Some(8.0 / 3.0), Some(1.0), Some(0.0)));
    assert_eq!((rows[0].attending, rows[0].empty, rows[0].crowded, rows[0].schools), (0, 0, 0, Some(2)));
    assert_eq!(rows[2].schools, Some(0));
}

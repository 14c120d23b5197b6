//! Laws about single schools: beside their neighbourhoods, as parts of D, and who meets whom in them.

use crate::tables::{Long, is_defined};
use proptest::prelude::*;
use schoolmix::measure::{Chance, How, Measure};
use schoolmix::measure::{
    Company, Focus, Mirror, contribution, encounters, expected, local, measure, reflect,
};
use schoolmix::reflect::{Answer, Neighbourhood};
use schoolmix::roll::Roll;
use schoolmix::uncertainty::Law;
use schoolmix::watch::Watch;

/// A few dozen roundings of numbers near 1 lie between two ways to the same value.
const ROUNDING: f64 = 1e-12;

type Cells = Vec<Vec<u64>>;

fn cells(groups: std::ops::Range<usize>) -> impl Strategy<Value = Cells> {
    (2usize..9, groups)
        .prop_flat_map(|(units, groups)| {
            prop::collection::vec(prop::collection::vec(0u64..40, groups), units)
        })
        .prop_filter("evenness is undefined", |cells| is_defined(cells))
}

/// Schools or homes, each in a nest by its number.
fn nested(cells: &Cells, nests: i64) -> Roll {
    let mut long = Long::of(cells);
    long.nests = vec![long.units.iter().map(|unit| unit % nests).collect()];
    long.roll().unwrap()
}

fn summed(values: impl Iterator<Item = Option<f64>>) -> f64 {
    values.flatten().sum()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn contributions_add_up_to_d_and_excess_to_d_less_chance(table in cells(2..5), focal in prop::bool::ANY) {
        let roll = Long::of(&table).roll().unwrap();
        let focus = Focus { focal: focal.then_some(0).filter(|k| roll.peopled(*k)), versus: None };
        let rows = contribution(&roll, focus, None).unwrap();
        let measures = [Measure::new("D", "D", &[]).unwrap()];
        let how = How {
            law: Law::named("poisson").unwrap(), sampling: None, correct: None, replicates: 2, seed: 0,
        };
        let d = measure(&roll, &measures, focus, &how, &Watch::default()).unwrap()[0].estimate;
        let chance = Chance::read("fixed", None, None, (2, 0)).unwrap();
        let (by_chance, _) = expected(&roll, &measures, focus, &chance, &Watch::default()).unwrap();
        let (all, mean) = (
            summed(rows.iter().map(|r| r.added.map(|a| a.contribution))),
            summed(rows.iter().map(|r| r.added.map(|a| a.expected))),
        );
        prop_assert!((all - d.unwrap()).abs() < ROUNDING);
        prop_assert!((mean - by_chance[0].estimate.unwrap()).abs() < ROUNDING);
        let parts = local(&roll, &measures, focus).unwrap();
        for (row, part) in rows.iter().zip(parts) {
            prop_assert_eq!(row.added.map(|a| a.contribution), part.contribution);
        }
    }

    #[test]
    fn calling_the_rest_focal_mirrors_every_answer(schools in cells(2..3), homes in cells(2..3)) {
        let (roll, reference) = (nested(&schools, 2), nested(&homes, 2));
        prop_assume!(roll.groups.len() == 2 && reference.groups.len() == 2);
        let near = Neighbourhood::Columns(vec!["nest0".to_owned()]);
        let how = Mirror::read(0.2, "included").unwrap();
        let Ok(rows) = reflect(&roll, &reference, &near, None, how) else { return Ok(()) };
        let (one, other) = rows.split_at(rows.len() / 2);
        for (one, other) in one.iter().zip(other) {
            prop_assert_eq!(one.unit, other.unit);
            let turned = other.found.map(|found| match found.answer {
                Answer::Over => Answer::Under,
                Answer::Under => Answer::Over,
                same => same,
            });
            prop_assert_eq!(one.found.map(|found| found.answer), turned);
            prop_assert!((one.share + other.share - 1.0).abs() < ROUNDING);
        }
    }

    #[test]
    fn own_pupils_left_out_leave_the_margins_as_they_are(schools in cells(2..3), more in 0u64..30) {
        // Everyone lives around the school, and others beside them.
        let homes: Cells = schools.iter().map(|unit| unit.iter().map(|n| n + more).collect()).collect();
        let (roll, reference) = (nested(&schools, 3), nested(&homes, 3));
        let near = Neighbourhood::Columns(vec!["unit".to_owned()]);
        let [included, left] = ["included", "left_out"].map(|own| {
            reflect(&roll, &reference, &near, None, Mirror::read(0.2, own).unwrap()).unwrap()
        });
        for (included, left) in included.iter().zip(left) {
            let all = included.reference_pupils.unwrap();
            match left.reference_pupils {
                Some(others) => prop_assert_eq!(others + left.pupils, all),
                None => prop_assert!(all == left.pupils && !left.note.is_empty()),
            }
        }
    }

    #[test]
    fn who_is_met_adds_up_and_every_meeting_has_two_sides(table in cells(2..5)) {
        for company in [Company::WithSelf, Company::WithoutSelf] {
            let rows = encounters(&Long::of(&table).roll().unwrap(), company).unwrap();
            let of = |a, b| rows.iter().find(|r| (r.focus.focal, r.focus.versus) == (a, b)).unwrap();
            for row in rows.iter().filter(|row| row.chance.is_some()) {
                let (a, b) = (row.focus.focal, row.focus.versus);
                let own = || rows.iter().filter(|r| r.focus.focal == a);
                prop_assert!((summed(own().map(|r| r.chance)) - 1.0).abs() < ROUNDING);
                prop_assert!((summed(own().map(|r| r.expected)) - 1.0).abs() < ROUNDING);
                let back = of(b, a);
                let meetings = |r: &schoolmix::measure::EncounterRow| r.chance.unwrap() * r.pupils as f64;
                prop_assert!((meetings(row) - meetings(back)).abs() < 1e-9);
            }
        }
    }
}

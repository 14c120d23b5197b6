//! The rules over all pools of up to seven (`simulation.md` section 5.3), and the examples of the papers.

use super::{Applicant, chosen, left};
use crate::market::{Rule, Slot};

/// Applicants in order of priority, of given groups.
fn pool(groups: &[u64]) -> Vec<Applicant> {
    let one = |(key, groups): (u64, &u64)| Applicant {
        key,
        wish: key as u32,
        class: key as u32 / 2,
        groups: *groups,
    };
    (0..).zip(groups).map(one).collect()
}

fn bounds(floors: &[u32], ceilings: &[u32], hard: bool) -> Rule {
    let groups = (0..floors.len() as u8).collect();
    Rule::Bounds { groups, floors: floors.to_vec(), ceilings: ceilings.to_vec(), hard }
}

fn slots(pattern: &str) -> Rule {
    let slot = |letter| match letter {
        'a' => Slot { group: Some(0), hard: false },
        'b' => Slot { group: Some(1), hard: false },
        'A' => Slot { group: Some(0), hard: true },
        _ => Slot::OPEN,
    };
    Rule::Slots(pattern.chars().map(slot).collect())
}

/// Rules for pupils who bear at most one of the groups, then for any.
fn rules() -> (Vec<Rule>, Vec<Rule>) {
    let share = |target, of, ahead| Rule::Share { group: 0, target, of, ahead, before: (0, 0) };
    let apart = vec![
        bounds(&[0], &[2], true),
        bounds(&[2], &[9], false),
        bounds(&[1, 2], &[9, 9], false),
        bounds(&[1, 1], &[2, 2], false),
        bounds(&[1, 1], &[2, 1], true),
        bounds(&[2, 3], &[2, 3], true),
        bounds(&[2, 3], &[9, 9], false),
        bounds(&[3, 3], &[3, 3], true),
    ];
    let any = vec![
        Rule::Responsive,
        slots("aa..").clone(),
        slots("..aa"),
        slots("ab.a"),
        slots("A.b"),
        slots(".AA"),
        share(1, 2, 0),
        share(1, 3, 0),
        share(3, 10, 1),
        share(2, 3, 2),
        Rule::Overlapping { reserves: vec![(0, 1), (1, 1)], held: vec![] },
        Rule::Overlapping { reserves: vec![(0, 2), (1, 1)], held: vec![] },
        Rule::Overlapping { reserves: vec![(1, 1), (0, 1), (1, 1)], held: vec![] },
    ];
    (apart, any)
}

/// Those chosen from a subset, as bits.
fn bits(rule: &Rule, all: &[Applicant], subset: u32, places: u32) -> u32 {
    let some: Vec<Applicant> = (0..all.len()).filter(|i| subset >> i & 1 == 1).map(|i| all[i]).collect();
    let taken = chosen(rule, &some, places);
    some.iter().zip(taken).filter(|(_, taken)| *taken).map(|(applicant, _)| 1 << applicant.wish).sum()
}

/// What is wrong with a rule over the subsets of a pool.
fn fault(rule: &Rule, all: &[Applicant], places: u32) -> Option<String> {
    let subsets = 1u32 << all.len();
    let chosen: Vec<u32> = (0..subsets).map(|subset| bits(rule, all, subset, places)).collect();
    for subset in 0..subsets {
        let taken = chosen[subset as usize];
        if taken & !subset != 0 || taken.count_ones() > places {
            return Some(format!("{subset:b} gives {taken:b} of {places} places"));
        }
        for one in (0..all.len()).map(|i| 1u32 << i).filter(|one| subset & one != 0) {
            let fewer = chosen[(subset ^ one) as usize];
            if taken & !one & !fewer != 0 {
                return Some(format!(
                    "not substitutable: {subset:b} gives {taken:b}, less {one:b} {fewer:b}"
                ));
            }
            if fewer.count_ones() > taken.count_ones() {
                return Some(format!("fewer of more: {subset:b} gives {taken:b}, less {one:b} {fewer:b}"));
            }
            if taken & one == 0 && fewer != taken {
                return Some(format!(
                    "the rejected count: {subset:b} gives {taken:b}, less {one:b} {fewer:b}"
                ));
            }
        }
    }
    None
}

#[test]
fn rules_are_substitutable_and_consistent_over_all_pools_of_seven() {
    let (apart, any) = rules();
    for places in 0..6 {
        for code in 0..3u64.pow(7) {
            let groups: Vec<u64> = (0..7).map(|i| code / 3u64.pow(i) % 3).collect();
            for rule in apart.iter().filter(|_| code % 5 == u64::from(places) % 5) {
                assert_eq!(fault(rule, &pool(&groups), places), None, "{rule:?} {groups:?}");
            }
        }
        for code in (0..4u64.pow(7)).filter(|code| code % 61 == u64::from(places)) {
            let groups: Vec<u64> = (0..7).map(|i| code / 4u64.pow(i) % 4).collect();
            for rule in &any {
                assert_eq!(fault(rule, &pool(&groups), places), None, "{rule:?} {groups:?}");
            }
        }
    }
}

#[test]
fn a_share_of_the_pool_itself_would_not_be_substitutable() {
    // One place, half of the pool rounded up: of a majority pupil, another and a minority pupil.
    let choose = |all: &[Applicant]| {
        let minority = all.iter().filter(|one| one.groups == 1).count();
        bounds(&[(minority as f64 / all.len() as f64).round() as u32], &[9], false)
    };
    let all = pool(&[0, 0, 1]);
    let (two, three) = ([all[0], all[2]], all);
    assert_eq!(chosen(&choose(&three), &three, 1), [true, false, false]);
    assert_eq!(chosen(&choose(&two), &two, 1), [false, true]);
}

#[test]
fn precedence_decides_how_many_are_admitted() {
    let all = pool(&[1, 1, 0, 0, 1, 0, 1]);
    let minority = |pattern| {
        let taken = chosen(&slots(pattern), &all, 4);
        all.iter().zip(taken).filter(|(one, taken)| *taken && one.groups == 1).count()
    };
    assert_eq!((minority("aa.."), minority("..aa")), (2, 4));
}

#[test]
fn overlapping_reserves_are_filled_as_far_as_they_can_be() {
    // The first bears both groups, the second the first of them: only the second leaves room for both.
    let all = pool(&[3, 1, 0, 2]);
    let rule = Rule::Overlapping { reserves: vec![(0, 1), (1, 1)], held: vec![] };
    assert_eq!(chosen(&rule, &all, 2), [true, true, false, false]);
    assert_eq!(chosen(&rule, &pool(&[3, 0, 0, 1]), 2), [true, false, false, true]);
}

#[test]
fn what_is_left_of_a_rule_goes_on_where_the_first_stage_stopped() {
    let admitted = pool(&[1, 1, 0]);
    assert_eq!(left(&bounds(&[1, 2], &[3, 2], true), &admitted), bounds(&[0, 2], &[1, 2], true));
    assert_eq!(left(&slots("a.b."), &admitted), slots("."));
    let share = |before| Rule::Share { group: 0, target: 1, of: 2, ahead: 0, before };
    assert_eq!(left(&share((2, 1)), &admitted), share((5, 3)));
    // Who bears both groups and is held fills one reserve only, and leaves the other.
    let all = pool(&[3, 1, 0, 2]);
    let rule = Rule::Overlapping { reserves: vec![(0, 1), (1, 1)], held: vec![] };
    assert_eq!(chosen(&left(&rule, &all[..1]), &all[2..], 1), [false, true]);
}

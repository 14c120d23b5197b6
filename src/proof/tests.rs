//! The worked examples (`simulation.md` section 5.5) and planted faults.

use super::*;
use crate::market::{Lists, Lottery, Market, Placed, Rule, Slot, Ties};

fn digits(text: &str) -> impl Iterator<Item = u32> {
    text.bytes().map(|digit| u32::from(digit) - u32::from(b'1'))
}

/// A market of lists and of orders of pupils at schools, in digits.
fn example(lists: &[&str], places: &[u32], orders: &[&str]) -> Market {
    let lists: Lists = lists.iter().map(|list| digits(list).collect::<Vec<_>>()).collect();
    let stands =
        |pupil: u32, school: u32| digits(orders[school as usize]).position(|at| at == pupil).unwrap();
    let wishes = lists.pupils().into_iter().zip(lists.schools().to_vec());
    let classes = wishes.map(|(pupil, school)| stands(pupil, school) as u32).collect();
    Market::plain(lists, classes, places.to_vec())
}

fn three() -> Market {
    example(&["213", "123", "123"], &[1, 1, 1], &["132", "213", "213"])
}

fn eight() -> Market {
    let lists = ["2134", "1234", "3214", "3412", "1342", "4123", "1234", "1243"];
    example(&lists, &[2, 2, 3, 3], &["12345678", "35487216", "53172864", "68742351"])
}

fn strict(market: &Market) -> Standing {
    Standing::drawn(market, |_| Lottery::new(0, 0, 0), &Ties::Strict)
}

/// Placements in digits of schools, 0 for none.
fn placed(market: &Market, schools: &str) -> Placed {
    let wish = |(pupil, school): (usize, char)| {
        let school = school.to_digit(10).unwrap().checked_sub(1)?;
        market.lists.wishes(pupil).find(|wish| market.school(*wish) == school).map(|wish| wish as u32)
    };
    schools.chars().enumerate().map(wish).collect()
}

/// Blocking pairs as pupil and school in digits.
fn blocking(market: &Market, schools: &str) -> Vec<String> {
    let pupils = market.lists.pupils();
    let pair = |wish: u32| format!("{}{}", pupils[wish as usize] + 1, market.school(wish as usize) + 1);
    blocking_pairs(market, &strict(market), &placed(market, schools)).into_iter().map(pair).collect()
}

#[test]
fn the_worked_examples_have_the_blocking_pairs_that_are_printed() {
    let (three, eight) = (three(), eight());
    for (schools, expected) in [("123", vec![]), ("213", vec!["31"]), ("231", vec!["22"])] {
        assert_eq!(blocking(&three, schools), expected, "{schools}");
    }
    for (schools, expected) in
        [("11333422", vec![]), ("21331424", vec!["82"]), ("21331432", vec!["72"]), ("21333412", vec!["51"])]
    {
        assert_eq!(blocking(&eight, schools), expected, "{schools}");
    }
}

#[test]
fn top_trading_cycles_leave_no_cycle_and_deferred_acceptance_may() {
    let (three, eight) = (three(), eight());
    let cycles = |market: &Market, schools| improving_cycles(market, &placed(market, schools));
    assert_eq!((cycles(&three, "123"), cycles(&three, "213")), (1, 0));
    assert_eq!((cycles(&eight, "11333422"), cycles(&eight, "21331424")), (1, 0));
    // Who goes where the path started does not end what can be done from there.
    let two = example(&["21", "31", "12", "13"], &[2, 1, 1], &["1234", "1234", "1234"]);
    assert_eq!(cycles(&two, "1123"), 2);
}

#[test]
fn a_majority_quota_harms_and_a_reserve_does_not() {
    // Kojima (2012); Hafalir, Yenmez & Yildirim (2013).
    let bounds = |floors: [u32; 2], ceilings: [u32; 2], hard| Rule::Bounds {
        groups: vec![0, 1],
        floors: floors.to_vec(),
        ceilings: ceilings.to_vec(),
        hard,
    };
    let market = |rule| Market {
        groups: vec![1, 1, 2],
        rules: vec![rule, Rule::Responsive],
        ..example(&["1", "12", "21"], &[2, 1], &["123", "231"])
    };
    let (quota, reserve) = (market(bounds([0, 0], [1, 9], true)), market(bounds([0, 1], [9, 9], false)));
    assert_eq!(blocking(&quota, "121"), Vec::<String>::new());
    assert_eq!(blocking(&reserve, "112"), Vec::<String>::new());
    // What the quota gives is stable under the reserve too, and yet worse for two pupils.
    assert_eq!(blocking(&reserve, "121"), Vec::<String>::new());
    assert_eq!(improving_cycles(&reserve, &placed(&reserve, "121")), 1);
    assert_eq!(blocking(&market(Rule::Responsive), "121"), ["21"]);
    assert_eq!(breaches(&quota, &placed(&quota, "112")).bounds, 1);
    assert_eq!(breaches(&reserve, &placed(&reserve, "112")), Breaches::default());
}

#[test]
fn pupils_fit_hard_slots_whoever_has_to_move() {
    let slot = |group| Slot { group: Some(group), hard: true };
    let lists: Lists = [[0u32], [0], [0]].iter().collect();
    let market = |groups: [u64; 3]| Market {
        groups: groups.to_vec(),
        rules: vec![Rule::Slots(vec![slot(0), slot(1)])],
        ..Market::plain(lists.clone(), vec![], vec![3])
    };
    let bounds = |groups| breaches(&market(groups), &vec![Some(0), Some(1), Some(2)]).bounds;
    // The first is of both groups and leaves the slot of the only group of the second.
    assert_eq!((bounds([3, 1, 0]), bounds([1, 1, 0]), bounds([0, 0, 1])), (0, 1, 1));
    // A place that has to stay empty is not wasted on those for whom it is not meant.
    let apart = market([0, 0, 1]);
    let wasted = |placed| waste(&apart, &strict(&apart), &placed);
    assert!(wasted(vec![Some(0), None, Some(2)]).is_empty());
    assert_eq!(wasted(vec![Some(0), None, None]), [2]);
}

#[test]
fn a_placement_that_is_none_is_told() {
    let market = three();
    let found = |placed: Placed| breaches(&market, &placed);
    assert_eq!(found(vec![Some(3), Some(0), Some(8)]), Breaches { wishes: 2, ..Breaches::default() });
    assert_eq!(found(vec![Some(1), Some(3), None]), Breaches { places: 1, ..Breaches::default() });
    assert_eq!(found(vec![None, None, Some(99), Some(2)]), Breaches { wishes: 2, ..Breaches::default() });
    let verdict = verify(&market, &strict(&market), &vec![None, None, None]);
    assert_eq!((verdict.waste, verdict.blocking_pairs, verdict.envy), (9, 9, 0));
}

//! Examples E1 and E2 of `simulation.md` section 5.5.

use super::*;
use std::collections::BTreeSet;

/// Schools of all pupils under every mechanism, and the sum of ranks; turns are as pupils come.
fn table(market: &Market) -> Vec<(&'static str, String, u32)> {
    let order = Single::taking_turns(market, (0..market.pupils() as u32).collect());
    let sum = |placed: &Placed| placed.iter().flatten().map(|wish| market.ranks[*wish as usize]).sum();
    let rows = all(market, &order).into_iter();
    let none = ("without consent", efficiency_adjusted(market, &strict(market), &[]));
    rows.chain([none]).map(|(name, placed)| (name, shown(market, &placed), sum(&placed))).collect()
}

#[test]
fn three_pupils_go_where_the_papers_say() {
    let expected = [
        ("deferred acceptance", "123", 7),
        ("immediate acceptance", "231", 5),
        ("adaptive acceptance", "231", 5),
        ("top trading cycles", "213", 5),
        ("serial dictatorship", "213", 5),
        ("efficiency adjusted", "213", 5),
        ("improvement cycles", "123", 7),
        ("least ranks", "", 5),
        ("without consent", "123", 7),
    ];
    check(&table(&three()), &expected);
}

#[test]
fn eight_pupils_go_where_the_papers_say() {
    let expected = [
        ("deferred acceptance", "11333422", 12),
        ("immediate acceptance", "21331432", 11),
        ("adaptive acceptance", "21331432", 11),
        ("top trading cycles", "21331424", 11),
        ("serial dictatorship", "21331424", 11),
        ("efficiency adjusted", "21333412", 10),
        ("improvement cycles", "11333422", 12),
        ("least ranks", "", 10),
        ("without consent", "11333422", 12),
    ];
    check(&table(&eight()), &expected);
}

/// Rows as they should be; an empty placement is not looked at.
fn check(rows: &[(&str, String, u32)], expected: &[(&str, &str, u32)]) {
    assert_eq!(rows.len(), expected.len());
    for ((name, placed, sum), wanted) in rows.iter().zip(expected) {
        let seen = if wanted.1.is_empty() { "" } else { placed };
        assert_eq!((*name, seen, *sum), *wanted);
    }
}

/// Placements of least ranks over lotteries.
fn optima(market: &Market) -> BTreeSet<String> {
    let place = |seed| rank_minimising(market, &drawn(market, seed), None, &[]).unwrap();
    (0..200).map(|seed| shown(market, &place(seed))).collect()
}

#[test]
fn the_lottery_chooses_among_the_placements_of_least_ranks() {
    assert_eq!(optima(&three()), ["213", "231"].map(str::to_owned).into());
    let eight = eight();
    let sum = |placed: &Placed| {
        placed.iter().map(|wish| wish.map_or(5, |wish| eight.ranks[wish as usize])).sum::<u32>()
    };
    let least: BTreeSet<String> = placements(&eight)
        .iter()
        .filter(|placed| sum(placed) == 10)
        .map(|placed| shown(&eight, placed))
        .collect();
    assert!(least.len() == 3 && least.contains("21333412"));
    assert_eq!(optima(&eight), least);
}

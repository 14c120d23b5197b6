//! Mechanisms on the worked examples and on small random markets.

use super::deferred_acceptance;
use crate::market::{Lists, Lottery, Market, Order, Pairs, Placed, Single, Ties};
use proptest::prelude::*;

/// Digits as numbers from 0.
pub(super) fn digits(text: &str) -> Vec<u32> {
    text.bytes().map(|digit| u32::from(digit - b'1')).collect()
}

/// A market of lists and of orders of pupils at schools, in digits.
pub(super) fn example(lists: &[&str], places: &[u32], orders: &[&str]) -> Market {
    let lists: Lists = lists.iter().map(|list| digits(list)).collect();
    let orders: Vec<Vec<u32>> = orders.iter().map(|order| digits(order)).collect();
    let class = |pupil: usize, school: u32| {
        orders[school as usize].iter().position(|at| *at == pupil as u32).unwrap() as u32
    };
    let classes = (0..lists.len())
        .flat_map(|pupil| lists.of(pupil).iter().map(|school| class(pupil, *school)).collect::<Vec<_>>())
        .collect();
    Market::plain(lists, classes, places.to_vec())
}

/// Example E1 (Roth 1982; Abdulkadiroğlu & Sönmez 2003).
pub(super) fn three() -> Market {
    example(&["213", "123", "123"], &[1, 1, 1], &["132", "213", "213"])
}

/// Example E2 (Abdulkadiroğlu & Sönmez 2003).
pub(super) fn eight() -> Market {
    let lists = ["2134", "1234", "3214", "3412", "1342", "4123", "1234", "1243"];
    example(&lists, &[2, 2, 3, 3], &["12345678", "35487216", "53172864", "68742351"])
}

/// The order of a market in which classes decide alone.
pub(super) fn strict(market: &Market) -> Pairs {
    Pairs::drawn(market, Lottery::new(0, 0, 0), &Ties::Strict)
}

/// The school of every pupil in digits, 0 for none.
pub(super) fn shown(market: &Market, placed: &Placed) -> String {
    let digit = |wish: &Option<u32>| wish.map_or(0, |wish| market.school(wish as usize) + 1);
    placed.iter().map(|wish| digit(wish).to_string()).collect()
}

#[test]
fn deferred_acceptance_gives_the_worked_examples() {
    let (three, eight) = (three(), eight());
    assert_eq!(shown(&three, &deferred_acceptance(&three, &strict(&three))), "123");
    assert_eq!(shown(&eight, &deferred_acceptance(&eight, &strict(&eight))), "11333422");
}

/// A market with lists of any length, classes, and places.
pub(super) fn markets() -> impl Strategy<Value = Market> {
    (2usize..6, 1usize..9).prop_flat_map(|(schools, pupils)| {
        let list = Just((0..schools as u32).collect::<Vec<_>>()).prop_shuffle();
        let list = (list, 0..=schools).prop_map(|(list, len)| list[..len].to_vec());
        let classes = prop::collection::vec(0u32..3, schools * pupils);
        let places = prop::collection::vec(0u32..4, schools);
        (prop::collection::vec(list, pupils), classes, places).prop_map(|(lists, classes, places)| {
            let lists: Lists = lists.iter().collect();
            let wishes = lists.schools().len();
            Market::plain(lists, classes[..wishes].to_vec(), places)
        })
    })
}

proptest! {
    #[test]
    fn with_one_lottery_and_no_classes_the_first_drawn_chooses_first(market in markets(), seed: u64) {
        let market = Market { classes: vec![], ..market };
        let order = Single::drawn(&market, Lottery::new(seed, 0, 0));
        let placed = deferred_acceptance(&market, &order);
        let mut left = market.places.clone();
        for pupil in order.turns() {
            let best = market.lists.wishes(*pupil as usize).find(|w| left[market.school(*w) as usize] > 0);
            prop_assert_eq!(placed[*pupil as usize], best.map(|wish| wish as u32));
            if let Some(wish) = best {
                left[market.school(wish) as usize] -= 1;
            }
        }
    }
}

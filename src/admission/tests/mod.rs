//! Mechanisms on the worked examples and on small random markets.

mod drawing;
mod efficiency;
mod examples;
mod laws;
mod ranks;
mod rounds;
mod stability;

use super::*;
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

/// A market with lists of any length, classes, and places.
pub(super) fn markets() -> impl Strategy<Value = Market> {
    up_to(6, 9)
}

/// Markets of fewer schools and pupils than these.
pub(super) fn up_to(schools: usize, pupils: usize) -> impl Strategy<Value = Market> {
    (2..schools, 1..pupils).prop_flat_map(|(schools, pupils)| {
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

/// Every mechanism that looks at priorities by themselves, with its name.
fn all(market: &Market, order: &impl Order) -> Vec<(&'static str, Placed)> {
    let consents = vec![true; market.pupils()];
    vec![
        ("deferred acceptance", deferred_acceptance(market, order)),
        ("immediate acceptance", immediate_acceptance(market, order)),
        ("adaptive acceptance", adaptive_acceptance(market, order)),
        ("top trading cycles", top_trading_cycles(market, order)),
        ("serial dictatorship", serial_dictatorship(market, order.turns())),
        ("efficiency adjusted", efficiency_adjusted(market, order, &consents)),
        ("improvement cycles", stable_improvement_cycles(market, order)),
        ("least ranks", rank_minimising(market, order, None, &[]).unwrap()),
    ]
}

/// The order of one lottery.
fn drawn(market: &Market, seed: u64) -> Single<'_> {
    Single::drawn(market, Lottery::new(seed, 0, 0))
}

/// The wishes that a pupil prefers to the own place.
fn desired(market: &Market, placed: &Placed, pupil: usize) -> std::ops::Range<usize> {
    let wishes = market.lists.wishes(pupil);
    wishes.start..placed[pupil].map_or(wishes.end, |wish| wish as usize)
}

/// Whether nobody is better off in the second placement.
fn dominates(one: &Placed, other: &Placed) -> bool {
    one.iter().zip(other).all(|(one, other)| one.unwrap_or(u32::MAX) <= other.unwrap_or(u32::MAX))
}

/// The wish of a pupil for a school.
fn wish_for(market: &Market, pupil: usize, school: u32) -> Option<usize> {
    market.lists.wishes(pupil).find(|wish| market.school(*wish) == school)
}

/// All placements that there are.
fn placements(market: &Market) -> Vec<Placed> {
    let mut all = vec![Vec::new()];
    for pupil in 0..market.pupils() {
        let ways = || market.lists.wishes(pupil).map(|wish| Some(wish as u32)).chain([None]);
        all = all.iter().flat_map(|before| ways().map(move |way| [&before[..], &[way]].concat())).collect();
        all.retain(|placed| market.filled(placed).iter().zip(&market.places).all(|(n, places)| n <= places));
    }
    all
}

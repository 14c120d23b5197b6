//! Immediate acceptance, with and without rules.

use super::*;
use crate::market::{Part, Rule, Slot};

/// Rules of every kind for pupils in group 0, group 1 or none.
fn rules() -> impl Strategy<Value = Rule> {
    let bound = || prop::collection::vec(0u32..4, 2);
    let slot = (prop::option::of(0u8..2), any::<bool>()).prop_map(|(group, hard)| Slot { group, hard });
    prop_oneof![
        2 => Just(Rule::Responsive),
        2 => (bound(), bound(), any::<bool>()).prop_map(|(floors, ceilings, hard)| {
            Rule::Bounds { groups: vec![0, 1], floors, ceilings, hard }
        }),
        1 => prop::collection::vec(slot, 0..4).prop_map(Rule::Slots),
        1 => (1u32..3, 0u32..3).prop_map(|(target, ahead)| {
            Rule::Share { group: 0, target, of: 3, ahead, before: (0, 0) }
        }),
        1 => (0u32..3, 0u32..3).prop_map(|(one, two)| Rule::Overlapping { reserves: vec![(0, one), (1, two)], held: vec![] }),
    ]
}

fn ruled() -> impl Strategy<Value = Market> {
    markets().prop_flat_map(|market| {
        let groups = prop::collection::vec(0u64..3, market.pupils());
        let rules = prop::collection::vec(rules(), market.schools());
        (groups, rules).prop_map(move |(groups, rules)| Market { groups, rules, ..market.clone() })
    })
}

/// Stages in each of which pupils without a place try one wish; whose, `tried` says, from the wishes they
/// have not tried and the places left.
fn by_stages(
    market: &Market,
    lottery: Lottery,
    tried: impl Fn(u32, &[usize], &[u32]) -> Option<usize>,
) -> Placed {
    let mut left = Left::all(market);
    let mut untried: Vec<Vec<usize>> =
        (0..market.pupils()).map(|pupil| market.lists.wishes(pupil).collect()).collect();
    let last = market.ranks.iter().copied().max().unwrap_or_default();
    for round in 1..=last {
        let filled = market.filled(&left.placed);
        let places: Vec<u32> =
            market.places.iter().zip(filled).map(|(places, filled)| places - filled).collect();
        let now: Vec<Option<usize>> = untried.iter().map(|untried| tried(round, untried, &places)).collect();
        let part: Part = left.part(|pupil, wish| now[pupil as usize] == Some(wish));
        let order = Single::drawn(&part.market, lottery);
        let placed = deferred_acceptance(&part.market, &order);
        left.settle(&part, &placed, &order);
        for (untried, now) in untried.iter_mut().zip(now) {
            untried.retain(|wish| Some(*wish) != now);
        }
    }
    left.placed
}

proptest! {
    #[test]
    fn a_round_is_deferred_acceptance_of_single_wishes(market in ruled(), seed: u64) {
        let lottery = Lottery::new(seed, 0, 0);
        let order = Single::drawn(&market, lottery);
        let of_rank = |round: u32, untried: &[usize], _: &[u32]| {
            untried.iter().copied().find(|wish| market.ranks[*wish] == round)
        };
        prop_assert_eq!(immediate_acceptance(&market, &order), by_stages(&market, lottery, of_rank));
        let open = |_: u32, untried: &[usize], places: &[u32]| {
            untried.iter().copied().find(|wish| places[market.school(*wish) as usize] > 0)
        };
        prop_assert_eq!(adaptive_acceptance(&market, &order), by_stages(&market, lottery, open));
    }

    #[test]
    fn with_lists_of_one_wish_acceptance_may_as_well_be_immediate(market in ruled(), seed: u64) {
        let part = Part::of(&market, market.places.clone(), |_, wish| market.ranks[wish] == 1);
        let order = drawn(&part.market, seed);
        let deferred = deferred_acceptance(&part.market, &order);
        prop_assert_eq!(&immediate_acceptance(&part.market, &order), &deferred);
        prop_assert_eq!(&adaptive_acceptance(&part.market, &order), &deferred);
    }
}

#[test]
fn a_rank_that_is_not_on_the_list_is_a_round_lost() {
    // The first wish of the first pupil was for a school that does not admit it.
    let market =
        Market { ranks: vec![2, 1], ..Market::plain([[0u32], [0]].iter().collect(), vec![0, 1], vec![1]) };
    let order = Single::taking_turns(&market, vec![0, 1]);
    assert_eq!(immediate_acceptance(&market, &order), [None, Some(1)]);
    assert_eq!(adaptive_acceptance(&market, &order), [Some(0), None]);
}

#[test]
fn a_place_that_stays_empty_is_tried_once() {
    let hard = Rule::Bounds { groups: vec![0], floors: vec![0], ceilings: vec![0], hard: true };
    let lists: Lists = [[0u32, 1], [0, 1]].iter().collect();
    let market = Market {
        groups: vec![1, 0],
        rules: vec![hard, Rule::Responsive],
        ..Market::plain(lists, vec![], vec![2, 1])
    };
    let order = Single::taking_turns(&market, vec![0, 1]);
    assert_eq!(immediate_acceptance(&market, &order), [Some(1), Some(2)]);
    assert_eq!(adaptive_acceptance(&market, &order), [Some(1), Some(2)]);
}

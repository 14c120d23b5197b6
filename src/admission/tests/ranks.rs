//! The least sum of ranks.

use super::*;

fn cost(market: &Market, placed: &Placed, unplaced: u32, weights: &[u32]) -> u32 {
    let rank = |wish: &Option<u32>| wish.map_or(unplaced, |wish| market.ranks[wish as usize]);
    placed.iter().zip(weights).map(|(wish, weight)| rank(wish) * weight).sum()
}

proptest! {
    #[test]
    fn no_placement_costs_less(
        (market, weights) in up_to(4, 6).prop_flat_map(|market| {
            let weights = prop::collection::vec(0u32..4, market.pupils());
            (Just(market), weights)
        }),
        other in 1u32..6,
        seed: u64,
    ) {
        let order = drawn(&market, seed);
        let (all, ones) = (placements(&market), vec![1; market.pupils()]);
        let last = market.ranks.iter().copied().max().unwrap_or_default() + 1;
        let least = |unplaced, weights: &[u32]| {
            all.iter().map(|placed| cost(&market, placed, unplaced, weights)).min().unwrap()
        };
        let placed = rank_minimising(&market, &order, None, &[]).unwrap();
        prop_assert_eq!(cost(&market, &placed, last, &ones), least(last, &ones));
        let placed = rank_minimising(&market, &order, Some(other), &weights).unwrap();
        prop_assert_eq!(cost(&market, &placed, other, &weights), least(other, &weights));
    }
}

#[test]
fn of_two_who_are_alike_the_first_drawn_goes_first_whatever_their_weight() {
    let market = Market::plain([[0u32, 1], [0, 1]].iter().collect(), vec![], vec![1, 1]);
    for weight in [1, 1000, 1 << 20] {
        for turns in [[0, 1], [1, 0]] {
            let order = Single::taking_turns(&market, turns.to_vec());
            let placed = rank_minimising(&market, &order, None, &[weight; 2]).unwrap();
            let first = market.lists.wishes(turns[0] as usize).start as u32;
            assert_eq!(placed[turns[0] as usize], Some(first), "{weight} {turns:?}");
        }
    }
}

#[test]
fn costs_that_cannot_be_represented_are_told() {
    let market = Market::plain([[0u32, 1], [0, 1]].iter().collect(), vec![], vec![1, 1]);
    let order = Single::taking_turns(&market, vec![0, 1]);
    let place = |unplaced, weight| rank_minimising(&market, &order, unplaced, &[1, weight]);
    assert_eq!(place(None, u32::MAX / 3).unwrap(), [Some(1), Some(2)]);
    assert_eq!(place(Some(u32::MAX), 1).unwrap().iter().flatten().count(), 2);
    for error in [place(None, u32::MAX / 3 + 1), place(Some(u32::MAX), 2)].map(Result::unwrap_err) {
        assert_eq!((error.kind, error.column.as_deref()), ("CostsTooLarge", Some("weights")));
    }
}

//! Deferred acceptance made more efficient: whose priorities are violated, and whose not.

use super::*;
use crate::market::Part;

/// Pupils who prefer a school to their own place with those whom it admitted instead: both their wishes.
fn envied(market: &Market, placed: &Placed) -> Vec<(usize, usize, usize, usize)> {
    let mut pairs = Vec::new();
    for pupil in 0..market.pupils() {
        for wish in desired(market, placed, pupil) {
            let same = |other: &usize| market.school(*other) == market.school(wish);
            let held = (0..market.pupils()).filter_map(|other| Some((other, placed[other]? as usize)));
            pairs.extend(held.filter(|(_, held)| same(held)).map(|(other, held)| (pupil, wish, other, held)));
        }
    }
    pairs
}

/// Whether somebody prefers a school with an empty place.
fn wasteful(market: &Market, placed: &Placed) -> bool {
    let filled = market.filled(placed);
    let empty = |school: u32| filled[school as usize] < market.places[school as usize];
    (0..market.pupils()).any(|pupil| desired(market, placed, pupil).any(|wish| empty(market.school(wish))))
}

/// Whether no class is violated, and no place wasted.
fn stable_for_classes(market: &Market, placed: &Placed) -> bool {
    let fair = |(_, wish, _, held): &(usize, usize, usize, usize)| market.class(*wish) >= market.class(*held);
    !wasteful(market, placed) && envied(market, placed).iter().all(fair)
}

/// Efficiency adjustment as Tang & Yu (2014) write it: one underdemanded set a run, lists struck as told.
fn adjusted_by_rounds(market: &Market, lottery: Lottery, consents: &[bool]) -> Placed {
    let whole = Pairs::drawn(market, lottery, &Ties::Multiple);
    let mut on: Vec<bool> = vec![true; market.ranks.len()];
    let mut gone = vec![false; market.pupils()];
    let mut settled = vec![None; market.pupils()];
    while gone.contains(&false) {
        let part = Part::of(market, market.places.clone(), |pupil, wish| !gone[pupil as usize] && on[wish]);
        let order = Pairs::drawn(&part.market, lottery, &Ties::Multiple);
        let placed = part.back(&deferred_acceptance(&part.market, &order));
        let wants =
            |pupil: usize| desired(market, &placed, pupil).filter(|wish| on[*wish]).collect::<Vec<_>>();
        let there: Vec<usize> = (0..market.pupils()).filter(|pupil| !gone[*pupil]).collect();
        let wanted: Vec<u32> =
            there.iter().flat_map(|pupil| wants(*pupil)).map(|wish| market.school(wish)).collect();
        let under =
            |pupil: &usize| placed[*pupil].is_none_or(|w| !wanted.contains(&market.school(w as usize)));
        let out: Vec<usize> = there.into_iter().filter(under).collect();
        let struck: Vec<(usize, usize)> = out
            .iter()
            .filter(|pupil| !consents[**pupil])
            .flat_map(|pupil| wants(*pupil).into_iter().map(|wish| (wish, *pupil)))
            .collect();
        for pupil in out {
            (gone[pupil], settled[pupil]) = (true, placed[pupil]);
        }
        for (wish, pupil) in market.lists.pupils().into_iter().enumerate() {
            let closed = !wanted.contains(&market.school(wish));
            let lower = |(other, one): &(usize, usize)| {
                market.school(*other) == market.school(wish)
                    && whole.key(*other, *one as u32) < whole.key(wish, pupil)
            };
            on[wish] &= !closed && !struck.iter().any(lower);
        }
    }
    settled
}

fn with_consents() -> impl Strategy<Value = (Market, Vec<bool>)> {
    markets().prop_flat_map(|market| {
        let consents = prop::collection::vec(any::<bool>(), market.pupils());
        (Just(market), consents)
    })
}

proptest! {
    #[test]
    fn only_who_consents_is_passed_over((market, consents) in with_consents(), seed: u64) {
        let order = drawn(&market, seed);
        let start = deferred_acceptance(&market, &order);
        prop_assert_eq!(&efficiency_adjusted(&market, &order, &vec![false; market.pupils()]), &start);
        prop_assert_eq!(&efficiency_adjusted(&market, &order, &[]), &start);
        let placed = efficiency_adjusted(&market, &order, &consents);
        prop_assert!(dominates(&placed, &start) && !wasteful(&market, &placed));
        for (pupil, wish, other, held) in envied(&market, &placed) {
            let fair = order.key(wish, pupil as u32) > order.key(held, other as u32);
            prop_assert!(fair || consents[pupil]);
        }
    }

    #[test]
    fn adjustment_follows_its_definition((market, consents) in with_consents(), seed: u64) {
        let lottery = Lottery::new(seed, 0, 0);
        let order = Pairs::drawn(&market, lottery, &Ties::Multiple);
        let placed = efficiency_adjusted(&market, &order, &consents);
        prop_assert_eq!(placed, adjusted_by_rounds(&market, lottery, &consents));
    }

    #[test]
    fn consent_does_not_change_the_own_place((market, mut consents) in with_consents(), seed: u64) {
        let order = drawn(&market, seed);
        let before = efficiency_adjusted(&market, &order, &consents);
        for pupil in 0..market.pupils() {
            consents[pupil] ^= true;
            prop_assert_eq!(efficiency_adjusted(&market, &order, &consents)[pupil], before[pupil]);
            consents[pupil] ^= true;
        }
    }

    #[test]
    fn improvement_cycles_are_stable_for_classes_and_nothing_stable_is_better(
        market in up_to(4, 6),
        seed: u64,
        many: bool,
    ) {
        let pairs = Pairs::drawn(&market, Lottery::new(seed, 0, 0), &Ties::Multiple);
        let single = drawn(&market, seed);
        let (start, placed) = if many {
            (deferred_acceptance(&market, &pairs), stable_improvement_cycles(&market, &pairs))
        } else {
            (deferred_acceptance(&market, &single), stable_improvement_cycles(&market, &single))
        };
        prop_assert!(dominates(&placed, &start) && stable_for_classes(&market, &placed));
        for other in placements(&market) {
            let better = other != placed && dominates(&other, &placed) && stable_for_classes(&market, &other);
            prop_assert!(!better);
        }
    }

    #[test]
    fn improvement_cycles_of_larger_markets_are_stable_for_classes(market in up_to(8, 30), seed: u64) {
        let pairs = Pairs::drawn(&market, Lottery::new(seed, 0, 0), &Ties::Multiple);
        let placed = stable_improvement_cycles(&market, &pairs);
        prop_assert!(dominates(&placed, &deferred_acceptance(&market, &pairs)));
        prop_assert!(stable_for_classes(&market, &placed));
    }
}

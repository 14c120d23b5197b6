//! Mechanisms that leave nothing to trade.

use super::*;

/// Whether pupils could all gain, or some without loss to others: by a place that is empty, or around a
/// cycle of pupils each of whom prefers the place of the next one.
fn improvable(market: &Market, placed: &Placed) -> bool {
    let filled = market.filled(placed);
    let school = |pupil: usize| placed[pupil].map(|wish| market.school(wish as usize));
    let pupils = market.pupils();
    let wants = |pupil: usize, at: u32| desired(market, placed, pupil).any(|wish| market.school(wish) == at);
    let empty = (0..market.schools()).filter(|at| filled[*at] < market.places[*at]);
    if empty.into_iter().any(|at| (0..pupils).any(|pupil| wants(pupil, at as u32))) {
        return true;
    }
    let envies = |one: usize, other: usize| school(other).is_some_and(|at| wants(one, at));
    let mut reach: Vec<Vec<bool>> =
        (0..pupils).map(|one| (0..pupils).map(|other| envies(one, other)).collect()).collect();
    for by in 0..pupils {
        for one in 0..pupils {
            for other in 0..pupils {
                reach[one][other] |= reach[one][by] && reach[by][other];
            }
        }
    }
    (0..pupils).any(|pupil| reach[pupil][pupil])
}

/// Top trading cycles by their definition: rounds in which all point and one cycle trades.
fn trading_by_rounds(market: &Market, order: &impl Order) -> Placed {
    let mut left = market.places.clone();
    let mut there: Vec<usize> = (0..market.pupils()).collect();
    let mut placed = vec![None; market.pupils()];
    loop {
        let points = |pupil: usize| market.lists.wishes(pupil).find(|w| left[market.school(*w) as usize] > 0);
        there.retain(|pupil| points(*pupil).is_some());
        let Some(start) = there.first() else { return placed };
        let head = |school: u32| {
            let waits =
                there.iter().filter_map(|pupil| wish_for(market, *pupil, school).map(|w| (w, *pupil)));
            waits.min_by_key(|(wish, pupil)| order.key(*wish, *pupil as u32)).unwrap().1
        };
        let next = |pupil: usize| head(market.school(points(pupil).unwrap()));
        let on_cycle = (0..market.pupils()).fold(*start, |pupil, _| next(pupil));
        let mut cycle = vec![on_cycle];
        while next(cycle[cycle.len() - 1]) != on_cycle {
            cycle.push(next(cycle[cycle.len() - 1]));
        }
        let wishes: Vec<usize> = cycle.iter().map(|pupil| points(*pupil).unwrap()).collect();
        for (pupil, wish) in cycle.iter().zip(wishes) {
            placed[*pupil] = Some(wish as u32);
            left[market.school(wish) as usize] -= 1;
        }
        there.retain(|pupil| !cycle.contains(pupil));
    }
}

proptest! {
    #[test]
    fn nothing_is_left_to_trade(market in markets(), seed: u64) {
        for (name, placed) in all(&market, &drawn(&market, seed)) {
            let efficient = ["top trading cycles", "serial dictatorship", "efficiency adjusted", "least ranks"];
            prop_assert!(!efficient.contains(&name) || !improvable(&market, &placed), "{}", name);
        }
    }

    #[test]
    fn a_cycle_search_finds_what_could_be_better(market in up_to(4, 6), seed: u64) {
        let all_there_are = placements(&market);
        for (_, placed) in all(&market, &drawn(&market, seed)) {
            let better = |other: &Placed| *other != placed && dominates(other, &placed);
            prop_assert_eq!(improvable(&market, &placed), all_there_are.iter().any(better));
        }
    }

    #[test]
    fn trading_follows_its_definition(market in markets(), seed: u64) {
        let pairs = Pairs::drawn(&market, Lottery::new(seed, 0, 0), &Ties::Multiple);
        prop_assert_eq!(top_trading_cycles(&market, &pairs), trading_by_rounds(&market, &pairs));
    }
}

//! Many lotteries, bands, rounds and queues.

use super::*;
use crate::admission::{Drawing, Mechanism, admit, first_come, parallel};
use crate::market::{Ties, regions};
use crate::watch::Watch;

fn drawing(mechanism: Mechanism, seed: u64, rounds: Vec<u32>) -> Drawing {
    Drawing { mechanism, ties: Ties::Single, seed, lotteries: 3, rounds }
}

fn all_placed(market: &Market, drawing: &Drawing) -> Vec<Placed> {
    let found = admit(market, &regions(market), drawing, &Watch::default()).unwrap();
    (0..found.lotteries()).map(|lottery| found.of(market, lottery)).collect()
}

/// Two markets side by side that share no school.
fn beside(one: &Market, other: &Market) -> Market {
    let shift = one.schools() as u32;
    let mut lists = one.lists.clone();
    (0..other.pupils())
        .for_each(|pupil| lists.push(other.lists.of(pupil).iter().map(|school| school + shift)));
    let classes = [&one.classes[..], &other.classes].concat();
    Market::plain(lists, classes, [&one.places[..], &other.places].concat())
}

proptest! {
    #[test]
    fn every_lottery_of_many_is_the_mechanism_on_its_own_order(one in markets(), other in markets(), seed: u64) {
        let market = beside(&one, &other);
        let consents = vec![true; market.pupils()];
        let mechanisms: Vec<Mechanism> = vec![
            Mechanism::DeferredAcceptance,
            Mechanism::ImmediateAcceptance,
            Mechanism::AdaptiveBoston,
            Mechanism::TopTradingCycles,
            Mechanism::SerialDictatorship,
            Mechanism::EfficiencyAdjusted { consents },
        ];
        for (mechanism, at) in mechanisms.into_iter().zip([0, 1, 2, 3, 4, 5]) {
            let placed = all_placed(&market, &drawing(mechanism, seed, vec![]));
            for (number, placed) in (0u32..).zip(placed) {
                let order = Single::drawn(&market, Lottery::new(seed, number, 0));
                let expected = all(&market, &order).swap_remove(at);
                prop_assert_eq!(&placed, &expected.1, "{}", expected.0);
            }
        }
    }

    #[test]
    fn threads_do_not_matter(market in up_to(6, 40), seed: u64) {
        let under = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| all_placed(&market, &drawing(Mechanism::DeferredAcceptance, seed, vec![])))
        };
        prop_assert_eq!(under(1), under(3));
    }

    #[test]
    fn a_band_of_all_choices_defers_and_bands_of_one_do_not(market in markets(), seed: u64) {
        let order = drawn(&market, seed);
        prop_assert_eq!(parallel(&market, &[9], |_| &order), deferred_acceptance(&market, &order));
        prop_assert_eq!(parallel(&market, &[1], |_| &order), immediate_acceptance(&market, &order));
        let central = all_placed(&market, &drawing(Mechanism::LotteryThenCentral, seed, vec![]));
        let own = Pairs::drawn(&market, Lottery::new(seed, 0, 0), &Ties::Multiple);
        let first: Vec<_> = parallel(&market, &[1], |_| &own);
        for pupil in 0..market.pupils() {
            let start = market.lists.wishes(pupil).start as u32;
            let is_first = |placed: &Placed| placed[pupil] == Some(start);
            prop_assert_eq!(is_first(&first), is_first(&central[0]));
        }
    }

    #[test]
    fn queues_without_delay_serve_who_comes_first(market in markets(), seed: u64) {
        let turns = drawn(&market, seed).turns().to_vec();
        let none = vec![0.0; market.pupils()];
        prop_assert_eq!(first_come(&market, &none, 0.0, &turns), serial_dictatorship(&market, &turns));
        let alike = Market { classes: vec![], ..market };
        let order = Single::taking_turns(&alike, turns.clone());
        prop_assert_eq!(first_come(&alike, &none, 1.0, &turns), immediate_acceptance(&alike, &order));
    }

    #[test]
    fn a_round_is_final_and_leaves_its_places_to_the_next(market in markets(), seed: u64) {
        let late = |pupil: usize| pupil % 2 == 1;
        let rounds: Vec<u32> = (0..market.pupils()).map(|pupil| 3 + u32::from(late(pupil))).collect();
        let placed = all_placed(&market, &drawing(Mechanism::DeferredAcceptance, seed, rounds)).swap_remove(0);
        let taking = |which: bool, placed: &Placed| -> Placed {
            placed.iter().enumerate().map(|(pupil, wish)| wish.filter(|_| late(pupil) == which)).collect()
        };
        let early = taking(false, &placed);
        let left: Vec<u32> = market.places.iter().zip(market.filled(&early)).map(|(all, gone)| all - gone).collect();
        for (which, places, round) in [(false, market.places.clone(), 3), (true, left, 4)] {
            let part = crate::market::Part::of(&market, places, |pupil, _| late(pupil as usize) == which);
            let order = Single::drawn(&part.market, Lottery::new(seed, 0, round));
            prop_assert_eq!(part.back(&deferred_acceptance(&part.market, &order)), taking(which, &placed));
        }
    }
}

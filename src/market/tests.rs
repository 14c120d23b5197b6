//! Lotteries, orders and regions.

use super::lottery::turns;
use super::*;
use crate::numeric::{philox, purpose};
use proptest::prelude::*;

#[test]
fn a_lottery_number_is_the_top_of_two_words() {
    // simulation.md section 12: seed 42, replicate 7 give this key; 56 bits of the first two words count.
    let words = philox([123_456_789, 0, 3, u32::from(purpose::LOTTERY) << 24], [0x1339_e500, 0x1606_2d6c]);
    let expected = (u64::from(words[0]) << 32 | u64::from(words[1])) >> 8;
    assert_eq!(Lottery::new(42, 7, 3).single(123_456_789), expected);
}

#[test]
fn a_weight_of_one_draws_for_pupils_and_of_none_for_pairs() {
    let lists: Lists = (0..40).map(|pupil| [pupil % 2, 1 - pupil % 2]).collect();
    let market = Market::plain(lists, vec![], vec![9, 9]);
    let lottery = Lottery::new(5, 0, 0);
    let keys = |ties: &Ties| {
        let order = Pairs::drawn(&market, lottery, ties);
        (0..80).map(|wish| order.key(wish, wish as u32 / 2)).collect::<Vec<_>>()
    };
    assert_eq!(keys(&Ties::mixed(1.0).unwrap()), keys(&Ties::Single));
    assert_eq!(keys(&Ties::mixed(0.0).unwrap()), keys(&Ties::Multiple));
    assert_eq!(keys(&Ties::Hybrid(vec![true, true])), keys(&Ties::Single));
    assert_eq!(keys(&Ties::Hybrid(vec![false, false])), keys(&Ties::Multiple));
    assert_ne!(keys(&Ties::Multiple), keys(&Ties::Single));
    assert!(Ties::mixed(1.5).is_err() && Ties::mixed(f64::NAN).is_err());
}

#[test]
fn ties_without_a_lottery_are_told() {
    let lists: Lists = [[0u32, 1], [1, 0], [0, 1]].iter().collect();
    let market = Market::plain(lists, vec![0, 0, 1, 1, 2, 2], vec![1, 1]);
    assert!(market.refuse_ties().is_ok());
    let tied = Market { classes: vec![], ..market };
    let error = tied.refuse_ties().unwrap_err();
    assert_eq!((error.kind, error.count), ("UnresolvedTies", Some(4)));
}

fn wish(pupil: u32, school: u32, rank: u32) -> Wish {
    Wish { pupil, school, rank, class: Some(0) }
}

#[test]
fn lists_that_say_two_things_are_told_by_row() {
    let enter = |wishes: &[Wish]| Market::enter(vec![7, 8], vec![1, 1, 1], wishes);
    let told = |wishes: &[Wish]| {
        let error = enter(wishes).unwrap_err();
        (error.kind, error.row, error.count)
    };
    let twice = [wish(1, 0, 1), wish(0, 2, 1), wish(1, 0, 2)];
    assert_eq!(told(&twice), ("DuplicatePreference", Some(2), Some(1)));
    let again = [wish(1, 0, 1), wish(1, 1, 1), wish(1, 2, 1)];
    assert_eq!(told(&again), ("DuplicateRank", Some(1), Some(2)));
    assert_eq!(told(&[wish(0, 1, 1), wish(1, 0, 2)]), ("GapInRanks", Some(1), Some(1)));
    assert_eq!(told(&[wish(0, 1, 1), wish(0, 0, 3)]), ("GapInRanks", Some(1), Some(1)));
}

#[test]
fn rows_come_in_any_order_and_closed_wishes_stand_apart() {
    let shut = Wish { class: None, ..wish(1, 1, 1) };
    let wishes = [wish(1, 0, 2), wish(0, 2, 1), shut, Wish { class: Some(4), ..wish(1, 2, 3) }];
    let entered = Market::enter(vec![7, 8], vec![1, 1, 1], &wishes).unwrap();
    assert_eq!(entered.market.lists, [vec![2u32], vec![0, 2]].iter().collect());
    assert_eq!((entered.market.ranks, entered.market.classes), (vec![1, 2, 3], vec![0, 0, 4]));
    assert_eq!(entered.closed, [shut]);
    let mut turned = wishes;
    turned.reverse();
    assert_eq!(Market::enter(vec![7, 8], vec![1, 1, 1], &turned).unwrap().closed, [shut]);
}

fn lists() -> impl Strategy<Value = Market> {
    let list = prop::collection::hash_set(0u32..12, 0..4).prop_map(|set| set.into_iter().collect::<Vec<_>>());
    prop::collection::vec(list, 0..12)
        .prop_map(|lists| Market::plain(lists.iter().collect(), vec![], vec![1; 12]))
}

proptest! {
    #[test]
    fn turns_sort_lottery_numbers(numbers in prop::collection::vec(0u64..1 << 56, 0..300)) {
        let mut expected: Vec<u32> = (0..numbers.len() as u32).collect();
        expected.sort_by_key(|i| (numbers[*i as usize], *i));
        prop_assert_eq!(turns(&numbers), expected);
    }

    #[test]
    fn one_lottery_orders_alike_in_both_forms(market in lists(), seed: u64) {
        let lottery = Lottery::new(seed, 0, 0);
        let (single, pairs) = (Single::drawn(&market, lottery), Pairs::drawn(&market, lottery, &Ties::Single));
        let by_key = |order: &dyn Fn(usize, u32) -> u64| {
            let mut all: Vec<(u32, u64, u32)> = Vec::new();
            for (wish, pupil) in market.lists.pupils().into_iter().enumerate() {
                all.push((market.school(wish), order(wish, pupil), pupil));
            }
            all.sort_unstable();
            all.into_iter().map(|(school, _, pupil)| (school, pupil)).collect::<Vec<_>>()
        };
        prop_assert_eq!(by_key(&|w, p| single.key(w, p)), by_key(&|w, p| pairs.key(w, p)));
        prop_assert_eq!(single.turns(), pairs.turns());
    }

    #[test]
    fn regions_share_out_wishes_and_are_not_connected(market in lists()) {
        let regions = regions(&market);
        let mut wishes: Vec<u32> = regions.iter().flat_map(|region| region.wishes.clone()).collect();
        wishes.sort_unstable();
        prop_assert_eq!(wishes, (0..market.ranks.len() as u32).collect::<Vec<_>>());
        let mut schools: Vec<u32> = regions.iter().flat_map(|region| region.schools.clone()).collect();
        let count = schools.len();
        schools.sort_unstable();
        schools.dedup();
        prop_assert_eq!(schools.len(), count);
        for region in &regions {
            for (wish, at) in region.wishes.iter().enumerate() {
                let school = region.market.school(wish) as usize;
                prop_assert_eq!(region.schools[school], market.school(*at as usize));
            }
        }
    }
}

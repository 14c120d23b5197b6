//! What holds for every mechanism.

use super::*;

/// A market in which school `i` is called `names[i]`, and placements in terms of it.
fn renamed(market: &Market, names: &[u32]) -> Market {
    let list = |pupil: usize| market.lists.of(pupil).iter().map(|school| names[*school as usize]).collect();
    let lists: Vec<Vec<u32>> = (0..market.pupils()).map(list).collect();
    let mut places = market.places.clone();
    market.places.iter().zip(names).for_each(|(own, name)| places[*name as usize] = *own);
    Market { lists: lists.iter().collect(), places, ..market.clone() }
}

proptest! {
    #[test]
    fn nobody_is_off_the_own_list_and_no_school_over_its_places(market in markets(), seed: u64, many: bool) {
        let lottery = Lottery::new(seed, 0, 0);
        let pairs = Pairs::drawn(&market, lottery, &Ties::Multiple);
        let rows = if many { all(&market, &pairs) } else { all(&market, &drawn(&market, seed)) };
        for (name, placed) in rows {
            prop_assert_eq!(placed.len(), market.pupils());
            for (pupil, wish) in placed.iter().enumerate() {
                prop_assert!(wish.is_none_or(|wish| market.lists.wishes(pupil).contains(&(wish as usize))), "{}", name);
            }
            let filled = market.filled(&placed);
            prop_assert!(filled.iter().zip(&market.places).all(|(filled, places)| filled <= places), "{}", name);
        }
    }

    #[test]
    fn names_of_schools_do_not_matter(
        (market, names) in markets().prop_flat_map(|market| {
            let names: Vec<u32> = (0..market.schools() as u32).collect();
            (Just(market), Just(names).prop_shuffle())
        }),
        seed: u64,
    ) {
        let other = renamed(&market, &names);
        let (one, two) = (all(&market, &drawn(&market, seed)), all(&other, &drawn(&other, seed)));
        prop_assert_eq!(one, two);
    }

    #[test]
    fn where_all_schools_order_alike_the_first_drawn_chooses_first(market in markets(), seed: u64) {
        let market = Market { classes: vec![], ..market };
        let order = drawn(&market, seed);
        let mut left = market.places.clone();
        let mut expected = vec![None; market.pupils()];
        for pupil in order.turns() {
            let best = market.lists.wishes(*pupil as usize).find(|w| left[market.school(*w) as usize] > 0);
            expected[*pupil as usize] = best.map(|wish| wish as u32);
            if let Some(wish) = best {
                left[market.school(wish) as usize] -= 1;
            }
        }
        for (name, placed) in all(&market, &order) {
            if !["immediate acceptance", "adaptive acceptance", "least ranks"].contains(&name) {
                prop_assert_eq!(&placed, &expected, "{}", name);
            }
        }
    }
}

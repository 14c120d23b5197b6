//! Who stands before whom, straight from the definition.

use crate::market::{Lottery, Market, Ties};

/// Where every wish stands at its school, from 0; the lowest goes first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    places: Vec<u32>,
}

impl Standing {
    /// By class, then by the number that a lottery gives, then as pupils come.
    ///
    /// One number a pupil (STB), one a pair (MTB), one a pupil at popular schools only, or
    /// `w l_i + (1 - w) l_ij` (Abdulkadiroğlu, Pathak & Roth 2009).
    ///
    /// ```
    /// use schoolmix::market::{Lists, Lottery, Market, Ties};
    /// use schoolmix::proof::Standing;
    /// let lists: Lists = [[0u32, 1], [1, 0], [0, 1]].iter().collect();
    /// let market = Market::plain(lists, vec![2, 1, 2, 1, 3, 3], vec![1, 1]);
    /// let standing = Standing::drawn(&market, |_| Lottery::new(0, 0, 0), &Ties::Strict);
    /// assert_eq!((0..6).map(|wish| standing.of(wish)).collect::<Vec<_>>(), [1, 0, 1, 0, 2, 2]);
    /// ```
    #[must_use]
    pub fn drawn(market: &Market, lots: impl Fn(u32) -> Lottery, ties: &Ties) -> Self {
        Self::by(market, |wish, pupil| number(market, lots(pupil), ties, wish, pupil))
    }

    /// By class, then by any number of a wish of a pupil, then as pupils come.
    #[must_use]
    pub fn by(market: &Market, number: impl Fn(usize, u32) -> u128) -> Self {
        let mut at: Vec<Vec<(u32, u128, u32, usize)>> = vec![Vec::new(); market.schools()];
        for (wish, pupil) in market.lists.pupils().into_iter().enumerate() {
            let claim = (market.class(wish), number(wish, pupil), pupil, wish);
            at[market.school(wish) as usize].push(claim);
        }
        let mut places = vec![0; market.ranks.len()];
        for claims in &mut at {
            claims.sort_unstable();
            for (place, (.., wish)) in (0..).zip(claims) {
                places[*wish] = place;
            }
        }
        Self { places }
    }

    /// Where a wish stands at its school.
    #[must_use]
    pub fn of(&self, wish: usize) -> u32 {
        self.places[wish]
    }
}

/// The number of the lottery that a wish bears.
fn number(market: &Market, lottery: Lottery, ties: &Ties, wish: usize, pupil: u32) -> u128 {
    let school = market.numbers[market.school(wish) as usize];
    let id = market.ids[pupil as usize];
    match ties {
        Ties::Strict => 0,
        Ties::Single => u128::from(lottery.single(id)),
        Ties::Hybrid(popular) if popular[school as usize] => u128::from(lottery.single(id)),
        Ties::Multiple | Ties::Hybrid(_) => u128::from(lottery.pair(id, school)),
        Ties::Mixed(weight) => {
            let (own, all) = (u128::from(*weight), u128::from(u32::MAX));
            own * u128::from(lottery.single(id)) + (all - own) * u128::from(lottery.pair(id, school))
        }
    }
}

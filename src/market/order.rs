//! Priority and lottery together: strict orders of pupils at schools.

use super::lottery::turns;
use super::{Lottery, Market, Ties};
use crate::error::{Error, Result};

/// A strict order of pupils at every school.
pub trait Order: Sync {
    /// The key of a wish of a pupil: lower goes first, and no two at a school have the same.
    fn key(&self, wish: usize, pupil: u32) -> u64;
    /// The pupil of a key.
    fn pupil(&self, key: u64) -> u32;
    /// All pupils in the order of the lottery of one number a pupil.
    fn turns(&self) -> &[u32];
    /// Whether class and then turn order pupils at every school.
    fn takes_turns(&self) -> bool;
}

impl<O: Order> Order for &O {
    fn key(&self, wish: usize, pupil: u32) -> u64 {
        (*self).key(wish, pupil)
    }

    fn pupil(&self, key: u64) -> u32 {
        (*self).pupil(key)
    }

    fn turns(&self) -> &[u32] {
        (*self).turns()
    }

    fn takes_turns(&self) -> bool {
        (*self).takes_turns()
    }
}

/// By class, then by one number a pupil.
#[derive(Clone, Debug)]
pub struct Single<'a> {
    classes: &'a [u32],
    place: Vec<u32>,
    turns: Vec<u32>,
}

impl<'a> Single<'a> {
    /// The order of a lottery.
    #[must_use]
    pub fn drawn(market: &'a Market, lottery: Lottery) -> Self {
        let numbers = lottery.singles(&market.ids);
        Self::taking_turns(market, turns(&numbers))
    }

    /// The order in which pupils take their turns, within classes.
    #[must_use]
    pub fn taking_turns(market: &'a Market, turns: Vec<u32>) -> Self {
        let mut place = vec![0; turns.len()];
        for (at, pupil) in (0u32..).zip(&turns) {
            place[*pupil as usize] = at;
        }
        Self { classes: &market.classes, place, turns }
    }
}

impl Order for Single<'_> {
    fn key(&self, wish: usize, pupil: u32) -> u64 {
        let class = self.classes.get(wish).copied().unwrap_or_default();
        u64::from(class) << 32 | u64::from(self.place[pupil as usize])
    }

    fn pupil(&self, key: u64) -> u32 {
        self.turns[key as u32 as usize]
    }

    fn turns(&self) -> &[u32] {
        &self.turns
    }

    fn takes_turns(&self) -> bool {
        true
    }
}

/// An order of its own at every school: a key a wish.
#[derive(Clone, Debug)]
pub struct Pairs {
    keys: Vec<u64>,
    turns: Vec<u32>,
}

impl Pairs {
    /// The order of a lottery in which pairs draw, perhaps beside pupils.
    #[must_use]
    pub fn drawn(market: &Market, lottery: Lottery, ties: &Ties) -> Self {
        let wide = |number: u64, weight: u32| u128::from(number) * u128::from(weight);
        let number = |wish: usize, pupil: u32| {
            let (school, id) = (market.school(wish) as usize, market.ids[pupil as usize]);
            let pair = || lottery.pair(id, market.numbers[school]);
            match ties {
                Ties::Strict => 0,
                Ties::Single => lottery.single(id).into(),
                Ties::Hybrid(popular) if popular[market.numbers[school] as usize] => {
                    lottery.single(id).into()
                }
                Ties::Multiple | Ties::Hybrid(_) => pair().into(),
                Ties::Mixed(weight) => wide(lottery.single(id), *weight) + wide(pair(), !weight),
            }
        };
        let numbers = lottery.singles(&market.ids);
        Self::by(market, number, turns(&numbers))
    }

    /// The order of numbers within classes, ties by pupil.
    fn by(market: &Market, number: impl Fn(usize, u32) -> u128, turns: Vec<u32>) -> Self {
        let mut at: Vec<Vec<(u32, u128, u32, u32)>> = vec![Vec::new(); market.schools()];
        for pupil in 0..market.pupils() as u32 {
            for wish in market.lists.wishes(pupil as usize) {
                let entry = (market.class(wish), number(wish, pupil), pupil, wish as u32);
                at[market.school(wish) as usize].push(entry);
            }
        }
        let mut keys = vec![0; market.ranks.len()];
        for school in &mut at {
            school.sort_unstable();
            for (place, (_, _, pupil, wish)) in (0u64..).zip(school) {
                keys[*wish as usize] = place << 32 | u64::from(*pupil);
            }
        }
        Self { keys, turns }
    }
}

impl Order for Pairs {
    fn key(&self, wish: usize, _: u32) -> u64 {
        self.keys[wish]
    }

    fn pupil(&self, key: u64) -> u32 {
        key as u32
    }

    fn turns(&self) -> &[u32] {
        &self.turns
    }

    fn takes_turns(&self) -> bool {
        false
    }
}

/// The order that a lottery gives, in whichever form.
#[derive(Clone, Debug)]
pub enum Lots<'a> {
    /// One number a pupil.
    One(Single<'a>),
    /// A number a pair.
    Each(Pairs),
}

impl<'a> Lots<'a> {
    /// The order of a lottery.
    #[must_use]
    pub fn drawn(market: &'a Market, lottery: Lottery, ties: &Ties) -> Self {
        match ties {
            Ties::Strict | Ties::Single => Self::One(Single::drawn(market, lottery)),
            _ => Self::Each(Pairs::drawn(market, lottery, ties)),
        }
    }
}

impl Order for Lots<'_> {
    fn key(&self, wish: usize, pupil: u32) -> u64 {
        match self {
            Self::One(order) => order.key(wish, pupil),
            Self::Each(order) => order.key(wish, pupil),
        }
    }

    fn pupil(&self, key: u64) -> u32 {
        match self {
            Self::One(order) => order.pupil(key),
            Self::Each(order) => order.pupil(key),
        }
    }

    fn turns(&self) -> &[u32] {
        match self {
            Self::One(order) => order.turns(),
            Self::Each(order) => order.turns(),
        }
    }

    fn takes_turns(&self) -> bool {
        matches!(self, Self::One(_))
    }
}

impl Market {
    /// Refuses a market in which priority alone does not decide between pupils.
    ///
    /// # Errors
    /// `UnresolvedTies`.
    pub fn refuse_ties(&self) -> Result<()> {
        let mut seats: Vec<(u32, u32)> =
            (0..self.ranks.len()).map(|wish| (self.school(wish), self.class(wish))).collect();
        seats.sort_unstable();
        let ties = seats.windows(2).filter(|pair| pair[0] == pair[1]).count() as u64;
        if ties == 0 {
            return Ok(());
        }
        let message = format!("{ties} pupils have the same priority as another one at their school");
        Err(Error::input("UnresolvedTies", message)
            .on("ties")
            .many(ties)
            .remedy("Draw lots (ties='single'), or give every pupil at a school a priority of its own."))
    }
}

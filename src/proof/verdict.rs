//! All that can be wrong with a placement, counted.

use super::{Breaches, Envy, Standing};
use super::{blocking_pairs, breaches, improving_cycles, justified_envy, unchosen, waste};
use crate::market::{Market, Placed};

/// What is found in a placement. Which of it may be there is for the mechanism to say: deferred acceptance
/// leaves no blocking pair, top trading cycles no improving cycle (Roth 1982: no mechanism promises
/// both).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Rules of the market that are broken; none may be.
    pub breaches: Breaches,
    /// Wishes for a school that would choose the pupil, who would rather be there.
    pub blocking_pairs: u64,
    /// Wishes held that the school would not choose among those it holds.
    pub unchosen: u64,
    /// Wishes for a school that holds someone who stands behind the pupil.
    pub envy: u64,
    /// Wishes for a school that holds someone of a worse class.
    pub envy_of_class: u64,
    /// Wishes for a school that holds someone of the same groups who stands behind the pupil.
    pub envy_within: u64,
    /// Wishes for a school with an empty place that the pupil might have.
    pub waste: u64,
    /// Exchanges of places from which all gain who take part, found one after another.
    pub improving_cycles: u64,
}

/// Looks at a placement from all sides.
///
/// The first example of `simulation.md` (Roth 1982), placed as by top trading cycles:
///
/// ```
/// use schoolmix::market::{Lists, Lottery, Market, Ties};
/// use schoolmix::proof::{Standing, Verdict, verify};
/// let lists: Lists = [[1u32, 0, 2], [0, 1, 2], [0, 1, 2]].iter().collect();
/// let market = Market::plain(lists, vec![1, 0, 1, 2, 0, 0, 1, 2, 2], vec![1, 1, 1]);
/// let standing = Standing::drawn(&market, |_| Lottery::new(0, 0, 0), &Ties::Strict);
/// let verdict = verify(&market, &standing, &vec![Some(0), Some(3), Some(8)]);
/// let expected = Verdict {
///     blocking_pairs: 1,
///     envy: 1,
///     envy_of_class: 1,
///     envy_within: 1,
///     ..Verdict::default()
/// };
/// assert_eq!(verdict, expected);
/// ```
#[must_use]
pub fn verify(market: &Market, standing: &Standing, placed: &Placed) -> Verdict {
    let envy = |by| justified_envy(market, standing, placed, by).len() as u64;
    Verdict {
        breaches: breaches(market, placed),
        blocking_pairs: blocking_pairs(market, standing, placed).len() as u64,
        unchosen: unchosen(market, standing, placed).len() as u64,
        envy: envy(Envy::Strict),
        envy_of_class: envy(Envy::Class),
        envy_within: envy(Envy::Within),
        waste: waste(market, standing, placed).len() as u64,
        improving_cycles: improving_cycles(market, placed),
    }
}

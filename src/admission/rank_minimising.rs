//! The placement with the least sum of ranks.

use crate::error::{Error, Family, Result};
use crate::flow::{Lane, transport};
use crate::market::{Market, Order, Placed};
use crate::numeric::philox;

/// The placement in which ranks sum to the least, those who are unplaced included (Featherstone 2020).
///
/// A place costs its rank on the list, from 1, times the weight of the pupil (1 where `weights` is empty);
/// being unplaced costs rank `unplaced` (one more than the last rank on any list where it is none). Of
/// placements that cost the same the lottery chooses: the earlier the turn of a pupil the more the places
/// on its list count, so little that all of them together are worth less than one rank. Where large weights
/// leave no room for that, ties are broken less finely, at last by the order of turns and schools alone.
///
/// ```
/// use schoolmix::admission::rank_minimising;
/// use schoolmix::market::{Lists, Market, Single};
/// let lists: Lists = [[0u32, 1], [0, 1]].iter().collect();
/// let market = Market::plain(lists, vec![], vec![1, 1]);
/// let order = Single::taking_turns(&market, vec![1, 0]);
/// assert_eq!(rank_minimising(&market, &order, None, &[]).unwrap(), [Some(1), Some(2)]);
/// assert_eq!(rank_minimising(&market, &order, None, &[3, 2]).unwrap(), [Some(0), Some(3)]);
/// assert_eq!(rank_minimising(&market, &order, Some(1), &[]).unwrap(), [None, Some(2)]);
/// ```
///
/// # Errors
/// `CostsTooLarge` if a rank times a weight passes 32 bits.
pub fn rank_minimising(
    market: &Market,
    order: &impl Order,
    unplaced: Option<u32>,
    weights: &[u32],
) -> Result<Placed> {
    let costs = Costs::new(market, unplaced, weights)?;
    let turns = order.turns();
    // Pupils by turn, as the flow goes by the order of sources where it has nothing else to go by.
    let cheapest = |turn: usize, count: usize| {
        let mut lanes = costs.lanes(turn, turns[turn] as usize);
        lanes.sort_unstable();
        lanes.truncate(count);
        lanes
    };
    let mut room: Vec<u64> = market.places.iter().map(|places| u64::from(*places)).collect();
    room.push(market.pupils() as u64);
    let shipment = transport(&vec![1; turns.len()], &room, cheapest)
        .map_err(|_| Error::new(Family::Internal, "NoRoom", "there is room for all who are unplaced"))?;
    let mut placed = vec![None; market.pupils()];
    for (pupil, to) in turns.iter().zip(&shipment.to) {
        let school = to.first().map(|(school, _)| *school);
        let mut wishes = market.lists.wishes(*pupil as usize);
        placed[*pupil as usize] =
            wishes.find(|wish| Some(market.school(*wish)) == school).map(|wish| wish as u32);
    }
    Ok(placed)
}

/// What places cost.
struct Costs<'a> {
    market: &'a Market,
    weights: &'a [u32],
    unplaced: u32,
    /// What a rank of weight 1 costs.
    unit: u64,
    /// What the first turn pays more for every place down the list; all of them below a unit together.
    most: u64,
}

impl<'a> Costs<'a> {
    fn new(market: &'a Market, unplaced: Option<u32>, weights: &'a [u32]) -> Result<Self> {
        let last = market.ranks.iter().copied().max().unwrap_or_default();
        let unplaced = unplaced.unwrap_or(last.saturating_add(1));
        let heaviest = weights.iter().copied().max().unwrap_or(1);
        let dearest = u64::from(last.max(unplaced)) * u64::from(heaviest);
        if dearest > u64::from(u32::MAX) {
            let message =
                format!("a rank of {} times a weight of {heaviest} is too much", last.max(unplaced));
            return Err(Error::input("CostsTooLarge", message)
                .on("weights")
                .remedy(format!("Let ranks times weights stay below {}: divide all weights.", u32::MAX)));
        }
        let unit = (u64::from(u32::MAX) / (dearest + 1)).max(1);
        let most = (unit - 1) / (market.ranks.len() as u64).max(1);
        Ok(Self { market, weights, unplaced, unit, most })
    }

    /// The places of a pupil and being unplaced.
    fn lanes(&self, turn: usize, pupil: usize) -> Vec<Lane> {
        let weight = self.weights.get(pupil).copied().unwrap_or(1);
        let wishes = self.market.lists.wishes(pupil);
        let ranks = wishes.clone().map(|wish| self.market.ranks[wish]).chain([self.unplaced]);
        let sinks = wishes.map(|wish| self.market.school(wish)).chain([self.market.schools() as u32]);
        let more = self.more(turn);
        let lane = |((rank, sink), down): ((u32, u32), u64)| {
            let cost = u64::from(rank) * u64::from(weight) * self.unit + down * more;
            Lane { cost: cost as u32, sink }
        };
        ranks.zip(sinks).zip(0..).map(lane).collect()
    }

    /// What a place down the list costs more at a turn: it falls from turn to turn, by steps that
    /// vary, so that seldom two sums are the same.
    fn more(&self, turn: usize) -> u64 {
        let [vary, ..] = philox([turn as u32, 0, 0, 0], [0; 2]);
        let turns = self.market.pupils() as u128;
        let to_come = ((turns - turn as u128) << 32) - u128::from(vary);
        (u128::from(self.most) * to_come / (turns << 32)) as u64
    }
}

//! Places given out by a mechanism, in one lottery or many.

use super::deferred::in_region;
use super::mechanism::Mechanism;
use super::{
    Left, adaptive_acceptance, deferred_acceptance, efficiency_adjusted, first_come, immediate_acceptance,
    parallel, rank_minimising, serial_dictatorship, stable_improvement_cycles, top_trading_cycles,
};
use crate::error::{Error, Family, Result};
use crate::market::{GUARANTEED, Lots, Lottery, Market, Order, Placed, Region, Ties};
use crate::watch::Watch;
use rayon::prelude::*;

/// How places are given out, and by which lots.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    /// The mechanism.
    pub mechanism: Mechanism,
    /// How ties are broken.
    pub ties: Ties,
    /// The seed of all lotteries.
    pub seed: u64,
    /// How many lotteries.
    pub lotteries: u32,
    /// The round in which every pupil takes part; one for all where empty.
    pub rounds: Vec<u32>,
}

/// Placements at most: pupils times lotteries.
const MOST: usize = 1 << 30;
/// Stands for unplaced.
const NOWHERE: u16 = u16::MAX;

/// Where pupils are placed, in every lottery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placements {
    pupils: usize,
    /// Position of the wish on the list, lottery by lottery and pupil by pupil.
    positions: Vec<u16>,
}

impl Placements {
    /// How many lotteries there are.
    #[must_use]
    pub fn lotteries(&self) -> usize {
        self.positions.len() / self.pupils.max(1)
    }

    /// The wish on which every pupil is placed in a lottery.
    #[must_use]
    pub fn of(&self, market: &Market, lottery: usize) -> Placed {
        let positions = &self.positions[lottery * self.pupils..][..self.pupils];
        let wish = |(pupil, position): (usize, &u16)| {
            (*position != NOWHERE).then(|| market.lists.wishes(pupil).start as u32 + u32::from(*position))
        };
        positions.iter().enumerate().map(wish).collect()
    }
}

/// Gives out the places of a market in every lottery.
///
/// Regions, those of [`crate::market::regions`], are solved apart. The same market and drawing give the same placements, whatever the order of
/// pupils and whatever the number of threads: lots are named by the seed, the number of the lottery, the round
/// and the pupil.
///
/// # Errors
/// `UnresolvedTies` where priority does not decide and no lots are drawn; `SizeLimit`; those of the mechanism;
/// `Interrupted`.
pub fn admit(market: &Market, regions: &[Region], drawing: &Drawing, watch: &Watch) -> Result<Placements> {
    let pupils = market.pupils();
    if drawing.ties == Ties::Strict {
        market.refuse_ties()?;
    }
    let longest = (0..pupils).map(|pupil| market.lists.of(pupil).len()).max().unwrap_or_default();
    if pupils.saturating_mul(drawing.lotteries as usize) > MOST || longest >= usize::from(NOWHERE) {
        let message = format!("{pupils} pupils in {} lotteries, lists of up to {longest}", drawing.lotteries);
        return Err(Error::new(Family::Limit, "SizeLimit", message).on("lotteries").remedy(format!(
            "At most {MOST} placements in one go, and lists of {NOWHERE}: draw fewer lotteries."
        )));
    }
    let mechanism = drawing.mechanism.clone().for_all(market);
    let own = |region| (region, mechanism.within(region));
    let regions: Vec<(&Region, Mechanism)> = regions.iter().map(own).collect();
    watch.expect(u64::from(drawing.lotteries));
    let mut positions = vec![NOWHERE; pupils * drawing.lotteries as usize];
    positions.par_chunks_mut(pupils.max(1)).zip(0u32..drawing.lotteries).try_for_each(|(out, number)| {
        let one = |(region, mechanism): &(&Region, Mechanism)| placed(region, mechanism, drawing, number);
        let all: Result<Vec<Placed>> = regions.par_iter().map(one).collect();
        for ((region, _), placed) in regions.iter().zip(all?) {
            for (local, wish) in placed.iter().enumerate().filter_map(|(local, wish)| Some((local, (*wish)?)))
            {
                let position = wish as usize - region.market.lists.wishes(local).start;
                out[region.pupils[local] as usize] = position as u16;
            }
        }
        watch.step()
    })?;
    Ok(Placements { pupils, positions })
}

/// Placements in a region, round after round, and in each first what pupils asked for, then what a guarantee gives
/// of what is left.
fn placed(region: &Region, mechanism: &Mechanism, drawing: &Drawing, number: u32) -> Result<Placed> {
    let market = &region.market;
    let lottery = |round| Lottery::new(drawing.seed, number, round);
    let is_guaranteed = market.classes.contains(&GUARANTEED);
    if drawing.rounds.is_empty() && !is_guaranteed {
        return whole(region, mechanism, lottery(0), &drawing.ties);
    }
    let round = |pupil: u32| drawing.rounds.get(region.pupils[pupil as usize] as usize).copied();
    let mut rounds: Vec<u32> = (0..market.pupils() as u32).map(|p| round(p).unwrap_or_default()).collect();
    rounds.sort_unstable();
    rounds.dedup();
    let mut left = Left::all(market);
    let stages = if is_guaranteed { &[false, true][..] } else { &[false] };
    for (now, given) in rounds.into_iter().flat_map(|now| stages.iter().map(move |given| (now, *given))) {
        let part = left.part(|pupil, wish| {
            round(pupil).unwrap_or_default() == now && (market.class(wish) == GUARANTEED) == given
        });
        let placed = run(mechanism, &part.market, lottery(now), &drawing.ties)?;
        left.settle(&part, &placed, &Lots::drawn(&part.market, lottery(now), &drawing.ties));
    }
    Ok(left.placed)
}

/// Placements in a region in one go.
fn whole(region: &Region, mechanism: &Mechanism, lottery: Lottery, ties: &Ties) -> Result<Placed> {
    if *mechanism == Mechanism::DeferredAcceptance {
        return Ok(in_region(region, &Lots::drawn(&region.market, lottery, ties)));
    }
    run(mechanism, &region.market, lottery, ties)
}

/// Placements in a market in one go.
fn run(mechanism: &Mechanism, market: &Market, lottery: Lottery, ties: &Ties) -> Result<Placed> {
    let order = Lots::drawn(market, lottery, ties);
    Ok(match mechanism {
        Mechanism::DeferredAcceptance => deferred_acceptance(market, &order),
        Mechanism::ImmediateAcceptance => immediate_acceptance(market, &order),
        Mechanism::AdaptiveBoston => adaptive_acceptance(market, &order),
        Mechanism::ChineseParallel { bands } => parallel(market, bands, |_| &order),
        Mechanism::TopTradingCycles => top_trading_cycles(market, &order),
        Mechanism::SerialDictatorship => serial_dictatorship(market, order.turns()),
        Mechanism::EfficiencyAdjusted { consents } => efficiency_adjusted(market, &order, consents),
        Mechanism::StableImprovementCycles => stable_improvement_cycles(market, &order),
        Mechanism::RankMinimising { unplaced, weights } => {
            return rank_minimising(market, &order, *unplaced, weights);
        }
        Mechanism::FirstCome { arrivals, delay } if arrivals.is_empty() => {
            first_come(market, &vec![0.0; market.pupils()], *delay, order.turns())
        }
        Mechanism::FirstCome { arrivals, delay } => first_come(market, arrivals, *delay, order.turns()),
        Mechanism::LotteryThenCentral => {
            let own = Lots::drawn(market, lottery, &Ties::Multiple);
            parallel(market, &[1, u32::MAX], |band| if band == 0 { &own } else { &order })
        }
    })
}

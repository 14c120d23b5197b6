//! The mechanisms by name.

use crate::market::{Market, Region};

/// A way to give out places.
#[derive(Clone, Debug, PartialEq)]
pub enum Mechanism {
    /// Student-proposing deferred acceptance.
    DeferredAcceptance,
    /// Immediate acceptance, also called Boston.
    ImmediateAcceptance,
    /// Immediate acceptance in which nobody applies to a school that is full.
    AdaptiveBoston,
    /// Deferred acceptance band by band.
    ChineseParallel {
        /// Choices of each band; the last goes on.
        bands: Vec<u32>,
    },
    /// Top trading cycles with counters.
    TopTradingCycles,
    /// Random serial dictatorship.
    SerialDictatorship,
    /// Efficiency-adjusted deferred acceptance.
    EfficiencyAdjusted {
        /// Whether each pupil consents.
        consents: Vec<bool>,
    },
    /// Deferred acceptance with stable improvement cycles.
    StableImprovementCycles,
    /// The least sum of ranks.
    RankMinimising {
        /// Rank of being unplaced; one more than the longest list without it.
        unplaced: Option<u32>,
        /// Weight of each pupil; all the same where empty.
        weights: Vec<u32>,
    },
    /// Queues at every school.
    FirstCome {
        /// When each pupil comes; all at once where empty.
        arrivals: Vec<f64>,
        /// Time after which a pupil who was refused is at the next school.
        delay: f64,
    },
    /// A lottery at the school of first choice, then deferred acceptance among the rest (Den Haag).
    LotteryThenCentral,
}

impl Mechanism {
    /// The names, in the order of the variants.
    pub const NAMES: [&'static str; 11] = [
        "deferred_acceptance",
        "immediate_acceptance",
        "adaptive_boston",
        "chinese_parallel",
        "top_trading_cycles",
        "serial_dictatorship",
        "efficiency_adjusted",
        "stable_improvement_cycles",
        "rank_minimising",
        "first_come",
        "lottery_then_central",
    ];

    /// The mechanism with what it takes from the whole market settled.
    #[must_use]
    pub fn for_all(mut self, market: &Market) -> Self {
        if let Self::RankMinimising { unplaced, .. } = &mut self {
            let longest = market.ranks.iter().max().copied().unwrap_or_default();
            unplaced.get_or_insert(longest + 1);
        }
        self
    }

    /// The mechanism for the pupils of a region.
    #[must_use]
    pub fn within(&self, region: &Region) -> Self {
        fn some<T: Copy>(all: &[T], pupils: &[u32]) -> Vec<T> {
            pupils.iter().filter_map(|pupil| all.get(*pupil as usize).copied()).collect()
        }
        let mut own = self.clone();
        match &mut own {
            Self::EfficiencyAdjusted { consents } => *consents = some(consents, &region.pupils),
            Self::RankMinimising { weights, .. } => *weights = some(weights, &region.pupils),
            Self::FirstCome { arrivals, .. } => *arrivals = some(arrivals, &region.pupils),
            _ => {}
        }
        own
    }
}

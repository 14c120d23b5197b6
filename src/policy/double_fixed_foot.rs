//! The double fixed foot: money for broad schools, and who becomes one for it.

use super::Handles;
use super::instrument::{Ground, Instrument, Scope};
use crate::error::Result;
use crate::numeric::{purpose, uniform};

/// The double fixed foot (*dubbele vaste voet*) for broad school communities.
#[derive(Clone, Debug, PartialEq)]
pub struct DoubleFixedFoot {
    /// What a site gets more in a year, in cents.
    pub cents: u64,
    /// What it costs a site to be broad, in cents, from the least to the most; no site responds where it is not known.
    pub costs: Option<(u64, u64)>,
    /// What a broad site offers, as kinds.
    pub tracks: Vec<usize>,
}

impl DoubleFixedFoot {
    /// Whether a site becomes broad: what it gets is above what it costs it.
    fn responds(&self, ground: &Ground<'_>, school: u32) -> bool {
        self.costs.is_some_and(|(least, most)| {
            let u = uniform(ground.stream.block(u64::from(school), 0, purpose::COST, 0)[0]);
            self.cents as f64 > least as f64 + u * (most as f64 - least as f64)
        })
    }
}

impl Instrument for DoubleFixedFoot {
    fn apply(&self, ground: &Ground<'_>, scope: &Scope, handles: &mut Handles) -> Result<u64> {
        if self.cents == 0 {
            return Ok(0);
        }
        let is_broad = |school: &u32| self.tracks.iter().all(|kind| handles.supply.takes(*kind, *school));
        let (broad, others): (Vec<u32>, Vec<u32>) =
            handles.supply.open().iter().partition(|school| is_broad(school));
        let holds = |school: &u32| scope.holds_in(ground.school_town(*school));
        let windfall = if scope.uptake > 0.0 { broad.into_iter().filter(holds).count() } else { 0 };
        let others: Vec<u32> = others.into_iter().filter(|school| self.responds(ground, *school)).collect();
        let schools = scope.schools(ground, handles, Some(&others));
        for school in &schools {
            self.tracks.iter().for_each(|kind| handles.supply.offer(ground, *kind, *school));
        }
        Ok((windfall + schools.len()) as u64)
    }

    fn turn(&self) -> u8 {
        2
    }
}

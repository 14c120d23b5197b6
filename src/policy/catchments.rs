//! Catchment areas: a school for every home area.

use super::Handles;
use super::instrument::{Ground, Instrument, Scope};
use crate::choice::{Assigned, Block};
use crate::error::Result;
use std::collections::BTreeMap;

/// Catchment areas (*voedingsgebieden*).
#[derive(Clone, Debug, PartialEq)]
pub struct Catchments {
    /// School by home area.
    pub areas: BTreeMap<u32, u32>,
}

impl Instrument for Catchments {
    fn apply(&self, ground: &Ground<'_>, scope: &Scope, handles: &mut Handles) -> Result<u64> {
        let takes_part = |home: &u32| {
            scope.holds_in(ground.seating.town(*home)) && scope.takes_part(ground, u64::from(*home))
        };
        let areas: BTreeMap<u32, u32> = self
            .areas
            .iter()
            .filter(|(home, _)| takes_part(home))
            .map(|(home, site)| (*home, *site))
            .collect();
        areas.values().try_for_each(|school| handles.supply.check_open(*school))?;
        let supply = handles.supply.clone();
        // Pupils for whose track the school is not choose as before.
        let own = |block: &Block| {
            let school =
                areas.get(&block.home).filter(|school| supply.takes(usize::from(block.kind), **school));
            school.map(|school| Assigned::To(*school))
        };
        handles.assign(ground, own)?;
        Ok(areas.len() as u64)
    }
}

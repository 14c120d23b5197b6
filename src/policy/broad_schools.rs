//! Broad schools: sites that offer more tracks.

use super::Handles;
use super::instrument::{Ground, Instrument, Scope};
use crate::error::Result;

/// Broad school communities (*brede scholengemeenschappen*).
#[derive(Clone, Debug, PartialEq)]
pub struct BroadSchools {
    /// The schools; none: all that lack one of the tracks.
    pub sites: Option<Vec<u32>>,
    /// What they are to offer, as kinds.
    pub tracks: Vec<usize>,
}

impl Instrument for BroadSchools {
    fn apply(&self, ground: &Ground<'_>, scope: &Scope, handles: &mut Handles) -> Result<u64> {
        let among: Vec<u32> = self.sites.clone().unwrap_or_else(|| handles.supply.open().to_vec());
        let lacks = |school: &u32| self.tracks.iter().any(|kind| !handles.supply.takes(*kind, *school));
        let among: Vec<u32> = among.into_iter().filter(lacks).collect();
        let schools = scope.schools(ground, handles, Some(&among));
        for school in &schools {
            handles.supply.check_open(*school)?;
            self.tracks.iter().for_each(|kind| handles.supply.offer(ground, *kind, *school));
        }
        Ok(schools.len() as u64)
    }

    fn turn(&self) -> u8 {
        1
    }
}

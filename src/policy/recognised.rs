//! What instruments have in common that go by the group of a pupil when it applies.

use super::Handles;
use super::admission::{Indicator, Seats};
use super::instrument::{Ground, Scope};
use crate::error::Result;

/// The pupils who are recognised, and the schools that do so.
#[derive(Clone, Debug, PartialEq)]
pub struct Recognised {
    /// By what they are recognised.
    pub indicator: Indicator,
    /// The schools; none: all.
    pub sites: Option<Vec<u32>>,
}

impl Recognised {
    /// The schools that take part, and the number of the indicator; both only where there are any.
    pub(super) fn schools(
        &self,
        ground: &Ground<'_>,
        scope: &Scope,
        handles: &mut Handles,
    ) -> (Vec<u32>, usize) {
        let schools = scope.schools(ground, handles, self.sites.as_deref());
        let number = if schools.is_empty() { 0 } else { handles.admission.indicator(&self.indicator) };
        (schools, number)
    }

    /// Says for whom the places of the schools are meant that take part.
    pub(super) fn mean(
        &self,
        ground: &Ground<'_>,
        scope: &Scope,
        handles: &mut Handles,
        seats: impl Fn(usize) -> Seats,
    ) -> Result<u64> {
        let (schools, indicator) = self.schools(ground, scope, handles);
        for school in &schools {
            handles.admission.mean(*school, seats(indicator))?;
        }
        Ok(schools.len() as u64)
    }
}

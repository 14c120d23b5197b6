//! What a year brings to those who chose in it, by municipality of the home.

use crate::numeric::Sum;

/// What a year brings to those who chose a school in it, in one municipality.
#[derive(Clone, Copy, Debug, Default)]
pub struct Figures {
    /// Pupils who chose.
    pub chose: u64,
    /// Of whom at the school of their first choice.
    pub first: u64,
    /// Of whom at one of their first three choices.
    pub three: u64,
    /// Of whom no school on the list had a place.
    pub unplaced: u64,
    /// Of whom at the nearest school for them.
    pub nearest: u64,
    /// Kilometres from home to school, all together.
    pub km: Sum,
}

impl Figures {
    /// Those of several municipalities together, in order.
    #[must_use]
    pub fn total(all: &[Self]) -> Self {
        all.iter().fold(Self::default(), |sum, one| Self {
            chose: sum.chose + one.chose,
            first: sum.first + one.first,
            three: sum.three + one.three,
            unplaced: sum.unplaced + one.unplaced,
            nearest: sum.nearest + one.nearest,
            km: [sum.km.value(), one.km.value()].into_iter().collect(),
        })
    }
}

//! How the places of a year are given out.

use super::Mechanism;
use crate::market::Ties;

/// How the places of a year are given out.
#[derive(Clone, Debug, PartialEq)]
pub enum Enrolment {
    /// Every school takes all who choose it.
    Free,
    /// Families go to the school of their choice; where it is full, to the next on their list.
    Queue {
        /// Schools that they try at most.
        length: usize,
        /// Whether those who choose the school of an older brother or sister come before all others.
        sibling_first: bool,
    },
    /// Families hand in lists, and a mechanism places them.
    Central {
        /// The mechanism.
        mechanism: Mechanism,
        /// How ties are broken.
        ties: Ties,
        /// Schools on a list at most.
        length: usize,
        /// Whether a school takes the brothers and sisters of its pupils before others.
        sibling_first: bool,
    },
}

impl Enrolment {
    /// Schools on a list at most; one where schools take all.
    #[must_use]
    pub fn length(&self) -> usize {
        match self {
            Self::Free => 1,
            Self::Queue { length, .. } | Self::Central { length, .. } => *length,
        }
    }

    /// Whether schools take no more pupils than they have places.
    #[must_use]
    pub fn has_limits(&self) -> bool {
        *self != Self::Free
    }
}

//! Whether a placement is right, by code that shares nothing with the mechanisms.
//!
//! Everything here is read anew from the definitions: the order of pupils at schools, whom a school
//! would choose, who has a claim to a place. Nothing is known of how the placement came about, so that
//! it may be that of any mechanism, or of an authority.
//!
//! Who is placed on a wish that is not the pupil's own breaks the rules ([`Breaches::wishes`]) and holds
//! no place in the eyes of the rest.

mod breaches;
mod cycles;
mod envy;
mod held;
mod order;
mod rule;
mod seats;
mod stability;
#[cfg(test)]
mod tests;
mod verdict;

pub use breaches::{Breaches, breaches};
pub use cycles::improving_cycles;
pub use envy::{Envy, justified_envy};
pub use held::cutoffs;
pub use order::Standing;
pub use rule::{Candidate, admits};
pub use stability::{blocking_pairs, unchosen, waste};
pub use verdict::{Verdict, verify};

//! Arrow: record batches in, keys and counts for the floors below; rows of an answer out.

mod answer;
pub mod behaviour;
pub mod choices;
mod count;
mod explained;
pub mod filled;
mod frame;
pub mod instruments;
mod integers;
mod keys;
pub mod lattice;
pub mod market;
pub mod parts;
pub mod placements;
mod priorities;
mod reflected;
pub mod register;
pub mod seating;
pub mod simulated;
pub mod tracks;
pub mod traits;
pub mod world;

pub use answer::{
    Shown, TestShown, catalogue, estimates, group_labels, locals, roll_frame, terms, tests, thresholds,
    unit_labels,
};
pub use count::{Asked, Counted, numbers_or_null, whole_or_null};
pub use explained::{compared, decomposed};
pub use frame::Frame;
pub use reflected::{concentrations, contributions, encounters, meeting_changes, reflections};

//! Arrow: record batches in, keys and counts for the floors below; rows of an answer out.

mod answer;
mod count;
mod frame;
mod integers;
mod keys;
pub mod world;

pub use answer::{catalogue, decomposed, estimates, group_labels, locals, roll_frame, unit_labels};
pub use count::{Asked, Counted, whole_or_null};
pub use frame::Frame;

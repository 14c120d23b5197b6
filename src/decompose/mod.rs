//! Where an index comes from: between the nests of each level and between the units inside the
//! innermost, or from several attributes of units at once.

mod attributes;
mod gathered;
mod information;
mod shapley;

pub use attributes::Attributes;
pub use gathered::Gathered;
pub use information::nested;
pub use shapley::{MOST, shapley};

//! Who is admitted where: the ways in which places are given out.

pub mod choice;
mod deferred;
mod drawing;
mod mechanism;
mod parallel;
mod queue;
mod staged;
#[cfg(test)]
mod tests;

pub use deferred::deferred_acceptance;
pub use drawing::{Drawing, Placements, admit};
pub use mechanism::Mechanism;
pub use parallel::parallel;
pub use queue::first_come;
pub use staged::Left;

//! Who is admitted where: the ways in which places are given out.

pub mod choice;
mod deferred;
mod staged;
#[cfg(test)]
mod tests;

pub use deferred::deferred_acceptance;
pub use staged::Left;

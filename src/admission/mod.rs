//! Who is admitted where: the ways in which places are given out.

mod adjusted;
pub mod choice;
mod cycles;
mod deferred;
mod drawing;
mod enrolment;
mod immediate;
mod mechanism;
mod parallel;
mod queue;
mod queues;
mod rank_minimising;
mod serial;
mod staged;
#[cfg(test)]
mod tests;
mod trading;
mod turns;

pub use adjusted::efficiency_adjusted;
pub use cycles::stable_improvement_cycles;
pub use deferred::deferred_acceptance;
pub use drawing::{Drawing, Placements, admit};
pub use enrolment::Enrolment;
pub use immediate::{adaptive_acceptance, immediate_acceptance};
pub use mechanism::Mechanism;
pub use parallel::parallel;
pub use queue::first_come;
pub use rank_minimising::rank_minimising;
pub use serial::serial_dictatorship;
pub use staged::Left;
pub use trading::top_trading_cycles;

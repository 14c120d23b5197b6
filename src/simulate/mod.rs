//! School choice year by year: cohorts come, choose and leave; replicates and scenarios under common random
//! numbers; and whether choices come to rest.

mod base;
mod central;
mod cohorts;
mod elders;
mod event;
mod figures;
mod giving;
mod ladder;
mod meant;
mod mixing;
mod moving;
mod needs;
mod phases;
mod plan;
mod runs;
mod settle;
mod state;
mod staying;
mod sweep;
#[cfg(test)]
mod tests;
mod years;

pub use base::{Base, Opened};
pub use cohorts::{Cohort, Entrant};
pub use elders::Elder;
pub use event::{Event, Happened};
pub use figures::Figures;
pub use phases::Phase;
pub use plan::{Active, Asked, Plan, Update};
pub use runs::{Outcome, Runs};
pub use settle::{Rest, Settled, Settling, Start, Tick};

use phases::Phases;
use state::State;

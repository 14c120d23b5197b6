//! Agents on a grid: Schelling's model of homes, and homes and schools after COMPASS.

mod compass;
mod crowd;
mod evenness;
mod order;
mod runs;
mod schelling;
mod settled;
mod torus;
mod town;

pub use compass::{AtSchool, Compass, Given as CompassGiven, Outcome, Stage, Tick};
pub use runs::{Ended, numbers, runs};
pub use schelling::{Grid, Schelling, Step, Update};
pub use settled::Settled;
pub use town::{Given as TownGiven, Town};

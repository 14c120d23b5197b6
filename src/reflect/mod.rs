//! School against neighbourhood: who lives around a school, and whether its pupils mirror them.

mod columns;
mod near;
mod neighbourhood;
mod neighbours;
mod pairs;
mod residents;
mod rule;

pub use neighbourhood::Neighbourhood;
pub use neighbours::{Around, Neighbours};
pub use pairs::Pairs;
pub use residents::Residents;
pub use rule::{Answer, Reflection, Rule, School};

//! Which school pupils choose: tastes fitted to where they go, or given; and draws of them.

mod behaviour;
mod blocks;
mod cells;
mod choosing;
mod company;
mod drawing;
mod fitting;
mod sets;
mod shifts;
mod tastes;
#[cfg(test)]
mod tests;

pub use behaviour::{About, Aspect, Behaviour, Draws, Join, Known, Part, Rule};
pub use blocks::{Block, Blocks};
pub use company::{Company, Empty};
pub use drawing::Chooser;
pub use fitting::Model;
pub use sets::{Considered, NEAR, Sets};
pub use shifts::{Assigned, Informed, Shifts};
pub use tastes::{Chances, Seeker, Tastes, View};

//! Which school pupils choose: tastes fitted to where they go, and draws of them.

mod cells;
mod drawing;
mod fitting;
mod sets;
#[cfg(test)]
mod tests;

pub use drawing::Chooser;
pub use fitting::Model;
pub use sets::{Considered, NEAR, Sets};

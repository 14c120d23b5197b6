//! The plane: distances, and the search for what is near.

mod grid;
mod nearest;

pub use grid::{Grid, distance};
pub use nearest::{Near, Nearest};

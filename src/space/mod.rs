//! The plane: distances, and the search for what is near.

mod grid;

pub use grid::{Grid, distance};

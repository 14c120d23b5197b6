//! Rows of the answer: by table, measure, focal and versus group.

mod decomposed;
mod estimate;
mod expectation;
mod local;
mod question;
mod rows;
mod sampling;

pub use decomposed::{PartRow, decompose};
pub use expectation::expected;
pub use local::{LocalRow, local};
pub use question::{Focus, Measure};
pub use rows::{Row, measure};
pub use sampling::{Interval, Sampling};

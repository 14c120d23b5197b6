//! Rows of the answer: by table, measure, focal and versus group.

mod chance;
mod compared;
mod correction;
mod dealing;
mod decomposed;
mod difference;
mod estimate;
mod local;
mod ordered;
mod pairing;
mod question;
mod rows;
mod sampling;
mod testing;

pub use chance::{Chance, expected};
pub use compared::{Compare, ComparedRow, Place, compare};
pub use correction::Correction;
pub use dealing::Together;
pub use decomposed::{Decompose, PartRow, decompose};
pub use difference::{Difference, Exchange, difference};
pub use local::{LocalRow, local};
pub use ordered::{TermRow, ThresholdRow, terms, thresholds};
pub use question::{Focus, Given, Measure};
pub use rows::{How, Row, measure};
pub use sampling::{About, Sampling};
pub use testing::{Null, TestRow, test};

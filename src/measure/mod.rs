//! Rows of the answer: by table, measure, focal and versus group.

mod chance;
mod compared;
mod comparing;
mod concentrated;
mod contributed;
mod correction;
mod dealing;
mod decomposed;
mod difference;
mod encounters;
mod estimate;
mod local;
mod ordered;
mod pairing;
mod question;
mod reflected;
mod rows;
mod sampling;
mod testing;

pub use chance::{Chance, expected};
pub use compared::{ComparedRow, Place, compare};
pub use comparing::Compare;
pub use concentrated::{Concentrated, ConcentrationRow, concentration};
pub use contributed::{Added, ContributionRow, contribution};
pub use correction::Correction;
pub use dealing::Together;
pub use decomposed::{Decompose, PartRow, decompose};
pub use difference::{Difference, Exchange, difference};
pub use encounters::{Company, EncounterRow, MeetingChange, encounters, meeting_changes};
pub use local::{LocalRow, local};
pub use ordered::{TermRow, ThresholdRow, terms, thresholds};
pub use question::{Focus, Given, Measure};
pub use reflected::{Mirror, Own, ReflectRow, reflect};
pub use rows::{How, Row, measure};
pub use sampling::{About, Again, Sampling};
pub use testing::{Null, TestRow, test};

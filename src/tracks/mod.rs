//! Tracks of secondary education: advice, first classes, repeating and moving, and who sits with whom.

mod cohort;
mod course;
mod figures;
mod forming;
mod level;
mod placement;
mod plan;
mod pooled;
mod programme;
mod runs;
mod sites;
#[cfg(test)]
pub(crate) mod tests;
mod transitions;

pub use cohort::Cohort;
pub use course::{Seated, Setting, StudyYear};
pub use figures::{Figure, Level, Measure, figures, pupils};
pub use forming::{Forming, Seat, class_sizes, classes};
pub use level::{Advice, LEVELS, PRO, TOP};
pub use placement::Placement;
pub use plan::{FirstClasses, Plan, SiteDraws, WIDEST, Widths};
pub use pooled::{Pooled, pooled};
pub use programme::Programme;
pub use runs::{Outcome, Runs};
pub use sites::Sites;
pub use transitions::{Chances, Transitions, Turn, expected_levels};

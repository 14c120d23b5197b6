//! Tastes estimated from choices: conditional and exploded logit, pulls of schools, and their errors.

mod choices;
mod covariance;
mod curvature;
mod draws;
mod newton;
mod pulls;
mod refusals;
#[cfg(test)]
mod tests;

pub use choices::{Choices, Rows, Set};
pub use draws::draws;
pub use newton::{Estimated, conditional_logit};
pub use pulls::{Balanced, balanced};

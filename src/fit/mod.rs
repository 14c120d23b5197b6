//! Small problems of fitting: linear equations, least squares, linear programs, weights of a mixture,
//! tables with given margins, trips between them.

mod cholesky;
mod gravity;
mod least_squares;
mod proportional;
mod rounding;
mod simplex;
mod weights;

pub use cholesky::cholesky_solve;
pub use gravity::{Gravity, Margins};
pub use least_squares::{Fit, least_squares};
pub use proportional::{Proportional, TOLERANCE, proportional};
pub use rounding::rounded;
pub use simplex::minimise;
pub use weights::mixing_weights;

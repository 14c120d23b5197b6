//! What chance and masks do to an index.

mod bootstrap;
mod expected;
mod imputation;

pub use bootstrap::{Resample, resample};
pub use expected::expected;
pub use imputation::{IMPUTATIONS, Imputation, Law};

//! What chance and masks do to an index.

mod expected;
mod imputation;

pub use expected::expected;
pub use imputation::{IMPUTATIONS, Imputation, Law};

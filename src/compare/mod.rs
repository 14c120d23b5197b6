//! Why segregation differs between two tables: units and groups that come and go, margins that
//! shift, and how pupils are spread given the margins.

mod common;
mod karmel_maclachlan;
mod mora_ruiz_castillo;
mod parts;
mod shapley;
mod side;
mod state;

pub use common::Outside;
pub use parts::{Comparison, Method, Parts, Scale, compare};
pub use side::Side;

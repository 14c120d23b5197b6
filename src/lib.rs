//! The core of schoolmix: measures, explains and simulates school segregation.
//!
//! Modules stand on floors and import strictly lower floors only; see
//! `CONTRIBUTING.md` for the map.

pub mod error;
pub mod numeric;

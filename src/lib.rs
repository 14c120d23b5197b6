//! The core of schoolmix: measures, explains and simulates school segregation.
//!
//! Modules stand on floors and import strictly lower floors only; see
//! `CONTRIBUTING.md` for the map.

#[cfg(feature = "python")]
mod bindings;
pub mod bounds;
#[cfg(feature = "python")]
mod columns;
pub mod compare;
pub mod decompose;
pub mod error;
pub mod fit;
pub mod indices;
pub mod measure;
pub mod numeric;
pub mod reflect;
pub mod roll;
pub mod space;
pub mod synthetic;
pub mod uncertainty;
pub mod watch;
pub mod world;

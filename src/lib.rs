//! The core of schoolmix: measures, explains and simulates school segregation.
//!
//! Modules stand on floors and import strictly lower floors only; see
//! `CONTRIBUTING.md` for the map.

pub mod admission;
#[cfg(feature = "python")]
mod bindings;
pub mod bounds;
pub mod choice;
#[cfg(feature = "python")]
mod columns;
pub mod compare;
pub mod decompose;
pub mod error;
pub mod estimate;
pub mod fit;
pub mod flow;
pub mod indices;
pub mod lattice;
pub mod market;
pub mod measure;
pub mod numeric;
pub mod policy;
pub mod proof;
pub mod reassign;
pub mod reflect;
pub mod roll;
pub mod simulate;
pub mod sources;
pub mod space;
pub mod synthetic;
pub mod tracks;
pub mod uncertainty;
pub mod utility;
pub mod watch;
pub mod world;

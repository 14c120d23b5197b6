//! Who is admitted where.

mod deferred;

pub use deferred::{Lists, deferred_acceptance};

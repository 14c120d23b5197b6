//! Python: parse, detach, core, wrap.

// Python hands its arguments over; a borrowed list cannot be extracted.
#![allow(clippy::needless_pass_by_value)]

mod admission;
mod errors;
mod estimate;
mod funding;
mod lattice;
mod options;
mod reflect;
mod residence;
mod roll;
mod simulate;
mod tracks;
mod verbs;
mod world;

use pyo3::prelude::*;

/// The compiled core of schoolmix; use it through the package `schoolmix`.
#[pymodule(gil_used = false)]
mod _core {
    #[pymodule_export]
    use super::admission::{Admission, Market, nearest_points};
    #[pymodule_export]
    use super::estimate::{Choices, broad_denominations, taste_draws};
    #[pymodule_export]
    use super::funding::{funding, funding_amounts};
    #[pymodule_export]
    use super::lattice::{compass, schelling};
    #[pymodule_export]
    use super::reflect::{concentration, contribution, encounters, meeting_changes, reflect};
    #[pymodule_export]
    use super::residence::{Sources, nearest_school, reassign};
    #[pymodule_export]
    use super::roll::Roll;
    #[pymodule_export]
    use super::simulate::{Plan, Simulator};
    #[pymodule_export]
    use super::tracks::{Entrants, expected_levels, pooled_rates};
    #[pymodule_export]
    use super::verbs::{
        catalogue, compare, decompose, difference, expected, local, measure, rank_order, scale, test,
        thresholds,
    };
    #[pymodule_export]
    use super::world::World;

    /// Whether this is a build without optimisation.
    #[pymodule_export]
    const DEBUG: bool = cfg!(debug_assertions);

    /// The version of the core.
    #[pymodule_export]
    const VERSION: &str = env!("CARGO_PKG_VERSION");
}

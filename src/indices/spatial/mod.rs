//! Spatial indices: evenness, exposure, clustering, centralisation and concentration of units that
//! have a place.
//!
//! Distances are straight and in kilometres. Units without pupils have no part: they are no
//! neighbours and their area does not count. Functions of two groups take a table of two, focal
//! pupils x_j first. What is needed of [`Places`](crate::roll::Places) must be known, all of it
//! finite; what has no value for want of a denominator is nothing.

mod centralisation;
mod concentration;
mod contiguity;
mod distortion;
mod evenness;
mod exposure;
mod kernel;
mod levels;
mod moran;
mod proximity;
mod smoothed;

pub use centralisation::{absolute_centralisation, relative_centralisation};
pub use concentration::{Filled, absolute_concentration, delta, relative_concentration};
pub use contiguity::{morrill, wong};
pub use distortion::{Distortion, distortion};
pub use evenness::{spatial_dissimilarity, spatial_relative_diversity, spatial_theil};
pub use exposure::{distance_decay_exposure, spatial_exposure};
pub use kernel::Kernel;
pub use moran::{Moran, moran};
pub use proximity::{
    Closeness, SelfDistance, absolute_clustering, closeness, proximity, relative_clustering,
};
pub use smoothed::{Smoothed, smoothed};

#[cfg(test)]
mod tests;
#[cfg(test)]
use tests::{line, moved};

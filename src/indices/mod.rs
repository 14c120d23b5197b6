//! Indices of segregation: one formula a file. Every function takes a table with
//! at least two groups and two units with pupils unless it says otherwise; what is
//! undefined is told apart before, by [`Undefined`].

mod catalogue;
mod dissimilarity;
mod entropy;
mod exposure;
mod gini;
mod information;
mod local;
mod normalised_exposure;
mod undefined;

pub use catalogue::{CATALOGUE, Entry, Form, Index, entry};
pub use dissimilarity::{dissimilarity, interaction};
pub use entropy::entropy;
pub use exposure::exposure;
pub use gini::gini;
pub use information::mutual_information;
pub use local::contributions;
pub use normalised_exposure::normalised_exposure;
pub use undefined::{Undefined, defined};

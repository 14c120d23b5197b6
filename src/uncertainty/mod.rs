//! What chance and masks do to an index.

mod allocation;
mod bootstrap;
mod deal;
mod expected;
mod families;
mod imputation;
mod intervals;
mod law;
mod multinomial;
mod permutation;
mod remainder;
mod rubin;
mod small_units;
mod source;
mod units;

pub use allocation::{Allocation, Margins};
pub use bootstrap::{Bootstrap, Resample, repeat};
use deal::deal;
pub use expected::expected;
pub use families::Clusters;
pub use imputation::{IMPUTATIONS, Imputation, hidden_counts};
pub use intervals::{Interval, Method, Replicates, quantile};
pub use law::Law;
pub use multinomial::Multinomial;
pub use permutation::{Areas, Periods, p_value};
pub use rubin::{Combined, combine};
pub use small_units::{
    Apart, BetaMixture, Component, density, dissimilarity_bounds, over_sizes, size_classes,
};
pub use source::Source;
pub use units::SharedUnits;
use units::times;

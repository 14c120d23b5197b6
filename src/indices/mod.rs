//! Indices of segregation: one formula a file. Every function takes a table with
//! at least two groups and two units with pupils unless it says otherwise; what is
//! undefined is told apart before, by [`Undefined`].

mod analysis_of_variance;
mod atkinson;
mod catalogue;
mod concentration;
mod dissimilarity;
mod entropy;
mod exchange;
mod exposure;
mod gini;
mod index;
mod information;
mod local;
mod ordinal;
mod quotient;
mod rank_order;
mod spatial;
mod undefined;
mod value;
mod variance;
mod without_self;

pub use analysis_of_variance::{explained_variance, icc, icc_of_scores};
pub use atkinson::{atkinson, atkinson_symmetric, hutchens};
pub use catalogue::{Allowed, Entry, Form, Needs, Parameter, Parameters, Unfit, Value, catalogue, entry};
pub use concentration::{concentration_profile, concentration_summary};
pub use dissimilarity::{dissimilarity, interaction};
pub use entropy::{entropy, entropy_of, normalised_entropy, simpson_concentration};
pub use exchange::{gorard, hoover, karmel_maclachlan, minmax};
pub use exposure::{coleman, exposure};
pub use gini::gini;
pub use index::{Around, Clustered, Decaying, GroupWeights, Index, Reference};
pub use information::{group_information, mutual_information};
pub use local::{contributions, own_values};
pub use ordinal::{Ordinal, ordinal, ordinal_contributions};
pub use quotient::{location_quotient, log_location_quotient, log_odds, what_if};
pub use rank_order::{Rank, RankOrder, Threshold, rank_order};
pub use spatial::{
    Closeness, Distortion, Filled, Kernel, Moran, SelfDistance, Smoothed, absolute_centralisation,
    absolute_clustering, absolute_concentration, closeness, delta, distance_decay_exposure, distortion,
    moran, morrill, proximity, relative_centralisation, relative_clustering, relative_concentration,
    smoothed, spatial_dissimilarity, spatial_exposure, spatial_relative_diversity, spatial_theil, wong,
};
pub use undefined::{Undefined, defined};
pub use value::{Ground, value};
pub use variance::{normalised_exposure, relative_diversity, squared_variation};
pub use without_self::{correlation_ratio_without_self, exposure_without_self, isolation_without_self};

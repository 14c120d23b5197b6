//! One index of one table, by its name.

use super::index::{Around, Clustered, Decaying};
use super::{
    Index, Undefined, analysis_of_variance, atkinson, concentration, dissimilarity, entropy, exchange,
    exposure, gini, information, ordinal, rank_order, spatial, variance, without_self,
};
use crate::roll::{Amount, Places, Table};

/// What some indices need beside the table.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ground<'a> {
    /// The groups in order.
    pub order: &'a [usize],
    /// The number that each group is.
    pub scores: &'a [f64],
    /// Where the units are.
    pub places: Option<&'a Places>,
}

/// The value of an index, where evenness is defined (see [`super::defined`]) if the index needs
/// that. `pair` are the groups of exposure; two-group indices get a table of two groups, the focal
/// one first.
///
/// # Errors
/// The reason why there is none.
///
/// ```
/// use schoolmix::{indices::{value, Ground, Index}, roll::Pair};
/// let pair = Pair::new(&[(80.0, 20.0), (15.0, 85.0), (5.0, 95.0)]);
/// let s = value(Index::Gorard, &pair.table(), (0, 1), &Ground::default()).unwrap();
/// assert!((s - 0.7 * 2.0 / 3.0).abs() < 1e-15);
/// ```
pub fn value<A: Amount>(
    index: Index,
    table: &Table<'_, A>,
    pair: (usize, usize),
    ground: &Ground<'_>,
) -> Result<f64, Undefined> {
    Ok(match index {
        Index::Isolation => exposure::exposure(table, pair.0, pair.0),
        Index::Exposure => exposure::exposure(table, pair.0, pair.1),
        Index::IsolationWithoutSelf => without_self::isolation_without_self(table, pair.0)?,
        Index::ExposureWithoutSelf => without_self::exposure_without_self(table, pair.0, pair.1)?,
        Index::CorrelationRatioWithoutSelf => without_self::correlation_ratio_without_self(table)?,
        Index::Coleman => exposure::coleman(table, pair.0, pair.1),
        Index::ConcentrationProfile { threshold } => concentration::concentration_profile(table, threshold),
        Index::ConcentrationSummary => concentration::concentration_summary(table),
        Index::Icc => analysis_of_variance::icc(table)?,
        Index::ExplainedVariance => analysis_of_variance::explained_variance(table, ground.scores)?,
        Index::IccOfScores => analysis_of_variance::icc_of_scores(table, ground.scores)?,
        Index::Entropy => entropy::entropy(table),
        Index::NormalisedEntropy => entropy::normalised_entropy(table)?,
        Index::SimpsonConcentration => entropy::simpson_concentration(table),
        Index::SimpsonInteraction => dissimilarity::interaction(table),
        Index::Ordinal(kind) => ordinal::ordinal(table, ground.order, kind).ok_or(Undefined::NoThreshold)?,
        Index::RankOrder { rank, degree } => rank_order::rank_order(table, ground.order, rank, degree)?.index,
        Index::Hoover(reference) => {
            exchange::hoover(table, reference, ground.places.map_or(&[], |places| &places.area))
        }
        _ if index.is_spatial() => {
            let found = ground.places.and_then(|places| spatial_value(index, table, pair, places));
            found.ok_or(Undefined::NoSpread)?
        }
        _ => evenness(index, table),
    })
}

fn evenness<A: Amount>(index: Index, table: &Table<'_, A>) -> f64 {
    match index {
        Index::Gorard => exchange::gorard(table),
        Index::KarmelMaclachlan => exchange::karmel_maclachlan(table),
        Index::MinMax => exchange::minmax(table),
        Index::Gini => gini::gini(table),
        Index::Atkinson { epsilon } => atkinson::atkinson(table, epsilon),
        Index::Hutchens => atkinson::hutchens(table),
        Index::AtkinsonSymmetric(weights) => atkinson::atkinson_symmetric(table, weights),
        Index::MutualInformation => information::mutual_information(table),
        Index::Theil => information::mutual_information(table) / entropy::entropy(table),
        Index::GroupInformation => information::group_information(table),
        Index::RelativeDiversity => variance::relative_diversity(table),
        Index::SquaredVariation => variance::squared_variation(table),
        Index::NormalisedExposure | Index::CorrelationRatio => variance::normalised_exposure(table),
        _ => dissimilarity::dissimilarity(table),
    }
}

/// A spatial index; null where units do not differ in what it is about.
fn spatial_value<A: Amount>(
    index: Index,
    table: &Table<'_, A>,
    pair: (usize, usize),
    places: &Places,
) -> Option<f64> {
    match index {
        Index::Smoothed { of, kernel, bandwidth } => {
            let mix = spatial::smoothed(table, places, kernel, bandwidth);
            Some(match of {
                Around::Theil => spatial::spatial_theil(table, &mix),
                Around::Dissimilarity => spatial::spatial_dissimilarity(table, &mix),
                Around::RelativeDiversity => spatial::spatial_relative_diversity(table, &mix),
                Around::Isolation => spatial::spatial_exposure(table, &mix, pair.0, pair.0),
                Around::Exposure => spatial::spatial_exposure(table, &mix, pair.0, pair.1),
            })
        }
        Index::Decay { of: Decaying::Isolation, beta } => {
            Some(spatial::distance_decay_exposure(table, places, pair.0, pair.0, beta))
        }
        Index::Decay { of: Decaying::Exposure, beta } => {
            Some(spatial::distance_decay_exposure(table, places, pair.0, pair.1, beta))
        }
        Index::Clustering { of, beta, own } => {
            let sums = spatial::closeness(table, places, beta, own);
            match of {
                Clustered::Proximity => spatial::proximity(table, &sums),
                Clustered::Relative => spatial::relative_clustering(table, &sums),
                Clustered::Absolute => spatial::absolute_clustering(table, &sums),
            }
        }
        Index::Distortion => Some(spatial::distortion(table, places).mean),
        Index::Delta => spatial::delta(table, &places.area),
        Index::AbsoluteConcentration => spatial::absolute_concentration(table, &places.area),
        Index::RelativeConcentration(filled) => spatial::relative_concentration(table, &places.area, filled),
        _ => bordering_value(index, table, places),
    }
}

/// A spatial index of a centre or of links.
fn bordering_value<A: Amount>(index: Index, table: &Table<'_, A>, places: &Places) -> Option<f64> {
    match index {
        Index::RelativeCentralisation => {
            Some(spatial::relative_centralisation(table, places, places.centre?))
        }
        Index::AbsoluteCentralisation => spatial::absolute_centralisation(table, places, places.centre?),
        Index::Morrill => spatial::morrill(table, places.links.as_ref()?),
        Index::Wong => spatial::wong(table, places, places.links.as_ref()?),
        _ => spatial::moran(table, places.links.as_ref()?).map(|moran| moran.value),
    }
}

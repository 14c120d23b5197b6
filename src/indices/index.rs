//! The indices with what each needs to be told.

use super::ordinal::Ordinal;
use super::rank_order::Rank;
use super::spatial::{Filled, Kernel, SelfDistance};

/// An index with its parameters; what has none beside the table is a plain name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Index {
    /// D.
    Dissimilarity,
    /// S.
    Gorard,
    /// Half the sum of differences from reference shares.
    Hoover(Reference),
    /// 2P(1-P)D.
    KarmelMaclachlan,
    /// 2D/(1+D).
    MinMax,
    /// G.
    Gini,
    /// A_ε.
    Atkinson {
        /// ε.
        epsilon: f64,
    },
    /// O.
    Hutchens,
    /// A of all groups alike.
    AtkinsonSymmetric(GroupWeights),
    /// H.
    Theil,
    /// M.
    MutualInformation,
    /// ls_k.
    GroupInformation,
    /// R.
    RelativeDiversity,
    /// C.
    SquaredVariation,
    /// P.
    NormalisedExposure,
    /// V.
    CorrelationRatio,
    /// V from encounters without the pupil.
    CorrelationRatioWithoutSelf,
    /// xPx.
    Isolation,
    /// aPb.
    Exposure,
    /// xPx without the pupil.
    IsolationWithoutSelf,
    /// aPb without the pupil.
    ExposureWithoutSelf,
    /// 1 - aPb/π_b.
    Coleman,
    /// v(τ).
    ConcentrationProfile {
        /// τ.
        threshold: f64,
    },
    /// R of the profile.
    ConcentrationSummary,
    /// ρ of a group's membership.
    Icc,
    /// η² of the groups' numbers.
    ExplainedVariance,
    /// ρ of the groups' numbers.
    IccOfScores,
    /// E.
    Entropy,
    /// E/ln K.
    NormalisedEntropy,
    /// λ.
    SimpsonConcentration,
    /// I.
    SimpsonInteraction,
    /// Λ.
    Ordinal(Ordinal),
    /// The rank-order form of a binary index.
    RankOrder {
        /// Which binary index.
        rank: Rank,
        /// Degree of the polynomial; null for the degree that the thresholds allow.
        degree: Option<usize>,
    },
    /// π_jk/π_k.
    LocationQuotient,
    /// ln π_jk/π_k.
    LogLocationQuotient,
    /// Smoothed log odds.
    LogOdds,
    /// 1 - D'/D.
    WhatIf,
    /// An index of the mix around units.
    Smoothed {
        /// Which index.
        of: Around,
        /// How the weight falls with distance.
        kernel: Kernel,
        /// r, in kilometres.
        bandwidth: f64,
    },
    /// An index of distance decay.
    Decay {
        /// Which index.
        of: Decaying,
        /// β, per kilometre.
        beta: f64,
    },
    /// An index of clustering by proximity.
    Clustering {
        /// Which index.
        of: Clustered,
        /// β, per kilometre.
        beta: f64,
        /// The distance of a unit to itself.
        own: SelfDistance,
    },
    /// RCE.
    RelativeCentralisation,
    /// ACE.
    AbsoluteCentralisation,
    /// Difference between pupils and area.
    Delta,
    /// ACO.
    AbsoluteConcentration,
    /// RCO.
    RelativeConcentration(Filled),
    /// D(adj).
    Morrill,
    /// D(w).
    Wong,
    /// Moran's I of p.
    Moran,
    /// Distortion.
    Distortion,
}

/// What shares are held against in Hoover's index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reference {
    /// All pupils.
    Total,
    /// The area of units.
    Area,
    /// The other group.
    Other,
}

/// Weights of groups in the symmetric Atkinson index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupWeights {
    /// 1/K each.
    Equal,
    /// π_k.
    Shares,
}

/// Indices of the mix around units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Around {
    /// H̃.
    Theil,
    /// D̃.
    Dissimilarity,
    /// R̃.
    RelativeDiversity,
    /// aP̃a.
    Isolation,
    /// aP̃b.
    Exposure,
}

/// Indices of distance decay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decaying {
    /// Of a group with itself.
    Isolation,
    /// Of a group with another.
    Exposure,
}

/// Indices of clustering.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clustered {
    /// SP.
    Proximity,
    /// RCL.
    Relative,
    /// ACL.
    Absolute,
}

impl Index {
    /// Whether it goes from 0 without segregation to 1 at full separation, so that a value under
    /// random allocation can be set to 0 and 1 be kept.
    #[must_use]
    pub fn reaches_one(self) -> bool {
        matches!(
            self,
            Self::Dissimilarity
                | Self::MinMax
                | Self::Gini
                | Self::Atkinson { .. }
                | Self::Hutchens
                | Self::AtkinsonSymmetric(_)
                | Self::Theil
                | Self::RelativeDiversity
                | Self::SquaredVariation
                | Self::NormalisedExposure
                | Self::CorrelationRatio
                | Self::ExplainedVariance
                | Self::Ordinal(_)
        )
    }

    /// Whether it falls when segregation rises.
    #[must_use]
    pub fn falls(self) -> bool {
        matches!(
            self,
            Self::Exposure
                | Self::ExposureWithoutSelf
                | Self::Smoothed { of: Around::Exposure, .. }
                | Self::Decay { of: Decaying::Exposure, .. }
        )
    }

    /// Whether it asks where units are.
    #[must_use]
    pub fn is_spatial(self) -> bool {
        matches!(
            self,
            Self::Smoothed { .. }
                | Self::Decay { .. }
                | Self::Clustering { .. }
                | Self::RelativeCentralisation
                | Self::AbsoluteCentralisation
                | Self::Delta
                | Self::AbsoluteConcentration
                | Self::RelativeConcentration(_)
                | Self::Morrill
                | Self::Wong
                | Self::Moran
                | Self::Distortion
        )
    }
}

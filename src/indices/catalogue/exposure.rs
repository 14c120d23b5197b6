//! Entries: exposure and concentration.

use super::{Allowed, ENTRY, Entry, Form, Needs, Parameter, Value};
use crate::indices::Index;

const THRESHOLD: Parameter =
    Parameter { name: "threshold", allowed: Allowed::AtLeast(0.0), default: Some(Value::Number(0.5)) };

/// What most entries share.
const EXPOSURE: Entry = Entry { kind: "exposure", form: Form::Group, index: |_| Index::Isolation, ..ENTRY };

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        name: "isolation",
        symbol: "xPx",
        range: "P..1",
        formula: "Σ_j (x_j/X)(x_j/t_j)",
        axioms: "size invariance, organisational equivalence, transfers",
        reference: "Bell 1954, Social Forces 32:357; Massey & Denton 1988, Social Forces 67:281",
        ..EXPOSURE
    },
    Entry {
        name: "exposure",
        symbol: "aPb",
        also: &["interaction"],
        form: Form::Pair,
        formula: "Σ_j (t_ja/T_a)(t_jb/t_j)",
        axioms: "size invariance, organisational equivalence; a row over all b adds up to 1",
        reference: "Bell 1954, Social Forces 32:357",
        index: |_| Index::Exposure,
        ..EXPOSURE
    },
    Entry {
        name: "isolation_without_self",
        symbol: "xPx'",
        needs: Needs::WholePupils,
        formula: "Σ_j (x_j/X)(x_j - 1)/(t_j - 1)",
        axioms: "under random allocation its mean is (X-1)/(T-1), whatever the sizes of units",
        reference: "Bell 1954, Social Forces 32:357",
        index: |_| Index::IsolationWithoutSelf,
        ..EXPOSURE
    },
    Entry {
        name: "exposure_without_self",
        symbol: "aPb'",
        form: Form::Pair,
        needs: Needs::WholePupils,
        formula: "Σ_j (t_ja/T_a) t_jb/(t_j - 1)",
        axioms: "under random allocation its mean is T_b/(T-1), whatever the sizes of units",
        reference: "Bell 1954, Social Forces 32:357",
        index: |_| Index::ExposureWithoutSelf,
        ..EXPOSURE
    },
    Entry {
        name: "coleman",
        symbol: "Col",
        form: Form::Pair,
        uneven: true,
        range: "1-1/π_b..1",
        formula: "1 - aPb/π_b",
        axioms: "size invariance, organisational equivalence; V with two groups",
        reference: "Coleman, Kelly & Moore 1975",
        index: |_| Index::Coleman,
        ..EXPOSURE
    },
    Entry {
        name: "correlation_ratio",
        symbol: "V",
        also: &["variance_ratio", "eta_squared"],
        uneven: true,
        formula: "(xPx - P) / (1 - P)",
        axioms: "size invariance, organisational equivalence, transfers, decomposition with own weights",
        reference: "Bell 1954, Social Forces 32:357; James & Taeuber 1985",
        index: |_| Index::CorrelationRatio,
        ..EXPOSURE
    },
    Entry {
        name: "correlation_ratio_without_self",
        symbol: "V'",
        uneven: true,
        needs: Needs::WholePupils,
        range: "about -1..1, mean 0 under random allocation",
        formula: "(xPx' - P')/(1 - P'), P' = (X-1)/(T-1)",
        axioms: "size invariance in the limit; no bias for small units",
        reference: "Bell 1954, Social Forces 32:357",
        index: |_| Index::CorrelationRatioWithoutSelf,
        ..EXPOSURE
    },
    Entry {
        name: "normalised_exposure",
        symbol: "P",
        form: Form::Multigroup,
        uneven: true,
        formula: "Σ_jk w_j (π_jk - π_k)² / (1 - π_k)",
        axioms: "size invariance, organisational equivalence, transfers",
        reference: "James 1986; Reardon & Firebaugh 2002, Sociological Methodology 32:33",
        index: |_| Index::NormalisedExposure,
        ..EXPOSURE
    },
    Entry {
        name: "icc",
        symbol: "ρ",
        also: &["intraclass_correlation"],
        uneven: true,
        needs: Needs::WholePupils,
        range: "-1/(n0-1)..1",
        formula: "(MSB - MSW)/(MSB + (n0-1) MSW), n0 = (T - Σ t_j²/T)/(J-1)",
        axioms: "organisational equivalence in the limit; no bias for small units",
        reference: "Fisher 1925; Donner 1986, International Statistical Review 54:67",
        index: |_| Index::Icc,
        ..EXPOSURE
    },
    Entry {
        name: "explained_variance",
        symbol: "η²",
        form: Form::Whole,
        uneven: true,
        needs: Needs::Scores,
        formula: "SSB/SST of z, z the number that the group is",
        axioms: "size invariance, organisational equivalence; V for a trait of 0 and 1",
        reference: "Pearson 1905; Kelley 1935",
        index: |_| Index::ExplainedVariance,
        ..EXPOSURE
    },
    Entry {
        name: "icc_of_scores",
        symbol: "ρ_z",
        form: Form::Whole,
        uneven: true,
        needs: Needs::Scores,
        range: "-1/(n0-1)..1",
        formula: "(MSB - MSW)/(MSB + (n0-1) MSW) of z, z the number that the group is; 1 - ρ is the inclusion of PISA",
        axioms: "organisational equivalence in the limit; no bias for small units",
        reference: "Fisher 1925; OECD 2013, PISA 2012 Results",
        index: |_| Index::IccOfScores,
        ..EXPOSURE
    },
    Entry {
        name: "concentration_profile",
        symbol: "v",
        kind: "concentration",
        parameters: &[THRESHOLD],
        formula: "v(τ) = Σ f_j over units with p_j > τ, strictly",
        axioms: "size invariance, organisational equivalence",
        reference: "Hong & Sadahiro 2014, Geographical Analysis 46:185",
        index: |p| Index::ConcentrationProfile { threshold: p.number(0) },
        ..EXPOSURE
    },
    Entry {
        name: "concentration_summary",
        symbol: "Rp",
        kind: "concentration",
        uneven: true,
        range: "0..max(1, P/(1-P))",
        formula: "Σ_j f_j |p_j - P| / (1 - P) = (P - ∫_0^P v + ∫_P^1 v)/(1-P), exactly",
        axioms: "size invariance, organisational equivalence, transfers across the mean",
        reference: "Hong & Sadahiro 2014, Geographical Analysis 46:185",
        index: |_| Index::ConcentrationSummary,
        ..EXPOSURE
    },
];

//! Entries: evenness.

use super::{Allowed, ENTRY, Entry, Form, Parameter, Value};
use crate::indices::{GroupWeights, Index, Reference};

/// The base of logarithms.
pub(super) const BASE: Parameter = Parameter {
    name: "base",
    allowed: Allowed::Between(1.0, f64::INFINITY),
    default: Some(Value::Number(std::f64::consts::E)),
};

const EPSILON: Parameter =
    Parameter { name: "epsilon", allowed: Allowed::Between(0.0, 1.0), default: Some(Value::Number(0.5)) };

const REFERENCE: Parameter = Parameter {
    name: "reference",
    allowed: Allowed::Words(&["total", "area", "other"]),
    default: Some(Value::Word(0)),
};

const WEIGHTS: Parameter = Parameter {
    name: "weights",
    allowed: Allowed::Words(&["equal", "shares"]),
    default: Some(Value::Word(0)),
};

/// What most entries share.
const EVENNESS: Entry = Entry { kind: "evenness", uneven: true, ..ENTRY };

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        name: "dissimilarity",
        symbol: "D",
        formula: "Σ_jk t_j |π_jk - π_k| / (2 T I)",
        axioms: "size invariance, organisational equivalence, weak transfers; composition invariance with two groups",
        reference: "Duncan & Duncan 1955, ASR 20:210; Morgan 1975; Sakoda 1981",
        ..EVENNESS
    },
    Entry {
        name: "gini",
        symbol: "G",
        formula: "Σ_k Σ_i Σ_j t_i t_j |π_ik - π_jk| / (2 T² I)",
        axioms: "size invariance, organisational equivalence, transfers; composition invariance with two groups",
        reference: "Duncan & Duncan 1955, ASR 20:210; Reardon & Firebaugh 2002, Sociological Methodology 32:33",
        index: |_| Index::Gini,
        ..EVENNESS
    },
    Entry {
        name: "theil",
        symbol: "H",
        also: &["information_theory"],
        formula: "M / E",
        axioms: "size invariance, organisational equivalence, transfers, decomposition with own weights",
        reference: "Theil & Finizza 1971; Reardon & Firebaugh 2002, Sociological Methodology 32:33",
        index: |_| Index::Theil,
        ..EVENNESS
    },
    Entry {
        name: "mutual_information",
        symbol: "M",
        also: &["divergence"],
        parameters: &[BASE],
        range: "0..ln min(J, K)",
        formula: "Σ_jk (t_jk/T) ln(t_jk T / (t_j T_k))",
        axioms: "size invariance, organisational equivalence, transfers, group division, strong decomposition",
        reference: "Theil 1971; Mora & Ruiz-Castillo 2011, Sociological Methodology 41:159; Frankel & Volij 2011, JET 146:1",
        index: |_| Index::MutualInformation,
        ..EVENNESS
    },
    Entry {
        name: "group_information",
        symbol: "ls",
        form: Form::Group,
        parameters: &[BASE],
        range: "0..-ln π_k",
        formula: "Σ_j (t_jk/T_k) ln((t_jk/T_k)/w_j)",
        axioms: "size invariance, organisational equivalence; M is its mean over groups, weighted by π_k",
        reference: "Mora & Ruiz-Castillo 2011, Sociological Methodology 41:159",
        index: |_| Index::GroupInformation,
        ..EVENNESS
    },
    Entry {
        name: "atkinson_symmetric",
        symbol: "A",
        parameters: &[WEIGHTS],
        formula: "1 - Σ_j Π_k (t_jk/T_k)^a_k, a_k = 1/K or π_k",
        axioms: "size invariance, organisational equivalence, transfers, composition invariance (equal weights); group division (weights π_k)",
        reference: "Frankel & Volij 2011, JET 146:1",
        index: |p| Index::AtkinsonSymmetric([GroupWeights::Equal, GroupWeights::Shares][p.word(0)]),
        ..EVENNESS
    },
    Entry {
        name: "relative_diversity",
        symbol: "R",
        also: &["goodman_kruskal_tau"],
        formula: "Σ_jk w_j (π_jk - π_k)² / I",
        axioms: "size invariance, organisational equivalence, transfers, decomposition with own weights",
        reference: "Goodman & Kruskal 1954; Carlson 1992; Reardon 1998",
        index: |_| Index::RelativeDiversity,
        ..EVENNESS
    },
    Entry {
        name: "squared_variation",
        symbol: "C",
        also: &["squared_coefficient_of_variation"],
        formula: "Σ_jk w_j (π_jk - π_k)² / ((K-1) π_k)",
        axioms: "size invariance, organisational equivalence, transfers",
        reference: "Reardon & Firebaugh 2002, Sociological Methodology 32:33",
        index: |_| Index::SquaredVariation,
        ..EVENNESS
    },
    Entry {
        name: "gorard",
        symbol: "S",
        form: Form::Group,
        range: "0..1-P",
        formula: "½ Σ_j |x_j/X - t_j/T| = D (1-P)",
        axioms: "size invariance, organisational equivalence, weak transfers, group division",
        reference: "Gorard & Taylor 2002, British Educational Research Journal 28:1",
        index: |_| Index::Gorard,
        ..EVENNESS
    },
    Entry {
        name: "hoover",
        symbol: "HO",
        form: Form::Group,
        parameters: &[REFERENCE],
        formula: "½ Σ_j |x_j/X - r_j|, r_j the unit's share of all pupils, of the area, or of the other group",
        axioms: "size invariance, organisational equivalence, weak transfers",
        reference: "Hoover 1941",
        index: |p| Index::Hoover([Reference::Total, Reference::Area, Reference::Other][p.word(0)]),
        ..EVENNESS
    },
    Entry {
        name: "karmel_maclachlan",
        symbol: "KM",
        form: Form::Group,
        range: "0..2P(1-P)",
        formula: "2 P (1-P) D",
        axioms: "size invariance, organisational equivalence, weak transfers",
        reference: "Karmel & Maclachlan 1988, Economic Record 64:187",
        index: |_| Index::KarmelMaclachlan,
        ..EVENNESS
    },
    Entry {
        name: "minmax",
        symbol: "MM",
        form: Form::Group,
        formula: "1 - Σ min(f_j, g_j) / Σ max(f_j, g_j) = 2D/(1+D)",
        axioms: "those of D",
        reference: "O'Sullivan & Wong 2007, Geographical Analysis 39:147",
        index: |_| Index::MinMax,
        ..EVENNESS
    },
    Entry {
        name: "atkinson",
        symbol: "A_ε",
        form: Form::Group,
        parameters: &[EPSILON],
        formula: "1 - [Σ_j f_j^ε g_j^(1-ε)]^(1/(1-ε))",
        axioms: "size invariance, organisational equivalence, transfers, composition invariance",
        reference: "Atkinson 1970; James & Taeuber 1985, Sociological Methodology 15:1",
        index: |p| Index::Atkinson { epsilon: p.number(0) },
        ..EVENNESS
    },
    Entry {
        name: "hutchens",
        symbol: "O",
        also: &["square_root"],
        form: Form::Group,
        formula: "1 - Σ_j √(f_j g_j)",
        axioms: "size invariance, organisational equivalence, transfers, composition invariance, decomposition with own weights",
        reference: "Hutchens 2004, International Economic Review 45:555",
        index: |_| Index::Hutchens,
        ..EVENNESS
    },
];

//! Entries: groups in order.

use super::{Allowed, ENTRY, Entry, Form, Needs, Parameter, Parameters, Value};
use crate::indices::{Index, Ordinal, Rank};

const DEGREE: Parameter =
    Parameter { name: "degree", allowed: Allowed::Whole(1, 12), default: Some(Value::Open) };

/// What the ordinal families share.
const ORDINAL: Entry = Entry {
    kind: "ordinal",
    form: Form::Whole,
    uneven: true,
    needs: Needs::Order,
    axioms: "size invariance, organisational equivalence, transfers",
    reference: "Reardon 2009, Research on Economic Inequality 17:129",
    index: |_| Index::Ordinal(Ordinal::Information),
    ..ENTRY
};

/// What the rank-order indices share.
const RANK: Entry = Entry {
    kind: "rank-order",
    parameters: &[DEGREE],
    range: "about 0..1; below 0 for a wrong order or too high a degree",
    axioms: "size invariance, organisational equivalence; no change when the order of groups is kept by another scale",
    reference: "Reardon 2011, Stanford working paper; Reardon & Bischoff 2011, AJS 116:1092",
    ..ORDINAL
};

fn rank(rank: Rank, parameters: &Parameters) -> Index {
    Index::RankOrder { rank, degree: parameters.whole(0) }
}

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        name: "ordinal_information",
        symbol: "Λ_H",
        formula: "Σ_j w_j (v - v_j)/v, v = Σ_k φ(c_k)/(K-1), φ(c) = -c log2 c - (1-c) log2(1-c)",
        ..ORDINAL
    },
    Entry {
        name: "ordinal_variance",
        symbol: "Λ_V",
        formula: "Σ_j w_j (v - v_j)/v, v = Σ_k φ(c_k)/(K-1), φ(c) = 4c(1-c)",
        index: |_| Index::Ordinal(Ordinal::Variance),
        ..ORDINAL
    },
    Entry {
        name: "ordinal_square_root",
        symbol: "Λ_S",
        formula: "Σ_j w_j (v - v_j)/v, v = Σ_k φ(c_k)/(K-1), φ(c) = 2√(c(1-c))",
        index: |_| Index::Ordinal(Ordinal::SquareRoot),
        ..ORDINAL
    },
    Entry {
        name: "ordinal_absolute",
        symbol: "Λ_A",
        formula: "Σ_j w_j (v - v_j)/v, v = Σ_k φ(c_k)/(K-1), φ(c) = 1 - |2c-1|",
        axioms: "size invariance, organisational equivalence, weak transfers; 0 whenever all units lie on one side of ½ at every threshold",
        index: |_| Index::Ordinal(Ordinal::Absolute),
        ..ORDINAL
    },
    Entry {
        name: "rank_information",
        symbol: "H^R",
        also: &["rank_order_theil"],
        formula: "Σ_m δ_m β_m, H at each threshold fitted by Σ_m β_m p^m",
        index: |p| rank(Rank::Information, p),
        ..RANK
    },
    Entry {
        name: "rank_variance",
        symbol: "R^R",
        formula: "Σ_m δ_m β_m, V at each threshold fitted by Σ_m β_m p^m",
        index: |p| rank(Rank::Variance, p),
        ..RANK
    },
    Entry {
        name: "rank_square_root",
        symbol: "S^R",
        formula: "Σ_m δ_m β_m, O at each threshold fitted by Σ_m β_m p^m",
        index: |p| rank(Rank::SquareRoot, p),
        ..RANK
    },
];

//! Entries: values of a unit that are asked with `local`.

use super::{ENTRY, Entry, Form, Needs};
use crate::indices::Index;

/// What the entries share.
const LOCAL: Entry = Entry {
    kind: "local",
    form: Form::Cell,
    axioms: "size invariance",
    index: |_| Index::LocationQuotient,
    ..ENTRY
};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        name: "location_quotient",
        symbol: "LQ",
        also: &["representation_ratio"],
        range: "0..1/π_k",
        formula: "π_jk / π_k",
        reference: "Florence 1939; Isard 1960",
        ..LOCAL
    },
    Entry {
        name: "log_location_quotient",
        symbol: "ln LQ",
        range: "null where a group is absent, else to -ln π_k",
        formula: "ln(π_jk / π_k)",
        reference: "Florence 1939; Isard 1960",
        index: |_| Index::LogLocationQuotient,
        ..LOCAL
    },
    Entry {
        name: "log_odds",
        symbol: "ln OR",
        range: "any number",
        formula: "ln((t_jk+½)/(t_j-t_jk+½)) - ln(T_k/(T-T_k))",
        axioms: "defined where a group is absent; needs whole pupils",
        needs: Needs::WholePupils,
        reference: "Haldane 1956; Anscombe 1956",
        index: |_| Index::LogOdds,
        ..LOCAL
    },
    Entry {
        name: "what_if",
        symbol: "d'",
        form: Form::Unit,
        uneven: true,
        range: "at most 1",
        formula: "1 - D'/D, D' with unit j at the mix P, all totals anew",
        axioms: "does not add up over units",
        reference: "Duncan & Duncan 1955, ASR 20:210, for D",
        index: |_| Index::WhatIf,
        ..LOCAL
    },
];

//! Entries: diversity, which is no measure of segregation.

use super::evenness::BASE;
use super::{ENTRY, Entry};
use crate::indices::Index;

/// What most entries share.
const DIVERSITY: Entry = Entry {
    kind: "diversity",
    axioms: "size invariance; no measure of segregation",
    index: |_| Index::Entropy,
    ..ENTRY
};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        name: "entropy",
        symbol: "E",
        also: &["diversity"],
        parameters: &[BASE],
        range: "0..ln K",
        formula: "-Σ_k π_k ln π_k",
        reference: "Shannon 1948; Theil 1972",
        ..DIVERSITY
    },
    Entry {
        name: "normalised_entropy",
        symbol: "E/ln K",
        formula: "E / ln K, K the groups with pupils",
        reference: "Shannon 1948; Theil 1972",
        index: |_| Index::NormalisedEntropy,
        ..DIVERSITY
    },
    Entry {
        name: "simpson_concentration",
        symbol: "λ",
        range: "1/K..1",
        formula: "Σ_k π_k²: the chance that two pupils match",
        reference: "Simpson 1949, Nature 163:688",
        index: |_| Index::SimpsonConcentration,
        ..DIVERSITY
    },
    Entry {
        name: "simpson_interaction",
        symbol: "I",
        range: "0..1-1/K",
        formula: "Σ_k π_k (1 - π_k): the chance that two pupils differ",
        reference: "Simpson 1949, Nature 163:688; Lieberson 1969",
        index: |_| Index::SimpsonInteraction,
        ..DIVERSITY
    },
];

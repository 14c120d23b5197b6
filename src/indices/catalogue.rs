//! The catalogue: every index with its name, symbol, range, formula and source.

/// An index of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Index {
    /// D.
    Dissimilarity,
    /// G.
    Gini,
    /// H.
    Theil,
    /// M.
    MutualInformation,
    /// E.
    Entropy,
    /// xPx.
    Isolation,
    /// aPb.
    Exposure,
    /// V.
    CorrelationRatio,
    /// P.
    NormalisedExposure,
}

/// Whether an index is asked of all groups, of one, or of an ordered pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One value for all groups; with a focal group the two-group form.
    Multigroup,
    /// One value a group.
    Group,
    /// One value for each ordered pair of different groups.
    Pair,
}

/// What the catalogue says of an index.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The index.
    pub index: Index,
    /// Its name.
    pub name: &'static str,
    /// Its symbol.
    pub symbol: &'static str,
    /// The dimension of segregation that it measures.
    pub kind: &'static str,
    /// How it is asked.
    pub form: Form,
    /// Its parameters with their defaults.
    pub parameters: &'static str,
    /// Lowest and highest value.
    pub range: &'static str,
    /// Its formula, in the notation of the glossary.
    pub formula: &'static str,
    /// Axioms it obeys.
    pub axioms: &'static str,
    /// Author, year, place.
    pub reference: &'static str,
}

/// All indices.
pub const CATALOGUE: [Entry; 9] = [
    Entry {
        index: Index::Dissimilarity,
        name: "dissimilarity",
        symbol: "D",
        kind: "evenness",
        form: Form::Multigroup,
        parameters: "",
        range: "0..1",
        formula: "Σ_jk t_j |π_jk - π_k| / (2 T I)",
        axioms: "size invariance, organisational equivalence, weak transfers; composition invariance with two groups",
        reference: "Duncan & Duncan 1955, ASR 20:210; Morgan 1975; Sakoda 1981",
    },
    Entry {
        index: Index::Gini,
        name: "gini",
        symbol: "G",
        kind: "evenness",
        form: Form::Multigroup,
        parameters: "",
        range: "0..1",
        formula: "Σ_k Σ_i Σ_j t_i t_j |π_ik - π_jk| / (2 T² I)",
        axioms: "size invariance, organisational equivalence, transfers; composition invariance with two groups",
        reference: "Duncan & Duncan 1955, ASR 20:210; Reardon & Firebaugh 2002, Sociological Methodology 32:33",
    },
    Entry {
        index: Index::Theil,
        name: "theil",
        symbol: "H",
        kind: "evenness",
        form: Form::Multigroup,
        parameters: "",
        range: "0..1",
        formula: "M / E",
        axioms: "size invariance, organisational equivalence, transfers, decomposition with own weights",
        reference: "Theil & Finizza 1971; Reardon & Firebaugh 2002, Sociological Methodology 32:33",
    },
    Entry {
        index: Index::MutualInformation,
        name: "mutual_information",
        symbol: "M",
        kind: "evenness",
        form: Form::Multigroup,
        parameters: "base=e",
        range: "0..ln min(J, K)",
        formula: "Σ_jk (t_jk/T) ln(t_jk T / (t_j T_k))",
        axioms: "size invariance, organisational equivalence, transfers, group division, strong decomposition",
        reference: "Theil 1971; Mora & Ruiz-Castillo 2011, Sociological Methodology 41:159; Frankel & Volij 2011, JET 146:1",
    },
    Entry {
        index: Index::Entropy,
        name: "entropy",
        symbol: "E",
        kind: "diversity",
        form: Form::Multigroup,
        parameters: "base=e",
        range: "0..ln K",
        formula: "-Σ_k π_k ln π_k",
        axioms: "size invariance; no measure of segregation",
        reference: "Shannon 1948; Theil 1972",
    },
    Entry {
        index: Index::Isolation,
        name: "isolation",
        symbol: "xPx",
        kind: "exposure",
        form: Form::Group,
        parameters: "",
        range: "P..1",
        formula: "Σ_j (x_j/X)(x_j/t_j)",
        axioms: "size invariance, organisational equivalence, transfers",
        reference: "Bell 1954, Social Forces 32:357; Massey & Denton 1988, Social Forces 67:281",
    },
    Entry {
        index: Index::Exposure,
        name: "exposure",
        symbol: "aPb",
        kind: "exposure",
        form: Form::Pair,
        parameters: "",
        range: "0..1",
        formula: "Σ_j (t_ja/T_a)(t_jb/t_j)",
        axioms: "size invariance, organisational equivalence; a row over all b adds up to 1",
        reference: "Bell 1954, Social Forces 32:357",
    },
    Entry {
        index: Index::CorrelationRatio,
        name: "correlation_ratio",
        symbol: "V",
        kind: "exposure",
        form: Form::Group,
        parameters: "",
        range: "0..1",
        formula: "(xPx - P) / (1 - P)",
        axioms: "size invariance, organisational equivalence, transfers, decomposition with own weights",
        reference: "Bell 1954, Social Forces 32:357; James & Taeuber 1985",
    },
    Entry {
        index: Index::NormalisedExposure,
        name: "normalised_exposure",
        symbol: "P",
        kind: "exposure",
        form: Form::Multigroup,
        parameters: "",
        range: "0..1",
        formula: "Σ_jk w_j (π_jk - π_k)² / (1 - π_k)",
        axioms: "size invariance, organisational equivalence, transfers",
        reference: "James 1986; Reardon & Firebaugh 2002, Sociological Methodology 32:33",
    },
];

/// The entry with this name or symbol.
#[must_use]
pub fn entry(name: &str) -> Option<&'static Entry> {
    CATALOGUE.iter().find(|e| e.name == name || e.symbol == name)
}

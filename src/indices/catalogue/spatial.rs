//! Entries: measures that look beyond the border of a unit.

use super::{Allowed, ENTRY, Entry, Form, Needs, Parameter, Parameters, Value};
use crate::indices::{Around, Clustered, Decaying, Filled, Index, Kernel, SelfDistance};

const BANDWIDTH: Parameter = Parameter { name: "bandwidth", allowed: Allowed::AtLeast(0.0), default: None };
const KERNEL: Parameter = Parameter {
    name: "kernel",
    allowed: Allowed::Words(&["biweight", "uniform", "triangular", "gaussian", "exponential"]),
    default: Some(Value::Word(0)),
};
const BETA: Parameter =
    Parameter { name: "beta", allowed: Allowed::Between(0.0, f64::INFINITY), default: None };
const SELF_DISTANCE: Parameter =
    Parameter { name: "self_distance", allowed: Allowed::Words(&["zero", "area"]), default: None };
const FILL: Parameter =
    Parameter { name: "fill", allowed: Allowed::Words(&["focal", "other"]), default: Some(Value::Word(0)) };

/// What the proximity-weighted family shares.
const AROUND: Entry = Entry {
    kind: "spatial",
    uneven: true,
    needs: Needs::Coordinates,
    parameters: &[BANDWIDTH, KERNEL],
    range: "about 0..1",
    axioms: "the aspatial index at bandwidth 0",
    reference: "Reardon & O'Sullivan 2004, Sociological Methodology 34:121",
    index: |p| around(Around::Theil, p),
    ..ENTRY
};

/// What indices of clustering share.
const CLUSTERING: Entry = Entry {
    form: Form::Group,
    parameters: &[BETA, SELF_DISTANCE],
    axioms: "size invariance",
    reference: "White 1983, AJS 88:1008; Massey & Denton 1988, Social Forces 67:281",
    index: |p| clustering(Clustered::Proximity, p),
    ..AROUND
};

/// What indices of place share.
const PLACE: Entry = Entry {
    form: Form::Group,
    parameters: &[],
    axioms: "size invariance",
    reference: "Massey & Denton 1988, Social Forces 67:281",
    ..AROUND
};

fn around(of: Around, p: &Parameters) -> Index {
    let kernels =
        [Kernel::Biweight, Kernel::Uniform, Kernel::Triangular, Kernel::Gaussian, Kernel::Exponential];
    Index::Smoothed { of, kernel: kernels[p.word(1)], bandwidth: p.number(0) }
}

fn clustering(of: Clustered, p: &Parameters) -> Index {
    Index::Clustering { of, beta: p.number(0), own: [SelfDistance::Zero, SelfDistance::Area][p.word(1)] }
}

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        name: "spatial_theil",
        symbol: "H~",
        formula: "1 - Σ_j t_j E~_j/(T E), E~_j the entropy of the mix around j",
        ..AROUND
    },
    Entry {
        name: "spatial_dissimilarity",
        symbol: "D~",
        formula: "Σ_jk t_j |π~_jk - π_k| / (2 T I)",
        index: |p| around(Around::Dissimilarity, p),
        ..AROUND
    },
    Entry {
        name: "spatial_relative_diversity",
        symbol: "R~",
        formula: "1 - Σ_j t_j I~_j/(T I)",
        index: |p| around(Around::RelativeDiversity, p),
        ..AROUND
    },
    Entry {
        name: "spatial_isolation",
        symbol: "aP~a",
        form: Form::Group,
        uneven: false,
        range: "0..1",
        formula: "Σ_j (x_j/X) p~_j",
        index: |p| around(Around::Isolation, p),
        ..AROUND
    },
    Entry {
        name: "spatial_exposure",
        symbol: "aP~b",
        form: Form::Pair,
        uneven: false,
        range: "0..1",
        formula: "Σ_j (t_ja/T_a) π~_jb",
        index: |p| around(Around::Exposure, p),
        ..AROUND
    },
    Entry {
        name: "distance_decay_isolation",
        symbol: "DPxx",
        form: Form::Group,
        uneven: false,
        parameters: &[BETA],
        range: "0..1",
        formula: "Σ_i f_i Σ_j K_ij x_j/t_j, K_ij = t_j exp(-β d_ij) / Σ_m t_m exp(-β d_im)",
        axioms: "with the exposures to all other groups it adds up to 1",
        reference: "Morgan 1983, Urban Affairs Quarterly 19:215",
        index: |p| Index::Decay { of: Decaying::Isolation, beta: p.number(0) },
        ..AROUND
    },
    Entry {
        name: "distance_decay_exposure",
        symbol: "DPxy",
        form: Form::Pair,
        uneven: false,
        parameters: &[BETA],
        range: "0..1",
        formula: "Σ_i (t_ia/T_a) Σ_j K_ij t_jb/t_j, K_ij = t_j exp(-β d_ij) / Σ_m t_m exp(-β d_im)",
        axioms: "with isolation it adds up to 1",
        reference: "Morgan 1983, Urban Affairs Quarterly 19:215",
        index: |p| Index::Decay { of: Decaying::Exposure, beta: p.number(0) },
        ..AROUND
    },
    Entry {
        name: "proximity",
        symbol: "SP",
        range: "above 0; 1 without clustering",
        formula: "(X P_xx + Y P_yy)/(T P_tt), P_xx = Σ_ij x_i x_j exp(-β d_ij)/X²",
        ..CLUSTERING
    },
    Entry {
        name: "relative_clustering",
        symbol: "RCL",
        range: "above -1; 0 when both groups cluster alike",
        formula: "P_xx/P_yy - 1",
        index: |p| clustering(Clustered::Relative, p),
        ..CLUSTERING
    },
    Entry {
        name: "absolute_clustering",
        symbol: "ACL",
        range: "about 0..1",
        formula: "[Σ f_i (Cx)_i - b]/[Σ f_i (Ct)_i - b], b = (X/J²) Σ_ij c_ij, c = exp(-β d)",
        index: |p| clustering(Clustered::Absolute, p),
        ..CLUSTERING
    },
    Entry {
        name: "relative_centralisation",
        symbol: "RCE",
        needs: Needs::Centre,
        range: "-1..1",
        formula: "Σ_i (X_(i-1) Y_i - X_i Y_(i-1)), cumulative shares by distance to the centre",
        index: |_| Index::RelativeCentralisation,
        ..PLACE
    },
    Entry {
        name: "absolute_centralisation",
        symbol: "ACE",
        needs: Needs::CentreAndAreas,
        range: "-1..1",
        formula: "as RCE, with shares of area for the other group",
        index: |_| Index::AbsoluteCentralisation,
        ..PLACE
    },
    Entry {
        name: "delta",
        symbol: "DEL",
        needs: Needs::Areas,
        range: "0..1",
        formula: "½ Σ_j |f_j - a_j/A|",
        reference: "Hoover 1941; Massey & Denton 1988, Social Forces 67:281",
        index: |_| Index::Delta,
        ..PLACE
    },
    Entry {
        name: "absolute_concentration",
        symbol: "ACO",
        needs: Needs::Areas,
        range: "about 0..1",
        formula: "1 - (Σ f_j a_j - A1)/(A2 - A1), A1 and A2 the mean area of the smallest and largest units that hold X",
        index: |_| Index::AbsoluteConcentration,
        ..PLACE
    },
    Entry {
        name: "relative_concentration",
        symbol: "RCO",
        needs: Needs::Areas,
        parameters: &[FILL],
        range: "about -1..1",
        formula: "(Σ f_j a_j/Σ g_j a_j - 1)/(A1/A2 - 1), A2 filled to X or to Y",
        index: |p| Index::RelativeConcentration([Filled::Focal, Filled::Others][p.word(0)]),
        ..PLACE
    },
    Entry {
        name: "morrill",
        symbol: "D(adj)",
        needs: Needs::Links,
        range: "at most D",
        formula: "D - Σ c_ij |p_i - p_j| / Σ c_ij",
        reference: "Morrill 1991, Geography Research Forum 11:25",
        index: |_| Index::Morrill,
        ..PLACE
    },
    Entry {
        name: "wong",
        symbol: "D(s)",
        needs: Needs::Borders,
        range: "at most D",
        formula: "D - Σ c_ij |p_i - p_j| (q_i + q_j)/(2 max q) / Σ c_ij, q = perimeter/area",
        reference: "Wong 1993, Urban Studies 30:559",
        index: |_| Index::Wong,
        ..PLACE
    },
    Entry {
        name: "moran",
        symbol: "MI",
        needs: Needs::Links,
        range: "about -1..1; -1/(J-1) without pattern",
        formula: "(J/Σ c_ij) Σ c_ij z_i z_j / Σ z_i², z = p - mean p",
        reference: "Moran 1950, Biometrika 37:17",
        index: |_| Index::Moran,
        ..PLACE
    },
    Entry {
        name: "distortion",
        symbol: "Δ",
        form: Form::Multigroup,
        parameters: &[],
        range: "0 or more",
        formula: "Σ_j w_j Σ_n KL(mix of the n units nearest to j against π)",
        axioms: "0 only where every neighbourhood of every size has the mix of the whole",
        reference: "Olteanu, Randon-Furling & Clark 2019, PNAS 116:12250",
        index: |_| Index::Distortion,
        ..AROUND
    },
];

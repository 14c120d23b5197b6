//! The parts of a difference, by three methods.

use super::common::{Common, Outside};
use super::karmel_maclachlan::KarmelMaclachlan;
use super::mora_ruiz_castillo::MoraRuizCastillo;
use super::shapley::Shapley;
use super::side::Side;
use super::state::{States, Year};
use crate::indices::Undefined;

/// How a difference is split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Shapley values of margins against structure, then of the two margins (Elbers 2021).
    Shapley,
    /// Karmel & Maclachlan (1988), one way, with an interaction.
    KarmelMaclachlan,
    /// Mora & Ruiz-Castillo (2009), without fitting.
    MoraRuizCastillo,
}

/// What M is divided by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scale {
    /// A number: M, in any base.
    Fixed(f64),
    /// The entropy of the groups: H.
    Entropy,
}

/// The parts of a difference; they add up to it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Parts {
    /// The index of the first table.
    pub before: f64,
    /// The index of the second.
    pub after: f64,
    /// Units and groups that only the second has.
    pub additions: f64,
    /// Units and groups that only the first has.
    pub removals: f64,
    /// The sizes of the groups.
    pub group_marginal: f64,
    /// The sizes of the units.
    pub unit_marginal: f64,
    /// Both margins together beyond each alone; Karmel & Maclachlan only.
    pub interaction: Option<f64>,
    /// How groups are spread over units whatever the margins.
    pub structural: f64,
}

/// Two tables compared.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The parts, for each scale.
    pub parts: Vec<Parts>,
    /// What each shared unit adds to the structural part, for each scale, in the order of names.
    pub by_unit: Vec<Vec<f64>>,
    /// What each shared group adds to it; none for Mora & Ruiz-Castillo.
    pub by_group: Vec<Vec<f64>>,
    /// Place of each shared unit, before and after.
    pub units: Vec<[usize; 2]>,
    /// The shared groups.
    pub groups: Vec<usize>,
    /// Share of the shared pupils of each shared unit, before and after.
    pub unit_shares: Vec<[f64; 2]>,
    /// Share of the shared pupils of each shared group, before and after.
    pub group_shares: Vec<[f64; 2]>,
    /// What only the first table has, and what only the second has.
    pub outside: [Outside; 2],
    /// Whether zeros of a table were filled, as they left no room for the margins of the other.
    pub filled: [bool; 2],
    /// Most passes of a fit; none where nothing was fitted.
    pub iterations: Option<u32>,
    /// Largest relative distance of a margin from its target.
    pub residual: Option<f64>,
}

/// Compares two tables, on each scale.
///
/// Units and groups that only one table has are set apart first; the rest of the difference is
/// split into the group margin, the unit margin and the structure that is left (Elbers 2021,
/// Sociological Methods & Research, doi 10.1177/0049124121986204).
///
/// ```
/// use schoolmix::{compare::{compare, Method, Scale, Side}, roll::Tally};
/// let side = |cells: &[u64]| Side::of(&Tally::of(cells, 2).table(cells), &[1, 2, 3]);
/// let (before, after) = (side(&[80, 20, 15, 85, 5, 95]), side(&[70, 30, 20, 80, 10, 90]));
/// let found = compare(&before, &after, Method::Shapley, &[Scale::Entropy]).unwrap().parts[0];
/// let sum = found.group_marginal + found.unit_marginal + found.structural;
/// assert!((sum - (found.after - found.before)).abs() < 1e-15 && found.additions == 0.0);
/// ```
///
/// # Errors
/// The reason why there is no value.
pub fn compare(
    before: &Side,
    after: &Side,
    method: Method,
    scales: &[Scale],
) -> Result<Comparison, Undefined> {
    let wholes = [before.whole?, after.whole?];
    let common = Common::of([before, after])?;
    let entropies = [0, 1].map(|year| common.halves[year].entropy());
    let states = States::of(&common);
    let shared = [Year::Before, Year::After].map(|year| states.alone(year).information);
    let splits: Box<dyn Splits> = match method {
        Method::Shapley => Box::new(Shapley::of(&states, entropies)?),
        Method::KarmelMaclachlan => Box::new(KarmelMaclachlan::of(&states, entropies)?),
        Method::MoraRuizCastillo => Box::new(MoraRuizCastillo::of(&common, entropies)),
    };
    let parts = |scale: Scale, split: &Split| {
        let [first, second] = wholes.map(|(information, entropy)| information / scale.unit(entropy));
        let [start, end] = [0, 1].map(|year| shared[year] / scale.unit(entropies[year]));
        let [only_before, only_after] = common.outside.map(|outside| outside != Outside::default());
        Parts {
            before: first,
            after: second,
            additions: if only_after { second - end } else { 0.0 },
            removals: if only_before { start - first } else { 0.0 },
            group_marginal: split.group_marginal,
            unit_marginal: split.unit_marginal,
            interaction: split.interaction,
            structural: split.structural,
        }
    };
    let found: Vec<Split> = scales.iter().map(|scale| splits.on(*scale)).collect();
    let reached = splits.reached();
    Ok(Comparison {
        parts: scales.iter().zip(&found).map(|(scale, split)| parts(*scale, split)).collect(),
        by_unit: found.iter().map(|split| split.by_unit.clone()).collect(),
        by_group: found.into_iter().map(|split| split.by_group).collect(),
        unit_shares: pairs(&common.halves[0].units, &common.halves[1].units),
        group_shares: pairs(&common.halves[0].groups, &common.halves[1].groups),
        outside: common.outside,
        filled: [Year::Before, Year::After].map(|year| states.filled(year)),
        iterations: reached.map(|(iterations, _)| iterations),
        residual: reached.map(|(_, residual)| residual),
        units: common.units.clone(),
        groups: common.groups.clone(),
    })
}

/// The parts of what two tables share, on one scale.
pub(super) struct Split {
    pub(super) group_marginal: f64,
    pub(super) unit_marginal: f64,
    pub(super) interaction: Option<f64>,
    pub(super) structural: f64,
    pub(super) by_unit: Vec<f64>,
    pub(super) by_group: Vec<f64>,
}

/// A method with its tables, which serve every scale.
pub(super) trait Splits {
    fn on(&self, scale: Scale) -> Split;

    /// Most passes of a fit and the largest residual; none where nothing was fitted.
    fn reached(&self) -> Option<(u32, f64)>;
}

impl Scale {
    /// What M is divided by, where groups have this entropy.
    pub(super) fn unit(self, entropy: f64) -> f64 {
        match self {
            Self::Fixed(unit) => unit,
            Self::Entropy => entropy,
        }
    }
}

/// Half the sum of two lists, item by item.
pub(super) fn half_sum(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| f64::midpoint(*a, *b)).collect()
}

fn pairs(before: &[f64], after: &[f64]) -> Vec<[f64; 2]> {
    before.iter().zip(after).map(|(b, a)| [*b, *a]).collect()
}

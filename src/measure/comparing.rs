//! What `compare` is asked, and the parts by name.

use super::sampling::Again;
use crate::compare::{Comparison, Method, Outside, Parts};
use crate::error::{Error, Result};

/// How two rolls are compared.
#[derive(Clone, Copy, Debug)]
pub struct Compare {
    pub(super) method: Method,
    pub(super) detail: Detail,
    pub(super) again: Again,
}

/// What has a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Detail {
    Parts,
    Units,
    Groups,
}

impl Compare {
    /// Checks the options of a caller.
    ///
    /// # Errors
    /// `BadOption`.
    pub fn read(method: &str, detail: Option<&str>, again: Again) -> Result<Self> {
        let unknown = |option: &str, given: &str, allowed: &str| {
            Err(Error::option(option, format!("there is no {option} '{given}'"), allowed))
        };
        let method = match method {
            "shapley" => Method::Shapley,
            "km" => Method::KarmelMaclachlan,
            "mrc" => Method::MoraRuizCastillo,
            other => return unknown("method", other, "'shapley', 'km', 'mrc'"),
        };
        let detail = match detail {
            None => Detail::Parts,
            Some("units") => Detail::Units,
            Some("groups") if method != Method::MoraRuizCastillo => Detail::Groups,
            Some("groups") => {
                let message = "the structural part of 'mrc' is a sum over units, not over groups";
                return Err(Error::option("detail", message, "'units', or another method"));
            }
            Some(other) => return unknown("detail", other, "'units', 'groups'"),
        };
        Ok(Self { method, detail, again })
    }

    /// The values of a comparison in the order of the rows of `point`, measure by measure; null for
    /// a unit or group that this one does not share.
    pub(super) fn aligned(&self, point: &Comparison, drawn: &Comparison) -> Vec<Option<f64>> {
        let of = |m: usize| -> Vec<Option<f64>> {
            match self.detail {
                Detail::Parts => values(&drawn.parts[m]),
                Detail::Units => {
                    let find = |unit: &[usize; 2]| drawn.units.binary_search(unit).ok();
                    point.units.iter().map(|unit| find(unit).map(|i| drawn.by_unit[m][i])).collect()
                }
                Detail::Groups => {
                    let find = |group: &usize| drawn.groups.binary_search(group).ok();
                    point.groups.iter().map(|group| find(group).map(|i| drawn.by_group[m][i])).collect()
                }
            }
        };
        (0..drawn.parts.len()).flat_map(of).collect()
    }
}

/// Names of the parts of a method, in order.
pub(super) fn names(method: Method) -> &'static [&'static str] {
    const NAMES: [&str; 9] = [
        "before",
        "after",
        "difference",
        "additions",
        "removals",
        "group_marginal",
        "unit_marginal",
        "structural",
        "interaction",
    ];
    if method == Method::KarmelMaclachlan { &NAMES } else { &NAMES[..8] }
}

/// The values of the parts, in the order of their names.
fn values(parts: &Parts) -> Vec<Option<f64>> {
    let known = [
        parts.before,
        parts.after,
        parts.after - parts.before,
        parts.additions,
        parts.removals,
        parts.group_marginal,
        parts.unit_marginal,
        parts.structural,
    ];
    known.into_iter().chain(parts.interaction).map(Some).collect()
}

pub(super) fn note(found: &Comparison, part: &str) -> String {
    let alone = |outside: Outside, which: &str| {
        let Outside { units, groups, share } = outside;
        format!("{units} units and {groups} groups only {which}, {:.1}% of its pupils", 100.0 * share)
    };
    match part {
        "removals" => alone(found.outside[0], "before"),
        "additions" => alone(found.outside[1], "after"),
        part if FITTED.contains(&part) => {
            let filled = match found.filled {
                [false, false] => return String::new(),
                [true, false] => "before",
                [false, true] => "after",
                [true, true] => "before and after",
            };
            format!("zeros {filled} leave no room for the other margins: filled with 1e-10 pupils")
        }
        _ => String::new(),
    }
}

/// Parts that rest on fitted tables.
pub(super) const FITTED: [&str; 4] = ["group_marginal", "unit_marginal", "structural", "interaction"];

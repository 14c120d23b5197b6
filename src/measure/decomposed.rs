//! `decompose`: the parts of M or H along the nests of a roll.

use super::Measure;
use super::question::need_visible;
use crate::decompose::nested;
use crate::error::{Error, Result};
use crate::indices::{Index, Undefined, defined, entropy};
use crate::numeric::Sum;
use crate::roll::{Amount, Part, Roll, Table, Visitor};

/// One part of one measure.
#[derive(Clone, Debug)]
pub struct PartRow {
    /// Number of the table.
    pub table: usize,
    /// Number of the measure.
    pub measure: usize,
    /// The nest's column, the unit's column, or `total`.
    pub part: String,
    /// What differences at this level add.
    pub estimate: Option<f64>,
    /// Its share of the total.
    pub share: Option<f64>,
    /// Why there is no value; empty otherwise.
    pub note: &'static str,
}

/// The parts of every measure: one row a level, one for the units, and the total.
///
/// # Errors
/// `BadOption` for other indices than M and H, `MissingWithin` for a roll without nests,
/// `SuppressedMarker` for hidden counts.
pub fn decompose(roll: &Roll, measures: &[Measure]) -> Result<Vec<PartRow>> {
    check(roll, measures)?;
    let names = roll.nests.names.iter().cloned();
    let unit = roll.units.names[roll.by..].join("+");
    let names: Vec<String> = names.chain([unit, "total".to_owned()]).collect();
    let mut rows = Vec::new();
    for (table, part) in roll.parts.iter().enumerate() {
        let levels: Vec<&[u32]> = roll.nests.levels.iter().map(|l| &l[part.units.clone()]).collect();
        for (m, measure) in measures.iter().enumerate() {
            let found = parts(roll, part, measure, &levels);
            rows.extend(names.iter().enumerate().map(|(i, name)| {
                let estimate = found.as_ref().ok().map(|p| p[i]);
                let total = found.as_ref().ok().and_then(|p| p.last().copied()).filter(|t| *t != 0.0);
                PartRow {
                    table,
                    measure: m,
                    part: name.clone(),
                    estimate,
                    share: estimate.zip(total).map(|(e, t)| e / t),
                    note: found.as_ref().err().copied().unwrap_or_default(),
                }
            }));
        }
    }
    Ok(rows)
}

fn check(roll: &Roll, measures: &[Measure]) -> Result<()> {
    let decomposes = |m: &&Measure| matches!(m.index, Index::MutualInformation | Index::Theil);
    if let Some(m) = measures.iter().find(|m| !decomposes(m)) {
        let message = format!("measure '{}' is not decomposed along nests", m.label);
        return Err(Error::option("measures", message, "M, H"));
    }
    if roll.nests.names.is_empty() {
        return Err(Error::input("MissingWithin", "the roll has no nests to decompose along")
            .on("within")
            .remedy("Give the roll within=[...], from the outermost column to the innermost."));
    }
    need_visible(roll, "a decomposition")
}

/// The parts and, last, their sum.
fn parts(
    roll: &Roll,
    part: &Part,
    measure: &Measure,
    levels: &[&[u32]],
) -> std::result::Result<Vec<f64>, &'static str> {
    let (parts, entropy) = roll.visit(part, Question { levels })?;
    let unit = if measure.index == Index::Theil { entropy } else { measure.unit };
    let mut parts: Vec<f64> = parts.into_iter().map(|p| p / unit).collect();
    parts.push(parts.iter().copied().collect::<Sum>().value());
    Ok(parts)
}

struct Question<'a> {
    levels: &'a [&'a [u32]],
}

impl Visitor for Question<'_> {
    type Output = std::result::Result<(Vec<f64>, f64), &'static str>;

    fn visit<A: Amount>(self, table: &Table<'_, A>) -> Self::Output {
        defined(table).map_err(Undefined::reason)?;
        Ok((nested(table, self.levels), entropy(table)))
    }
}

//! Nesting of units in areas, from the outermost to the innermost.

use super::{Column, Key};
use crate::error::{Error, Result};

/// Which nest of every level a unit lies in.
#[derive(Clone, Debug, Default)]
pub struct Nests {
    /// The column of each level.
    pub names: Vec<String>,
    /// Per level, the number of each unit's nest.
    pub levels: Vec<Vec<u32>>,
    /// The values of the innermost level's nests, all columns together.
    pub key: Option<Key>,
}

impl Nests {
    /// Reads the nests of units; `unit` gives the unit of a row, if it was kept.
    ///
    /// # Errors
    /// `NotNested` when a unit lies in two nests of a level.
    pub fn read(
        within: &[Column<'_>],
        units: usize,
        rows: usize,
        unit: impl Fn(usize) -> Option<usize>,
    ) -> Result<Self> {
        let mut nests =
            Self { names: within.iter().map(|c| c.name.clone()).collect(), levels: Vec::new(), key: None };
        for depth in 1..=within.len() {
            let (key, codes) = Key::compact(&within[..depth], rows)?;
            nests.levels.push(level(&codes, units, &unit).map_err(|row| {
                let name = &within[depth - 1].name;
                Error::input("NotNested", format!("a unit lies in two nests of '{name}', first in row {row}"))
                    .on(name.clone())
                    .at(row as u64, 1)
                    .remedy("Give every unit one nest, or make the nest part of the unit's key.")
            })?);
            nests.key = Some(key);
        }
        Ok(nests)
    }
}

fn level(
    codes: &[u32],
    units: usize,
    unit: impl Fn(usize) -> Option<usize>,
) -> std::result::Result<Vec<u32>, usize> {
    let mut nest = vec![u32::MAX; units];
    for (row, code) in codes.iter().enumerate() {
        let Some(j) = unit(row) else { continue };
        if nest[j] == u32::MAX {
            nest[j] = *code;
        } else if nest[j] != *code {
            return Err(row);
        }
    }
    Ok(nest)
}

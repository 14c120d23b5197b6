//! Neighbourhoods by columns that both rolls know.

use crate::error::{Error, Family, Result};
use crate::roll::{Label, Roll};

/// Where a roll has a column.
#[derive(Clone, Copy, Debug)]
enum Place {
    /// Among by and unit columns.
    Unit(usize),
    /// Among nests.
    Nest(usize),
}

/// Some columns of a roll's units.
pub(super) struct Columns<'a> {
    roll: &'a Roll,
    places: Vec<Place>,
}

impl<'a> Columns<'a> {
    /// Finds columns by name; `which` names the roll in a message.
    ///
    /// # Errors
    /// `MissingColumn`.
    pub(super) fn find(roll: &'a Roll, names: &[String], which: &str) -> Result<Self> {
        let place = |name: &String| {
            let unit = roll.units.names.iter().position(|known| known == name).map(Place::Unit);
            unit.or_else(|| roll.nests.names.iter().position(|known| known == name).map(Place::Nest)).ok_or_else(
                || {
                    let known: Vec<&str> =
                        roll.units.names.iter().chain(&roll.nests.names).map(String::as_str).collect();
                    Error::new(
                        Family::Column,
                        "MissingColumn",
                        format!("{which} has no column '{name}' to match by"),
                    )
                    .on(name.clone())
                    .remedy(format!(
                        "Its columns are '{}': make it with that column as unit, within or by, or match by a frame.",
                        known.join("', '")
                    ))
                },
            )
        };
        Ok(Self { roll, places: names.iter().map(place).collect::<Result<_>>()? })
    }

    /// What a unit has in the columns.
    pub(super) fn labels(&self, unit: usize) -> Vec<Label> {
        let label = |place: &Place| match (*place, &self.roll.nests.key, self.roll.nests.levels.last()) {
            (Place::Unit(column), ..) => {
                let units = &self.roll.units;
                Some(units.domains[column].label(units.code(unit, column)))
            }
            (Place::Nest(column), Some(key), Some(level)) => {
                Some(key.domains[column].label(key.code(level[unit] as usize, column)))
            }
            _ => None,
        };
        self.places.iter().filter_map(label).collect()
    }
}

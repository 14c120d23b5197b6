//! Whether the columns of a world fit together.

use super::{Codes, MISSING, World};
use crate::error::{Error, Result};
use std::collections::BTreeSet;

impl World {
    /// The same world, if its columns fit together: of one length or empty, positions inside the table
    /// that they point into, codes among their labels, spells in order.
    ///
    /// # Errors
    /// `CorruptFile`, naming the table.
    pub fn checked(self) -> Result<Self> {
        let tables = [
            ("pupils", self.pupils_fit()),
            ("spells", self.spells_fit()),
            ("schools", self.schools_fit()),
            ("homes", self.homes_fit()),
            ("municipalities", self.municipalities_fit()),
        ];
        match tables.into_iter().find(|(_, fit)| !fit) {
            None => Ok(self),
            Some((table, _)) => {
                let message = format!("the columns of the {table} do not fit together");
                Err(Error::input("CorruptFile", message).on(table).remedy("Make and save the world again."))
            }
        }
    }

    fn pupils_fit(&self) -> bool {
        let all = &self.pupils;
        let rows = all.len();
        let lengths = [all.home.len(), all.school.len(), all.first_year.len(), all.last_year.len()];
        let optional = [all.family.len(), all.birth_year.len(), all.study_year.len()];
        let names: BTreeSet<&str> = all.traits.iter().map(|known| known.name.as_str()).collect();
        rows > 0
            && lengths.iter().all(|length| *length == rows)
            && optional.iter().all(|length| [0, rows].contains(length))
            && names.len() == all.traits.len()
            && all.traits.iter().all(|known| known.values.codes.len() == rows && codes_fit(&known.values))
            && point_into(&all.home, self.homes.len())
            && point_into(&all.school, self.schools.len())
    }

    fn spells_fit(&self) -> bool {
        let all = &self.pupils;
        let inside = |row: usize| {
            all.first_year[row] <= all.last_year[row] && self.years.contains(&all.first_year[row])
        };
        let after = |row: usize| {
            all.id[row - 1] < all.id[row]
                || (all.id[row - 1] == all.id[row] && all.last_year[row - 1] < all.first_year[row])
        };
        !self.years.is_empty()
            && all.last_year.iter().all(|year| self.years.contains(year))
            && (0..all.len()).all(inside)
            && (1..all.len()).all(after)
    }

    fn schools_fit(&self) -> bool {
        let all = &self.schools;
        let rows = all.len();
        let optional = [all.site_name.len(), all.board.len(), all.municipality.len(), all.places.len()];
        let others = [all.denomination.codes.len(), all.structure.codes.len(), all.tracks.len()];
        let open = all.first_year.len() == rows && all.last_year.len() == rows;
        open && ascending(&all.site)
            && optional.iter().chain(&others).all(|length| [0, rows].contains(length))
            && [all.x_km.len(), all.y_km.len()].iter().all(|length| [0, rows].contains(length))
            && all.x_km.len() == all.y_km.len()
            && all.track_labels.len() <= 32
            && (all.track_labels.is_empty() || all.tracks.len() == rows)
            && [&all.denomination, &all.structure].into_iter().all(codes_fit)
            && point_into(&all.municipality, self.municipalities.len())
    }

    fn homes_fit(&self) -> bool {
        let all = &self.homes;
        let optional = [all.municipality.len(), all.x_km.len(), all.y_km.len(), all.prosperity.len()];
        ascending(&all.area)
            && optional.iter().all(|length| [0, all.len()].contains(length))
            && all.x_km.len() == all.y_km.len()
            && point_into(&all.municipality, self.municipalities.len())
    }

    fn municipalities_fit(&self) -> bool {
        let all = &self.municipalities;
        let optional = [all.name.len(), all.province.len(), all.urbanity.len(), all.kind.codes.len()];
        optional.iter().all(|length| [0, all.len()].contains(length))
            && [all.column.len(), all.row.len()].iter().all(|length| *length == all.urbanity.len())
            && codes_fit(&all.kind)
    }
}

fn point_into(positions: &[u32], rows: usize) -> bool {
    positions.iter().all(|at| (*at as usize) < rows)
}

fn codes_fit(column: &Codes) -> bool {
    let most = column.labels.as_ref().map_or(usize::from(MISSING), Vec::len);
    column.codes.iter().all(|code| *code == MISSING || usize::from(*code) < most)
}

/// Whether names stand in order, each once.
fn ascending(names: &[String]) -> bool {
    names.windows(2).all(|pair| pair[0] < pair[1])
}

//! Units get their places from a frame of coordinates, a frame of links, or both.

use super::{Column, Key, Links, Places, Roll};
use crate::error::{Error, Result};

/// A frame with a row a unit: coordinates and areas.
#[derive(Clone, Debug)]
pub struct Coordinates<'a> {
    /// The unit's columns, in the order of the roll's own.
    pub columns: Vec<Column<'a>>,
    /// Rows of the frame.
    pub rows: usize,
    /// Named numbers a row: x, y, area, perimeter; empty where not given.
    pub numbers: [(String, Vec<Option<f64>>); 4],
    /// Units of length in a kilometre.
    pub per_km: f64,
    /// The centre, in the frame's own units.
    pub centre: Option<(f64, f64)>,
}

/// A frame with a row a link between two units.
#[derive(Clone, Debug)]
pub struct Network<'a> {
    /// The columns of one end.
    pub from: Vec<Column<'a>>,
    /// The columns of the other end.
    pub to: Vec<Column<'a>>,
    /// Weights and their column; 1 each where there is none.
    pub weights: Option<(String, Vec<Option<f64>>)>,
    /// Rows of the frame.
    pub rows: usize,
}

impl Roll {
    /// The roll with the places of its units; what is not given stays as it was.
    ///
    /// # Errors
    /// `DuplicateKey` for a unit with two places, `UnmatchedKey` for units without, `MissingPlace`
    /// for places without numbers, `NegativeArea`, `BadWeight`.
    pub fn located(
        mut self,
        ground: Option<&Coordinates<'_>>,
        network: Option<&Network<'_>>,
    ) -> Result<Self> {
        let mut places = self.places.take().unwrap_or_default();
        if let Some(ground) = ground {
            places = Places { links: places.links, ..ground.read(&self.units, self.by)? };
        }
        if let Some(network) = network {
            places.links = Some(network.read(&self.units, self.by)?);
        }
        self.places = Some(places);
        Ok(self)
    }
}

impl Roll {
    /// The roll with all units of a table linked that are within `radius` kilometres of each other.
    ///
    /// # Errors
    /// `NoPlaces` where units have no coordinates.
    pub fn linked(mut self, radius: f64) -> Result<Self> {
        let Some(places) = self.places.as_mut().filter(|places| !places.x.is_empty()) else {
            return Err(Error::input("NoPlaces", "links within a radius need coordinates")
                .on("radius")
                .remedy("Give places with coordinates x and y."));
        };
        places.links = Some(places.links_within(radius));
        Ok(self)
    }
}

impl Coordinates<'_> {
    fn read(&self, units: &Key, by: usize) -> Result<Places> {
        let key: Vec<usize> = (by..units.names.len()).collect();
        let rows = units.rows(&self.columns, &key, self.rows).map_err(|row| {
            Error::input("DuplicateKey", "a unit has two rows in places")
                .on(self.columns[0].name.clone())
                .at(row as u64, 1)
                .remedy("Give each unit one place.")
        })?;
        let lost = rows.iter().filter(|row| row.is_none()).count();
        if lost > 0 {
            return Err(Error::input("UnmatchedKey", format!("{lost} of the roll's units have no place"))
                .on(self.columns[0].name.clone())
                .many(lost as u64)
                .remedy("Give every unit a row in places, or take these units out of the roll and say so."));
        }
        let rows: Vec<usize> = rows.into_iter().flatten().collect();
        let [x, y, area, perimeter] = &self.numbers;
        Ok(Places {
            x: Self::column(x, &rows, 1.0 / self.per_km, f64::NEG_INFINITY)?,
            y: Self::column(y, &rows, 1.0 / self.per_km, f64::NEG_INFINITY)?,
            area: Self::column(area, &rows, 1.0 / (self.per_km * self.per_km), 0.0)?,
            perimeter: Self::column(perimeter, &rows, 1.0 / self.per_km, 0.0)?,
            centre: self.centre.map(|(x, y)| (x / self.per_km, y / self.per_km)),
            links: None,
        })
    }

    /// A column of numbers above `least`, in kilometres.
    fn column(
        (name, numbers): &(String, Vec<Option<f64>>),
        rows: &[usize],
        scale: f64,
        least: f64,
    ) -> Result<Vec<f64>> {
        if numbers.is_empty() {
            return Ok(Vec::new());
        }
        let wrong = |row: &&usize| !numbers[**row].is_some_and(|x| x.is_finite() && x > least);
        if let Some(first) = rows.iter().filter(wrong).min() {
            let count = rows.iter().filter(wrong).count() as u64;
            let what = if least == 0.0 { "a number above 0" } else { "a number" };
            return Err(Error::input(
                "MissingPlace",
                format!("column '{name}' is not {what} where {count} of the units are, first in row {first}"),
            )
            .on(name.clone())
            .at(*first as u64, count)
            .remedy("Give every unit of the roll its number."));
        }
        Ok(rows.iter().filter_map(|row| numbers[*row]).map(|x| x * scale).collect())
    }
}

impl Network<'_> {
    fn read(&self, units: &Key, by: usize) -> Result<Links> {
        let [from, to] = [self.ends(&self.from, units, by)?, self.ends(&self.to, units, by)?];
        let mut links: Vec<(usize, usize, f64)> = Vec::new();
        for row in 0..self.rows {
            let weight = self.weight(row)?;
            for (table, a) in from.of(row) {
                links.extend(to.of(row).filter(|(other, _)| other == table).map(|(_, b)| (*a, *b, weight)));
            }
        }
        links.retain(|(a, b, weight)| a != b && *weight > 0.0);
        links.sort_unstable_by_key(|link| (link.0, link.1));
        if links.windows(2).any(|w| (w[0].0, w[0].1) == (w[1].0, w[1].1)) {
            return Err(Error::input("DuplicateKey", "two units are linked twice")
                .on("links")
                .remedy("Give every ordered pair of units one row."));
        }
        let mut first = vec![0; units.len() + 1];
        for (a, ..) in &links {
            first[a + 1] += 1;
        }
        for j in 0..units.len() {
            first[j + 1] += first[j];
        }
        Ok(Links {
            first,
            to: links.iter().map(|l| l.1 as u32).collect(),
            weight: links.iter().map(|l| l.2).collect(),
        })
    }

    /// Which units of the roll, table by table, a column's rows name.
    fn ends(&self, columns: &[Column<'_>], units: &Key, by: usize) -> Result<Ends> {
        let (key, codes) = Key::compact(columns, self.rows)?;
        let mut known = vec![Vec::new(); key.len()];
        for unit in 0..units.len() {
            let labels = units.labels(unit);
            if let Some(code) = key.find(&labels[by..]) {
                let table: Vec<usize> = (0..by).map(|column| units.code(unit, column)).collect();
                known[code].push((table, unit));
            }
        }
        Ok(Ends { codes, known })
    }

    fn weight(&self, row: usize) -> Result<f64> {
        let Some((name, weights)) = &self.weights else { return Ok(1.0) };
        weights[row].filter(|w| w.is_finite() && *w >= 0.0).ok_or_else(|| {
            Error::input("BadWeight", format!("column '{name}' is no weight of 0 or more in row {row}"))
                .on(name.clone())
                .at(row as u64, 1)
                .remedy("Give every link a weight of 0 or more.")
        })
    }
}

/// The units at one end of every link.
struct Ends {
    codes: Vec<u32>,
    known: Vec<Vec<(Vec<usize>, usize)>>,
}

impl Ends {
    fn of(&self, row: usize) -> impl Iterator<Item = &(Vec<usize>, usize)> {
        self.known[self.codes[row] as usize].iter()
    }
}

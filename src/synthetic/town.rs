//! Municipalities: how many of each kind, how large, where and what they are like.

use super::calibration::PO_PUPILS;
use super::draw::{normal, pick};
use super::kinds::{City, KINDS, Kind};
use super::map::{Tile, tiles};
use super::names;
use crate::numeric::{Stream, exp, purpose};
use crate::world::{Codes, KINDS as KIND_LABELS, Municipalities};

/// A municipality before it has homes.
#[derive(Clone, Debug)]
pub struct Town {
    /// Position in the kinds.
    pub kind: usize,
    /// Primary pupils in the latest year.
    pub pupils: f64,
    /// Its cell.
    pub tile: Tile,
    /// Invented name.
    pub name: String,
    /// 1 to 5.
    pub urbanity: u8,
    /// Middle of the main town, km.
    pub x_km: f64,
    /// Middle of the main town, km.
    pub y_km: f64,
    /// Mean prosperity.
    pub prosperity: f64,
    /// Share of pupils of European origin.
    pub europe: f64,
    /// Share of pupils of origin outside Europe.
    pub outside: f64,
    /// Whether many are orthodox Protestant (*Biblebelt*).
    pub orthodox: bool,
}

impl Town {
    /// What its kind is like.
    pub fn traits(&self) -> &'static Kind {
        &KINDS[self.kind]
    }
}

struct Size {
    kind: usize,
    pupils: f64,
    city: Option<&'static City>,
}

/// The towns of a country of a scale, by name.
pub fn towns(stream: Stream, scale: f64) -> Vec<Town> {
    let sizes: Vec<Size> = (0..KINDS.len()).flat_map(|kind| sizes(kind, scale)).collect();
    let tiles = tiles(sizes.len());
    let names = names::municipalities(stream, sizes.len());
    let rows = tiles.iter().map(|tile| tile.row).max().unwrap_or(0);
    let order = shuffled(stream, sizes.len());
    let place = |i: usize| found(stream, i, &sizes[i], tiles[order[i]], rows);
    let mut towns: Vec<Town> =
        names.into_iter().enumerate().map(|(i, name)| Town { name, ..place(i) }).collect();
    towns.sort_by(|a, b| a.name.cmp(&b.name));
    towns
}

/// Sizes of the municipalities of a kind; they add up to its share of the pupils.
fn sizes(kind: usize, scale: f64) -> Vec<Size> {
    let traits = &KINDS[kind];
    let count = (traits.municipalities * scale).round().max(1.0) as usize;
    let cities = if traits.cities.len() == count { traits.cities } else { &[] };
    let size = |i: usize| match cities.len() {
        0 => between(traits.sizes, (i as f64 + 0.5) / count as f64),
        _ => traits.sizes[i],
    };
    let raw: Vec<f64> = (0..count).map(size).collect();
    let unit = traits.pupils * PO_PUPILS[PO_PUPILS.len() - 1] * scale / raw.iter().sum::<f64>();
    let sized = |(i, size): (usize, f64)| Size { kind, pupils: size * unit, city: cities.get(i) };
    raw.into_iter().enumerate().map(sized).collect()
}

/// The value at a place between 0 and 1 on a broken line through evenly spaced knots.
fn between(knots: &[f64], place: f64) -> f64 {
    let along = place * (knots.len() - 1) as f64;
    let left = (along as usize).min(knots.len() - 2);
    let part = along - left as f64;
    knots[left] * (1.0 - part) + knots[left + 1] * part
}

fn shuffled(stream: Stream, count: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by_key(|&i| (stream.block(i as u64, 1, purpose::PLACE, 0)[0], i));
    order
}

/// A municipality on its cell; north is up, so a low row has a high `y`.
fn found(stream: Stream, number: usize, size: &Size, tile: Tile, rows: u16) -> Town {
    let mut draws = stream.draws(number as u64, 2, purpose::PLACE);
    let traits = &KINDS[size.kind];
    let band = tile.province / 3;
    let orthodox_chance = if size.kind > 0 && (1..3).contains(&band) { 0.14 } else { 0.0 };
    let mut shift = |spread: f64| spread * normal(&mut draws);
    let (east, north, prosperity) = (shift(0.8), shift(0.8), shift(0.2));
    let varied = if size.kind == 0 { 0.02 } else { 0.25 };
    let (europe, outside) = (exp(shift(varied)), exp(shift(varied)));
    let like = size.city.map_or(traits.shares(), |city| [city.europe, city.outside, city.prosperity]);
    let shifted = if size.city.is_some() { 0.0 } else { prosperity };
    Town {
        kind: size.kind,
        pupils: size.pupils,
        tile,
        name: String::new(),
        urbanity: pick(&traits.urbanity, draws.uniform()) as u8 + 1,
        x_km: 15.0 + 10.0 * f64::from(tile.column) + east.clamp(-2.0, 2.0),
        y_km: 315.0 + 10.0 * f64::from(rows - tile.row) + north.clamp(-2.0, 2.0),
        prosperity: like[2] + shifted,
        europe: (like[0] * europe).min(0.3),
        outside: (like[1] * outside).min(0.6),
        orthodox: draws.uniform() < orthodox_chance,
    }
}

/// The towns as columns.
pub fn columns(towns: &[Town]) -> Municipalities {
    Municipalities {
        code: (0..towns.len()).map(|i| format!("{}", 9001 + i)).collect(),
        name: towns.iter().map(|town| town.name.clone()).collect(),
        province: towns.iter().map(|t| names::PROVINCES[usize::from(t.tile.province)].to_owned()).collect(),
        urbanity: towns.iter().map(|town| town.urbanity).collect(),
        kind: Codes::labelled(&KIND_LABELS, towns.iter().map(|town| town.kind as u16).collect()),
        column: towns.iter().map(|town| town.tile.column).collect(),
        row: towns.iter().map(|town| town.tile.row).collect(),
    }
}

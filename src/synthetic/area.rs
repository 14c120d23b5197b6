//! Home areas: where they lie, how prosperous they are, who lives there.

use super::draw::{gamma, normal};
use super::town::Town;
use crate::numeric::{Draws, Stream, exp, purpose};
use crate::world::Homes;
use rayon::prelude::*;

/// A home area.
#[derive(Clone, Debug)]
pub struct Area {
    /// Position of its municipality.
    pub town: usize,
    /// Whether it is part of the main town.
    pub central: bool,
    /// Middle, km.
    pub x_km: f64,
    /// Middle, km.
    pub y_km: f64,
    /// Primary pupils in the latest year, as expected.
    pub pupils: f64,
    /// Prosperity.
    pub prosperity: f64,
    /// Log odds of European against Dutch origin, at entry in the middle year.
    pub europe: f64,
    /// Log odds of an origin outside Europe against Dutch.
    pub outside: f64,
}

/// The areas of all municipalities, in their order.
pub fn areas(stream: Stream, towns: &[Town]) -> Vec<Area> {
    let per_town: Vec<Vec<Area>> =
        towns.par_iter().enumerate().map(|(number, town)| within(stream, number, town)).collect();
    per_town.into_iter().flatten().collect()
}

fn within(stream: Stream, number: usize, town: &Town) -> Vec<Area> {
    let traits = town.traits();
    let count = (town.pupils / traits.area_pupils).round().max(1.0) as usize;
    let mut areas = settle(stream, number, town, count);
    let mut waves = stream.draws(number as u64, 4, purpose::PLACE);
    let prosperity = field(&mut waves, town, &areas);
    let settlement = field(&mut waves, town, &areas);
    let foreign = standard(settlement.iter().zip(&prosperity).map(|(s, p)| s - p).collect());
    for (i, area) in areas.iter_mut().enumerate() {
        area.prosperity = town.prosperity + traits.prosperity_spread * prosperity[i];
        area.outside = traits.origin_spread * foreign[i];
        area.europe = 0.5 * area.outside;
    }
    level(town, &mut areas);
    areas
}

/// Part of a municipality where people live close together.
struct Core {
    x_km: f64,
    y_km: f64,
    radius: f64,
}

/// Places the areas in the main town, then in villages of two or three areas each.
fn settle(stream: Stream, number: usize, town: &Town, count: usize) -> Vec<Area> {
    let traits = town.traits();
    let in_town = (count as f64 * traits.core).ceil() as usize;
    let radius = (town.pupils * traits.core / (std::f64::consts::PI * traits.density)).sqrt().max(0.4);
    let main = Core { x_km: town.x_km, y_km: town.y_km, radius };
    let mut draws = stream.draws(number as u64, 3, purpose::PLACE);
    let villages: Vec<Core> = (in_town..count).step_by(2).map(|_| village(&mut draws, &main)).collect();
    let core = |i: usize| if i < in_town { &main } else { &villages[(i - in_town) / 2] };
    let mut areas: Vec<Area> = (0..count).map(|i| place(&mut draws, number, core(i))).collect();
    let unit = town.pupils / areas.iter().map(|area| area.pupils).sum::<f64>();
    for (i, area) in areas.iter_mut().enumerate() {
        area.pupils *= unit;
        area.central = i < in_town;
    }
    areas
}

/// A village between the main town and the edge of the cell.
fn village(draws: &mut Draws, main: &Core) -> Core {
    let away = main.radius + 1.5 + (4.5 - main.radius).max(0.5) * draws.uniform();
    let turn = std::f64::consts::TAU * draws.uniform();
    Core { x_km: main.x_km + away * libm::cos(turn), y_km: main.y_km + away * libm::sin(turn), radius: 0.6 }
}

fn place(draws: &mut Draws, town: usize, core: &Core) -> Area {
    let away = core.radius * draws.uniform().sqrt();
    let turn = std::f64::consts::TAU * draws.uniform();
    let (x_km, y_km) = (core.x_km + away * libm::cos(turn), core.y_km + away * libm::sin(turn));
    let pupils = gamma(draws, 3.0, 1.0);
    Area { town, central: false, x_km, y_km, pupils, prosperity: 0.0, europe: 0.0, outside: 0.0 }
}

/// One hill or valley of a field.
struct Wave {
    x_km: f64,
    y_km: f64,
    height: f64,
}

/// A spatially smooth field with some noise on it, of mean 0 and spread 1 over the areas
/// (0 everywhere when there are fewer than three).
fn field(draws: &mut Draws, town: &Town, areas: &[Area]) -> Vec<f64> {
    let away = |area: &Area| (area.x_km - town.x_km).abs().max((area.y_km - town.y_km).abs());
    let reach = areas.iter().map(away).fold(1.0, f64::max);
    let mut side = |middle: f64| middle + reach * (2.0 * draws.uniform() - 1.0);
    let middles: Vec<[f64; 2]> =
        (0..8 + areas.len() / 8).map(|_| [side(town.x_km), side(town.y_km)]).collect();
    let waves: Vec<Wave> =
        middles.iter().map(|&[x_km, y_km]| Wave { x_km, y_km, height: normal(draws) }).collect();
    let length = 0.25 * reach + 0.3;
    let smooth = standard(areas.iter().map(|area| height(area, &waves, length)).collect());
    standard(smooth.into_iter().map(|value| 0.85 * value + 0.5 * normal(draws)).collect())
}

fn height(area: &Area, waves: &[Wave], length: f64) -> f64 {
    let bump = |wave: &Wave| {
        let (x, y) = ((area.x_km - wave.x_km) / length, (area.y_km - wave.y_km) / length);
        wave.height * exp(-0.5 * (x * x + y * y))
    };
    waves.iter().map(bump).sum()
}

fn standard(values: Vec<f64>) -> Vec<f64> {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let spread = (values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / count).sqrt();
    if values.len() < 3 || spread < 1e-9 {
        return vec![0.0; values.len()];
    }
    values.into_iter().map(|x| (x - mean) / spread).collect()
}

/// Raises the log odds of all areas alike until the municipality has its shares.
fn level(town: &Town, areas: &mut [Area]) {
    for _ in 0..16 {
        let (mut europe, mut outside) = (0.0, 0.0);
        for area in areas.iter() {
            let [_, e, o] = area.origins(0.0);
            europe += area.pupils * e / town.pupils;
            outside += area.pupils * o / town.pupils;
        }
        let raise = |want: f64, have: f64| crate::numeric::ln(want * (1.0 - have) / (have * (1.0 - want)));
        let (more_europe, more_outside) = (raise(town.europe, europe), raise(town.outside, outside));
        for area in areas.iter_mut() {
            area.europe += more_europe;
            area.outside += more_outside;
        }
    }
}

impl Area {
    /// Shares of the origins when the log odds of a foreign one are `drift` higher.
    pub fn origins(&self, drift: f64) -> [f64; 3] {
        let odds = [1.0, exp(self.europe + drift), exp(self.outside + drift)];
        let all: f64 = odds.iter().sum();
        odds.map(|part| part / all)
    }
}

/// The areas as columns. A code is a letter and three digits, so that it can never be a
/// real four-digit postcode.
pub fn columns(areas: &[Area]) -> Homes {
    let code = |i: usize| format!("{}{:03}", char::from(b'A' + (i / 1000) as u8), i % 1000);
    Homes {
        area: (0..areas.len()).map(code).collect(),
        municipality: areas.iter().map(|area| area.town as u32).collect(),
        x_km: areas.iter().map(|area| area.x_km).collect(),
        y_km: areas.iter().map(|area| area.y_km).collect(),
        prosperity: areas.iter().map(|area| area.prosperity).collect(),
    }
}

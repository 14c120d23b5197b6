//! A synthetic Netherlands: invented places, schools and pupils with the sizes, shares
//! and spread of the real ones. Nothing in it is a real municipality, school or child.

mod area;
mod attendance;
mod calibration;
mod cohort;
mod cuts;
mod draw;
mod faith;
mod map;
mod market;
mod names;
mod pupil;
mod register;
mod site;
mod supply;
#[cfg(test)]
mod tests;
mod town;

use crate::error::{Error, Result};
use crate::numeric::Stream;
use crate::world::{Sector, World};
use area::Area;
use attendance::Scene;
use calibration::{FIRST_YEAR, LAST_YEAR};
use market::Market;
use pupil::{Census, Pupil};
use site::Site;
use town::Town;

/// The smallest country that still has a municipality of every kind with a school in it.
pub const SMALLEST_SCALE: f64 = 0.001;

/// Which synthetic Netherlands.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Primary or secondary education.
    pub sector: Sector,
    /// Size relative to the country, from [`SMALLEST_SCALE`] to 1.
    pub scale: f64,
    /// Any number; municipalities and homes of a seed are the same in both sectors.
    pub seed: u64,
}

/// The synthetic Netherlands of a seed, school years 2017/18 to 2024/25.
///
/// Calibrated on open figures of DUO and CBS (`calibration.rs` says which are data and
/// which are ours). The same options give the same bits on any machine and any number of
/// threads.
///
/// ```
/// use schoolmix::synthetic::{Options, netherlands};
/// use schoolmix::world::Sector;
/// let world = netherlands(&Options { sector: Sector::Po, scale: 0.002, seed: 1 })?;
/// assert_eq!(world.source, "synthetic");
/// assert!(world.pupils_in(2024).len() > 2_000);
/// # Ok::<(), schoolmix::error::Error>(())
/// ```
///
/// # Errors
/// `BadOption` for a scale outside its range.
pub fn netherlands(options: &Options) -> Result<World> {
    let &Options { sector, scale, seed } = options;
    if !(SMALLEST_SCALE..=1.0).contains(&scale) {
        let message = format!("A synthetic Netherlands cannot have the scale {scale}.");
        return Err(Error::option("scale", message, "a number from 0.001 to 1"));
    }
    let stream = Stream::new(seed, 0);
    let towns = town::towns(stream, scale);
    let areas = area::areas(stream, &towns);
    let sites = supply::sites(stream, sector, scale, &towns, &areas);
    let pupils = people(stream, options, &towns, &areas);
    let chosen = choose(stream, sector, &towns, &areas, &sites, &pupils);
    let pupils = register::columns(sector, &pupils, &chosen);
    let mut schools = site::columns(stream, sector, &towns, &sites);
    schools.places = register::places(stream, sector, schools.len(), &pupils);
    Ok(World {
        source: "synthetic",
        sector,
        years: FIRST_YEAR..=LAST_YEAR,
        municipalities: town::columns(&towns),
        homes: area::columns(&areas),
        schools,
        pupils,
    })
}

/// The pupils of every area, all cohorts.
fn people(stream: Stream, options: &Options, towns: &[Town], areas: &[Area]) -> Vec<Vec<Pupil>> {
    let cohorts = cohort::cohorts(options.sector, options.scale);
    let starters = cohort::starters(stream, options.sector, areas, &cohorts);
    let sector = options.sector;
    Census { stream, sector, towns, areas, cohorts: &cohorts, starters: &starters }.pupils()
}

/// The site of every pupil of every area.
fn choose(
    stream: Stream,
    sector: Sector,
    towns: &[Town],
    areas: &[Area],
    sites: &[Site],
    pupils: &[Vec<Pupil>],
) -> Vec<Vec<u32>> {
    let tracks = if sector == Sector::Po { 1 } else { 6 };
    let mut markets: Vec<Market> = (0..tracks).map(|track| Market::new(track, sites, areas)).collect();
    let mut counts = vec![0.0; tracks];
    pupils.iter().flatten().for_each(|pupil| counts[usize::from(pupil.track)] += 1.0);
    market::rake(&mut markets, &counts, sites);
    let friction = |area: &Area| {
        let traits = towns[area.town].traits();
        if sector == Sector::Po { traits.po_friction } else { traits.vo_friction }
    };
    Scene::new(pupils, &markets, sites, areas, friction).attend(stream, sector)
}

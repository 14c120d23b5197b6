//! A synthetic Netherlands: invented places, schools and pupils with the sizes, shares
//! and spread of the real ones. Nothing in it is a real municipality, school or child.

mod area;
mod attendance;
mod calibration;
mod career;
mod choice;
mod cohort;
mod cuts;
mod draw;
mod faith;
mod kinds;
mod kinship;
mod life;
mod map;
mod market;
mod moves;
mod names;
mod people;
mod register;
mod site;
mod structures;
mod supply;
#[cfg(test)]
mod tests;
mod town;

use crate::error::{Error, Result};
use crate::numeric::Stream;
use crate::watch::Watch;
use crate::world::{Pupils, Sector, World};
use area::Area;
use attendance::{ROUNDS, Scene};
use calibration::{FIRST_YEAR, LAST_YEAR};
use career::Careers;
use choice::Choice;
use market::Market;
use moves::{Move, Removal};
use people::{Census, People};
use rayon::prelude::*;
use register::Spell;
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
/// use schoolmix::{watch::Watch, world::Sector};
/// let world = netherlands(&Options { sector: Sector::Po, scale: 0.002, seed: 1 }, &Watch::default())?;
/// assert_eq!(world.source, "synthetic");
/// assert!(world.pupils_in(2024).len() > 2_000);
/// # Ok::<(), schoolmix::error::Error>(())
/// ```
///
/// # Errors
/// `BadOption` for a scale outside its range, `Interrupted` when the work is to stop.
pub fn netherlands(options: &Options, watch: &Watch) -> Result<World> {
    let &Options { sector, scale, seed } = options;
    if !(SMALLEST_SCALE..=1.0).contains(&scale) {
        let message = format!("A synthetic Netherlands cannot have the scale {scale}.");
        return Err(Error::option("scale", message, "a number from 0.001 to 1"));
    }
    let stream = Stream::new(seed, 0);
    let towns = town::towns(stream, scale);
    let areas = area::areas(stream, &towns);
    watch.expect(areas.len() as u64 + ROUNDS as u64 + u64::from(LAST_YEAR - FIRST_YEAR));
    let sites = supply::sites(stream, sector, scale, &towns, &areas);
    let pupils = Country { stream, options, towns: &towns, areas: &areas, sites: &sites }.pupils(watch)?;
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

/// What there is before there are pupils.
struct Country<'a> {
    stream: Stream,
    options: &'a Options,
    towns: &'a [Town],
    areas: &'a [Area],
    sites: &'a [Site],
}

impl Country<'_> {
    fn pupils(&self, watch: &Watch) -> Result<Pupils> {
        let people = self.people();
        let stay = if self.options.sector == Sector::Po { 8 } else { 6 };
        let (stream, towns, areas) = (self.stream, self.towns, self.areas);
        let moves = Removal { stream, towns, areas, people: &people, stay }.moves(watch)?;
        let spells = self.spells(&people, &moves, watch)?;
        Ok(register::columns(self.options.sector, &spells))
    }

    /// The people of every area, all cohorts.
    fn people(&self) -> Vec<People> {
        let &Options { sector, scale, .. } = self.options;
        let (stream, towns, areas) = (self.stream, self.towns, self.areas);
        let cohorts = cohort::cohorts(sector, scale);
        let starters = cohort::starters(stream, sector, areas, &cohorts);
        Census { stream, sector, towns, areas, cohorts: &cohorts, starters: &starters }.people()
    }

    /// The spells of every area's children.
    fn spells(&self, people: &[People], moves: &[Vec<Move>], watch: &Watch) -> Result<Vec<Vec<Spell>>> {
        let &Options { sector, .. } = self.options;
        let markets = self.markets(people);
        let scene = Scene::new(people, &markets, self.sites, self.areas, |area| self.friction(area));
        let pull = scene.settle(watch)?;
        let choice = Choice { scene: &scene, pull: &pull, sites: self.sites };
        let careers = Careers { stream: self.stream, sector, areas: self.areas, choice: &choice };
        let of = |area: usize| {
            watch.step()?;
            let mut spells = Vec::new();
            let families = &people[area].families;
            careers.follow(area, &people[area], &moves[area], |child, now| {
                register::add(&mut spells, sector, child, &families[child.family as usize], now);
            });
            Ok(spells)
        };
        (0..people.len()).into_par_iter().map(of).collect()
    }

    /// Loss of utility per kilometre.
    fn friction(&self, area: &Area) -> f64 {
        let traits = self.towns[area.town].traits();
        if self.options.sector == Sector::Po { traits.po_friction } else { traits.vo_friction }
    }

    /// The seats of every track; one market in po.
    fn markets(&self, people: &[People]) -> Vec<Market> {
        let tracks = if self.options.sector == Sector::Po { 1 } else { 6 };
        let mut markets: Vec<Market> =
            (0..tracks).map(|track| Market::new(track, self.sites, self.areas)).collect();
        let mut counts = vec![0.0; tracks];
        people.iter().flat_map(|people| &people.children).for_each(|c| counts[usize::from(c.track)] += 1.0);
        market::rake(&mut markets, &counts, self.sites);
        markets
    }
}

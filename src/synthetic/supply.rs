//! The schools that there are: primary schools near their pupils, secondary sites where
//! their tracks are wanted.

use super::area::Area;
use super::calibration::{DRAW, DRAW_SPREAD, PO_HISTORY, TRACK_SHARES, TRACK_YEARS, VO_HISTORY, VO_SITE_KM};
use super::cohort::apportion;
use super::draw::{gamma, normal, pick};
use super::faith;
use super::life;
use super::site::Site;
use super::structures::STRUCTURES;
use super::town::Town;
use crate::numeric::{Draws, Stream, exp, purpose};
use crate::world::Sector;
use rayon::prelude::*;
use std::ops::Range;

/// The sites of a sector, by municipality.
pub fn sites(stream: Stream, sector: Sector, scale: f64, towns: &[Town], areas: &[Area]) -> Vec<Site> {
    let homes = homes_of(towns, areas);
    let mut sites = match sector {
        Sector::Po => primary(stream, scale, towns, areas, &homes),
        Sector::Vo => secondary(stream, scale, towns, areas, &homes),
    };
    denominate(stream, sector, towns, &mut sites);
    let history = if sector == Sector::Po { &PO_HISTORY } else { &VO_HISTORY };
    life::live(stream, sector, scale, history, &mut sites);
    sites
}

/// Draws the denominations; one that has had fewer pupils than its share so far gets
/// likelier, so that small countries have the national shares too.
fn denominate(stream: Stream, sector: Sector, towns: &[Town], sites: &mut [Site]) {
    let shares = faith::shares(sector, towns);
    let mean = sites.iter().map(|site| site.size).sum::<f64>() / sites.len() as f64;
    let mut owed = [0.0; 9];
    for (i, site) in sites.iter_mut().enumerate() {
        let share = &shares[site.town];
        let chance: [f64; 9] = std::array::from_fn(|d| share[d] * exp((owed[d] / mean).clamp(-3.0, 3.0)));
        let mut draws = stream.draws(i as u64, 2 + sector as u32, purpose::SCHOOL);
        site.denomination = pick(&chance, draws.uniform());
        site.draw = DRAW[site.denomination] * exp(DRAW_SPREAD[sector as usize] * normal(&mut draws));
        for (owed, share) in owed.iter_mut().zip(share) {
            *owed += share * site.size;
        }
        owed[site.denomination] -= site.size;
    }
}

/// The areas of every municipality.
fn homes_of(towns: &[Town], areas: &[Area]) -> Vec<Range<usize>> {
    let start = |town: usize| areas.partition_point(|area| area.town < town);
    (0..towns.len()).map(|town| start(town)..start(town + 1)).collect()
}

fn primary(stream: Stream, scale: f64, towns: &[Town], areas: &[Area], homes: &[Range<usize>]) -> Vec<Site> {
    let wanted: Vec<f64> = towns.iter().map(|town| town.pupils / town.traits().school_size).collect();
    let counts = at_least_one(apportion(&wanted, life::ever(&PO_HISTORY, scale)));
    let per_town: Vec<Vec<Site>> = (0..towns.len())
        .into_par_iter()
        .map(|town| schools_of(stream, town, &towns[town], counts[town], &areas[homes[town].clone()]))
        .collect();
    per_town.into_iter().flatten().collect()
}

/// Where there is none, one is taken from where there are most.
fn at_least_one(mut counts: Vec<u32>) -> Vec<u32> {
    while let Some(none) = counts.iter().position(|count| *count == 0) {
        let most = largest(&counts.iter().map(|count| f64::from(*count)).collect::<Vec<f64>>());
        if counts[most] < 2 {
            return counts.into_iter().map(|count| count.max(1)).collect();
        }
        counts[most] -= 1;
        counts[none] = 1;
    }
    counts
}

/// The primary schools of one municipality: sizes by their law, then from the largest to
/// the smallest each to the area that still has most pupils without a place.
fn schools_of(stream: Stream, number: usize, town: &Town, count: u32, areas: &[Area]) -> Vec<Site> {
    let mut draws = stream.draws(number as u64, 0, purpose::SCHOOL);
    let law = town.traits();
    let mut size = || gamma(&mut draws, law.school_shape, law.school_size).clamp(25.0, 1_400.0);
    let mut sizes: Vec<f64> = (0..count).map(|_| size()).collect();
    sizes.sort_by(|a, b| b.total_cmp(a));
    let unit = town.pupils / sizes.iter().sum::<f64>();
    let mut left: Vec<f64> = areas.iter().map(|area| area.pupils).collect();
    let mut settle = |size: f64| {
        let area = largest(&left);
        left[area] -= size * unit;
        let site = Site { town: number, size: size * unit, ..beside(&mut draws, &areas[area], law.site_km) };
        Site { seats: [site.size, 0.0, 0.0, 0.0, 0.0, 0.0], ..site }
    };
    sizes.into_iter().map(&mut settle).collect()
}

/// A site somewhere in an area.
fn beside(draws: &mut Draws, area: &Area, away: f64) -> Site {
    let (x, y) = (away * normal(draws), away * normal(draws));
    Site { x_km: area.x_km + x, y_km: area.y_km + y, ..Site::default() }
}

/// Position of the largest value, the first of equals.
fn largest(values: &[f64]) -> usize {
    let mut best = 0;
    for (i, value) in values.iter().enumerate() {
        if *value > values[best] {
            best = i;
        }
    }
    best
}

/// The secondary sites: structures in their national proportion, from the largest to
/// the smallest each to the municipality where most of its seats are wanted.
fn secondary(
    stream: Stream,
    scale: f64,
    towns: &[Town],
    areas: &[Area],
    homes: &[Range<usize>],
) -> Vec<Site> {
    let count = (life::ever(&VO_HISTORY, scale) as usize).max(2);
    let mut sites: Vec<Site> = (0..count).map(|i| sized(stream, i, count)).collect();
    sites.sort_by(|a, b| b.size.total_cmp(&a.size));
    let mut wanted = demand(towns, sites.iter().map(|site| site.size).sum());
    for (i, site) in sites.iter_mut().enumerate() {
        site.town = best_fit(&wanted, &site.seats);
        (0..6).for_each(|t| wanted[site.town][t] = (wanted[site.town][t] - site.seats[t]).max(0.0));
        let mut draws = stream.draws(i as u64, 6, purpose::SCHOOL);
        let homes = &areas[homes[site.town].clone()];
        let weights: Vec<f64> =
            homes.iter().map(|area| area.pupils * f64::from(u8::from(area.central))).collect();
        let home = pick(&weights, draws.uniform());
        let place = beside(&mut draws, &homes[home], VO_SITE_KM);
        (site.x_km, site.y_km) = (place.x_km, place.y_km);
    }
    sites.sort_by_key(|site| site.town);
    sites
}

/// Secondary pupils wanted in each municipality by track: more than its own in towns
/// that serve the country around.
fn demand(towns: &[Town], seats: f64) -> Vec<[f64; 6]> {
    let pull = |town: &Town, track: usize| town.pupils * town.traits().vo_supply[usize::from(track > 3)];
    let all: [f64; 6] = std::array::from_fn(|t| towns.iter().map(|town| pull(town, t)).sum());
    let stock = split(0b11_1111);
    let of = |town: &Town| std::array::from_fn(|t| stock[t] * seats * pull(town, t) / all[t]);
    towns.iter().map(of).collect()
}

/// How a site's pupils are spread over the tracks it offers: as nationally.
fn split(tracks: u8) -> [f64; 6] {
    let mut stock = [0.0; 6];
    for t in (0..6).filter(|t| tracks >> t & 1 == 1) {
        stock[t] = TRACK_SHARES[t] * f64::from(TRACK_YEARS[t]);
    }
    let all: f64 = stock.iter().sum();
    stock.map(|part| part / all)
}

/// The `i`-th of `count` sites, with its structure and size; the first two always offer
/// all tracks between them.
fn sized(stream: Stream, i: usize, count: usize) -> Site {
    let shares: Vec<f64> = STRUCTURES.iter().map(|structure| structure.sites).collect();
    let place = (i as f64 + 0.5) / count as f64;
    let number = if i < 2 { i } else { pick(&shares, place) };
    let structure = &STRUCTURES[number];
    let relative = structure.mean / structure.spread;
    let mut draws = stream.draws(i as u64, 1, purpose::SCHOOL);
    let size = gamma(&mut draws, relative * relative, structure.mean).max(40.0);
    let seats = split(structure.tracks).map(|share| share * size);
    Site { size, structure: number + 1, seats, stays: i < 2, ..Site::default() }
}

/// The municipality that wants most of the seats, the first of equals.
fn best_fit(wanted: &[[f64; 6]], seats: &[f64; 6]) -> usize {
    let fit = |row: &[f64; 6]| row.iter().zip(seats).map(|(want, seat)| want.min(*seat)).sum();
    largest(&wanted.iter().map(fit).collect::<Vec<f64>>())
}

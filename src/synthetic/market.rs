//! Seats by track, and the nearest of them for every area.

use super::area::Area;
use super::site::Site;
use rayon::prelude::*;

/// Seats considered from an area.
pub const NEAR: usize = 16;

/// The part of a site that takes pupils of one track.
#[derive(Clone, Debug)]
pub struct Seat {
    /// Position of the site.
    pub site: usize,
    /// Place, km.
    x_km: f64,
    /// Place, km.
    y_km: f64,
    /// Pupils it is meant for, all cohorts together.
    pub target: f64,
}

/// The seats of one track.
pub struct Market {
    /// The seats, by site.
    pub seats: Vec<Seat>,
    /// The nearest seats of every area, by distance: `near` a row.
    pub nearest: Vec<Reach>,
    /// How many are considered: [`NEAR`], or all when there are fewer.
    pub near: usize,
}

/// A seat seen from an area.
#[derive(Clone, Copy, Debug)]
pub struct Reach {
    /// Position of the seat in its market.
    pub seat: u32,
    /// Kilometres, as the crow flies.
    pub km: f64,
}

impl Market {
    /// The market of a track in which `pupils` choose a seat; targets add up to them.
    pub fn new(track: usize, sites: &[Site], areas: &[Area]) -> Self {
        let seat = |(i, site): (usize, &Site)| {
            (site.seats[track] > 0.0).then_some(Seat {
                site: i,
                x_km: site.x_km,
                y_km: site.y_km,
                target: site.seats[track],
            })
        };
        let seats: Vec<Seat> = sites.iter().enumerate().filter_map(seat).collect();
        let near = NEAR.min(seats.len());
        let rows: Vec<Vec<Reach>> = areas.par_iter().map(|area| nearest(area, &seats, near)).collect();
        Self { seats, nearest: rows.into_iter().flatten().collect(), near }
    }

    /// The nearest seats of an area.
    pub fn from(&self, area: usize) -> &[Reach] {
        &self.nearest[area * self.near..][..self.near]
    }
}

/// The `near` nearest seats, ties by position.
fn nearest(area: &Area, seats: &[Seat], near: usize) -> Vec<Reach> {
    let mut found: Vec<Reach> = Vec::with_capacity(near + 1);
    let mut farthest = f64::INFINITY;
    for (i, seat) in seats.iter().enumerate() {
        let (x, y) = (seat.x_km - area.x_km, seat.y_km - area.y_km);
        let square = x * x + y * y;
        if square < farthest {
            let place = found.partition_point(|reach| reach.km <= square);
            found.insert(place, Reach { seat: i as u32, km: square });
            found.truncate(near);
            farthest = if found.len() == near { found[near - 1].km } else { f64::INFINITY };
        }
    }
    found.iter().map(|reach| Reach { km: reach.km.sqrt(), ..*reach }).collect()
}

/// Scales the targets of all markets so that each has as many as its pupils and every
/// site keeps its share of the whole, as nearly as both can be.
pub fn rake(markets: &mut [Market], pupils: &[f64], sites: &[Site]) {
    let all: f64 = pupils.iter().sum();
    let unit = all / sites.iter().map(|site| site.size).sum::<f64>();
    for _ in 0..30 {
        let mut have = vec![0.0; sites.len()];
        markets.iter().flat_map(|m| &m.seats).for_each(|seat| have[seat.site] += seat.target);
        for (market, wanted) in markets.iter_mut().zip(pupils) {
            market.seats.iter_mut().for_each(|s| s.target *= sites[s.site].size * unit / have[s.site]);
            let sum: f64 = market.seats.iter().map(|seat| seat.target).sum();
            market.seats.iter_mut().for_each(|seat| seat.target *= wanted / sum);
        }
    }
}

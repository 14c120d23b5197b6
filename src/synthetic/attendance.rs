//! What draws pupils to a school: near, of a fitting denomination, among one's own kind,
//! and with a pull of every school such that it reaches its size.

use super::area::Area;
use super::calibration::{OWN_EDUCATION, OWN_ORIGIN};
use super::faith::{AFFINITIES, taste};
use super::market::{Market, NEAR, Reach};
use super::people::{Family, People};
use super::site::Site;
use crate::error::Result;
use crate::numeric::exp;
use crate::watch::Watch;
use rayon::prelude::*;

/// Origins and educations: who looks at whom.
const KIN: usize = 3;
/// Combinations of origin, education and affinity.
pub const GROUPS: usize = KIN * KIN * AFFINITIES;
/// Rounds in which pulls and compositions settle.
pub const ROUNDS: usize = 8;
/// Appeal of the nearest seats of an area to a group.
pub type Appeal = [f64; NEAR];

/// Everything that decides where pupils go.
pub struct Scene<'a> {
    /// Who lives in each area.
    people: &'a [People],
    /// A market a track; one in po.
    pub markets: &'a [Market],
    /// Share of the cohorts that find every site open.
    open: Vec<f64>,
    /// Denomination of every site.
    denominations: Vec<usize>,
    /// Fall of appeal with distance, for every reach of every market.
    decay: Vec<Vec<f64>>,
    /// Appeal of every denomination to every group.
    tastes: Vec<[f64; 9]>,
    /// Pupils by area, track and group.
    demand: Vec<Vec<u32>>,
}

/// What changes from round to round.
pub struct Pull {
    /// By market and seat.
    seats: Vec<Vec<f64>>,
    /// By site: appeal of its composition to each pair of origin and education.
    sites: Vec<[f64; KIN * KIN]>,
}

/// Expected pupils of a seat: by origin, then by education.
type Kin = [f64; 2 * KIN];

/// What a family chooses by: origin, education and attachment.
pub fn group(family: &Family) -> usize {
    let kin = usize::from(family.origin) * KIN + usize::from(family.education);
    kin * AFFINITIES + usize::from(family.affinity)
}

fn tastes() -> Vec<[f64; 9]> {
    let row = |g: usize| {
        let (kin, affinity) = (g / AFFINITIES, g % AFFINITIES);
        std::array::from_fn(|d| exp(taste(kin / KIN, kin % KIN, affinity, d)))
    };
    (0..GROUPS).map(row).collect()
}

impl<'a> Scene<'a> {
    /// The scene; `friction` gives the loss of utility per kilometre in an area.
    pub fn new(
        people: &'a [People],
        markets: &'a [Market],
        sites: &[Site],
        areas: &[Area],
        friction: impl Fn(&Area) -> f64 + Sync,
    ) -> Self {
        let decay = |market: &Market| {
            let rows = areas.par_iter().enumerate().map(|(a, area)| {
                let draw = |seat: u32| sites[market.seats[seat as usize].site].draw;
                let fall = |reach: &Reach| exp(-friction(area) * draw(reach.seat) * reach.km);
                market.from(a).iter().map(fall).collect::<Vec<f64>>()
            });
            rows.collect::<Vec<_>>().into_iter().flatten().collect()
        };
        Self {
            people,
            markets,
            open: sites.iter().map(Site::open_share).collect(),
            denominations: sites.iter().map(|site| site.denomination).collect(),
            decay: markets.iter().map(decay).collect(),
            tastes: tastes(),
            demand: people.par_iter().map(|people| demand(people, markets.len())).collect(),
        }
    }

    /// Appeal of the nearest seats of an area in a market to a group.
    pub fn appeal(&self, area: usize, track: usize, group: usize, pull: &Pull) -> Appeal {
        let market = &self.markets[track];
        let decay = &self.decay[track][area * market.near..][..market.near];
        let mut appeal = [0.0; NEAR];
        for (i, reach) in market.from(area).iter().enumerate() {
            let site = market.seats[reach.seat as usize].site;
            appeal[i] = decay[i]
                * pull.seats[track][reach.seat as usize]
                * pull.sites[site][group / AFFINITIES]
                * self.tastes[group][self.denominations[site]];
        }
        appeal
    }

    /// Pulls such that sites are expected to reach their size, and compositions agree
    /// with the choices that they lead to.
    ///
    /// # Errors
    /// `Interrupted` when the work is to stop.
    pub fn settle(&self, watch: &Watch) -> Result<Pull> {
        let mut pull = Pull {
            seats: self.markets.iter().map(|market| vec![1.0; market.seats.len()]).collect(),
            sites: vec![[1.0; KIN * KIN]; self.denominations.len()],
        };
        for _ in 0..ROUNDS {
            let expected = self.expected(&pull);
            self.balance(&mut pull, &expected);
            pull.sites = self.compositions(&expected);
            watch.step()?;
        }
        let expected = self.expected(&pull);
        self.balance(&mut pull, &expected);
        Ok(pull)
    }

    /// Expected pupils of every seat; areas are added in order.
    fn expected(&self, pull: &Pull) -> Vec<Vec<Kin>> {
        let parts: Vec<Vec<Kin>> =
            (0..self.people.len()).into_par_iter().map(|area| self.expected_from(area, pull)).collect();
        let mut seats: Vec<Vec<Kin>> =
            self.markets.iter().map(|market| vec![[0.0; 2 * KIN]; market.seats.len()]).collect();
        for (area, part) in parts.iter().enumerate() {
            for (track, market) in self.markets.iter().enumerate() {
                for (reach, kin) in market.from(area).iter().zip(&part[track * NEAR..]) {
                    (0..2 * KIN).for_each(|k| seats[track][reach.seat as usize][k] += kin[k]);
                }
            }
        }
        seats
    }

    fn expected_from(&self, area: usize, pull: &Pull) -> Vec<Kin> {
        let mut part = vec![[0.0; 2 * KIN]; self.markets.len() * NEAR];
        for (cell, count) in self.demand[area].iter().enumerate().filter(|(_, count)| **count > 0) {
            let (track, group) = (cell / GROUPS, cell % GROUPS);
            let mut appeal = self.appeal(area, track, group, pull);
            for (appeal, reach) in appeal.iter_mut().zip(self.markets[track].from(area)) {
                *appeal *= self.open[self.markets[track].seats[reach.seat as usize].site];
            }
            let unit = f64::from(*count) / appeal.iter().sum::<f64>();
            let kin = group / AFFINITIES;
            for (row, appeal) in part[track * NEAR..].iter_mut().zip(appeal) {
                row[kin / KIN] += appeal * unit;
                row[KIN + kin % KIN] += appeal * unit;
            }
        }
        part
    }

    fn balance(&self, pull: &mut Pull, expected: &[Vec<Kin>]) {
        for (track, market) in self.markets.iter().enumerate() {
            for (i, seat) in market.seats.iter().enumerate() {
                let pupils: f64 = expected[track][i][..KIN].iter().sum();
                let target = seat.target * self.open[seat.site];
                pull.seats[track][i] *= (target / pupils.max(1e-9)).clamp(0.3, 3.0);
            }
        }
    }

    /// Appeal of every site's composition.
    fn compositions(&self, expected: &[Vec<Kin>]) -> Vec<[f64; KIN * KIN]> {
        let mut sites = vec![[0.0; 2 * KIN]; self.denominations.len()];
        for (market, kin) in self.markets.iter().zip(expected) {
            for (seat, kin) in market.seats.iter().zip(kin) {
                (0..2 * KIN).for_each(|k| sites[seat.site][k] += kin[k]);
            }
        }
        sites.par_iter().map(kinship).collect()
    }
}

/// Children by track and group.
fn demand(people: &People, tracks: usize) -> Vec<u32> {
    let mut counts = vec![0; tracks * GROUPS];
    for child in &people.children {
        counts[usize::from(child.track) * GROUPS + group(&people.families[child.family as usize])] += 1;
    }
    counts
}

fn kinship(kin: &Kin) -> [f64; KIN * KIN] {
    let all: f64 = kin[..KIN].iter().sum::<f64>().max(1e-9);
    std::array::from_fn(|pair| {
        let (origin, education) = (pair / KIN, pair % KIN);
        let own = OWN_ORIGIN[origin] * kin[origin] + OWN_EDUCATION[education] * kin[KIN + education];
        exp(own / all)
    })
}

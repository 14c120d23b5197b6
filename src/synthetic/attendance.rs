//! Which school a pupil attends: near, of a fitting denomination, among one's own kind,
//! and with a pull of every school such that it reaches its size.

use super::area::Area;
use super::faith::{AFFINITIES, taste};
use super::market::{Market, NEAR};
use super::pupil::Pupil;
use super::site::Site;
use crate::numeric::{Stream, exp, purpose, uniform};
use crate::world::Sector;
use rayon::prelude::*;

/// Origins and educations: who looks at whom.
const KIN: usize = 3;
/// Combinations of origin, education and affinity.
const GROUPS: usize = KIN * KIN * AFFINITIES;
/// Rounds in which pulls and compositions settle.
const ROUNDS: usize = 8;
/// Utility of a school with only pupils of the own origin against none of them. [I]
const OWN_ORIGIN: [f64; KIN] = [2.2, 0.7, 2.2];
/// The same for the education of the parents. [I]
const OWN_EDUCATION: [f64; KIN] = [1.8, 0.5, 2.6];

/// Appeal of the nearest seats of an area to a group.
type Appeal = [f64; NEAR];

/// Everything that decides where pupils go.
pub struct Scene<'a> {
    /// Who lives in each area.
    pub pupils: &'a [Vec<Pupil>],
    /// A market a track; one in po.
    pub markets: &'a [Market],
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
struct Pull {
    /// By market and seat.
    seats: Vec<Vec<f64>>,
    /// By site: appeal of its composition to each pair of origin and education.
    sites: Vec<[f64; KIN * KIN]>,
}

/// Expected pupils of a seat: by origin, then by education.
type Kin = [f64; 2 * KIN];

fn group(pupil: &Pupil) -> usize {
    let kin = usize::from(pupil.origin) * KIN + usize::from(pupil.education);
    kin * AFFINITIES + usize::from(pupil.affinity)
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
        pupils: &'a [Vec<Pupil>],
        markets: &'a [Market],
        sites: &[Site],
        areas: &[Area],
        friction: impl Fn(&Area) -> f64 + Sync,
    ) -> Self {
        let decay = |market: &Market| {
            let rows = areas.par_iter().enumerate().map(|(a, area)| {
                market.from(a).iter().map(|reach| exp(-friction(area) * reach.km)).collect::<Vec<f64>>()
            });
            rows.collect::<Vec<_>>().into_iter().flatten().collect()
        };
        let count = |area: &Vec<Pupil>| {
            let mut counts = vec![0; markets.len() * GROUPS];
            for pupil in area {
                counts[usize::from(pupil.track) * GROUPS + group(pupil)] += 1;
            }
            counts
        };
        Self {
            pupils,
            markets,
            denominations: sites.iter().map(|site| site.denomination).collect(),
            decay: markets.iter().map(decay).collect(),
            tastes: tastes(),
            demand: pupils.par_iter().map(count).collect(),
        }
    }

    /// The site of every pupil of every area.
    pub fn attend(&self, stream: Stream, sector: Sector) -> Vec<Vec<u32>> {
        let pull = self.settle();
        let of = |area: usize| self.attend_from(area, &pull, stream, sector);
        (0..self.pupils.len()).into_par_iter().map(of).collect()
    }

    /// Appeal of the nearest seats of an area in a market to a group.
    fn appeal(&self, area: usize, track: usize, group: usize, pull: &Pull) -> Appeal {
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
    fn settle(&self) -> Pull {
        let mut pull = Pull {
            seats: self.markets.iter().map(|market| vec![1.0; market.seats.len()]).collect(),
            sites: vec![[1.0; KIN * KIN]; self.denominations.len()],
        };
        for _ in 0..ROUNDS {
            let expected = self.expected(&pull);
            self.balance(&mut pull, &expected);
            pull.sites = self.compositions(&expected);
        }
        let expected = self.expected(&pull);
        self.balance(&mut pull, &expected);
        pull
    }

    /// Expected pupils of every seat; areas are added in order.
    fn expected(&self, pull: &Pull) -> Vec<Vec<Kin>> {
        let parts: Vec<Vec<Kin>> =
            (0..self.pupils.len()).into_par_iter().map(|area| self.expected_from(area, pull)).collect();
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
            let appeal = self.appeal(area, track, group, pull);
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
                pull.seats[track][i] *= (seat.target / pupils.max(1e-9)).clamp(0.3, 3.0);
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

    fn attend_from(&self, area: usize, pull: &Pull, stream: Stream, sector: Sector) -> Vec<u32> {
        let mut known: Vec<Option<Appeal>> = vec![None; self.markets.len() * GROUPS];
        let mut site = |pupil: &Pupil| {
            let (track, group) = (usize::from(pupil.track), group(pupil));
            let appeal =
                known[track * GROUPS + group].get_or_insert_with(|| self.appeal(area, track, group, pull));
            let word = stream.block(pupil.id(area), sector as u32, purpose::ATTENDANCE, 0)[0];
            let market = &self.markets[track];
            let chosen = super::draw::pick(&appeal[..market.near], uniform(word));
            market.seats[market.from(area)[chosen].seat as usize].site as u32
        };
        self.pupils[area].iter().map(&mut site).collect()
    }
}

fn kinship(kin: &Kin) -> [f64; KIN * KIN] {
    let all: f64 = kin[..KIN].iter().sum::<f64>().max(1e-9);
    std::array::from_fn(|pair| {
        let (origin, education) = (pair / KIN, pair % KIN);
        let own = OWN_ORIGIN[origin] * kin[origin] + OWN_EDUCATION[education] * kin[KIN + education];
        exp(own / all)
    })
}

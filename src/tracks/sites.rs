//! Sites: which levels they offer, and where one goes who needs another.

use super::cohort::Cohort;
use super::level::{LEVELS, TOP};
use super::programme::Programme;
use crate::space::distance;
use crate::world::World;

/// The sites of a world, by number.
#[derive(Clone, Debug, Default)]
pub struct Sites {
    /// Levels that every site offers.
    pub offered: Vec<Programme>,
    /// Pupils who enter at every site.
    pub entrants: Vec<u64>,
    /// Municipality of every site; empty where it is not known.
    pub town: Vec<u32>,
    /// Site to go to for every level; the site itself where it offers it, or where no other is known.
    elsewhere: Vec<[u32; LEVELS.len()]>,
}

impl Sites {
    /// The sites of a school year: they offer what is said of them and what their pupils follow; where neither is known,
    /// what their entrants are advised.
    #[must_use]
    pub fn new(world: &World, year: u16, cohort: &Cohort) -> Self {
        let mut offered = registered(world, year);
        for (school, advice) in cohort.schools.iter().zip(&cohort.advice) {
            if !offered[*school as usize].1 {
                offered[*school as usize].0 |= 1 << advice.low | 1 << advice.high;
            }
        }
        let offered: Vec<Programme> = offered.into_iter().map(|(mask, _)| Programme(mask)).collect();
        let mut entrants = vec![0; offered.len()];
        for school in &cohort.schools {
            entrants[*school as usize] += 1;
        }
        let at = |school: usize| {
            let of = |column: &[f64]| column.get(school).copied().unwrap_or(f64::NAN);
            (of(&world.schools.x_km), of(&world.schools.y_km))
        };
        let places: Vec<(f64, f64)> = (0..offered.len()).map(at).collect();
        let open: Vec<bool> = (0..offered.len())
            .map(|school| entrants[school] > 0 && world.schools.open_in(school, year))
            .collect();
        let town = world.schools.municipality.clone();
        Self { town, ..Self::known(offered, entrants, &places, &open) }
    }

    /// Sites that offer some levels, with their entrants, places, and whether they take pupils from elsewhere.
    #[must_use]
    pub fn known(offered: Vec<Programme>, entrants: Vec<u64>, places: &[(f64, f64)], open: &[bool]) -> Self {
        let takers: Vec<Vec<usize>> = (0..=TOP)
            .map(|level| (0..offered.len()).filter(|site| open[*site] && offered[*site].has(level)).collect())
            .collect();
        let nearest = |site: usize, level: u8| {
            if offered[site].has(level) {
                return site as u32;
            }
            let from = places[site];
            let far = takers[usize::from(level)].iter().map(|other| (distance(from, places[*other]), *other));
            let found =
                far.filter(|(km, _)| km.is_finite()).min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            found.map_or(site as u32, |(_, other)| other as u32)
        };
        let of = |site: usize| std::array::from_fn(|level| nearest(site, level as u8));
        let elsewhere = (0..offered.len()).map(of).collect();
        Self { offered, entrants, town: Vec::new(), elsewhere }
    }

    /// How many sites there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.offered.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.offered.is_empty()
    }

    /// The site at which a pupil of a site follows a level: that one if it offers it, else the nearest that does.
    #[must_use]
    pub fn with(&self, site: u32, level: u8) -> u32 {
        self.elsewhere[site as usize][usize::from(level)]
    }

    /// Sites with entrants that offer two or more levels that could sit together.
    pub fn able(&self) -> impl Iterator<Item = usize> {
        (0..self.len()).filter(|site| self.entrants[*site] > 0 && self.offered[*site].mixed().width() > 1)
    }
}

/// Levels by site, and whether anything is known of them.
fn registered(world: &World, year: u16) -> Vec<(u8, bool)> {
    let bit = |label: &str| LEVELS.iter().position(|level| *level == label).map_or(0, |level| 1u8 << level);
    let said = |school: usize| {
        let labels = if world.schools.tracks.is_empty() { Vec::new() } else { world.schools.offered(school) };
        labels.into_iter().fold(0, |mask, label| mask | bit(label))
    };
    let mut levels: Vec<u8> = (0..world.schools.len()).map(said).collect();
    if let Some(tracks) = world.pupils.values("track") {
        for row in world.pupils_in(year) {
            levels[world.pupils.school[row] as usize] |= tracks.label(row).map_or(0, bit);
        }
    }
    levels.into_iter().map(|mask| (mask, mask > 0)).collect()
}

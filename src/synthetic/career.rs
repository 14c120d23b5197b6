//! The school years of a child: where it lives, which school it attends, in which study year.

use super::area::Area;
use super::attendance::group;
use super::calibration::{FAR_KM, FIRST_YEAR, FOLLOW, LAST_YEAR, LOOK_AROUND, REPEATS, SETTLED};
use super::choice::{Choice, Chooser};
use super::cohort::{LONGEST, MOST_REPEATS, study_years};
use super::moves::Move;
use super::people::{Child, People};
use crate::numeric::{Stream, purpose, uniform};
use crate::world::Sector;

/// A school year of a child.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    /// The school year, by the year it starts in.
    pub year: u16,
    /// From 1.
    pub study_year: u16,
    /// Position of the home area.
    pub home: u32,
    /// Position of the site.
    pub site: u32,
}

/// The sites of a child from the year it starts.
#[derive(Clone, Copy)]
struct Path {
    entry: u16,
    sites: [Option<u32>; LONGEST],
}

impl Path {
    fn at(&self, year: u16) -> Option<u32> {
        self.sites.get(usize::from(year.checked_sub(self.entry)?)).copied().flatten()
    }
}

/// Everything that decides about the school years of an area's children.
pub struct Careers<'a> {
    /// The draws.
    pub stream: Stream,
    /// The sector.
    pub sector: Sector,
    /// The areas.
    pub areas: &'a [Area],
    /// How schools are chosen.
    pub choice: &'a Choice<'a>,
}

/// Those of one area, who know each other's schools.
struct Neighbours<'a> {
    of: &'a Careers<'a>,
    people: &'a People,
    moves: &'a [Move],
    chooser: Chooser<'a>,
    /// Years in which schools open near, by track.
    openings: Vec<u16>,
    paths: Vec<Path>,
}

impl Careers<'_> {
    /// Calls `tell` with every school year, in the years of the world, of every child of an
    /// area: child by child, year by year.
    pub fn follow(&self, area: usize, people: &People, moves: &[Move], mut tell: impl FnMut(&Child, Now)) {
        let tracks = 0..self.choice.scene.markets.len();
        let mut neighbours = Neighbours {
            of: self,
            people,
            moves,
            chooser: self.choice.from(area),
            openings: tracks.map(|track| self.choice.openings(area, track)).collect(),
            paths: Vec::with_capacity(people.children.len()),
        };
        for child in &people.children {
            neighbours.career(child, area as u32, &mut |now| tell(child, now));
        }
    }
}

impl Neighbours<'_> {
    fn career(&mut self, child: &Child, area: u32, tell: &mut impl FnMut(Now)) {
        let from = self.moves.partition_point(|m| m.family < child.family);
        let moves = &self.moves[from..];
        let moves = &moves[..moves.partition_point(|m| m.family == child.family)];
        let last = study_years(self.of.sector, child.track);
        let repeats = self.repeats(child);
        let mut path = Path { entry: child.entry, sites: [None; LONGEST] };
        let mut now = Now { year: child.entry, study_year: 1, home: area, site: u32::MAX };
        while now.study_year <= last && now.year <= LAST_YEAR {
            let home = moves.iter().rev().find(|m| m.year <= now.year).map_or(area, |m| m.home);
            now.site = self.site(child, &now, home);
            now.home = home;
            let passed = usize::from(now.year - child.entry);
            path.sites[passed] = Some(now.site);
            if now.year >= FIRST_YEAR {
                tell(now);
            }
            now.study_year += u16::from(!repeats[passed]);
            now.year += 1;
        }
        self.paths.push(path);
    }

    /// After which school years a child does not go up.
    fn repeats(&self, child: &Child) -> [bool; LONGEST] {
        let mut draws = self.of.stream.draws(child.id, self.of.sector as u32, purpose::REPEAT);
        let mut left = MOST_REPEATS;
        std::array::from_fn(|_| {
            let repeats = left > 0 && draws.uniform() < REPEATS[self.of.sector as usize];
            left -= u16::from(repeats);
            repeats
        })
    }

    /// The site of a child in a year; `now` has the home and the site of the year before.
    fn site(&mut self, child: &Child, now: &Now, home: u32) -> u32 {
        let starts = now.site == u32::MAX;
        if starts || !self.open(now.site, now.year) || self.far(now.home, home) {
            return self.choose(child, now.year, home);
        }
        let opens = now.year > FIRST_YEAR
            && self.openings[usize::from(child.track)] >> (now.year - FIRST_YEAR) & 1 == 1;
        if opens && now.study_year < SETTLED { self.look_around(child, now, home) } else { now.site }
    }

    fn open(&self, site: u32, year: u16) -> bool {
        self.of.choice.sites[site as usize].is_open(year)
    }

    fn far(&self, old: u32, new: u32) -> bool {
        let [old, new] = [old, new].map(|home| &self.of.areas[home as usize]);
        let (x, y) = (old.x_km - new.x_km, old.y_km - new.y_km);
        (x * x + y * y).sqrt() > FAR_KM[self.of.sector as usize]
    }

    fn draws(&self, child: &Child, year: u16) -> [f64; 4] {
        let tick = u32::from(year) * 2 + self.of.sector as u32;
        self.of.stream.block(child.id, tick, purpose::ATTENDANCE, 0).map(uniform)
    }

    /// The older sibling's school, or one of the own choice.
    fn choose(&mut self, child: &Child, year: u16, home: u32) -> u32 {
        let [pick, follow, ..] = self.draws(child, year);
        let siblings = child.older.and_then(|older| self.paths[older as usize].at(year));
        if let Some(site) =
            siblings.filter(|site| follow < FOLLOW[self.of.sector as usize] && self.offers(*site, child))
        {
            return site;
        }
        let group = group(&self.people.families[child.family as usize]);
        self.chooser.choose(home as usize, child.track, group, year, pick)
    }

    fn offers(&self, site: u32, child: &Child) -> bool {
        self.of.choice.sites[site as usize].seats[usize::from(child.track)] > 0.0
    }

    /// A school that opens this year, if that is what a second look finds; else the same.
    fn look_around(&mut self, child: &Child, now: &Now, home: u32) -> u32 {
        let [pick, _, looks, _] = self.draws(child, now.year);
        if looks > LOOK_AROUND {
            return now.site;
        }
        let group = group(&self.people.families[child.family as usize]);
        let found = self.chooser.choose(home as usize, child.track, group, now.year, pick);
        if self.of.choice.sites[found as usize].first == Some(now.year) { found } else { now.site }
    }
}

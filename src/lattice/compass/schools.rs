//! The second stage: pupils choose schools from their homes.

use super::super::crowd::{Crowd, share};
use super::super::evenness::Evenness;
use super::super::order::{Shuffle, Turns};
use super::logit::logit;
use super::{AtSchool, Compass, Stage, Tick, UnderWay, moments};
use crate::numeric::{Stream, Sum, purpose};

/// Draws of the second stage carry ticks from here, so that its turns are not those of the first.
const LATER: u32 = 1 << 31;

/// Schools while they are chosen.
pub(super) struct Schools<'a> {
    model: &'a Compass,
    stream: Stream,
    crowd: &'a Crowd,
    h_res: f64,
    turns: Turns,
    evenness: Evenness,
    count: usize,
    /// The distance of every home to every school, and what it adds to the utility.
    distance: Vec<f64>,
    nearness: Vec<f64>,
    /// The school of every household, and whether none is nearer.
    school: Vec<u32>,
    nearest: Vec<f64>,
    /// Pupils of every school, its groups side by side, and in all.
    counts: Vec<u32>,
    pupils: Vec<u32>,
    /// What the composition of every school adds to the utility, a group after the other.
    company: Vec<f64>,
    utilities: Vec<f64>,
}

impl<'a> Schools<'a> {
    /// Pupils at random schools with places.
    pub fn new(model: &'a Compass, crowd: &'a Crowd, stream: Stream, h_res: f64) -> Self {
        let (town, agents) = (&model.town, model.town.agents());
        let points = town.torus.middles(model.schools);
        let schools = points.len();
        let pairs = agents * schools;
        let (mut distance, mut nearness) = (Vec::with_capacity(pairs), Vec::with_capacity(pairs));
        for (group, cell) in crowd.group.iter().zip(&crowd.cell) {
            let from = distance.len();
            let to = |point: &(f64, f64)| town.torus.distance(*cell as usize, *point, model.spot());
            distance.extend(points.iter().map(to));
            let group = usize::from(*group);
            let near = model.decay[group].of(&distance[from..]);
            nearness.extend(near.iter().map(|near| (1.0 - model.weight[group]) * near));
        }
        let rows = distance.chunks_exact(schools);
        let nearest = rows.map(|row| row.iter().copied().fold(f64::INFINITY, f64::min)).collect();
        let groups = town.groups();
        let mut made = Self {
            model,
            stream,
            crowd,
            h_res,
            turns: Turns::new(agents, model.fraction),
            evenness: Evenness::new(&town.sizes, schools),
            count: schools,
            distance,
            nearness,
            school: vec![0; agents],
            nearest,
            counts: vec![0; schools * groups],
            pupils: vec![0; schools],
            company: vec![0.0; schools * groups],
            utilities: vec![0.0; schools],
        };
        made.start();
        made.weigh();
        made
    }

    fn start(&mut self) {
        let mut open: Vec<u32> = (0..self.count as u32).collect();
        let mut order: Vec<u32> = (0..self.school.len() as u32).collect();
        Shuffle::new(order.len()).shuffle(&mut order, self.stream, purpose::GRID_SEAT, LATER);
        for agent in order {
            let mut draws = self.stream.draws(u64::from(agent), 0, purpose::GRID_SEAT);
            let place = draws.below(open.len() as u64) as usize;
            let school = open[place];
            self.enrol(agent as usize, school, 1);
            self.school[agent as usize] = school;
            if self.pupils[school as usize] == self.model.places {
                open.swap_remove(place);
            }
        }
    }

    /// Adds a pupil to a school, or takes it off.
    #[inline]
    fn enrol(&mut self, agent: usize, school: u32, by: i32) {
        let (school, groups) = (school as usize, self.model.town.groups());
        let count = &mut self.counts[school * groups + usize::from(self.crowd.group[agent])];
        *count = count.wrapping_add_signed(by);
        self.pupils[school] = self.pupils[school].wrapping_add_signed(by);
    }

    /// What the composition of every school is worth to every group, as it is now.
    fn weigh(&mut self) {
        let groups = self.model.town.groups();
        for group in 0..groups {
            for school in 0..self.count {
                let alike = share(self.counts[school * groups + group], self.pupils[school]);
                let worth = self.model.tastes[group].of(alike);
                self.company[group * self.count + school] = self.model.weight[group] * worth;
            }
        }
    }

    /// The school that a household takes of its own and those with places.
    fn chosen(&mut self, agent: usize, tick: u32) -> usize {
        let Self { model, stream, crowd, count, nearness, company, utilities, pupils, .. } = self;
        let (own, group) = (self.school[agent] as usize, usize::from(crowd.group[agent]));
        let near = &nearness[agent * *count..(agent + 1) * *count];
        let company = &company[group * *count..(group + 1) * *count];
        for (school, utility) in utilities.iter_mut().enumerate() {
            let is_open = school == own || pupils[school] < model.places;
            *utility = if is_open { company[school] + near[school] } else { f64::NEG_INFINITY };
        }
        let b = if model.compat { f64::INFINITY } else { model.b };
        let number = stream.draws(agent as u64, tick, purpose::GRID_SCHOOL).fine();
        logit(utilities, b, number)
    }

    /// The school of every household, and the distance to it.
    pub fn attended(self) -> (Vec<u32>, Vec<f64>) {
        let own = |(agent, school): (usize, &u32)| self.distance[agent * self.count + *school as usize];
        let distance = self.school.iter().enumerate().map(own).collect();
        (self.school, distance)
    }
}

impl UnderWay for Schools<'_> {
    fn step(&mut self, tick: u32) -> u64 {
        let mut turns = std::mem::take(&mut self.turns);
        let mut movers = 0;
        for agent in turns.next(self.stream, LATER | tick).iter().map(|agent| *agent as usize) {
            let own = self.school[agent];
            if self.pupils[own as usize] <= self.model.min_capacity {
                continue;
            }
            let school = self.chosen(agent, tick) as u32;
            if school != own {
                self.enrol(agent, own, -1);
                self.enrol(agent, school, 1);
                self.school[agent] = school;
                movers += 1;
            }
        }
        self.turns = turns;
        self.weigh();
        movers
    }

    fn look(&mut self, tick: u32, movers: u64) -> Tick {
        let agents = self.school.len();
        let Self { crowd, count, distance, nearness, school, nearest, company, .. } = self;
        let own = |agent: usize| agent * *count + school[agent] as usize;
        let worth = |agent: usize| {
            let group = usize::from(crowd.group[agent]);
            company[group * *count + school[agent] as usize] + nearness[own(agent)]
        };
        let (mean_utility, sd_utility) = moments((0..agents).map(worth), agents);
        let far = (0..agents).map(|agent| distance[own(agent)]).collect::<Sum>().value();
        let at = (0..agents).filter(|agent| distance[own(*agent)] <= nearest[*agent]).count();
        let seen = AtSchool {
            h: self.evenness.of(&self.counts),
            nearest: at as f64 / agents as f64,
            distance: far / agents as f64,
        };
        let (stage, h_res) = (Stage::School, self.h_res);
        Tick { stage, tick, movers, mean_utility, sd_utility, h_res, school: Some(seen) }
    }
}

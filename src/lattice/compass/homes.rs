//! The first stage: households look at empty cells and at their own.

use super::super::crowd::Crowd;
use super::super::evenness::Evenness;
use super::super::order::Turns;
use super::logit::logit;
use super::{Compass, Stage, Tick, UnderWay, moments};
use crate::numeric::{Stream, purpose};

/// Homes while they are chosen.
pub(super) struct Homes<'a> {
    model: &'a Compass,
    stream: Stream,
    pub crowd: Crowd,
    turns: Turns,
    evenness: Evenness,
    /// Cells that a household looks at, by their place in the list of empty ones.
    seen: Vec<usize>,
    utilities: Vec<f64>,
    /// Households that moved, and the cells that they left.
    left: Vec<(u32, u32)>,
    /// What every home is worth.
    worth: Vec<f64>,
}

impl<'a> Homes<'a> {
    pub fn new(model: &'a Compass, stream: Stream) -> Self {
        let town = &model.town;
        Self {
            model,
            stream,
            crowd: Crowd::settle(town, model.spot(), stream),
            turns: Turns::new(town.agents(), model.fraction),
            evenness: Evenness::new(&town.sizes, town.blocks * town.blocks),
            seen: Vec::with_capacity(model.considered),
            utilities: Vec::with_capacity(model.considered + 1),
            left: Vec::with_capacity(town.agents()),
            worth: vec![0.0; town.agents()],
        }
    }
}

impl Compass {
    /// What a cell is worth to a group as a home, counts being as they were at the start of the tick.
    fn home(&self, crowd: &Crowd, cell: usize, group: usize) -> f64 {
        let m = self.mixing;
        let local = if m < 1.0 { crowd.local(cell, group) } else { 0.0 };
        let bounded = if m > 0.0 { crowd.bounded(cell, group) } else { 0.0 };
        self.tastes[group].of((1.0 - m) * local + m * bounded)
    }

    /// What its own home is worth to a household.
    fn own_home(&self, crowd: &Crowd, agent: usize) -> f64 {
        let (cell, group) = (crowd.cell[agent] as usize, usize::from(crowd.group[agent]));
        if self.compat {
            return self.tastes[group].of(crowd.bounded(cell, group));
        }
        self.home(crowd, cell, group)
    }
}

impl UnderWay for Homes<'_> {
    fn step(&mut self, tick: u32) -> u64 {
        let Self { model, stream, crowd, turns, seen, utilities, left, .. } = self;
        left.clear();
        for agent in turns.next(*stream, tick).iter().map(|agent| *agent as usize) {
            let group = usize::from(crowd.group[agent]);
            let mut draws = stream.draws(agent as u64, tick, purpose::GRID_CELL);
            seen.clear();
            seen.extend((0..model.considered).map(|_| draws.below(crowd.empty.len() as u64) as usize));
            utilities.clear();
            utilities.extend(seen.iter().map(|place| model.home(crowd, crowd.empty[*place] as usize, group)));
            utilities.push(model.own_home(crowd, agent));
            let number = stream.draws(agent as u64, tick, purpose::GRID_HOME).fine();
            if let Some(place) = seen.get(logit(utilities, model.b, number)) {
                let before = crowd.leave(agent, *place);
                left.push((agent as u32, before as u32));
            }
        }
        for (agent, before) in left.iter() {
            crowd.recount(*agent as usize, *before as usize);
        }
        left.len() as u64
    }

    fn look(&mut self, tick: u32, movers: u64) -> Tick {
        let Self { model, crowd, worth, evenness, .. } = self;
        worth.iter_mut().enumerate().for_each(|(agent, worth)| *worth = model.own_home(crowd, agent));
        let (mean_utility, sd_utility) = moments(worth.iter().copied(), worth.len());
        let h_res = evenness.of(&crowd.counts);
        Tick { stage: Stage::Residential, tick, movers, mean_utility, sd_utility, h_res, school: None }
    }
}

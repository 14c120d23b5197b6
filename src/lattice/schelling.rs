//! Schelling's model: who has too few neighbours alike moves to any empty cell.

use super::crowd::Crowd;
use super::evenness::Evenness;
use super::order::Turns;
use super::runs::{self, Ended};
use super::settled::Settled;
use super::torus::Spot;
use super::town::Town;
use crate::error::{Error, Result};
use crate::numeric::{Stream, purpose};
use crate::watch::Watch;

/// Who moves when.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Update {
    /// One after another in random order, everyone once a step; who has a turn sees where all stand by then.
    Sequential,
    /// A share of agents a step, everyone once in a sweep; all judge the grid as it was at the start of the step,
    /// and then move in random order. A share of 1 is the synchronous form.
    Batch(f64),
}

impl Update {
    /// A way to move by its name; `fraction` belongs to `"random_fraction"`.
    ///
    /// # Errors
    /// `BadOption` naming `update` or `fraction`.
    pub fn read(name: &str, fraction: Option<f64>) -> Result<Self> {
        let fine = fraction.is_none_or(|fraction| fraction > 0.0 && fraction <= 1.0);
        match (name, fraction) {
            ("sequential", None) => Ok(Self::Sequential),
            ("synchronous", None) => Ok(Self::Batch(1.0)),
            ("random_fraction", Some(fraction)) if fine => Ok(Self::Batch(fraction)),
            ("sequential" | "synchronous" | "random_fraction", _) => {
                let message = format!("update '{name}' with fraction {fraction:?}");
                let allowed = "a share above 0 and at most 1 with update='random_fraction', none with others";
                Err(Error::option("fraction", message, allowed))
            }
            _ => {
                let allowed = "'sequential', 'synchronous', 'random_fraction'";
                Err(Error::option("update", format!("there is no update '{name}'"), allowed))
            }
        }
    }
}

/// The model, checked at the door.
#[derive(Clone, Debug)]
pub struct Schelling {
    town: Town,
    /// For every group and number of neighbours the least number alike that contents.
    least: Vec<Vec<u16>>,
    update: Update,
    steps: u32,
    settled: Option<Settled>,
}

/// The grid after a step; the first is that at the start.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// Agents that moved.
    pub movers: u64,
    /// Share of agents with enough neighbours alike.
    pub content: f64,
    /// Mean share of neighbours that are alike, of agents with neighbours; none where nobody has any.
    pub alike: Option<f64>,
    /// Theil's H over the bounded neighbourhoods.
    pub evenness: f64,
}

/// How a run went.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    /// The grid at the start and after every step.
    pub steps: Vec<Step>,
    /// Why it ended.
    pub ended: Ended,
    /// The group of every agent.
    pub group: Vec<u8>,
    /// The cell of every agent at the end, row by row from the upper left.
    pub cell: Vec<u32>,
    /// The bounded neighbourhood of that cell.
    pub neighbourhood: Vec<u32>,
}

impl Schelling {
    /// The model in a town, with the share of neighbours alike that each group wants.
    ///
    /// # Errors
    /// `BadOption` naming the field.
    pub fn new(
        town: Town,
        wanted: &[f64],
        update: Update,
        steps: u32,
        settled: Option<Settled>,
    ) -> Result<Self> {
        let fine = wanted.len() == town.groups() && wanted.iter().all(|share| (0.0..=1.0).contains(share));
        if !fine {
            let message = format!("wanted is {wanted:?} for {} groups", town.groups());
            return Err(Error::option("wanted", message, "shares from 0 to 1, one for all or one a group"));
        }
        let least = wanted.iter().map(|share| least(*share, town.torus.around())).collect();
        Ok(Self { town, least, update, steps: runs::steps("steps", steps)?, settled })
    }

    /// Agents.
    #[must_use]
    pub fn agents(&self) -> usize {
        self.town.agents()
    }

    /// One run, drawn by seed and replicate.
    ///
    /// # Errors
    /// `Interrupted`.
    pub fn run(&self, seed: u64, replicate: u32, watch: &Watch) -> Result<Grid> {
        let stream = Stream::new(seed, replicate);
        let mut run = Run::new(self, stream);
        let mut steps = vec![run.look(0)];
        let ended = loop {
            if let Some(ended) = self.ended(&steps, &run) {
                break ended;
            }
            let step = steps.len() as u32;
            let movers = run.step(step);
            steps.push(run.look(movers));
            watch.step()?;
        };
        watch.skip(u64::from(self.steps) + 1 - steps.len() as u64);
        let neighbourhood = run.crowd.neighbourhoods();
        let Crowd { group, cell, .. } = run.crowd;
        Ok(Grid { steps, ended, group, cell, neighbourhood })
    }

    fn ended(&self, steps: &[Step], run: &Run<'_>) -> Option<Ended> {
        let values = |step: &Step| [step.content, step.alike.unwrap_or_default(), step.evenness];
        if run.content == run.crowd.group.len() as u64 {
            return Some(Ended::Still);
        }
        if run.crowd.empty.is_empty() {
            return Some(Ended::Full);
        }
        if self.settled.is_some_and(|settled| settled.holds(steps, values)) {
            return Some(Ended::Settled);
        }
        (steps.len() > self.steps as usize).then_some(Ended::Limit)
    }
}

/// The least number alike among 0, 1, ... neighbours that is a share of at least `wanted`; without neighbours
/// nobody is alike, so that only who wants none is content.
fn least(wanted: f64, around: usize) -> Vec<u16> {
    let enough = |alike: u16, all: u16| f64::from(alike) / f64::from(all) >= wanted;
    let least = |all: u16| match all {
        0 => u16::from(wanted > 0.0),
        _ => (0..all).find(|alike| enough(*alike, all)).unwrap_or(all),
    };
    (0..around as u16).map(least).collect()
}

/// A run under way.
struct Run<'a> {
    model: &'a Schelling,
    stream: Stream,
    crowd: Crowd,
    turns: Turns,
    evenness: Evenness,
    /// Agents that are about to move.
    leaving: Vec<u32>,
    /// Neighbours alike, and agents, by number of neighbours.
    alike: Vec<(u64, u64)>,
    /// Agents with enough neighbours alike.
    content: u64,
}

impl<'a> Run<'a> {
    fn new(model: &'a Schelling, stream: Stream) -> Self {
        let town = &model.town;
        let fraction = match model.update {
            Update::Sequential => 1.0,
            Update::Batch(fraction) => fraction,
        };
        Self {
            model,
            stream,
            crowd: Crowd::settle(town, Spot::Middle, stream),
            turns: Turns::new(town.agents(), fraction),
            evenness: Evenness::new(&town.sizes, town.blocks * town.blocks),
            leaving: Vec::with_capacity(town.agents()),
            alike: vec![(0, 0); town.torus.around()],
            content: 0,
        }
    }

    /// Lets agents move; how many did.
    fn step(&mut self, step: u32) -> u64 {
        let Self { model, stream, crowd, turns, leaving, .. } = self;
        let turn = turns.next(*stream, step);
        if model.update == Update::Sequential {
            let mut movers = 0;
            for agent in turn.iter().map(|agent| *agent as usize) {
                if !is_content(crowd, &model.least, agent) {
                    moved(crowd, *stream, step, agent);
                    movers += 1;
                }
            }
            return movers;
        }
        leaving.clear();
        leaving.extend(turn.iter().filter(|agent| !is_content(crowd, &model.least, **agent as usize)));
        for agent in leaving.iter() {
            moved(crowd, *stream, step, *agent as usize);
        }
        leaving.len() as u64
    }

    /// The grid as it is.
    fn look(&mut self, movers: u64) -> Step {
        let Self { model, crowd, alike, .. } = self;
        alike.fill((0, 0));
        let mut content = 0u64;
        for (group, cell) in crowd.group.iter().zip(&crowd.cell) {
            let (same, all) = crowd.near(*cell as usize, usize::from(*group));
            content += u64::from(same >= model.least[usize::from(*group)][usize::from(all)]);
            let (sum, agents) = &mut alike[usize::from(all)];
            *sum += u64::from(same);
            *agents += 1;
        }
        self.content = content;
        let neighboured: u64 = alike[1..].iter().map(|(_, agents)| agents).sum();
        let shares = (1u32..).zip(&alike[1..]).map(|(all, (sum, _))| *sum as f64 / f64::from(all));
        let sum: f64 = shares.sum();
        Step {
            movers,
            content: content as f64 / crowd.group.len() as f64,
            alike: (neighboured > 0).then(|| sum / neighboured as f64),
            evenness: self.evenness.of(&self.crowd.counts),
        }
    }
}

#[inline]
fn is_content(crowd: &Crowd, least: &[Vec<u16>], agent: usize) -> bool {
    let group = usize::from(crowd.group[agent]);
    let (same, all) = crowd.near(crowd.cell[agent] as usize, group);
    same >= least[group][usize::from(all)]
}

/// Moves an agent to a random empty cell, named by the agent and the step.
#[inline]
fn moved(crowd: &mut Crowd, stream: Stream, step: u32, agent: usize) {
    let [high, low, ..] = stream.block(agent as u64, step, purpose::GRID_CELL, 0);
    let wide = u64::from(high) << 32 | u64::from(low);
    let place = ((u128::from(wide) * crowd.empty.len() as u128) >> 64) as usize;
    let before = crowd.leave(agent, place);
    crowd.recount(agent, before);
}

//! A behaviour looked at from every block: what each school that is considered is worth to its pupils.

use super::behaviour::{About, Behaviour, Draws, Join, Known, Part, Rule};
use super::blocks::{Block, Blocks};
use super::company::Company;
use super::sets::{Considered, Sets};
use super::shifts::Shifts;
use crate::numeric::{exp, ln};
use rayon::prelude::*;

/// A behaviour with the schools that every block considers.
#[derive(Clone, Debug)]
pub struct Tastes {
    pub(super) behaviour: Behaviour,
    pub(super) sets: Sets,
    pub(super) blocks: Blocks,
    pub(super) shifts: Shifts,
    /// Where the schools of every block begin in `base`.
    starts: Vec<usize>,
    /// What does not change with the pupils at school, all parts together.
    base: Vec<f64>,
    /// The values of every part that does not change and is a criterion of the rule.
    criteria: Vec<Vec<f64>>,
    company: Option<usize>,
    sibling: Option<usize>,
}

/// What a block sees.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// Its group.
    pub group: u16,
    /// The schools that it considers, nearest first.
    pub schools: &'a [Considered],
    /// What they are worth, but for what changes.
    base: &'a [f64],
}

/// Who chooses.
#[derive(Clone, Copy, Debug)]
pub struct Seeker {
    /// The number that names its draws.
    pub id: u64,
    /// The year that names its draws.
    pub year: u16,
    /// Its block.
    pub block: u32,
    /// The school that it attends now, if any.
    pub now: Option<u32>,
    /// The school of an older brother or sister, if any.
    pub sibling: Option<u32>,
}

impl Tastes {
    /// Looks at a behaviour from every block.
    #[must_use]
    pub fn new(behaviour: Behaviour, sets: Sets, blocks: Blocks) -> Self {
        Self::shifted(behaviour, sets, blocks, Shifts::default())
    }

    /// The same, where instruments change how blocks see schools.
    #[must_use]
    pub fn shifted(behaviour: Behaviour, sets: Sets, blocks: Blocks, shifts: Shifts) -> Self {
        let sets = if shifts.stretch.is_empty() { sets } else { sets.stretched(&shifts.stretch) };
        let mut starts = vec![0];
        for block in blocks.all() {
            starts.push(starts[starts.len() - 1] + reach(&behaviour.known, &sets, *block));
        }
        let place = |wanted: fn(&About) -> bool| behaviour.parts.iter().position(|part| wanted(&part.about));
        let (company, sibling) = (
            place(|about| matches!(about, About::Company { .. })),
            place(|about| matches!(about, About::Sibling)),
        );
        let mut tastes = Self {
            behaviour,
            sets,
            blocks,
            shifts,
            starts,
            base: vec![],
            criteria: vec![],
            company,
            sibling,
        };
        tastes.base = tastes.seen(Self::joined);
        tastes.criteria = (0..tastes.behaviour.parts.len())
            .map(|part| {
                if tastes.behaviour.rule.asks(part) {
                    tastes.seen(|tastes, block| tastes.values(part, block))
                } else {
                    Vec::new()
                }
            })
            .collect();
        tastes
    }

    /// The blocks.
    #[must_use]
    pub fn blocks(&self) -> &Blocks {
        &self.blocks
    }

    /// The schools that a block considers, nearest first.
    #[must_use]
    pub fn considered(&self, block: u32) -> &[Considered] {
        let Block { home, kind, .. } = self.blocks.all()[block as usize];
        &self.sets.of(home, kind)[..self.starts[block as usize + 1] - self.starts[block as usize]]
    }

    fn seen(&self, of: impl Fn(&Self, u32) -> Vec<f64> + Sync) -> Vec<f64> {
        let blocks = 0..self.blocks.all().len() as u32;
        let rows: Vec<Vec<f64>> = blocks.into_par_iter().map(|block| of(self, block)).collect();
        rows.concat()
    }

    /// The values of a part that does not change, for the schools of a block; zeros for one that does.
    fn values(&self, part: usize, block: u32) -> Vec<f64> {
        let set = self.considered(block);
        let block = &self.blocks.all()[block as usize];
        let group = usize::from(block.group);
        match &self.behaviour.parts[part].about {
            About::Distance(decays) => {
                decays[group].of(&set.iter().map(|seen| seen.km).collect::<Vec<f64>>())
            }
            About::Schools(values) => {
                let schools = values.len() / self.behaviour.parts[part].weights.len();
                set.iter().map(|seen| values[group * schools + seen.school as usize]).collect()
            }
            About::Given { values, others } => {
                let key = |seen: &Considered| (block.home, seen.school, block.group);
                set.iter().map(|seen| values.get(&key(seen)).copied().unwrap_or(*others)).collect()
            }
            About::Fitted(model) => set.iter().map(|seen| model.utility(seen, block.kind, group)).collect(),
            About::Company { .. } | About::Sibling => vec![0.0; set.len()],
        }
    }

    fn joined(&self, block: u32) -> Vec<f64> {
        let Behaviour { parts, join, .. } = &self.behaviour;
        let group = usize::from(self.blocks.all()[block as usize].group);
        let set = self.considered(block);
        let mut base = vec![join.nothing(); set.len()];
        for (place, part) in parts.iter().enumerate() {
            if Some(place) != self.company && Some(place) != self.sibling {
                let weight = part.weights[group];
                for (base, value) in base.iter_mut().zip(self.values(place, block)) {
                    *base = join.with(*base, value, weight);
                }
            }
        }
        let groups = self.behaviour.known.counts.len();
        self.shifts.add(&mut base, set, (group, groups), *join);
        base
    }

    /// What a block sees.
    #[must_use]
    pub fn view(&self, block: u32) -> View<'_> {
        let span = self.starts[block as usize]..self.starts[block as usize + 1];
        let Block { home, kind, group } = self.blocks.all()[block as usize];
        View { group, schools: &self.sets.of(home, kind)[..span.len()], base: &self.base[span] }
    }

    /// What a school (by its place among those considered) is worth to someone, given who is at school.
    #[must_use]
    pub fn worth(&self, view: &View<'_>, who: &Seeker, place: usize, company: &Company) -> f64 {
        let (school, mut worth) = (view.schools[place].school, view.base[place]);
        if let Some(part) = self.company {
            let value = self.company_value(part, who, school, view.group, company);
            let weight = self.behaviour.parts[part].weights[usize::from(view.group)];
            worth = self.behaviour.join.with(worth, value, weight);
        }
        if let Some(part) = self.sibling {
            let value = f64::from(u8::from(who.sibling == Some(school)));
            let weight = self.behaviour.parts[part].weights[usize::from(view.group)];
            worth = self.behaviour.join.with(worth, value, weight);
        }
        worth
    }

    /// Whether older brothers and sisters make a difference to anyone.
    #[must_use]
    pub fn follows_siblings(&self) -> bool {
        self.sibling.is_some()
    }

    /// Whether an older brother or sister makes a difference to someone.
    pub(super) fn follows(&self, who: &Seeker) -> bool {
        self.sibling.is_some() && who.sibling.is_some()
    }

    /// The value of one part.
    pub(super) fn value(&self, part: usize, who: &Seeker, place: usize, company: &Company) -> f64 {
        let group = self.blocks.all()[who.block as usize].group;
        let school = self.considered(who.block)[place].school;
        match self.behaviour.parts[part].about {
            About::Company { .. } => self.company_value(part, who, school, group, company),
            About::Sibling => f64::from(u8::from(who.sibling == Some(school))),
            _ => self.criteria[part][self.starts[who.block as usize] + place],
        }
    }

    fn company_value(&self, part: usize, who: &Seeker, school: u32, group: u16, company: &Company) -> f64 {
        let About::Company { tastes, itself, empty } = &self.behaviour.parts[part].about else { return 0.0 };
        let comes = *itself && who.now != Some(school);
        tastes[usize::from(group)].of(company.share(school, group, comes, *empty))
    }

    /// Whether all pupils of a block without brothers or sisters see the same.
    fn is_shared(&self) -> bool {
        let is_apart = |part: &Part| matches!(part.about, About::Company { itself: true, .. });
        self.behaviour.draws == Draws::Inverse
            && matches!(self.behaviour.rule, Rule::Logit(_))
            && self.behaviour.known.chance.is_none()
            && !self.behaviour.parts.iter().any(is_apart)
    }

    /// The chances of every block, added up from school to school, where one number a pupil decides;
    /// none where pupils of a block see different things.
    #[must_use]
    pub fn chances(&self, company: &Company) -> Option<Chances> {
        let Rule::Logit(scales) = &self.behaviour.rule else { return None };
        if !self.is_shared() {
            return None;
        }
        let mut running = vec![0.0; self.base.len()];
        let mut rows: Vec<&mut [f64]> = Vec::with_capacity(self.blocks.all().len());
        let mut rest = &mut running[..];
        for span in self.starts.windows(2) {
            let (row, after) = rest.split_at_mut(span[1] - span[0]);
            rows.push(row);
            rest = after;
        }
        rows.into_par_iter().enumerate().for_each(|(block, row)| {
            let who = Seeker { id: 0, year: 0, block: block as u32, now: None, sibling: None };
            let view = self.view(block as u32);
            (0..row.len()).for_each(|place| row[place] = self.worth(&view, &who, place, company));
            add_up(row, scales[usize::from(self.blocks.all()[block].group)]);
        });
        Some(Chances(running))
    }

    /// The running chances of the schools of a block.
    pub(super) fn row<'a>(&self, chances: &'a Chances, block: u32) -> &'a [f64] {
        &chances.0[self.starts[block as usize]..self.starts[block as usize + 1]]
    }
}

/// How many of the nearest schools a block considers: at least one, where there is one.
fn reach(known: &Known, sets: &Sets, block: Block) -> usize {
    let (set, group) = (sets.of(block.home, block.kind), usize::from(block.group));
    let within = set.iter().take_while(|seen| seen.km <= known.km[group]).count().max(1);
    within.min(known.counts[group].max(1)).min(set.len())
}

/// Chances of the schools of every block, each added to those before.
#[derive(Clone, Debug)]
pub struct Chances(Vec<f64>);

/// Turns utilities into `exp(b U)`, each added to those before; as many as the best share it where b has no bound.
pub(super) fn add_up(row: &mut [f64], scale: f64) {
    let most = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut sum = 0.0;
    for utility in row {
        sum += share(*utility, most, scale);
        *utility = sum;
    }
}

/// `exp(b (U - max))`: 1 for the best, whatever b.
fn share(utility: f64, most: f64, scale: f64) -> f64 {
    if utility >= most || scale <= 0.0 { 1.0 } else { exp(scale * (utility - most)) }
}

impl Rule {
    /// Whether a part is a criterion of the rule.
    fn asks(&self, part: usize) -> bool {
        match self {
            Self::Logit(_) => false,
            Self::Threshold { quality, .. } => quality.as_ref().is_some_and(|(asked, _)| *asked == part),
            Self::Lexicographic(criteria) => criteria.iter().any(|(asked, _)| *asked == part),
            Self::Elimination(aspects) => aspects.iter().any(|aspect| aspect.part == part),
        }
    }
}

impl Join {
    /// What there is before any part.
    fn nothing(self) -> f64 {
        match self {
            Self::Sum => 0.0,
            Self::Product => 1.0,
        }
    }

    /// One part more.
    fn with(self, so_far: f64, value: f64, weight: f64) -> f64 {
        match self {
            Self::Sum => so_far + weight * value,
            Self::Product if weight <= 0.0 => so_far,
            Self::Product if value <= 0.0 => 0.0,
            Self::Product => so_far * exp(weight * ln(value)),
        }
    }
}

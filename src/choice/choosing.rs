//! Choices drawn, pupil by pupil.

use super::behaviour::{Aspect, Behaviour, Draws, Rule};
use super::company::Company;
use super::shifts::Assigned;
use super::tastes::{Chances, Seeker, Tastes, View, add_up};
use crate::numeric::{Stream, ln, purpose, uniform};

impl Tastes {
    /// The first choice of someone; none where no school is considered.
    ///
    /// With draws by Gumbel numbers (or a rule that draws none) a pupil likes the same schools whatever other
    /// schools there are, and in every scenario of a replicate.
    #[must_use]
    pub fn first(
        &self,
        who: &Seeker,
        company: &Company,
        chances: Option<&Chances>,
        stream: Stream,
    ) -> Option<u32> {
        if self.is_assigned(who.block) {
            return self.assigned(who, stream, 1).first().copied();
        }
        let place = match (chances, &self.behaviour.rule) {
            (Some(chances), _) if !self.follows(who) => self.drawn(who, chances, stream),
            (_, Rule::Logit(scales))
                if self.behaviour.draws == Draws::Gumbel && self.behaviour.known.chance.is_none() =>
            {
                self.favourite(who, company, scales, stream)
            }
            _ => self.places(who, company, stream, 1).first().copied(),
        };
        place.map(|place| self.considered(who.block)[place].school)
    }

    /// The schools that someone would go to, best first, at most `count`.
    #[must_use]
    pub fn ranked(&self, who: &Seeker, company: &Company, stream: Stream, count: usize) -> Vec<u32> {
        if self.is_assigned(who.block) {
            return self.assigned(who, stream, count);
        }
        self.wished(who, company, stream, count)
    }

    /// Whether pupils of a block get a school, whatever they would choose.
    #[must_use]
    pub fn is_assigned(&self, block: u32) -> bool {
        self.shifts.assigned(block) != Assigned::Free
    }

    /// The schools that someone would choose, best first, at most `count`, also where it gets one.
    #[must_use]
    pub fn wished(&self, who: &Seeker, company: &Company, stream: Stream, count: usize) -> Vec<u32> {
        let schools = self.considered(who.block);
        self.places(who, company, stream, count).into_iter().map(|place| schools[place].school).collect()
    }

    /// The schools that someone who does not choose gets, in order.
    fn assigned(&self, who: &Seeker, stream: Stream, count: usize) -> Vec<u32> {
        let mut schools: Vec<u32> = self.considered(who.block).iter().map(|seen| seen.school).collect();
        match self.shifts.assigned(who.block) {
            Assigned::Near(among) if among > 1 => {
                let number = |school: &u32| number(who, *school, purpose::VISIT, stream);
                let among = (among as usize).min(schools.len());
                schools[..among].sort_by(|a, b| number(a).total_cmp(&number(b)));
            }
            Assigned::To(own) => {
                schools.retain(|school| *school != own);
                schools.insert(0, own);
            }
            Assigned::Near(_) | Assigned::Free => {}
        }
        schools.truncate(count);
        schools
    }

    /// One draw in the chances of the block.
    fn drawn(&self, who: &Seeker, chances: &Chances, stream: Stream) -> Option<usize> {
        let row = self.row(chances, who.block);
        let u = uniform(stream.block(who.id, u32::from(who.year), purpose::TASTE, 0)[0]) * row.last()?;
        Some(row.partition_point(|running| *running <= u).min(row.len() - 1))
    }

    /// The school with the most of utility and Gumbel number together.
    fn favourite(&self, who: &Seeker, company: &Company, scales: &[f64], stream: Stream) -> Option<usize> {
        let view = self.view(who.block);
        let scale = scales[usize::from(view.group)];
        let mut best: Option<(f64, f64, usize)> = None;
        for place in 0..view.schools.len() {
            let (first, second) = self.liking(&view, who, place, company, scale, stream);
            if best.is_none_or(|(most, next, _)| first > most || (first >= most && second > next)) {
                best = Some((first, second, place));
            }
        }
        best.map(|(_, _, place)| place)
    }

    /// What decides between schools: utility with a Gumbel number, or without a bound of the scale utility and
    /// then the number.
    fn liking(
        &self,
        view: &View<'_>,
        who: &Seeker,
        place: usize,
        company: &Company,
        scale: f64,
        stream: Stream,
    ) -> (f64, f64) {
        let worth = self.worth(view, who, place, company);
        let gumbel = -ln(-ln(number(who, view.schools[place].school, purpose::TASTE, stream)));
        match scale {
            _ if scale == f64::INFINITY => (worth, gumbel),
            _ if scale > 0.0 => (scale * worth + gumbel, 0.0),
            _ => (gumbel, 0.0),
        }
    }

    /// The schools of a block that someone knows, by place: all, or each with a chance and the nearest.
    fn known(&self, who: &Seeker, stream: Stream) -> Vec<usize> {
        let group = usize::from(self.blocks.all()[who.block as usize].group);
        let schools = self.considered(who.block);
        let all = 0..schools.len();
        let Some(chances) = &self.behaviour.known.chance else { return all.collect() };
        let told = self.shifts.informed(who.block);
        let is_told = || uniform(stream.block(who.id, u32::from(who.year), purpose::TOLD, 0)[0]) < told.share;
        let chance = chances[group] + if told.points > 0.0 && is_told() { told.points } else { 0.0 };
        all.filter(|place| {
            *place == 0 || number(who, schools[*place].school, purpose::KNOWN, stream) < chance
        })
        .collect()
    }

    /// Places of the schools that someone knows, best first, at most `count`.
    fn places(&self, who: &Seeker, company: &Company, stream: Stream, count: usize) -> Vec<usize> {
        let view = self.view(who.block);
        let group = usize::from(view.group);
        let known = self.known(who, stream);
        let chooser = Choosing { tastes: self, view, who, company, stream, group };
        match &self.behaviour.rule {
            Rule::Logit(scales)
                if self.behaviour.draws == Draws::Gumbel || scales[group] == f64::INFINITY =>
            {
                let liking = |place| self.liking(&view, who, place, company, scales[group], stream);
                let mut liked: Vec<((f64, f64), usize)> =
                    known.into_iter().map(|place| (liking(place), place)).collect();
                liked.sort_by(|(a, _), (b, _)| b.0.total_cmp(&a.0).then(b.1.total_cmp(&a.1)));
                liked.truncate(count);
                liked.into_iter().map(|(_, place)| place).collect()
            }
            Rule::Logit(scales) => chooser.one_after_another(known, count, scales[group]),
            Rule::Threshold { .. } => chooser.satisfied(known, count),
            Rule::Lexicographic(criteria) => again(known, count, |left, _| chooser.best_by(criteria, left)),
            Rule::Elimination(aspects) => {
                again(known, count, |left, turn| chooser.last_left(aspects, left, turn))
            }
        }
    }
}

/// Someone choosing.
struct Choosing<'a> {
    tastes: &'a Tastes,
    view: View<'a>,
    who: &'a Seeker,
    company: &'a Company,
    stream: Stream,
    group: usize,
}

impl Choosing<'_> {
    fn value(&self, part: usize, place: usize) -> f64 {
        self.tastes.value(part, self.who, place, self.company)
    }

    fn behaviour(&self) -> &Behaviour {
        &self.tastes.behaviour
    }

    /// Logit choices drawn with one number each; draw t is lane t mod 4 of block t / 4.
    fn one_after_another(&self, known: Vec<usize>, count: usize, scale: f64) -> Vec<usize> {
        again(known, count, |left, turn| {
            let mut row: Vec<f64> = left
                .iter()
                .map(|place| self.tastes.worth(&self.view, self.who, *place, self.company))
                .collect();
            add_up(&mut row, scale);
            let block = self.stream.block(self.who.id, u32::from(self.who.year), purpose::TASTE, turn / 4);
            let u = uniform(block[(turn % 4) as usize]) * row[row.len() - 1];
            left[row.partition_point(|running| *running <= u).min(row.len() - 1)]
        })
    }

    /// Schools that are good enough in the order of the visits, then the others by distance.
    fn satisfied(&self, mut known: Vec<usize>, count: usize) -> Vec<usize> {
        let Rule::Threshold { share, km, quality, at_random } = &self.behaviour().rule else { return known };
        let enough = |place: &usize| {
            let seen = self.view.schools[*place];
            self.company.share(seen.school, self.view.group, false, super::Empty::Zero) >= share[self.group]
                && seen.km <= km[self.group]
                && quality.as_ref().is_none_or(|(part, least)| self.value(*part, *place) >= least[self.group])
        };
        let (mut good, rest): (Vec<usize>, Vec<usize>) = known.drain(..).partition(enough);
        if *at_random {
            good.sort_by(|a, b| self.number(*a, purpose::VISIT).total_cmp(&self.number(*b, purpose::VISIT)));
        }
        good.extend(rest);
        good.truncate(count);
        good
    }

    /// The school that no criterion drops, ties by number.
    fn best_by(&self, criteria: &[(usize, Vec<f64>)], left: &[usize]) -> usize {
        let mut left = left.to_vec();
        for (part, tolerance) in criteria {
            let most = left.iter().map(|place| self.value(*part, *place)).fold(f64::NEG_INFINITY, f64::max);
            left.retain(|place| self.value(*part, *place) >= most - tolerance[self.group]);
        }
        self.by_number(&left)
    }

    /// The school that is left when schools below a cut are dropped, ties by number.
    fn last_left(&self, aspects: &[Aspect], left: &[usize], turn: u32) -> usize {
        let mut left = left.to_vec();
        for aspect in self.in_turn(aspects, turn) {
            let above = |place: &usize| self.value(aspect.part, *place) >= aspect.cuts[self.group];
            if left.iter().any(above) {
                left.retain(above);
            }
        }
        self.by_number(&left)
    }

    /// Aspects in an order drawn with chances in proportion to their weights: exponential times (Rényi 1953).
    fn in_turn<'a>(&self, aspects: &'a [Aspect], turn: u32) -> Vec<&'a Aspect> {
        let number = |at: usize| {
            let sub = turn * aspects.len() as u32 + at as u32;
            uniform(self.stream.block(self.who.id, u32::from(self.who.year), purpose::ASPECT, sub)[0])
        };
        let time =
            |(at, aspect): (usize, &'a Aspect)| (-ln(number(at)) / aspect.weights[self.group], at, aspect);
        let mut timed: Vec<(f64, usize, &Aspect)> = aspects
            .iter()
            .enumerate()
            .filter(|(_, aspect)| aspect.weights[self.group] > 0.0)
            .map(time)
            .collect();
        timed.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        timed.into_iter().map(|(_, _, aspect)| aspect).collect()
    }

    fn number(&self, place: usize, purpose: u8) -> f64 {
        number(self.who, self.view.schools[place].school, purpose, self.stream)
    }

    fn by_number(&self, left: &[usize]) -> usize {
        let number = |place: usize| self.number(place, purpose::TASTE);
        let better = |best: usize, next: usize| if number(next) < number(best) { next } else { best };
        left.iter().copied().reduce(better).unwrap_or_default()
    }
}

/// A choice among what is left, again and again.
fn again(mut left: Vec<usize>, count: usize, choose: impl Fn(&[usize], u32) -> usize) -> Vec<usize> {
    let mut chosen = Vec::new();
    while chosen.len() < count && !left.is_empty() {
        let place = choose(&left, chosen.len() as u32);
        left.retain(|other| *other != place);
        chosen.push(place);
    }
    chosen
}

/// The number of someone and a school, strictly between 0 and 1.
fn number(who: &Seeker, school: u32, purpose: u8, stream: Stream) -> f64 {
    uniform(stream.block(who.id, u32::from(who.year), purpose, school)[0])
}

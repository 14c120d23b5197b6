//! Places given out in stages, each of which is final.

use super::choice::{self, Applicant};
use crate::market::{Market, Order, Part, Placed, Rule};

/// What is placed for good, stage after stage, and what is left.
pub struct Left<'a> {
    market: &'a Market,
    /// The wish on which every pupil is placed.
    pub placed: Placed,
    /// Those admitted by each school, in its order.
    admitted: Vec<Vec<Applicant>>,
}

impl<'a> Left<'a> {
    /// Before the first stage.
    #[must_use]
    pub fn all(market: &'a Market) -> Self {
        Self { market, placed: vec![None; market.pupils()], admitted: vec![Vec::new(); market.schools()] }
    }

    /// The places left, and the wishes that `taking` lets in of those who are not placed.
    #[must_use]
    pub fn part(&self, taking: impl Fn(u32, usize) -> bool) -> Part {
        let taken = self.admitted.iter().map(|admitted| admitted.len() as u32);
        let places = self.market.places.iter().zip(taken).map(|(places, taken)| places - taken).collect();
        let mut part = Part::of(self.market, places, |pupil, wish| {
            self.placed[pupil as usize].is_none() && taking(pupil, wish)
        });
        part.market.rules = self.rules();
        part
    }

    fn rules(&self) -> Vec<Rule> {
        let rules = self.market.rules.iter().zip(&self.admitted);
        rules.map(|(rule, admitted)| choice::left(rule, admitted)).collect()
    }

    /// Makes final what a stage placed, in an order of pupils at schools that is that of the part.
    pub fn settle(&mut self, part: &Part, placed: &Placed, order: &impl Order) {
        for (pupil, wish) in (0u32..).zip(placed) {
            let Some(wish) = wish.map(|wish| wish as usize) else { continue };
            let applicant = Applicant::new(&part.market, order, wish, pupil);
            self.admitted[part.market.school(wish) as usize].push(applicant);
            self.placed[pupil as usize] = Some(part.wishes[wish]);
        }
        for admitted in &mut self.admitted {
            admitted.sort_unstable_by_key(|applicant| applicant.key);
        }
    }
}

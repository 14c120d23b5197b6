//! Places given out in stages, each of which is final.

use super::choice::{self, Applicant};
use crate::market::{Market, Order, Part, Placed, Rule};

/// What is placed for good, stage after stage, and what is left.
pub struct Left<'a> {
    market: &'a Market,
    /// The wish on which every pupil is placed.
    pub placed: Placed,
    /// Places that are left.
    places: Vec<u32>,
    /// How schools choose for them.
    rules: Vec<Rule>,
}

impl<'a> Left<'a> {
    /// Before the first stage.
    #[must_use]
    pub fn all(market: &'a Market) -> Self {
        Self {
            market,
            placed: vec![None; market.pupils()],
            places: market.places.clone(),
            rules: market.rules.clone(),
        }
    }

    /// The places left, and the wishes that `taking` lets in of those who are not placed.
    #[must_use]
    pub fn part(&self, taking: impl Fn(u32, usize) -> bool) -> Part {
        let free = |pupil: u32| self.placed[pupil as usize].is_none();
        let mut part =
            Part::of(self.market, self.places.clone(), |pupil, wish| free(pupil) && taking(pupil, wish));
        part.market.rules.clone_from(&self.rules);
        part
    }

    /// Makes final what a stage placed, in an order of pupils at schools that is that of the part.
    pub fn settle(&mut self, part: &Part, placed: &Placed, order: &impl Order) {
        let mut admitted: Vec<Vec<Applicant>> = vec![Vec::new(); self.rules.len()];
        for (pupil, wish) in (0u32..).zip(placed) {
            let Some(wish) = wish.map(|wish| wish as usize) else { continue };
            let school = part.market.school(wish) as usize;
            self.places[school] -= 1;
            self.placed[pupil as usize] = Some(part.wishes[wish]);
            if let Some(admitted) = admitted.get_mut(school) {
                admitted.push(Applicant::new(&part.market, order, wish, pupil));
            }
        }
        for (rule, admitted) in self.rules.iter_mut().zip(&mut admitted) {
            admitted.sort_unstable_by_key(|applicant| applicant.key);
            *rule = choice::left(rule, admitted);
        }
    }
}

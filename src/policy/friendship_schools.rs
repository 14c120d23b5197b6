//! Friendship schools: pupils of two schools spend time together.

use super::Handles;
use super::encounters::Friends;
use super::instrument::{Ground, Instrument, Scope};
use crate::error::{Error, Result};
use crate::space::distance;
use std::collections::BTreeSet;

/// Friendship schools (*vriendschapsscholen*).
#[derive(Clone, Debug, PartialEq)]
pub struct FriendshipSchools {
    /// Share of the time that is spent together.
    pub hours: f64,
    /// The pairs; none: those near that differ most.
    pub pairs: Option<Vec<(u32, u32)>>,
    /// Groups by whose share schools differ.
    pub groups: Vec<bool>,
    /// Kilometres between them at most.
    pub max_km: f64,
    /// Difference of the shares at least.
    pub min_gap: f64,
}

impl FriendshipSchools {
    /// Pairs of open schools that are near and differ, those with the largest gap first, each school in one.
    fn found(&self, ground: &Ground<'_>, handles: &Handles, scope: &Scope) -> Vec<(u32, u32)> {
        let open: Vec<u32> = handles
            .supply
            .open()
            .iter()
            .copied()
            .filter(|school| scope.holds_in(ground.school_town(*school)) && ground.company.size(*school) > 0)
            .collect();
        let share = |school: u32| {
            let of = |group: usize| u64::from(ground.company.count(school, group as u16));
            let told: u64 = (0..self.groups.len()).filter(|group| self.groups[*group]).map(of).sum();
            told as f64 / f64::from(ground.company.size(school))
        };
        let shares: Vec<f64> = open.iter().map(|school| share(*school)).collect();
        let mut pairs = Vec::new();
        for one in 0..open.len() {
            for other in one + 1..open.len() {
                let gap = (shares[one] - shares[other]).abs();
                let at = |place: usize| handles.supply.at[open[place] as usize];
                if gap >= self.min_gap && distance(at(one), at(other)) <= self.max_km {
                    pairs.push((gap, open[one], open[other]));
                }
            }
        }
        pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        let mut taken = BTreeSet::new();
        pairs.retain(|(_, one, other)| {
            let is_free = !taken.contains(one) && !taken.contains(other);
            if is_free {
                taken.extend([*one, *other]);
            }
            is_free
        });
        pairs.into_iter().map(|(_, one, other)| (one, other)).collect()
    }
}

impl Instrument for FriendshipSchools {
    fn apply(&self, ground: &Ground<'_>, scope: &Scope, handles: &mut Handles) -> Result<u64> {
        if self.hours <= 0.0 {
            return Ok(0);
        }
        let pairs = match &self.pairs {
            Some(pairs) => pairs.clone(),
            None => self.found(ground, handles, scope),
        };
        let mut count = 0;
        let holds = |school: u32| scope.holds_in(ground.school_town(school));
        let takes_part = |(one, other): &(u32, u32)| {
            holds(*one) && holds(*other) && scope.takes_part(ground, u64::from(*one))
        };
        for schools in pairs.into_iter().filter(takes_part) {
            let is_taken = |school: u32| {
                handles.friends.iter().any(|known| known.schools.0 == school || known.schools.1 == school)
            };
            if is_taken(schools.0) || is_taken(schools.1) {
                let remedy = "Give every school one friend.";
                return Err(Error::input("Contradiction", "a school is in two pairs")
                    .on("pairs")
                    .remedy(remedy));
            }
            handles.supply.check_open(schools.0)?;
            handles.supply.check_open(schools.1)?;
            handles.friends.push(Friends { schools, hours: self.hours });
            count += 1;
        }
        Ok(count)
    }
}

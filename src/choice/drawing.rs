//! Draws of choices, by pupil and school.

use super::fitting::Model;
use crate::numeric::{Stream, ln, purpose, uniform};

/// Who chooses: number, school year, home area, kind and group.
#[derive(Clone, Copy, Debug)]
pub struct Chooser {
    /// Number.
    pub id: u64,
    /// School year.
    pub year: u16,
    /// Home area from which schools are seen.
    pub home: u32,
    /// What is needed of a school.
    pub kind: u16,
    /// Group.
    pub group: u16,
}

impl Model {
    /// The schools considered, best first, for someone whose own tastes are drawn: to the utility
    /// of each school comes a Gumbel number of the pupil and the school, so that the same pupil
    /// likes the same school in every world. Ties and schools without any pull: the nearer first.
    #[must_use]
    pub fn ranked(&self, who: Chooser, stream: Stream) -> Vec<u32> {
        let group = self.place(who.group);
        let liked = |seen| {
            let utility = self.utility(seen, who.kind, group);
            let [word, ..] = stream.block(who.id, u32::from(who.year), purpose::TASTE, seen.school);
            (utility - ln(-ln(uniform(word))), seen.school)
        };
        let mut liked: Vec<(f64, u32)> = self.sets.of(who.home, who.kind).iter().map(liked).collect();
        liked.sort_by(|a, b| b.0.total_cmp(&a.0));
        liked.into_iter().map(|(_, school)| school).collect()
    }
}

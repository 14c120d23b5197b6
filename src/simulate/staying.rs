//! How long pupils stay: study years to go, and some of them twice.

use crate::numeric::{Stream, purpose, uniform};
use crate::world::World;
use std::collections::BTreeMap;

/// Study years at most, as a register may have them.
const LONGEST: usize = 21;

/// Chances to do study years again, by the study years still to go.
#[derive(Clone, Debug, PartialEq)]
pub struct Staying {
    /// The chance of no repeat at all, and of at most one.
    up_to: Vec<[f64; 2]>,
}

impl Staying {
    /// Pupils repeat a study year with a chance, each at most twice.
    #[must_use]
    pub fn new(repeats: f64) -> Self {
        let mut none = 1.0;
        let mut up_to = Vec::with_capacity(LONGEST);
        for years in 0..LONGEST {
            up_to.push([none, none + years as f64 * repeats * none]);
            none *= 1.0 - repeats;
        }
        Self { up_to }
    }

    /// The years that a pupil with so many study years to go is still at school, at least one.
    #[must_use]
    pub fn years(&self, id: u64, year: u16, to_go: u8, stream: Stream) -> u16 {
        let u = uniform(stream.block(id, u32::from(year), purpose::REPETITION, 0)[0]);
        let [none, one] = self.up_to[usize::from(to_go).min(LONGEST - 1)];
        u16::from(to_go.max(1)) + u16::from(u >= none) + u16::from(u >= one)
    }
}

/// The share of pupils who do a study year again, among those at school in two years in a row; 0 where study
/// years or earlier years are not known.
#[must_use]
pub fn repeats(world: &World) -> f64 {
    let pupils = &world.pupils;
    if pupils.study_year.is_empty() {
        return 0.0;
    }
    let (mut again, mut all) = (0u64, 0u64);
    for row in 0..pupils.len() {
        all += u64::from(pupils.last_year[row] - pupils.first_year[row]);
        let next = row + 1;
        if next < pupils.len()
            && pupils.id[next] == pupils.id[row]
            && pupils.first_year[next] == pupils.last_year[row] + 1
        {
            all += 1;
            let before = pupils.study_year(row, pupils.last_year[row]);
            again += u64::from(before == Some(pupils.study_year[next]));
        }
    }
    if all > 0 { again as f64 / all as f64 } else { 0.0 }
}

/// The last study year of every kind of pupil, as far as they get in a year.
#[must_use]
pub fn last_study_years(world: &World, year: u16) -> BTreeMap<u16, u8> {
    let mut last = BTreeMap::new();
    for row in world.pupils_in(year) {
        if let Some(study_year) = world.study_year(row, year) {
            let most = last.entry(world.kind_of(row)).or_insert(study_year);
            *most = study_year.max(*most);
        }
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_stay_longer() {
        let staying = Staying::new(0.1);
        let years: Vec<u16> = (0..20_000).map(|id| staying.years(id, 2024, 8, Stream::new(1, 0))).collect();
        let share = |wanted: u16| years.iter().filter(|years| **years == wanted).count() as f64 / 20_000.0;
        // (1-r)^8 and 8r(1-r)^8, within four errors.
        assert!((share(8) - 0.4305).abs() < 0.014 && (share(9) - 0.3444).abs() < 0.014);
        assert!((share(8) + share(9) + share(10) - 1.0).abs() < 1e-12);
        assert_eq!(Staying::new(0.0).years(3, 2024, 0, Stream::new(1, 0)), 1);
    }
}

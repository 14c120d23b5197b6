//! Spells as columns, and the places that schools need.

use super::calibration::{FIRST_YEAR, LAST_YEAR};
use super::career::Now;
use super::people::{Child, Family};
use crate::numeric::{Stream, purpose, uniform};
use crate::world::{
    ADVICES, Codes, EDUCATIONS, FIRST_YEARS, MISSING, ORIGINS, Pupils, Sector, TRACKS, Trait,
};
use rayon::prelude::*;

/// A spell of a child.
#[derive(Clone, Copy)]
pub struct Spell {
    id: u64,
    family: u64,
    home: u32,
    site: u32,
    first: u16,
    last: u16,
    entry: u16,
    study_year: u8,
    origin: u8,
    education: u8,
    income: u8,
    ses: u8,
    track: u8,
    advice: u8,
}

/// A code that is missing, before it is a column.
const NONE: u8 = u8::MAX;
/// Study year in po in which the advice is given.
const ADVISED: u16 = 8;

impl Spell {
    fn new(sector: Sector, child: &Child, family: &Family, now: Now) -> Self {
        let first_years = child.track != 0 && now.study_year <= 2;
        let (track, advice) = match sector {
            Sector::Po => (NONE, if now.study_year == ADVISED { child.advice } else { NONE }),
            Sector::Vo => (if first_years { FIRST_YEARS as u8 } else { child.track }, child.advice),
        };
        Self {
            id: child.id,
            family: family.id,
            home: now.home,
            site: now.site,
            first: now.year,
            last: now.year,
            entry: child.entry,
            study_year: now.study_year as u8,
            origin: family.origin,
            education: family.education,
            income: family.income,
            ses: family.ses,
            track,
            advice,
        }
    }

    /// Takes the year after, unless something is different then.
    fn extend(&mut self, next: &Self) -> bool {
        let lasts = u16::from(next.study_year) + self.first == u16::from(self.study_year) + next.first;
        let same = (self.id, self.home, self.site) == (next.id, next.home, next.site)
            && (self.track, self.advice) == (next.track, next.advice);
        if lasts && same {
            self.last = next.last;
        }
        lasts && same
    }
}

/// Adds a school year to the spells so far, which end with the same child's or another's.
pub fn add(spells: &mut Vec<Spell>, sector: Sector, child: &Child, family: &Family, now: Now) {
    let next = Spell::new(sector, child, family, now);
    if !spells.last_mut().is_some_and(|spell| spell.extend(&next)) {
        spells.push(next);
    }
}

/// All spells as columns; those of every area, by child and year.
pub fn columns(sector: Sector, spells: &[Vec<Spell>]) -> Pupils {
    let age = if sector == Sector::Po { 4 } else { 12 };
    Pupils {
        id: column(spells, |spell| spell.id),
        family: column(spells, |spell| spell.family),
        birth_year: column(spells, |spell| spell.entry - age),
        home: column(spells, |spell| spell.home),
        school: column(spells, |spell| spell.site),
        first_year: column(spells, |spell| spell.first),
        last_year: column(spells, |spell| spell.last),
        study_year: column(spells, |spell| spell.study_year),
        traits: traits(sector, spells),
    }
}

fn traits(sector: Sector, spells: &[Vec<Spell>]) -> Vec<Trait> {
    let code = |of: fn(&Spell) -> u8| {
        column(spells, move |spell| match of(spell) {
            NONE => MISSING,
            code => u16::from(code),
        })
    };
    let labelled = |name, labels: &[&str], of| Trait::new(name, Codes::labelled(labels, code(of)));
    let numbers = |name, of| Trait::new(name, Codes::numbers(code(of)));
    let mut traits = vec![
        labelled("migration_background", &ORIGINS, |spell| spell.origin),
        labelled("parental_education", &EDUCATIONS, |spell| spell.education).in_order(),
        numbers("ses", |spell| spell.ses + 1),
        numbers("ses_quintile", |spell| spell.ses / 20 + 1),
        numbers("income_quintile", |spell| spell.income + 1),
    ];
    if sector == Sector::Vo {
        traits.push(labelled("track", &TRACKS, |spell| spell.track));
    }
    traits.push(labelled("advice", &ADVICES, |spell| spell.advice).in_order());
    traits
}

fn column<T: Send>(spells: &[Vec<Spell>], of: impl Fn(&Spell) -> T + Sync + Send) -> Vec<T> {
    spells.par_iter().flat_map_iter(|spells| spells.iter().map(&of)).collect()
}

/// Places of every school: the most pupils it had in a year, and some to spare.
pub fn places(stream: Stream, sector: Sector, schools: usize, pupils: &Pupils) -> Vec<u32> {
    let most = (FIRST_YEAR..=LAST_YEAR)
        .into_par_iter()
        .map(|year| headcount(schools, pupils, year))
        .reduce(|| vec![0; schools], |a, b| a.iter().zip(&b).map(|(x, y)| *x.max(y)).collect());
    let spare = |(i, most): (usize, &u32)| {
        let u = uniform(stream.block(i as u64, 8 + sector as u32, purpose::SCHOOL, 0)[0]);
        (f64::from(*most) * (1.0 + 0.1 * u)).ceil().max(25.0) as u32
    };
    most.iter().enumerate().map(spare).collect()
}

fn headcount(schools: usize, pupils: &Pupils, year: u16) -> Vec<u32> {
    let mut counts = vec![0; schools];
    for row in 0..pupils.len() {
        if pupils.study_year(row, year).is_some() {
            counts[pupils.school[row] as usize] += 1;
        }
    }
    counts
}

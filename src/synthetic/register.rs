//! Pupils as columns, and the places that their schools need.

use super::calibration::{FIRST_YEAR, LAST_YEAR, TRACK_YEARS};
use super::pupil::Pupil;
use crate::numeric::{Stream, purpose, uniform};
use crate::world::{
    ADVICES, Codes, EDUCATIONS, FIRST_YEARS, MISSING, ORIGINS, Pupils, Sector, TRACKS, Trait,
};
use rayon::prelude::*;

/// A spell of a pupil.
#[derive(Clone, Copy)]
struct Spell {
    pupil: Pupil,
    home: u32,
    school: u32,
    first_year: u16,
    last_year: u16,
    track: u16,
    advice: u16,
}

/// Everyone who is at school in one of the years, by id.
pub fn columns(sector: Sector, pupils: &[Vec<Pupil>], chosen: &[Vec<u32>]) -> Pupils {
    let rows: Vec<Vec<Spell>> = (0..pupils.len())
        .into_par_iter()
        .map(|area| spells(sector, area, &pupils[area], &chosen[area]))
        .collect();
    let rows = rows.concat();
    let age = if sector == Sector::Po { 4 } else { 12 };
    Pupils {
        id: column(&rows, |row| row.pupil.id(row.home as usize)),
        family: column(&rows, |row| row.pupil.id(row.home as usize)),
        birth_year: column(&rows, |row| row.pupil.entry - age),
        home: column(&rows, |row| row.home),
        school: column(&rows, |row| row.school),
        first_year: column(&rows, |row| row.first_year),
        last_year: column(&rows, |row| row.last_year),
        study_year: column(&rows, |row| (row.first_year - row.pupil.entry) as u8 + 1),
        traits: traits(sector, &rows),
    }
}

fn traits(sector: Sector, rows: &[Spell]) -> Vec<Trait> {
    let labelled = |labels: &[&str], of: fn(&Spell) -> u16| Codes::labelled(labels, column(rows, of));
    let numbers = |of: fn(&Spell) -> u16| Codes::numbers(column(rows, of));
    let mut traits = vec![
        Trait::new("migration_background", labelled(&ORIGINS, |row| row.pupil.origin.into())),
        Trait::new("parental_education", labelled(&EDUCATIONS, |row| row.pupil.education.into())),
        Trait::new("ses_quintile", numbers(|row| u16::from(row.pupil.status) + 1)),
        Trait::new("income_quintile", numbers(|row| u16::from(row.pupil.income) + 1)),
    ];
    if sector == Sector::Vo {
        traits.push(Trait::new("track", labelled(&TRACKS, |row| row.track)));
        traits.push(Trait::new("advice", labelled(&ADVICES, |row| row.advice)));
    }
    traits
}

fn column<T: Send>(rows: &[Spell], of: impl Fn(&Spell) -> T + Sync + Send) -> Vec<T> {
    rows.par_iter().map(of).collect()
}

fn spells(sector: Sector, area: usize, pupils: &[Pupil], chosen: &[u32]) -> Vec<Spell> {
    let of = |(pupil, school): (&Pupil, &u32)| {
        let blank = Spell {
            pupil: *pupil,
            home: area as u32,
            school: *school,
            first_year: pupil.entry,
            last_year: pupil.entry + 7,
            track: MISSING,
            advice: MISSING,
        };
        match sector {
            Sector::Po => vec![blank],
            Sector::Vo => by_track(&blank),
        }
    };
    pupils.iter().zip(chosen).flat_map(of).filter_map(seen).collect()
}

/// The first two years are `first_years` (*brugjaar*), except in `pro`.
fn by_track(blank: &Spell) -> Vec<Spell> {
    let Pupil { entry, track, advice, .. } = blank.pupil;
    let last_year = entry + u16::from(TRACK_YEARS[usize::from(track)]) - 1;
    let whole = Spell { last_year, track: track.into(), advice: advice.into(), ..*blank };
    if track == 0 {
        return vec![whole];
    }
    let first = Spell { last_year: entry + 1, track: FIRST_YEARS, ..whole };
    vec![first, Spell { first_year: entry + 2, ..whole }]
}

/// The part of a spell that falls in the years of the world.
fn seen(spell: Spell) -> Option<Spell> {
    let (first_year, last_year) = (spell.first_year.max(FIRST_YEAR), spell.last_year.min(LAST_YEAR));
    (first_year <= last_year).then_some(Spell { first_year, last_year, ..spell })
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

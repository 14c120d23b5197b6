//! Pupils as columns, and the places that their schools need.

use super::calibration::{FIRST_YEAR, LAST_YEAR, TRACK_YEARS};
use super::pupil::Pupil;
use crate::numeric::{Stream, purpose, uniform};
use crate::world::{Pupils, Sector};
use rayon::prelude::*;

/// A pupil with home and school.
#[derive(Clone, Copy)]
struct Enrolled {
    pupil: Pupil,
    home: u32,
    school: u32,
    years: u8,
}

/// Everyone who is at school in one of the years, by id.
pub fn columns(sector: Sector, pupils: &[Vec<Pupil>], chosen: &[Vec<u32>]) -> Pupils {
    let rows: Vec<Vec<Enrolled>> = (0..pupils.len())
        .into_par_iter()
        .map(|area| enrolled(sector, area, &pupils[area], &chosen[area]))
        .collect();
    let rows = rows.concat();
    let vo = |of: fn(&Pupil) -> u8| {
        if sector == Sector::Vo { column(&rows, |r| of(&r.pupil)) } else { Vec::new() }
    };
    Pupils {
        id: column(&rows, |row| row.pupil.id(row.home as usize)),
        home: column(&rows, |row| row.home),
        school: column(&rows, |row| row.school),
        entry_year: column(&rows, |row| row.pupil.entry),
        study_years: column(&rows, |row| row.years),
        ses_quintile: column(&rows, |row| row.pupil.status + 1),
        parental_education: column(&rows, |row| row.pupil.education),
        income_quintile: column(&rows, |row| row.pupil.income + 1),
        migration_background: column(&rows, |row| row.pupil.origin),
        track: vo(|pupil| pupil.track),
        advice: vo(|pupil| pupil.advice),
    }
}

fn column<T: Send>(rows: &[Enrolled], of: impl Fn(&Enrolled) -> T + Sync + Send) -> Vec<T> {
    rows.par_iter().map(of).collect()
}

fn enrolled(sector: Sector, area: usize, pupils: &[Pupil], chosen: &[u32]) -> Vec<Enrolled> {
    let row = |(pupil, school): (&Pupil, &u32)| {
        let years = if sector == Sector::Po { 8 } else { TRACK_YEARS[usize::from(pupil.track)] };
        let seen = pupil.entry + u16::from(years) > FIRST_YEAR;
        seen.then_some(Enrolled { pupil: *pupil, home: area as u32, school: *school, years })
    };
    pupils.iter().zip(chosen).filter_map(row).collect()
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
    for pupil in 0..pupils.len() {
        if pupils.study_year(pupil, year).is_some() {
            counts[pupils.school[pupil] as usize] += 1;
        }
    }
    counts
}

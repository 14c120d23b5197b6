//! Pupils: origin, status, education and income of the home, ability.

use super::area::Area;
use super::calibration::{ADVICE_SHARES, EDUCATION_SHARES, FIFTHS, ORIGIN_DRIFT, TRACK_BY_SES, TRACK_SHARES};
use super::cohort::Cohort;
use super::cuts::{Classes, Counts, step};
use super::draw::{normal, pick};
use super::faith;
use super::town::Town;
use crate::numeric::{Stream, purpose};
use crate::world::Sector;
use rayon::prelude::*;

/// Hidden values of a pupil, in the order of [`Scales`].
const HIDDEN: usize = 5;

/// A pupil before national ranks are known.
#[derive(Clone, Copy)]
pub struct Draft {
    /// First school year.
    pub entry: u16,
    /// Number within the area and the cohort.
    pub number: u16,
    /// Position in the origins.
    pub origin: u8,
    /// Attachment to a denomination.
    pub affinity: u8,
    /// Steps of education, income, status, track and advice.
    hidden: [u16; HIDDEN],
}

/// A pupil with classes.
#[derive(Clone, Copy)]
pub struct Pupil {
    /// First school year.
    pub entry: u16,
    /// Number within the area and the cohort.
    pub number: u16,
    /// Position in the origins.
    pub origin: u8,
    /// Attachment to a denomination.
    pub affinity: u8,
    /// Position in the educations.
    pub education: u8,
    /// 0 to 4.
    pub income: u8,
    /// 0 to 4.
    pub status: u8,
    /// Position in the tracks; 0 in po.
    pub track: u8,
    /// Position in the advices.
    pub advice: u8,
}

impl Pupil {
    /// The number for ever: area, entry year and number are legible in it.
    pub fn id(&self, area: usize) -> u64 {
        (area as u64 + 1) * 1_000_000 + u64::from(self.entry - 2000) * 10_000 + u64::from(self.number)
    }
}

/// Everything needed to draw the pupils of an area.
#[derive(Clone, Copy)]
pub struct Census<'a> {
    /// The draws.
    pub stream: Stream,
    /// The sector.
    pub sector: Sector,
    /// The municipalities.
    pub towns: &'a [Town],
    /// The areas.
    pub areas: &'a [Area],
    /// The cohorts.
    pub cohorts: &'a [Cohort],
    /// Starters by area and cohort.
    pub starters: &'a [Vec<u32>],
}

impl Census<'_> {
    /// The pupils of every area.
    pub fn pupils(&self) -> Vec<Vec<Pupil>> {
        let drafts: Vec<Vec<Draft>> =
            (0..self.areas.len()).into_par_iter().map(|area| self.drafts(area)).collect();
        let scales = scales(&drafts);
        let vo = self.sector == Sector::Vo;
        drafts.par_iter().map(|area| area.iter().map(|draft| scales.class(draft, vo)).collect()).collect()
    }

    fn drafts(&self, area: usize) -> Vec<Draft> {
        let mut drafts = Vec::with_capacity(self.starters[area].iter().sum::<u32>() as usize);
        for (cohort, count) in self.cohorts.iter().zip(&self.starters[area]) {
            let origins = self.areas[area].origins(ORIGIN_DRIFT * (f64::from(cohort.year) - self.middle()));
            drafts.extend((0..*count).map(|number| self.draft(area, cohort.year, number as u16, &origins)));
        }
        drafts
    }

    /// The entry year around which those at school in 2021/22 started.
    fn middle(&self) -> f64 {
        if self.sector == Sector::Po { 2017.5 } else { 2019.2 }
    }

    fn draft(&self, area: usize, entry: u16, number: u16, origins: &[f64; 3]) -> Draft {
        let id = Pupil { entry, number, ..NOBODY }.id(area);
        let mut draws = self.stream.draws(id, self.sector as u32, purpose::PUPIL);
        let origin = pick(origins, draws.uniform());
        let affinity = faith::affinity(&self.towns[self.areas[area].town], origin, draws.uniform());
        let mut around = |middle: f64, spread: f64| middle + spread * normal(&mut draws);
        let home = around(0.62 * self.areas[area].prosperity - [0.0, 0.25, 0.7][origin], 0.75);
        let education = around(home, 0.55);
        let income = around(home, 0.65);
        let status = 0.5 * (education + income);
        let hidden = if self.sector == Sector::Vo {
            let ability = around(TRACK_BY_SES / 1.05 * status, (1.0 - TRACK_BY_SES * TRACK_BY_SES).sqrt());
            [education, income, status, ability, around(ability, 0.25)]
        } else {
            [education, income, status, 0.0, 0.0]
        };
        Draft { entry, number, origin: origin as u8, affinity: affinity as u8, hidden: hidden.map(step) }
    }
}

const NOBODY: Pupil = Pupil {
    entry: 2000,
    number: 0,
    origin: 0,
    affinity: 0,
    education: 0,
    income: 0,
    status: 0,
    track: 0,
    advice: 0,
};

/// National classes of the five hidden values.
struct Scales([Classes; HIDDEN]);

impl Scales {
    fn class(&self, draft: &Draft, vo: bool) -> Pupil {
        let of = |i: usize| self.0[i].of(draft.hidden[i]);
        Pupil {
            entry: draft.entry,
            number: draft.number,
            origin: draft.origin,
            affinity: draft.affinity,
            education: of(0),
            income: of(1),
            status: of(2),
            track: if vo { of(3) } else { 0 },
            advice: if vo { of(4) } else { 0 },
        }
    }
}

fn scales(drafts: &[Vec<Draft>]) -> Scales {
    let none = || [(); HIDDEN].map(|()| Counts::new());
    let counted = drafts.par_iter().fold(none, |mut counts, area| {
        for draft in area {
            counts.iter_mut().zip(draft.hidden).for_each(|(count, step)| count.add(step));
        }
        counts
    });
    let counts = counted.reduce(none, |mut all, part| {
        all.iter_mut().zip(&part).for_each(|(mine, theirs)| mine.merge(theirs));
        all
    });
    let [education, income, status, track, advice] = counts;
    Scales([
        education.classes(&EDUCATION_SHARES),
        income.classes(&FIFTHS),
        status.classes(&FIFTHS),
        track.classes(&TRACK_SHARES),
        advice.classes(&ADVICE_SHARES),
    ])
}

//! Families and their children: origin, status, education and income of the home, ability.

use super::area::Area;
use super::calibration::{
    ABILITY_OF_FAMILY, ADVICE_NOISE, ADVICE_SHARES, EDUCATION_SHARES, HOME_BY_AREA, INCOME_SHARES,
    ORIGIN_DRIFT, PERCENTILES, TRACK_BY_SES, TRACK_SHARES,
};
use super::cohort::Cohort;
use super::cuts::{Classes, Counts, step};
use super::draw::{normal, normal_quantile, pick};
use super::faith;
use super::kinship;
use super::town::Town;
use crate::numeric::{Stream, normal_cdf, purpose};
use crate::world::Sector;
use rayon::prelude::*;
use std::ops::Range;

/// A family: the children of one home.
#[derive(Clone, Debug)]
pub struct Family {
    /// The number of its oldest child.
    pub id: u64,
    /// School year in which its oldest child starts.
    pub first: u16,
    /// School year in which its youngest child starts.
    pub last: u16,
    /// Position in the origins.
    pub origin: u8,
    /// Attachment to a denomination.
    pub affinity: u8,
    /// Position in the educations.
    pub education: u8,
    /// Fifth of the income of households, 0 to 4.
    pub income: u8,
    /// Percentile of socio-economic status, 0 to 99.
    pub ses: u8,
}

/// A child.
#[derive(Clone, Copy, Debug)]
pub struct Child {
    /// The number for ever.
    pub id: u64,
    /// First school year.
    pub entry: u16,
    /// Position of the family in the area.
    pub family: u32,
    /// Position of the next older sibling in the area.
    pub older: Option<u32>,
    /// Position in the tracks; 0 in po.
    pub track: u8,
    /// Position in the advices.
    pub advice: u8,
}

/// Those whose home is in an area when they start school.
#[derive(Clone, Debug)]
pub struct People {
    /// Families.
    pub families: Vec<Family>,
    /// Children, by number.
    pub children: Vec<Child>,
}

/// Hidden values of a family, in the order of [`Scales`].
const HIDDEN: usize = 3;

/// A family before national ranks are known.
struct Home {
    family: Family,
    /// Steps of education, income and status.
    hidden: [u16; HIDDEN],
    /// What its children's abilities have in common.
    talent: f64,
}

/// An area before national ranks are known.
struct Draft {
    homes: Vec<Home>,
    children: Vec<Child>,
}

/// Everything needed to draw the people of an area.
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

/// The number of a child: area, entry year and number in them are legible in it.
fn id(area: usize, entry: u16, number: u32) -> u64 {
    (area as u64 + 1) * 1_000_000 + u64::from(entry - 2000) * 10_000 + u64::from(number)
}

impl Census<'_> {
    /// The people of every area.
    pub fn people(&self) -> Vec<People> {
        let drafts: Vec<Draft> = (0..self.areas.len()).into_par_iter().map(|area| self.draft(area)).collect();
        let scales = scales(&drafts);
        drafts.into_par_iter().map(|draft| self.ranked(draft, &scales)).collect()
    }

    fn draft(&self, area: usize) -> Draft {
        let mut cohorts: Vec<Range<usize>> = Vec::with_capacity(self.cohorts.len());
        let (mut ids, mut entries) = (Vec::new(), Vec::new());
        for (cohort, count) in self.cohorts.iter().zip(&self.starters[area]) {
            cohorts.push(ids.len()..ids.len() + *count as usize);
            ids.extend((0..*count).map(|number| id(area, cohort.year, number)));
            entries.resize(ids.len(), cohort.year);
        }
        let older = kinship::older(self.stream, &ids, &cohorts);
        let mut draft = Draft { homes: Vec::new(), children: Vec::with_capacity(ids.len()) };
        for ((id, entry), older) in ids.into_iter().zip(entries).zip(older) {
            let family = self.join(&mut draft, area, id, entry, older);
            draft.children.push(Child { id, entry, family, older, track: 0, advice: 0 });
        }
        draft
    }

    /// The family of a child: its older sibling's, or a new one.
    fn join(&self, draft: &mut Draft, area: usize, id: u64, entry: u16, older: Option<u32>) -> u32 {
        if let Some(older) = older {
            let family = draft.children[older as usize].family;
            draft.homes[family as usize].family.last = entry;
            return family;
        }
        draft.homes.push(self.home(area, id, entry));
        draft.homes.len() as u32 - 1
    }

    /// The entry year around which the families of those at school in 2021/22 came.
    fn middle(&self) -> f64 {
        if self.sector == Sector::Po { 2016.3 } else { 2018.0 }
    }

    fn home(&self, area: usize, id: u64, entry: u16) -> Home {
        let mut draws = self.stream.draws(id, self.sector as u32, purpose::PUPIL);
        let place = &self.areas[area];
        let origins = place.origins(ORIGIN_DRIFT * (f64::from(entry) - self.middle()));
        let origin = pick(&origins, draws.uniform());
        let affinity = faith::affinity(&self.towns[place.town], origin, draws.uniform());
        let mut around = |middle: f64, spread: f64| middle + spread * normal(&mut draws);
        let home = around(HOME_BY_AREA * place.prosperity - [0.0, 0.25, 0.7][origin], 0.75);
        let (education, income) = (around(home, 0.55), around(home, 0.65));
        let talent = around(0.0, 1.0);
        let hidden = [education, income, 0.5 * (education + income)].map(step);
        let (origin, affinity) = (origin as u8, affinity as u8);
        let family =
            Family { id, first: entry, last: entry, origin, affinity, education: 0, income: 0, ses: 0 };
        Home { family, hidden, talent }
    }

    fn ranked(&self, draft: Draft, scales: &Scales) -> People {
        let Draft { mut homes, mut children } = draft;
        for home in &mut homes {
            let [education, income, ses] = [0, 1, 2].map(|i| scales.0[i].of(home.hidden[i]));
            home.family = Family { education, income, ses, ..home.family.clone() };
        }
        for child in &mut children {
            (child.track, child.advice) = self.promise(child, &homes[child.family as usize]);
        }
        People { families: homes.into_iter().map(|home| home.family).collect(), children }
    }

    /// The track and the advice of a child: by an ability that goes with status and runs
    /// in families.
    fn promise(&self, child: &Child, home: &Home) -> (u8, u8) {
        let mut draws = self.stream.draws(child.id, 2 + self.sector as u32, purpose::PUPIL);
        let status = normal_quantile((f64::from(home.family.ses) + 0.5) / 100.0);
        let common = ABILITY_OF_FAMILY.sqrt() * home.talent;
        let own = common + (1.0 - ABILITY_OF_FAMILY).sqrt() * normal(&mut draws);
        let ability = TRACK_BY_SES * status + (1.0 - TRACK_BY_SES * TRACK_BY_SES).sqrt() * own;
        let advised =
            (ability + ADVICE_NOISE * normal(&mut draws)) / (1.0 + ADVICE_NOISE * ADVICE_NOISE).sqrt();
        let class = |shares: &[f64], value: f64| pick(shares, normal_cdf(value)) as u8;
        let track = if self.sector == Sector::Po { 0 } else { class(&TRACK_SHARES, ability) };
        (track, class(&ADVICE_SHARES, advised))
    }
}

/// National classes of the hidden values.
struct Scales([Classes; HIDDEN]);

fn scales(drafts: &[Draft]) -> Scales {
    let none = || [(); HIDDEN].map(|()| Counts::new());
    let counted = drafts.par_iter().fold(none, |mut counts, draft| {
        for child in &draft.children {
            let hidden = draft.homes[child.family as usize].hidden;
            counts.iter_mut().zip(hidden).for_each(|(count, step)| count.add(step));
        }
        counts
    });
    let [education, income, status] = counted.reduce(none, |mut all, part| {
        all.iter_mut().zip(&part).for_each(|(mine, theirs)| mine.merge(theirs));
        all
    });
    Scales([
        education.classes(&EDUCATION_SHARES),
        income.classes(&INCOME_SHARES),
        status.classes(&PERCENTILES),
    ])
}

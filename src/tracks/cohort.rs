//! Those who enter secondary education in a school year.

use super::level::Advice;
use crate::error::{Error, Result};
use crate::world::{MISSING, World};
use std::collections::BTreeSet;

/// The trait that holds advice.
const ADVICE: &str = "advice";

/// Entrants (*brugklassers*): pupils in the first study year who were not in it the year before; by number.
#[derive(Clone, Debug, Default)]
pub struct Cohort {
    /// Number of every pupil.
    pub ids: Vec<u64>,
    /// School.
    pub schools: Vec<u32>,
    /// Advice.
    pub advice: Vec<Advice>,
    /// Group, a position in `codes`; [`MISSING`] for one who sits in class and is in no measure.
    pub groups: Vec<u16>,
    /// Codes of the groups that are there, in order.
    pub codes: Vec<u16>,
    /// What was left out, and why.
    pub notes: Vec<String>,
}

impl Cohort {
    /// The entrants of a school year of a world, by a trait.
    ///
    /// # Errors
    /// `BadOption` for an unknown trait, `NoStudyYears`, `NoAdvice` where pupils have none, `UnknownCode` for one that
    /// is none.
    pub fn new(world: &World, group: &str, year: u16) -> Result<Self> {
        let group_of = world.group_of(group, year)?;
        let first = |year: u16| {
            let rows = world.pupils_in(year).into_iter();
            rows.filter(move |row| world.study_year(*row, year) == Some(1))
        };
        let before: BTreeSet<u64> = year
            .checked_sub(1)
            .map(|last| first(last).map(|row| world.pupils.id[row]).collect())
            .unwrap_or_default();
        let rows: Vec<usize> = first(year).filter(|row| !before.contains(&world.pupils.id[*row])).collect();
        if rows.is_empty() {
            return Err(Error::input(
                "NoStudyYears",
                format!("nobody enters the first study year in {year}"),
            )
            .on("year")
            .remedy("Give study_year in World.from_pupils(..., mapping=), or another year."));
        }
        let read = advices(world)?;
        let advice = |row: usize| read.get(usize::from(world.pupils.values(ADVICE)?.code(row)?)).copied();
        let (there, without): (Vec<usize>, Vec<usize>) =
            rows.into_iter().partition(|row| advice(*row).is_some());
        if there.is_empty() {
            return Err(no_advice());
        }
        let codes: Vec<u16> =
            there.iter().filter_map(|row| group_of(*row)).collect::<BTreeSet<u16>>().into_iter().collect();
        let place = |code: u16| codes.binary_search(&code).map_or(MISSING, |place| place as u16);
        let groups: Vec<u16> = there.iter().map(|row| group_of(*row).map_or(MISSING, place)).collect();
        let nameless = groups.iter().filter(|group| **group == MISSING).count();
        let mut notes = Vec::new();
        if !without.is_empty() {
            notes.push(format!("{} pupils without advice left out", without.len()));
        }
        if nameless > 0 {
            notes.push(format!("{nameless} pupils without a value of {group} left out of the measures"));
        }
        Ok(Self {
            ids: there.iter().map(|row| world.pupils.id[*row]).collect(),
            schools: there.iter().map(|row| world.pupils.school[*row]).collect(),
            advice: there.iter().filter_map(|row| advice(*row)).collect(),
            groups,
            codes,
            notes,
        })
    }

    /// How many pupils there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }
}

/// The advice of every code.
fn advices(world: &World) -> Result<Vec<Advice>> {
    let values = world.pupils.values(ADVICE).ok_or_else(no_advice)?;
    let Some(labels) = &values.labels else { return Err(no_advice()) };
    let read: Vec<Option<Advice>> = labels.iter().map(|label| Advice::read(label)).collect();
    let unknown = labels.iter().zip(&read).find(|(_, advice)| advice.is_none());
    if let Some((label, _)) = unknown {
        let count = read.iter().filter(|advice| advice.is_none()).count() as u64;
        return Err(Error::input("UnknownCode", format!("'{label}' is no advice")).on(ADVICE).many(count).remedy(
            "Give pro, vmbo_b, vmbo_k, vmbo_gt, havo or vwo, or two neighbours as vmbo_b_k, vmbo_k_gt, vmbo_gt_havo, \
             havo_vwo: values or missing in the mapping of World.from_pupils.",
        ));
    }
    Ok(read.into_iter().flatten().collect())
}

fn no_advice() -> Error {
    Error::input("NoAdvice", "the advice of those who enter is not known").on(ADVICE).remedy(
        "Give a trait 'advice' in World.from_pupils(..., mapping=), or take World.synthetic(sector='vo').",
    )
}

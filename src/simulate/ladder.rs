//! Who goes before others at a school.

use super::giving::Giving;
use crate::numeric::purpose;
use crate::policy::{Indicator, Tier};

/// The class of a seeker at a school, from 0, lower first: tiers before brothers and sisters, these, tiers after them.
pub fn class(giving: &Giving<'_>, i: usize, school: u32, sibling_first: bool) -> u32 {
    let follows = || sibling_first && giving.seekers[i].sibling == Some(school);
    let Some(tiers) = giving.phase.handles.admission.tiers.get(&school) else { return u32::from(!follows()) };
    let before = tiers.before.iter().position(|tier| holds(giving, i, school, tier));
    if let Some(place) = before {
        return place as u32;
    }
    let next = tiers.before.len();
    if follows() {
        return next as u32;
    }
    let after = tiers.after.iter().position(|tier| holds(giving, i, school, tier));
    (next + 1 + after.unwrap_or(tiers.after.len())) as u32
}

/// Classes of a school that come before a place that is meant for a group.
pub fn ahead(giving: &Giving<'_>, school: u32) -> u32 {
    let tiers = giving.phase.handles.admission.tiers.get(&school);
    tiers.map_or(0, |tiers| tiers.before.len() as u32) + 1
}

fn holds(giving: &Giving<'_>, i: usize, school: u32, tier: &Tier) -> bool {
    let near = |count: usize| {
        let considered = giving.phase.tastes.considered(giving.seekers[i].block);
        considered.iter().take(count).any(|seen| seen.school == school)
    };
    match tier {
        Tier::Near(count) => near(*count as usize),
        Tier::Preschool(attending) => {
            let share = attending.get(giving.group(i)).copied().unwrap_or_default();
            near(1) && giving.chance(i, purpose::PRESCHOOL) < share
        }
        Tier::Mix { indicator, target } => {
            let indicator = &giving.phase.handles.admission.indicators[*indicator];
            let (told, all) = counts(giving.seen, school, indicator);
            let share = if all > 0 { f64::from(told) / f64::from(all) } else { 0.0 };
            let is_told = recognised(giving, i, indicator);
            (share < *target && is_told) || (share > *target && !is_told)
        }
    }
}

/// Whether an indicator tells a seeker.
pub fn recognised(giving: &Giving<'_>, i: usize, indicator: &Indicator) -> bool {
    let is_one = indicator.groups.get(giving.group(i)) == Some(&true);
    let u = giving.chance(i, purpose::RECOGNISED);
    if is_one { u >= indicator.missed } else { u < indicator.mistaken }
}

/// Pupils at a school of the groups that an indicator is to tell, and all.
pub fn counts(company: &crate::choice::Company, school: u32, indicator: &Indicator) -> (u32, u32) {
    let of = |group: usize| company.count(school, group as u16);
    let told = (0..indicator.groups.len()).filter(|group| indicator.groups[*group]).map(of).sum();
    (told, company.size(school))
}

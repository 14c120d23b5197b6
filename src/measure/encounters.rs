//! `encounters`: the chance that a schoolmate is of a group, and the parts of its change.

use super::Focus;
use super::pairing::{Two, pairs};
use super::question::need_whole;
use crate::error::Result;
use crate::indices::{Ground, Index, Undefined, value};
use crate::roll::{Amount, Part, Roll, Table, Visitor};
use crate::uncertainty;

/// Whether pupils count among their own schoolmates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Company {
    /// Without the pupil.
    WithoutSelf,
    /// As isolation and exposure have it.
    WithSelf,
}

/// One ordered pair of groups.
#[derive(Clone, Debug)]
pub struct EncounterRow {
    /// Number of the table.
    pub part: usize,
    /// The pupil's group, and the schoolmate's; the same group where pupils meet their own.
    pub focus: Focus,
    /// The chance.
    pub chance: Option<f64>,
    /// Its mean under random allocation.
    pub expected: Option<f64>,
    /// Pupils of the focal group.
    pub pupils: u64,
    /// Why there is no value; empty otherwise.
    pub note: &'static str,
}

/// The chance that a random schoolmate of a pupil of one group is of another, for all ordered pairs.
///
/// # Errors
/// `FractionalCount`, `SuppressedMarker`.
pub fn encounters(roll: &Roll, company: Company) -> Result<Vec<EncounterRow>> {
    need_whole(roll, "the chance of an encounter")?;
    let groups = peopled(roll);
    let rows = |(number, part): (usize, &Part)| {
        let each = |focal: &usize| {
            let focal = *focal;
            groups
                .iter()
                .map(move |versus| Focus { focal: Some(focal), versus: Some(*versus) })
                .collect::<Vec<_>>()
        };
        let all = groups.iter().flat_map(each);
        all.map(|focus| row(roll, (number, part), focus, company)).collect::<Vec<_>>()
    };
    Ok(roll.parts.iter().enumerate().flat_map(rows).collect())
}

fn peopled(roll: &Roll) -> Vec<usize> {
    (0..roll.groups.len()).filter(|k| roll.peopled(*k)).collect()
}

fn row(roll: &Roll, (number, part): (usize, &Part), focus: Focus, company: Company) -> EncounterRow {
    let pair = (focus.focal.unwrap_or_default(), focus.versus.unwrap_or_default());
    let found = roll.visit(part, Meeting { pair, company });
    EncounterRow {
        part: number,
        focus,
        chance: found.ok().map(|met| met.chance),
        expected: found.ok().and_then(|met| met.expected),
        pupils: part.group_totals[pair.0] as u64,
        note: found.map_or_else(Undefined::reason, |_| ""),
    }
}

/// One pair of groups in one table.
struct Meeting {
    pair: (usize, usize),
    company: Company,
}

#[derive(Clone, Copy)]
struct Met {
    chance: f64,
    expected: Option<f64>,
}

impl Meeting {
    fn index(&self) -> Index {
        match (self.company, self.pair.0 == self.pair.1) {
            (Company::WithoutSelf, true) => Index::IsolationWithoutSelf,
            (Company::WithoutSelf, false) => Index::ExposureWithoutSelf,
            (Company::WithSelf, true) => Index::Isolation,
            (Company::WithSelf, false) => Index::Exposure,
        }
    }
}

impl Visitor for Meeting {
    type Output = std::result::Result<Met, Undefined>;

    fn visit<A: Amount>(self, table: &Table<'_, A>) -> Self::Output {
        if table.group_totals[self.pair.0] <= 0.0 {
            return Err(Undefined::EmptyGroup);
        }
        let chance = value(self.index(), table, self.pair, &Ground::default())?;
        let expected =
            uncertainty::expected(table, self.index(), self.pair).filter(|value| value.is_finite());
        Ok(Met { chance, expected })
    }
}

/// A group's chance to meet its own, in two rolls.
#[derive(Clone, Debug)]
pub struct MeetingChange {
    /// Number of the first roll's table.
    pub part: usize,
    /// The group.
    pub group: usize,
    /// The chance in the first roll, and in the second.
    pub chances: [Option<f64>; 2],
    /// What a change of the group's size explains, and what a change of evenness does.
    pub parts: Option<(f64, f64)>,
    /// Pupils of the group in both rolls together.
    pub pupils: u64,
    /// Why there is no value; empty otherwise.
    pub note: &'static str,
}

/// The change of the chance to meet one's own group between two rolls that stand in one, the last column of
/// `by` telling them apart.
///
/// Exact, because `xPx = P + (1-P)V`, without the pupil with `(X-1)/(T-1)` for P: the group part is
/// `ΔP (1 - V̄)`, the evenness part `ΔV (1 - P̄)`, bars being means of the two.
///
/// # Errors
/// `FractionalCount`, `SuppressedMarker`; `UnmatchedKey` for a table that only one roll has.
pub fn meeting_changes(roll: &Roll, company: Company) -> Result<Vec<MeetingChange>> {
    need_whole(roll, "a change of encounters")?;
    let rows = |two: Two<'_>| {
        let both = two.parts;
        let number = roll.parts.iter().position(|part| part.units == both[0].units).unwrap_or_default();
        peopled(roll)
            .into_iter()
            .map(move |group| change(roll, (number, both), group, company))
            .collect::<Vec<_>>()
    };
    Ok(pairs(roll)?.into_iter().flat_map(rows).collect())
}

fn change(roll: &Roll, (part, both): (usize, [&Part; 2]), group: usize, company: Company) -> MeetingChange {
    let found = both.map(|part| roll.visit(part, Meeting { pair: (group, group), company }));
    let [before, after] = [0, 1].map(|i| Terms::of(both[i], group, company, found[i].ok()?.chance));
    MeetingChange {
        part,
        group,
        chances: found.map(|met| met.ok().map(|met| met.chance)),
        parts: before.zip(after).map(|(before, after)| before.parts(after)),
        pupils: both.iter().map(|part| part.group_totals[group] as u64).sum(),
        note: match found {
            [Err(why), _] | [_, Err(why)] => why.reason(),
            _ if before.is_none() || after.is_none() => Undefined::OneGroup.reason(),
            _ => "",
        },
    }
}

/// P and V of one table.
#[derive(Clone, Copy)]
struct Terms {
    share: f64,
    evenness: f64,
}

impl Terms {
    /// Null where everyone is of the group.
    fn of(part: &Part, group: usize, company: Company, chance: f64) -> Option<Self> {
        let own = part.group_totals[group];
        let share = match company {
            Company::WithoutSelf => (own - 1.0) / (part.total - 1.0),
            Company::WithSelf => own / part.total,
        };
        (share < 1.0).then(|| Self { share, evenness: (chance - share) / (1.0 - share) })
    }

    fn parts(self, after: Self) -> (f64, f64) {
        let mean = |one: f64, other: f64| f64::midpoint(one, other);
        let group = (after.share - self.share) * (1.0 - mean(self.evenness, after.evenness));
        let evenness = (after.evenness - self.evenness) * (1.0 - mean(self.share, after.share));
        (group, evenness)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The reference's example: P .28 to .33, V .20 to .18.
    #[test]
    fn parts_add_up_to_the_change() {
        let [before, after] = [(0.28, 0.20), (0.33, 0.18)].map(|(share, evenness)| Terms { share, evenness });
        let (group, evenness) = before.parts(after);
        assert!((group - 0.0405).abs() < 1e-12 && (evenness + 0.0139).abs() < 1e-12);
        let chance = |terms: Terms| terms.share + (1.0 - terms.share) * terms.evenness;
        assert!((group + evenness - (chance(after) - chance(before))).abs() < 1e-15);
    }
}

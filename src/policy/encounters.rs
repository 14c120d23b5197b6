//! Whom pupils meet: at their own school, and at schools whose pupils they spend time with.

use crate::numeric::Sum;
use crate::world::Cell;
use std::collections::BTreeMap;

/// Two schools whose pupils spend a share of their time together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Friends {
    /// The schools.
    pub schools: (u32, u32),
    /// Share of the time.
    pub hours: f64,
}

/// What the pupils of a municipality and group meet.
#[derive(Clone, Copy, Debug, Default)]
pub struct Met {
    /// Municipality of the home; none for all.
    pub town: Option<u32>,
    /// The group.
    pub group: u16,
    /// Pupils.
    pub pupils: u64,
    /// Their time with schoolmates of other groups, pupils times shares.
    pub hours: Sum,
    /// Those in schools of which their group makes up more than half.
    pub concentrated: u64,
}

/// Pupils of the groups at a school.
type Counts = BTreeMap<u16, u64>;

/// What pupils meet, by municipality of the home and group; all pupils first. A pupil's share of time with other groups
/// is `1 - p'`, where `p' = (1 - h) p + h p_pair` for the shares p of its group at its school and in both schools.
///
/// ```
/// use schoolmix::policy::{Friends, met};
/// use schoolmix::world::Cell;
/// let cell = |school, group, pupils| Cell { town: 0, school, group, pupils };
/// let cells = [cell(0, 0, 3), cell(1, 1, 1)];
/// let friends = Friends { schools: (0, 1), hours: 0.5 };
/// let found = met(&cells, &[friends]);
/// let share = |at: usize| found[at].hours.value() / found[at].pupils as f64;
/// assert_eq!((share(0), share(1)), (0.5 * 0.25, 0.5 * 0.75));
/// ```
#[must_use]
pub fn met(cells: &[Cell], friends: &[Friends]) -> Vec<Met> {
    let mut schools: BTreeMap<u32, Counts> = BTreeMap::new();
    for cell in cells {
        *schools.entry(cell.school).or_default().entry(cell.group).or_default() += cell.pupils;
    }
    let with: BTreeMap<u32, (u32, f64)> = friends
        .iter()
        .flat_map(|Friends { schools: (one, other), hours }| {
            [(*one, (*other, *hours)), (*other, (*one, *hours))]
        })
        .collect();
    let mut found: BTreeMap<(Option<u32>, u16), Met> = BTreeMap::new();
    for cell in cells {
        let own = share(&[&schools[&cell.school]], cell.group);
        let others =
            match with.get(&cell.school).and_then(|(friend, hours)| Some((schools.get(friend)?, hours))) {
                Some((friend, hours)) => {
                    1.0 - ((1.0 - hours) * own + hours * share(&[&schools[&cell.school], friend], cell.group))
                }
                None => 1.0 - own,
            };
        for town in [None, Some(cell.town)] {
            let start = Met { town, group: cell.group, ..Met::default() };
            let met = found.entry((town, cell.group)).or_insert(start);
            met.pupils += cell.pupils;
            met.hours += cell.pupils as f64 * others;
            met.concentrated += if own > 0.5 { cell.pupils } else { 0 };
        }
    }
    found.into_values().collect()
}

/// The share of a group in some schools together.
fn share(schools: &[&Counts], group: u16) -> f64 {
    let own: u64 = schools.iter().filter_map(|counts| counts.get(&group)).sum();
    let all: u64 = schools.iter().flat_map(|counts| counts.values()).sum();
    own as f64 / all as f64
}

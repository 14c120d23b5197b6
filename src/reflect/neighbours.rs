//! Who lives around every school of a roll.

use super::columns::Columns;
use super::near::near;
use super::pairs::Linked;
use super::{Neighbourhood, Residents};
use crate::error::{Error, Result};
use crate::roll::{Label, Part, Roll};
use std::collections::BTreeMap;
use std::ops::Range;

/// Who lives around every school; schools of one neighbourhood share its residents.
#[derive(Clone, Debug)]
pub struct Neighbours {
    of: Vec<Around>,
    residents: Vec<Residents>,
}

/// A school's neighbourhood by number, or why it has none.
pub type Around = std::result::Result<usize, &'static str>;

/// Why a table has no neighbourhoods at all.
const NO_TABLE: &str = "the reference has no such table";

impl Neighbours {
    /// Finds the neighbourhood of every unit of `roll` among the units of `reference`, table by table.
    ///
    /// # Errors
    /// `UnmatchedKey` for other groups, other `by` columns, or where no school has a neighbourhood;
    /// `MissingColumn`, `NoPlaces`, `DuplicateKey`, `BadOption`.
    pub fn find(roll: &Roll, reference: &Roll, neighbourhood: &Neighbourhood<'_>) -> Result<Self> {
        same_groups(roll, reference)?;
        let tables = tables(roll, reference)?;
        let matcher = Matcher::new(roll, reference, neighbourhood)?;
        let mut all = Self { of: Vec::with_capacity(roll.units.len()), residents: Vec::new() };
        for (part, other) in roll.parts.iter().zip(tables) {
            match other {
                None => all.of.extend(part.units.clone().map(|_| Err(NO_TABLE))),
                Some(other) => matcher.add(&mut all, &part.units, &other.units)?,
            }
        }
        if all.of.iter().all(std::result::Result::is_err) {
            let count = all.of.len();
            return Err(Error::input(
                "UnmatchedKey",
                format!("none of {count} schools has a neighbourhood in the reference"),
            )
            .on("match")
            .many(count as u64)
            .remedy(
                "Give both the same keys, of the same type and spelling; for distances the same coordinates.",
            ));
        }
        Ok(all)
    }

    /// Who lives around a unit of the roll.
    ///
    /// # Errors
    /// Why nobody is known to.
    pub fn around(&self, unit: usize) -> std::result::Result<&Residents, &'static str> {
        self.of[unit].map(|number| &self.residents[number])
    }

    fn push(&mut self, residents: Option<Residents>, absent: &'static str) {
        self.of.push(residents.as_ref().map(|_| self.residents.len()).ok_or(absent));
        self.residents.extend(residents);
    }
}

/// Refuses rolls of other groups.
fn same_groups(roll: &Roll, reference: &Roll) -> Result<()> {
    let labels = |roll: &Roll| (0..roll.groups.len()).map(|k| roll.groups.labels(k)).collect::<Vec<_>>();
    let column = roll.groups.names.join(", ");
    if roll.groups.names != reference.groups.names {
        let other = reference.groups.names.join(", ");
        let message = format!("the reference has groups by '{other}', the roll by '{column}'");
        return Err(Error::input("UnmatchedKey", message)
            .on("group")
            .remedy("Name the column alike in both."));
    }
    let (own, others) = (labels(roll), labels(reference));
    let lone = |one: &Roll, these: &[Vec<Label>], those: &[Vec<Label>]| {
        (0..these.len())
            .filter(|k| !those.contains(&these[*k]))
            .map(|k| one.group_name(k))
            .collect::<Vec<_>>()
    };
    let lone = [lone(roll, &own, &others), lone(reference, &others, &own)].concat();
    if lone.is_empty() {
        return Ok(());
    }
    let message =
        format!("roll and reference differ in {} of their groups: '{}'", lone.len(), lone.join("', '"));
    Err(Error::input("UnmatchedKey", message)
        .on(column)
        .many(lone.len() as u64)
        .remedy("Name the same groups in both, with 0 pupils where there are none."))
}

/// For each table of the roll that of the reference with the same values of `by`.
fn tables<'a>(roll: &Roll, reference: &'a Roll) -> Result<Vec<Option<&'a Part>>> {
    let names = |roll: &Roll| roll.units.names[..roll.by].join(", ");
    if names(roll) != names(reference) {
        let message = format!("the roll is by '{}', the reference by '{}'", names(roll), names(reference));
        return Err(Error::input("UnmatchedKey", message)
            .on("by")
            .remedy("Make both rolls with the same by columns, so that they match table by table."));
    }
    let key = |roll: &Roll, part: &Part| roll.units.labels(part.units.start)[..roll.by].to_vec();
    let known: BTreeMap<Vec<Label>, &Part> =
        reference.parts.iter().map(|part| (key(reference, part), part)).collect();
    Ok(roll.parts.iter().map(|part| known.get(&key(roll, part)).copied()).collect())
}

/// How schools find their areas, ready to be used table by table.
struct Matcher<'a> {
    roll: &'a Roll,
    reference: &'a Roll,
    neighbourhood: &'a Neighbourhood<'a>,
    columns: Option<[Columns<'a>; 2]>,
    linked: Option<Linked>,
}

impl<'a> Matcher<'a> {
    fn new(roll: &'a Roll, reference: &'a Roll, neighbourhood: &'a Neighbourhood<'a>) -> Result<Self> {
        let (mut columns, mut linked) = (None, None);
        match neighbourhood {
            Neighbourhood::Columns(names) => {
                columns = Some([
                    Columns::find(roll, names, "the roll")?,
                    Columns::find(reference, names, "the reference")?,
                ]);
            }
            Neighbourhood::Pairs(pairs) => linked = Some(pairs.read()?),
            _ => {}
        }
        for (roll, which) in [(roll, "roll"), (reference, "reference")] {
            let placed = roll.places.as_ref().is_some_and(|p| !p.x.is_empty() && !p.y.is_empty());
            if neighbourhood.by_distance() && !placed {
                return Err(Error::input(
                    "NoPlaces",
                    format!("distances need the coordinates of the {which}"),
                )
                .on(which)
                .remedy("Give the units their places first: located(places, x=..., y=...)."));
            }
        }
        Ok(Self { roll, reference, neighbourhood, columns, linked })
    }

    /// Adds the neighbourhoods of the schools of one table.
    fn add(&self, all: &mut Neighbours, schools: &Range<usize>, areas: &Range<usize>) -> Result<()> {
        let (own, other) = ((self.roll, schools), (self.reference, areas));
        let absent = self.neighbourhood.absent();
        if let Some(columns) = &self.columns {
            self.by_columns(all, columns, (schools, areas));
        } else if let Some(linked) = &self.linked {
            for (areas, missing) in linked.areas(own, other) {
                let found = (!areas.is_empty()).then(|| Residents::alike(self.reference, &areas, missing));
                all.push(found, absent);
            }
        } else {
            self.enough(areas.len())?;
            near(own, other, self.neighbourhood).into_iter().for_each(|found| all.push(found, absent));
        }
        Ok(())
    }

    /// Schools with the same values share one neighbourhood.
    fn by_columns(
        &self,
        all: &mut Neighbours,
        [own, other]: &[Columns<'_>; 2],
        (schools, areas): (&Range<usize>, &Range<usize>),
    ) {
        let mut known: BTreeMap<Vec<Label>, Vec<usize>> = BTreeMap::new();
        for area in areas.clone() {
            known.entry(other.labels(area)).or_default().push(area);
        }
        let mut numbers = BTreeMap::new();
        for (labels, areas) in known {
            numbers.insert(labels, all.residents.len());
            all.residents.push(Residents::alike(self.reference, &areas, 0));
        }
        let number = |unit| numbers.get(&own.labels(unit)).copied().ok_or(self.neighbourhood.absent());
        all.of.extend(schools.clone().map(number));
    }

    /// Refuses to look for more areas than there are.
    fn enough(&self, areas: usize) -> Result<()> {
        match self.neighbourhood {
            Neighbourhood::Nearest(count) if *count > areas => {
                let message =
                    format!("the {count} nearest areas are asked for, and the reference has {areas}");
                Err(Error::option("areas", message, &format!("1 to {areas}")))
            }
            _ => Ok(()),
        }
    }
}

//! Segregation between and within sites, programmes and classes.

use super::course::{Seated, StudyYear};
use super::level::LEVELS;
use crate::decompose::{Gathered, nested};
use crate::error::{Error, Result};
use crate::indices::{dissimilarity, entropy, mutual_information};
use crate::numeric::Sum;
use crate::roll::Table;
use crate::world::MISSING;
use std::collections::BTreeMap;

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Dissimilarity.
    D,
    /// Theil's information theory index.
    H,
    /// Mutual information.
    M,
}

impl Measure {
    /// A measure by its symbol.
    ///
    /// # Errors
    /// `BadOption`.
    pub fn read(name: &str) -> Result<Self> {
        match name {
            "D" => Ok(Self::D),
            "H" => Ok(Self::H),
            "M" => Ok(Self::M),
            _ => {
                let message = format!("'{name}' is no measure of classes in sites");
                Err(Error::option("measures", message, "'D', 'H', 'M'"))
            }
        }
    }

    /// Its symbol.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::D => "D",
            Self::H => "H",
            Self::M => "M",
        }
    }
}

/// What units are, or which part of a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Levels of all sites together; in classes of several levels each pupil's own.
    Track,
    /// Sites.
    Site,
    /// Classes.
    Class,
    /// Between the classes of a site.
    WithinSite,
    /// Of that, between the programmes of a site.
    ProgrammeInSite,
    /// Of that, between the classes of a programme.
    ClassInProgramme,
}

impl Level {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Track => "track",
            Self::Site => "site",
            Self::Class => "class",
            Self::WithinSite => "within_site",
            Self::ProgrammeInSite => "programme_in_site",
            Self::ClassInProgramme => "class_in_programme",
        }
    }
}

/// A value; none where one group or nobody is there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figure {
    /// What units are.
    pub level: Level,
    /// What is measured.
    pub measure: Measure,
    /// The value.
    pub value: Option<f64>,
}

/// Counts of units by group.
#[derive(Default)]
struct Counts {
    cells: Vec<u32>,
    unit_totals: Vec<f64>,
    group_totals: Vec<f64>,
    total: f64,
}

impl Counts {
    fn new(cells: Vec<u32>, groups: usize) -> Self {
        let rows = cells.chunks_exact(groups.max(1));
        let unit_totals: Vec<f64> = rows.map(|row| f64::from(row.iter().sum::<u32>())).collect();
        let column =
            |k: usize| cells.iter().skip(k).step_by(groups).map(|n| f64::from(*n)).collect::<Sum>().value();
        let group_totals = (0..groups).map(column).collect();
        let total = unit_totals.iter().copied().collect::<Sum>().value();
        Self { cells, unit_totals, group_totals, total }
    }

    /// Levels of all sites together.
    fn of_levels(year: &StudyYear, groups: usize) -> Self {
        let mut cells = vec![0; LEVELS.len() * groups];
        for row in known(year) {
            cells[usize::from(row.level) * groups + usize::from(row.group)] += 1;
        }
        Self::new(cells, groups)
    }

    /// Classes, and of each its site and its programme at the site.
    fn of_classes(year: &StudyYear, groups: usize) -> (Self, [Vec<u32>; 2]) {
        let (mut cells, mut sites, mut programmes) = (Vec::new(), Vec::new(), Vec::new());
        let (mut site, mut programme) = (0u32, 0u32);
        let mut last: Option<&Seated> = None;
        for row in known(year) {
            let is_new = |same: fn(&Seated, &Seated) -> bool| last.is_some_and(|last| !same(last, row));
            site += u32::from(is_new(|a, b| a.site == b.site));
            programme += u32::from(is_new(|a, b| (a.site, a.programme) == (b.site, b.programme)));
            let same =
                |a: &Seated, b: &Seated| (a.site, a.programme, a.class) == (b.site, b.programme, b.class);
            if last.is_none() || is_new(same) {
                cells.resize(cells.len() + groups, 0);
                sites.push(site);
                programmes.push(programme);
            }
            let unit = cells.len() - groups;
            cells[unit + usize::from(row.group)] += 1;
            last = Some(row);
        }
        (Self::new(cells, groups), [sites, programmes])
    }

    fn table(&self) -> Table<'_, u32> {
        Table {
            cells: &self.cells,
            unit_totals: &self.unit_totals,
            group_totals: &self.group_totals,
            total: self.total,
        }
    }
}

/// Pupils with a group.
fn known(year: &StudyYear) -> impl Iterator<Item = &Seated> {
    year.seated.iter().filter(|row| row.group != MISSING)
}

/// The values of a study year, of pupils in so many groups.
///
/// Of H and M the parts of `class` are `site` and `within_site`, and of this `programme_in_site` and
/// `class_in_programme`: `H = H_between + Σ_j w_j H_j`, `w_j = t_j E_j / (T E)` (Theil 1972).
#[must_use]
pub fn figures(year: &StudyYear, groups: usize, measures: &[Measure]) -> Vec<Figure> {
    let (classes, [sites, programmes]) = Counts::of_classes(year, groups);
    let tracks = Counts::of_levels(year, groups);
    let (table, tracks) = (classes.table(), tracks.table());
    let is_defined = table.present().len() > 1;
    let mut found = Vec::new();
    for measure in measures {
        let values: Vec<(Level, f64)> = match measure {
            _ if !is_defined => every(*measure).iter().map(|level| (*level, f64::NAN)).collect(),
            Measure::D => {
                let sites = Gathered::new(&table, &sites);
                let values = [dissimilarity(&tracks), dissimilarity(&sites.table()), dissimilarity(&table)];
                every(*measure).iter().copied().zip(values).collect()
            }
            Measure::H | Measure::M => {
                let whole = if *measure == Measure::H { entropy(&table) } else { 1.0 };
                let parts = nested(&table, &[&sites, &programmes]);
                let [site, programme, class] = [0, 1, 2].map(|part| parts[part] / whole);
                let track = mutual_information(&tracks) / whole;
                let within = programme + class;
                let values = [track, site, site + within, within, programme, class];
                every(*measure).iter().copied().zip(values).collect()
            }
        };
        let figure = |(level, value)| Figure { level, measure: *measure, value: is_defined.then_some(value) };
        found.extend(values.into_iter().map(figure));
    }
    found
}

/// The levels of which a measure has values.
fn every(measure: Measure) -> &'static [Level] {
    let all = &[
        Level::Track,
        Level::Site,
        Level::Class,
        Level::WithinSite,
        Level::ProgrammeInSite,
        Level::ClassInProgramme,
    ];
    if measure == Measure::D { &all[..3] } else { all }
}

/// Pupils by level, levels of their programme, and group, those without a group too.
#[must_use]
pub fn pupils(year: &StudyYear) -> BTreeMap<(u8, u8, u16), u64> {
    let mut found = BTreeMap::new();
    for row in &year.seated {
        *found.entry((row.level, row.programme.width(), row.group)).or_default() += 1;
    }
    found
}

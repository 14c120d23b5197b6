//! What an assignment changes, by municipality of the home.

use crate::numeric::Sum;
use crate::world::{MISSING, Seating};

/// What an assignment changes for those who live in a municipality, and for the schools in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Compared {
    /// The municipality; none for all.
    pub town: Option<u32>,
    /// Pupils who live there, with a group.
    pub pupils: u64,
    /// Those of them who attend the school that they are assigned to.
    pub attending: u64,
    /// Mean distance to the school attended, km, over those whose school is on the map.
    pub km: Option<f64>,
    /// Mean distance to the school assigned, km.
    pub km_assigned: Option<f64>,
    /// Schools with pupils; none where the municipality of schools is not known.
    pub schools: Option<u64>,
    /// Of these, schools that nobody is assigned to.
    pub empty: u64,
    /// Of these, schools with more than twice their pupils.
    pub crowded: u64,
    /// Pupils who live there and are left out.
    pub left_out: u64,
}

/// The whole, and each of `towns` municipalities.
#[must_use]
pub fn compared(seating: &Seating, assigned: &[u32], towns: usize) -> Vec<Compared> {
    let mut rows: Vec<Tally> = vec![Tally::default(); towns + 1];
    for i in (0..seating.len()).filter(|i| seating.groups[*i] != MISSING) {
        let (home, school) = (seating.homes[i], seating.schools[i]);
        for row in places(&seating.home_town, home as usize, towns) {
            rows[row].pupil(seating.km(home, school), seating.km(home, assigned[i]), school == assigned[i]);
        }
    }
    for (home, left_out) in seating.left_out.iter().enumerate() {
        places(&seating.home_town, home, towns).for_each(|row| rows[row].row.left_out += left_out);
    }
    let schools = seating.school_at.len();
    let (have, get) = (sizes(schools, &seating.schools), sizes(schools, assigned));
    for school in (0..schools).filter(|school| have[*school] > 0) {
        for row in places(&seating.school_town, school, towns) {
            rows[row].school(have[school], get[school]);
        }
    }
    let town = |row: usize| row.checked_sub(1).map(|town| town as u32);
    let known = |row: usize| row == 0 || !seating.school_town.is_empty();
    rows.into_iter().enumerate().map(|(row, tally)| tally.finished(town(row), known(row))).collect()
}

/// The rows that something in a municipality counts in: that of the whole, and its own.
fn places(towns: &[u32], at: usize, count: usize) -> impl Iterator<Item = usize> {
    let own = towns.get(at).map(|town| *town as usize + 1).filter(|row| *row <= count);
    std::iter::once(0).chain(own)
}

fn sizes(schools: usize, of: &[u32]) -> Vec<u64> {
    let mut sizes = vec![0; schools];
    for school in of {
        sizes[*school as usize] += 1;
    }
    sizes
}

#[derive(Clone, Default)]
struct Tally {
    row: Compared,
    known: u64,
    km: Sum,
    km_assigned: Sum,
    schools: u64,
}

impl Tally {
    fn pupil(&mut self, km: f64, assigned: f64, same: bool) {
        self.row.pupils += 1;
        self.row.attending += u64::from(same);
        self.km_assigned += assigned;
        if km.is_finite() {
            self.known += 1;
            self.km += km;
        }
    }

    fn school(&mut self, has: u64, gets: u64) {
        self.schools += 1;
        self.row.empty += u64::from(gets == 0);
        self.row.crowded += u64::from(gets > 2 * has);
    }

    fn finished(self, town: Option<u32>, schools_known: bool) -> Compared {
        let mean = |sum: Sum, count: u64| (count > 0).then(|| sum.value() / count as f64);
        Compared {
            town,
            km: mean(self.km, self.known),
            km_assigned: mean(self.km_assigned, self.row.pupils),
            schools: schools_known.then_some(self.schools),
            ..self.row
        }
    }
}

//! Who sat where in a school year, where they live, and where else they could have sat.

use super::{MISSING, Sector, World, broad};
use crate::error::{Error, Result};
use rayon::prelude::*;

/// Who sat where in a school year, as far as they can be placed on the map; pupils by number.
#[derive(Clone, Debug)]
pub struct Seating {
    /// The school year.
    pub year: u16,
    /// Number of every pupil.
    pub ids: Vec<u64>,
    /// Home area of every pupil.
    pub homes: Vec<u32>,
    /// School that every pupil attends.
    pub schools: Vec<u32>,
    /// What every pupil needs of a school: a place in `eligible`.
    pub kinds: Vec<u16>,
    /// Group of every pupil, [`MISSING`] where it has none.
    pub groups: Vec<u16>,
    /// Schools on the map that take pupils of a kind, by number: a kind a track, and last the
    /// kind of pupils whose track is not known, who may go anywhere.
    pub eligible: Vec<Vec<u32>>,
    /// Where home areas are; not finite where that is not known.
    pub home_at: Vec<(f64, f64)>,
    /// Municipality of home areas; empty where it is not known.
    pub home_town: Vec<u32>,
    /// Where schools are; not finite where that is not known.
    pub school_at: Vec<(f64, f64)>,
    /// Municipality of schools; empty where it is not known.
    pub school_town: Vec<u32>,
    /// Places of schools, less those of pupils who are left out; empty where they are not known.
    pub places: Vec<u64>,
    /// Broad denomination of schools.
    pub broad: Vec<Option<usize>>,
    /// Pupils left out by home area, as their home, their school or every school for them is not on
    /// the map.
    pub left_out: Vec<u64>,
    /// What was left out, and why.
    pub notes: Vec<String>,
}

/// Pupils of a municipality, school and group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cell {
    /// Municipality of the home; 0 where none is known.
    pub town: u32,
    /// School.
    pub school: u32,
    /// Group.
    pub group: u16,
    /// How many.
    pub pupils: u64,
}

impl Seating {
    /// Who sat where in a year. A school counts as open when it is and has a pupil; it takes the
    /// tracks that it offers and those of its pupils.
    ///
    /// # Errors
    /// `BadOption` for an unknown trait, `NoPlaces` where no pupil can be placed on the map.
    pub fn new(world: &World, group: &str, year: u16) -> Result<Self> {
        let group_of = world.group_of(group, year)?;
        let rows = world.pupils_in(year);
        let kind = |row: usize| kind(world, row);
        let home_at = spots(world.homes.len(), &world.homes.x_km, &world.homes.y_km);
        let school_at = spots(world.schools.len(), &world.schools.x_km, &world.schools.y_km);
        let eligible = eligible(world, year, &rows, &school_at);
        let placed = |row: &usize| {
            let (home, school) = (world.pupils.home[*row] as usize, world.pupils.school[*row] as usize);
            on_map(home_at[home]) && on_map(school_at[school]) && !eligible[kind(*row)].is_empty()
        };
        let (there, gone): (Vec<usize>, Vec<usize>) = rows.into_iter().partition(placed);
        if there.is_empty() {
            return Err(Error::input("NoPlaces", "no pupil has both a home and a school on the map")
                .on("x_km")
                .remedy(
                    "Give x_km and y_km of homes and of schools: World.from_pupils(..., schools=, homes=).",
                ));
        }
        let mut left_out = vec![0; world.homes.len()];
        for row in &gone {
            left_out[world.pupils.home[*row] as usize] += 1;
        }
        Ok(Self {
            year,
            ids: there.iter().map(|row| world.pupils.id[*row]).collect(),
            homes: there.iter().map(|row| world.pupils.home[*row]).collect(),
            schools: there.iter().map(|row| world.pupils.school[*row]).collect(),
            kinds: there.iter().map(|row| kind(*row) as u16).collect(),
            groups: there.iter().map(|row| group_of(*row).unwrap_or(MISSING)).collect(),
            notes: notes(world, &there, &gone, (group, &group_of)),
            places: free(world, &gone),
            home_town: world.homes.municipality.clone(),
            school_town: world.schools.municipality.clone(),
            broad: (0..world.schools.len())
                .map(|school| world.schools.denomination.label(school).and_then(broad))
                .collect(),
            eligible,
            home_at,
            school_at,
            left_out,
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

    /// The kind that may go to any school.
    #[must_use]
    pub fn any(&self) -> u16 {
        self.eligible.len() as u16 - 1
    }

    /// Municipality of a home area; 0 where none is known.
    #[must_use]
    pub fn town(&self, home: u32) -> u32 {
        self.home_town.get(home as usize).copied().unwrap_or_default()
    }

    /// Kilometres from a home area to a school; not finite where one is not on the map.
    #[must_use]
    pub fn km(&self, home: u32, school: u32) -> f64 {
        crate::space::distance(self.home_at[home as usize], self.school_at[school as usize])
    }

    /// Pupils with a group, by municipality of the home, school and group, if they attended
    /// `schools`; sorted.
    #[must_use]
    pub fn cells(&self, schools: &[u32]) -> Vec<Cell> {
        let known = |i: &usize| self.groups[*i] != MISSING;
        let one = |i: usize| Cell {
            town: self.town(self.homes[i]),
            school: schools[i],
            group: self.groups[i],
            pupils: 1,
        };
        let mut cells: Vec<Cell> = (0..self.len()).into_par_iter().filter(known).map(one).collect();
        cells.par_sort_unstable();
        cells.dedup_by(|next, cell| {
            let same = (next.town, next.school, next.group) == (cell.town, cell.school, cell.group);
            cell.pupils += u64::from(same) * next.pupils;
            same
        });
        cells
    }
}

/// Whether a place is known.
fn on_map((x, y): (f64, f64)) -> bool {
    x.is_finite() && y.is_finite()
}

fn spots(count: usize, x: &[f64], y: &[f64]) -> Vec<(f64, f64)> {
    let at = |column: &[f64], i: usize| column.get(i).copied().unwrap_or(f64::NAN);
    (0..count).map(|i| (at(x, i), at(y, i))).collect()
}

impl World {
    /// The tracks that pupils may be in, as kinds; none in po.
    #[must_use]
    pub fn track_labels(&self) -> &[String] {
        let labels = self.pupils.values("track").and_then(|track| track.labels.as_ref());
        labels.filter(|_| self.sector == Sector::Vo).map_or(&[], |labels| labels)
    }

    /// What a pupil needs of a school: a place in [`Seating::eligible`].
    #[must_use]
    pub fn kind_of(&self, row: usize) -> u16 {
        kind(self, row) as u16
    }
}

/// Tracks that there are; none in po.
fn tracks(world: &World) -> usize {
    world.track_labels().len()
}

/// The kind of a pupil: its track, or the last.
fn kind(world: &World, row: usize) -> usize {
    let tracks = tracks(world);
    let track = world.pupils.values("track").and_then(|track| track.code(row)).map(usize::from);
    track.filter(|track| *track < tracks).unwrap_or(tracks)
}

fn eligible(world: &World, year: u16, rows: &[usize], at: &[(f64, f64)]) -> Vec<Vec<u32>> {
    let tracks = tracks(world);
    let mut takes = vec![vec![false; world.schools.len()]; tracks + 1];
    for row in rows {
        let school = world.pupils.school[*row] as usize;
        takes[tracks][school] = true;
        takes[kind(world, *row)][school] = true;
    }
    let some = takes[tracks].clone();
    let labels = world.pupils.values("track").and_then(|track| track.labels.as_ref());
    for (label, takes) in labels.into_iter().flatten().zip(&mut takes[..tracks]) {
        for (school, takes) in takes.iter_mut().enumerate() {
            let offers =
                !world.schools.tracks.is_empty() && world.schools.offered(school).contains(&label.as_str());
            *takes |= offers && some[school];
        }
    }
    let open = |school: &u32| on_map(at[*school as usize]) && world.schools.open_in(*school as usize, year);
    let listed = |takes: Vec<bool>| {
        (0..takes.len() as u32).filter(|school| takes[*school as usize]).filter(open).collect()
    };
    takes.into_iter().map(listed).collect()
}

fn free(world: &World, gone: &[usize]) -> Vec<u64> {
    let mut places: Vec<u64> = world.schools.places.iter().map(|places| u64::from(*places)).collect();
    if !places.is_empty() {
        for row in gone {
            let place = &mut places[world.pupils.school[*row] as usize];
            *place = place.saturating_sub(1);
        }
    }
    places
}

fn notes(
    world: &World,
    there: &[usize],
    gone: &[usize],
    (group, group_of): (&str, &super::grouping::GroupOf<'_>),
) -> Vec<String> {
    let without = there.iter().filter(|row| group_of(**row).is_none()).count();
    let tracks = tracks(world);
    let trackless = there.iter().filter(|row| tracks > 0 && kind(world, **row) == tracks).count();
    let mut notes = Vec::new();
    let mut say = |count: usize, what: String| {
        if count > 0 {
            notes.push(format!("{count} {what}"));
        }
    };
    say(
        gone.len(),
        "pupils left out: their home, their school or every school for them has no coordinates".to_owned(),
    );
    say(without, format!("pupils without a value of {group} left out"));
    say(trackless, "pupils whose track is not known may go to any open school".to_owned());
    if tracks == 0 && world.sector == Sector::Vo {
        notes.push("tracks are not known: every open school counts as one for every pupil".to_owned());
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::{Codes, Homes, Pupils, Schools, Trait};

    /// Nobody is at the third school.
    fn world() -> World {
        World {
            source: "microdata",
            sector: Sector::Vo,
            years: 2024..=2024,
            municipalities: crate::world::Municipalities::default(),
            homes: Homes {
                area: vec!["1".into(), "2".into()],
                x_km: vec![0.0, f64::NAN],
                y_km: vec![0.0, 0.0],
                ..Homes::default()
            },
            schools: Schools {
                site: ["A", "B", "C"].map(String::from).to_vec(),
                x_km: vec![1.0, 2.0, 3.0],
                y_km: vec![0.0; 3],
                places: vec![2, 2, 2],
                first_year: vec![None; 3],
                last_year: vec![None; 3],
                ..Schools::default()
            },
            pupils: Pupils {
                id: vec![0, 1, 2, 3],
                home: vec![0, 0, 1, 0],
                school: vec![0, 1, 0, 1],
                first_year: vec![2024; 4],
                last_year: vec![2024; 4],
                traits: vec![
                    Trait::new("track", Codes::labelled(&["havo", "vwo"], vec![0, 1, 0, MISSING])),
                    Trait::new("x", Codes::labelled(&["p", "q"], vec![0, 1, 1, MISSING])),
                ],
                ..Pupils::default()
            },
        }
    }

    #[test]
    fn those_without_a_place_on_the_map_are_left_out_and_keep_their_seat() {
        let seating = Seating::new(&world(), "x", 2024).unwrap();
        assert_eq!((seating.ids.clone(), seating.left_out.clone()), (vec![0, 1, 3], vec![0, 1]));
        assert_eq!(seating.places, [1, 2, 2]);
        assert_eq!(seating.eligible, [vec![0], vec![1], vec![0, 1]]);
        assert_eq!(seating.kinds, [0, 1, 2]);
        let cell = |school, group| Cell { town: 0, school, group, pupils: 1 };
        assert_eq!(seating.cells(&seating.schools), [cell(0, 0), cell(1, 1)]);
        assert_eq!(seating.notes.len(), 3, "{:?}", seating.notes);
    }
}

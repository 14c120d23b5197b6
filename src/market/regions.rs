//! Regions: pupils and schools that have nothing to do with the rest.

use super::{Compact, Lists, Market, Placed};

/// A market of its own within a larger one.
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    /// Its pupils, by their place in the whole.
    pub pupils: Vec<u32>,
    /// Its wishes, by their place in the whole.
    pub wishes: Vec<u32>,
    /// Its schools, by their place in the whole.
    pub schools: Vec<u32>,
    /// The market.
    pub market: Market,
    /// The market laid out small, if it can be.
    pub compact: Option<Compact>,
}

impl Region {
    /// Writes its placements into those of the whole.
    pub fn write(&self, placed: &Placed, whole: &mut Placed) {
        for (pupil, wish) in self.pupils.iter().zip(placed) {
            whole[*pupil as usize] = wish.map(|wish| self.wishes[wish as usize]);
        }
    }
}

/// The regions of a market (connected components of pupils and the schools on their lists), in the
/// order of their first school; pupils without a list and schools on none are in no region.
#[must_use]
pub fn regions(market: &Market) -> Vec<Region> {
    let of = region_of_schools(market);
    let count = of.iter().flatten().max().map_or(0, |last| *last as usize + 1);
    let mut regions: Vec<Region> = (0..count)
        .map(|_| Region {
            pupils: vec![],
            wishes: vec![],
            schools: vec![],
            market: Market::default(),
            compact: None,
        })
        .collect();
    let mut local = vec![0; market.schools()];
    for (school, region) in of.iter().enumerate() {
        let Some(region) = region else { continue };
        let schools = &mut regions[*region as usize].schools;
        local[school] = schools.len() as u32;
        schools.push(school as u32);
    }
    for pupil in 0..market.pupils() {
        let Some(first) = market.lists.of(pupil).first() else { continue };
        let Some(number) = of[*first as usize] else { continue };
        let region = &mut regions[number as usize];
        region.pupils.push(pupil as u32);
        region.wishes.extend(market.lists.wishes(pupil).map(|wish| wish as u32));
        region.market.lists.push(market.lists.of(pupil).iter().map(|school| local[*school as usize]));
    }
    regions.into_iter().map(|region| filled(market, region)).collect()
}

/// A region with what the whole knows of its pupils, wishes and schools.
fn filled(whole: &Market, region: Region) -> Region {
    fn some<T: Clone>(all: &[T], which: &[u32]) -> Vec<T> {
        if all.is_empty() { Vec::new() } else { which.iter().map(|i| all[*i as usize].clone()).collect() }
    }
    let lists: Lists = region.market.lists;
    let market = Market {
        lists,
        ids: some(&whole.ids, &region.pupils),
        groups: some(&whole.groups, &region.pupils),
        ranks: some(&whole.ranks, &region.wishes),
        classes: some(&whole.classes, &region.wishes),
        places: some(&whole.places, &region.schools),
        numbers: some(&whole.numbers, &region.schools),
        rules: some(&whole.rules, &region.schools),
    };
    Region { compact: Compact::of(&market), market, ..region }
}

/// The number of the region of every school that is on a list.
fn region_of_schools(market: &Market) -> Vec<Option<u32>> {
    let mut above: Vec<u32> = (0..market.schools() as u32).collect();
    let mut wished = vec![false; market.schools()];
    for pupil in 0..market.pupils() {
        let list = market.lists.of(pupil);
        for school in list {
            wished[*school as usize] = true;
        }
        for pair in list.windows(2) {
            let (one, two) = (top(&mut above, pair[0]), top(&mut above, pair[1]));
            above[one.max(two) as usize] = one.min(two);
        }
    }
    let mut number = vec![None; market.schools()];
    let mut next = 0;
    for school in 0..market.schools() as u32 {
        let head = top(&mut above, school) as usize;
        if wished[school as usize] && number[head].is_none() {
            number[head] = Some(next);
            next += 1;
        }
        number[school as usize] = number[head];
    }
    number
}

/// The smallest school that a school is known to be connected to.
fn top(above: &mut [u32], mut school: u32) -> u32 {
    while above[school as usize] != school {
        above[school as usize] = above[above[school as usize] as usize];
        school = above[school as usize];
    }
    school
}

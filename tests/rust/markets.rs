//! Random markets of school places for tests, each named by a seed.

use schoolmix::market::{Lists, Lottery, Market, Pairs, Placed, Rule, Slot, Ties};
use schoolmix::numeric::{Draws, Stream, purpose};

/// Draws that a seed names.
pub fn draws(seed: u64) -> Draws {
    Stream::new(seed, 0).draws(0, 0, purpose::TASTE)
}

/// A whole number from `least` to `most`.
pub fn between(draws: &mut Draws, least: u32, most: u32) -> u32 {
    least + draws.below(u64::from(most - least) + 1) as u32
}

/// Some things in random order (Fisher & Yates 1938).
pub fn shuffled<T>(draws: &mut Draws, mut things: Vec<T>) -> Vec<T> {
    for last in (1..things.len()).rev() {
        things.swap(last, draws.below(last as u64 + 1) as usize);
    }
    things
}

/// Lists of `least` to all of the schools that a pupil might attend.
fn lists(draws: &mut Draws, pupils: u32, least: u32, might: impl Fn(u32) -> Vec<u32>) -> Lists {
    let mut lists = Lists::default();
    for pupil in 0..pupils {
        let all = shuffled(draws, might(pupil));
        let long = between(draws, least.min(all.len() as u32), all.len() as u32);
        lists.push(all.into_iter().take(long as usize));
    }
    lists
}

/// Classes in which no two pupils are alike: a random order at every school.
pub fn strict(draws: &mut Draws, lists: &Lists, schools: u32) -> Vec<u32> {
    let pupils = lists.len() as u32;
    let orders: Vec<Vec<u32>> = (0..schools).map(|_| shuffled(draws, (0..pupils).collect())).collect();
    let class = |(school, pupil): (&u32, u32)| orders[*school as usize][pupil as usize];
    lists.schools().iter().zip(lists.pupils()).map(class).collect()
}

/// A market in which classes decide alone: pupils, schools, the shortest list, the fewest and the most
/// places.
pub fn plain(draws: &mut Draws, pupils: u32, schools: u32, least: u32, places: (u32, u32)) -> Market {
    let lists = lists(draws, pupils, least, |_| (0..schools).collect());
    let classes = strict(draws, &lists, schools);
    let places = (0..schools).map(|_| between(draws, places.0, places.1)).collect();
    Market::plain(lists, classes, places)
}

/// The order of a market in which classes decide alone.
pub fn by_class(market: &Market) -> Pairs {
    Pairs::drawn(market, Lottery::new(0, 0, 0), &Ties::Strict)
}

/// The same pupils and schools with other rules.
pub fn under(market: &Market, rule: impl Fn(usize) -> Rule) -> Market {
    Market { rules: (0..market.schools()).map(rule).collect(), ..market.clone() }
}

/// A market with all kinds of rules, and how its ties are broken.
#[derive(Debug)]
pub struct Case {
    pub market: Market,
    pub ties: Ties,
    pub lottery: Lottery,
}

impl Case {
    /// Pupils and schools fall apart into `apart` sets that have nothing to do with each other.
    pub fn drawn(seed: u64, pupils: u32, schools: u32, apart: u32) -> Self {
        let draws = &mut draws(seed);
        let might =
            |pupil: u32| (0..schools).filter(|school| school % apart == pupil % apart).collect::<Vec<_>>();
        let lists = lists(draws, pupils, 0, might);
        let ties = ties(draws, schools);
        let classes = match ties {
            Ties::Strict => strict(draws, &lists, schools),
            _ => lists.schools().iter().map(|_| between(draws, 0, 2)).collect(),
        };
        let places = (0..schools).map(|_| between(draws, 0, 2 * pupils / schools)).collect();
        let market = Market {
            ids: (0..u64::from(pupils)).map(|pupil| 7 * pupil + 3).collect(),
            groups: (0..pupils).map(|_| groups(draws)).collect(),
            rules: (0..schools).map(|_| rule(draws)).collect(),
            ..Market::plain(lists, classes, places)
        };
        Self { market, ties, lottery: Lottery::new(draws.wide(), 0, 1) }
    }

    /// The order of pupils at schools.
    pub fn order(&self) -> Pairs {
        Pairs::drawn(&self.market, self.lottery, &self.ties)
    }

    /// The number of the school of every pupil by id.
    pub fn outcome(&self, placed: &Placed) -> Vec<(u64, Option<u32>)> {
        let number = |wish: &Option<u32>| {
            wish.map(|wish| self.market.numbers[self.market.school(wish as usize) as usize])
        };
        let mut outcome: Vec<_> = self.market.ids.iter().copied().zip(placed.iter().map(number)).collect();
        outcome.sort_unstable();
        outcome
    }

    /// The same market with pupils and schools in other places, ids and numbers kept.
    pub fn relabelled(&self, seed: u64) -> Self {
        let draws = &mut draws(seed);
        let old = &self.market;
        let pupils = shuffled(draws, (0..old.pupils()).collect());
        let schools = shuffled(draws, (0..old.schools()).collect());
        let mut now = vec![0; schools.len()];
        for (place, school) in (0u32..).zip(&schools) {
            now[*school] = place;
        }
        let wishes: Vec<usize> = pupils.iter().flat_map(|pupil| old.lists.wishes(*pupil)).collect();
        let mut lists = Lists::default();
        for pupil in &pupils {
            lists.push(old.lists.of(*pupil).iter().map(|school| now[*school as usize]));
        }
        let market = Market {
            lists,
            ids: pupils.iter().map(|pupil| old.ids[*pupil]).collect(),
            groups: pupils.iter().map(|pupil| old.groups[*pupil]).collect(),
            ranks: wishes.iter().map(|wish| old.ranks[*wish]).collect(),
            classes: wishes.iter().map(|wish| old.classes[*wish]).collect(),
            places: schools.iter().map(|school| old.places[*school]).collect(),
            numbers: schools.iter().map(|school| old.numbers[*school]).collect(),
            rules: schools.iter().map(|school| old.rules[*school].clone()).collect(),
        };
        Self { market, ties: self.ties.clone(), lottery: self.lottery }
    }
}

/// Groups 0 and 1 leave each other out, as floors and ceilings need; 2 and 3 may overlap.
pub fn groups(draws: &mut Draws) -> u64 {
    draws.below(3) | draws.below(4) << 2
}

fn ties(draws: &mut Draws, schools: u32) -> Ties {
    match draws.below(5) {
        0 => Ties::Strict,
        1 => Ties::Single,
        2 => Ties::Multiple,
        3 => Ties::Hybrid((0..schools).map(|_| draws.below(2) == 0).collect()),
        _ => Ties::Mixed(draws.word()),
    }
}

/// A rule of any kind.
pub fn rule(draws: &mut Draws) -> Rule {
    match draws.below(5) {
        0 => Rule::Responsive,
        1 => {
            let floors: Vec<u32> = (0..2).map(|_| between(draws, 0, 3)).collect();
            let ceilings = floors.iter().map(|floor| floor + between(draws, 0, 3)).collect();
            Rule::Bounds { groups: vec![0, 1], floors, ceilings, hard: draws.below(2) == 0 }
        }
        2 => {
            let group = |draws: &mut Draws| (draws.below(3) > 0).then(|| draws.below(4) as u8);
            let slot = |draws: &mut Draws| match group(draws) {
                None => Slot::OPEN,
                group => Slot { group, hard: draws.below(3) == 0 },
            };
            Rule::Slots((0..draws.below(6)).map(|_| slot(draws)).collect())
        }
        3 => {
            let of = between(draws, 1, 6);
            let all = between(draws, 0, 4);
            Rule::Share {
                group: between(draws, 0, 3) as u8,
                target: between(draws, 0, of),
                of,
                ahead: between(draws, 0, 1),
                before: (all, between(draws, 0, all)),
            }
        }
        _ => {
            let reserve = |draws: &mut Draws| (between(draws, 0, 3) as u8, between(draws, 0, 2));
            Rule::Overlapping {
                reserves: (0..draws.below(4)).map(|_| reserve(draws)).collect(),
                held: vec![],
            }
        }
    }
}

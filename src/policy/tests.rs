//! Every instrument moves its own handle, and nothing where there is nothing of it.

use super::*;
use crate::admission::{Enrolment, Mechanism};
use crate::choice::{Block, Blocks, Company};
use crate::error::Result;
use crate::market::Ties;
use crate::numeric::Stream;
use crate::world::Seating;

/// Three schools on a line in two municipalities, homes beside them, two groups; all tracks a kind of their own.
fn seating(kinds: usize) -> Seating {
    let all: Vec<u32> = vec![0, 1, 2];
    let mut eligible: Vec<Vec<u32>> = (0..kinds).map(|kind| vec![kind as u32 % 3]).collect();
    eligible.push(all);
    Seating {
        year: 2024,
        ids: (0..6).collect(),
        homes: vec![0, 0, 1, 1, 2, 2],
        schools: vec![0, 0, 1, 1, 2, 2],
        kinds: vec![kinds as u16; 6],
        groups: vec![0, 0, 0, 1, 1, 1],
        eligible,
        home_at: vec![(0.0, 0.0), (1.0, 0.0), (2.0, 0.0)],
        home_town: vec![0, 0, 1],
        school_at: vec![(0.0, 0.1), (1.0, 0.1), (2.0, 0.1), (1.5, 0.0)],
        school_town: vec![0, 0, 1, 1],
        places: vec![10, 10, 10, 0],
        broad: vec![None; 4],
        left_out: vec![0; 3],
        notes: Vec::new(),
    }
}

struct Town {
    seating: Seating,
    blocks: Blocks,
    company: Company,
}

impl Town {
    fn new(kinds: usize) -> Self {
        let seating = seating(kinds);
        let block =
            |i: usize| Block { home: seating.homes[i], kind: seating.kinds[i], group: seating.groups[i] };
        let blocks = Blocks::of((0..6).map(block));
        let mut company = Company::empty(4, 2);
        (0..6).for_each(|i| company.add(seating.schools[i], seating.groups[i]));
        Self { seating, blocks, company }
    }

    fn ground(&self) -> Ground<'_> {
        let (seating, blocks, company) = (&self.seating, &self.blocks, &self.company);
        let (families, stream) = (&[20, 10, 5, 40], Stream::new(1, 0));
        Ground { seating, blocks, company, groups: 2, families, with: &[], stream }
    }

    fn untouched(&self) -> Handles {
        Handles::untouched(&self.ground(), Way { enrolment: Enrolment::Free, late: vec![] })
    }

    fn applied(&self, instrument: &dyn Instrument, scope: &Scope) -> Result<(u64, Handles)> {
        let mut handles = self.untouched();
        let units = instrument.apply(&self.ground(), scope, &mut handles)?;
        Ok((units, handles))
    }
}

fn everywhere() -> Scope {
    Scope { towns: None, uptake: 1.0, since: 0, kind: 3 }
}

fn way() -> Way {
    let (mechanism, ties) = (Mechanism::DeferredAcceptance, Ties::Single);
    Way { enrolment: Enrolment::Central { mechanism, ties, length: 5, sibling_first: true }, late: vec![] }
}

fn of() -> Recognised {
    let indicator = Indicator { groups: vec![true, false], missed: 0.1, mistaken: 0.0 };
    Recognised { indicator, sites: None }
}

/// Every instrument with an intensity of some kind, and what it moves.
fn all(share: f64) -> Vec<(Box<dyn Instrument>, &'static str)> {
    let groups = vec![true, false];
    let some = u32::from(share > 0.0);
    let friends = FriendshipSchools {
        hours: share,
        pairs: Some(vec![(0, 1)]),
        groups: groups.clone(),
        max_km: 2.0,
        min_gap: 0.1,
    };
    let school =
        NewSchool { school: 3, capacity: u64::from(8 * some), tracks: vec![], growth: vec![0.5], pull: 1.0 };
    vec![
        (Box::new(Information { groups, points: share }), "shifts"),
        (Box::new(ParentInitiative { school: 1, group: 0, families: some * 3, retention: 1.0 }), "together"),
        (Box::new(friends), "friends"),
        (
            Box::new(DoubleFixedFoot { cents: u64::from(some * 100), costs: Some((0, 50)), tracks: vec![0] }),
            "supply",
        ),
        (Box::new(school), "supply"),
        (Box::new(Reserve { of: of(), share, hard: false, sitting: false }), "admission"),
        (Box::new(SoftQuota { of: of(), share }), "admission"),
        (Box::new(VoluntaryContribution { euros: vec![share; 4], aversion: vec![1.0, 0.0] }), "shifts"),
        (Box::new(Transport { factor: 1.0 - share }), "shifts"),
        (Box::new(Capacity { factor: 1.0 + share, extra: 0, sites: None }), "supply"),
        (Box::new(HousingMix { share }), "mixing"),
        (Box::new(Preschool { attending: vec![share, 0.0], sites: None }), "admission"),
        (Box::new(CentralEnrolment { way: way() }), "admission"),
        (Box::new(BroadSchools { sites: None, tracks: vec![0, 1] }), "supply"),
        (Box::new(CloseSchool { sites: vec![1] }), "supply"),
        (Box::new(MergeSchools { sites: vec![1], into: 0 }), "supply"),
        (Box::new(MoveSchool { school: 1, at: (9.0, 9.0) }), "supply"),
        (Box::new(Quota { of: of(), share: 0.5, sitting: true }), "admission"),
        (Box::new(DoubleList { of: of(), share: 0.5, hard: true, sitting: true }), "admission"),
        (Box::new(SesTier { of: of(), share: 0.3 }), "admission"),
        (Box::new(NearPriority { nearest: 2, before_siblings: false, sites: None }), "admission"),
        (Box::new(NearestSchool { among: 1 }), "shifts"),
        (Box::new(Catchments { areas: [(0, 2)].into_iter().collect() }), "shifts"),
        (Box::new(FixedRegistrationMoment { late: vec![0.0, 0.0] }), "admission"),
    ]
}

/// How many of [`all`] have an intensity apart from their uptake.
const WITH_INTENSITY: usize = 12;

/// The handles that differ.
fn moved(before: &Handles, after: &Handles) -> Vec<&'static str> {
    [
        (before.supply != after.supply, "supply"),
        (before.shifts != after.shifts, "shifts"),
        (before.admission != after.admission, "admission"),
        (before.mixing != after.mixing, "mixing"),
        (before.together != after.together, "together"),
        (before.friends != after.friends, "friends"),
    ]
    .into_iter()
    .filter_map(|(differs, name)| differs.then_some(name))
    .collect()
}

#[test]
fn every_instrument_moves_its_own_handle() {
    let town = Town::new(2);
    for (instrument, handle) in all(0.4) {
        let (units, handles) = town.applied(&*instrument, &everywhere()).unwrap();
        // The pull of a new school is its own worth, which nobody else sees.
        let mut found = moved(&town.untouched(), &handles);
        found.retain(|name| !(*name == "shifts" && format!("{instrument:?}").starts_with("NewSchool")));
        assert_eq!(found, [handle], "{instrument:?}");
        assert!(units > 0, "{instrument:?}");
    }
}

#[test]
fn nothing_of_an_instrument_changes_nothing() {
    let town = Town::new(2);
    for (instrument, _) in all(0.4) {
        let (units, handles) = town.applied(&*instrument, &Scope { uptake: 0.0, ..everywhere() }).unwrap();
        assert_eq!((units, handles), (0, town.untouched()), "{instrument:?}");
        let nowhere = Scope { towns: Some(vec![7]), ..everywhere() };
        let (units, handles) = town.applied(&*instrument, &nowhere).unwrap();
        let mixing = handles.mixing.iter().all(|share| share.abs() < f64::MIN_POSITIVE);
        assert!(units == 0 && mixing, "{instrument:?}");
    }
    for (instrument, _) in all(0.0).into_iter().take(WITH_INTENSITY) {
        let (units, handles) = town.applied(&*instrument, &everywhere()).unwrap();
        assert_eq!((units, handles), (0, town.untouched()), "{instrument:?}");
    }
}

#[test]
fn instruments_that_contradict_each_other_are_refused() {
    let town = Town::new(0);
    let both = |one: &dyn Instrument, other: &dyn Instrument| {
        let mut handles = town.untouched();
        one.apply(&town.ground(), &everywhere(), &mut handles).unwrap();
        other.apply(&town.ground(), &everywhere(), &mut handles).map_err(|error| error.kind)
    };
    let central = CentralEnrolment { way: way() };
    let close = CloseSchool { sites: vec![1] };
    let quota = Quota { of: of(), share: 0.5, sitting: true };
    let nearest = NearestSchool { among: 1 };
    let moment = FixedRegistrationMoment { late: vec![0.0; 2] };
    let informed = Information { groups: vec![true, true], points: 0.1 };
    for one in [&central as &dyn Instrument, &close, &quota, &nearest, &moment, &informed] {
        assert_eq!(both(one, one), Err("Contradiction"), "{one:?}");
    }
    assert_eq!(both(&close, &MoveSchool { school: 1, at: (0.0, 0.0) }), Err("Contradiction"));
    assert_eq!(both(&nearest, &Catchments { areas: [(0, 1)].into_iter().collect() }), Err("Contradiction"));
    assert_eq!(both(&central, &quota), Ok(3));
}

#[test]
fn a_larger_uptake_takes_in_a_smaller_one() {
    let town = Town::new(0);
    let ground = town.ground();
    let of = |uptake: f64| {
        let scope = Scope { uptake, ..everywhere() };
        (0..400u64).filter(|unit| scope.takes_part(&ground, *unit)).collect::<Vec<_>>()
    };
    let (few, many) = (of(0.2), of(0.6));
    assert!(few.iter().all(|unit| many.contains(unit)) && few.len() > 40 && many.len() > 180);
    assert_eq!((of(0.0).len(), of(1.0).len()), (0, 400));
}

#[test]
fn supply_changes_as_it_says() {
    let town = Town::new(0);
    let (_, merged) = town.applied(&MergeSchools { sites: vec![1], into: 0 }, &everywhere()).unwrap();
    assert_eq!((merged.supply.open(), merged.supply.places[0]), (&[0, 2][..], 20));
    assert_eq!(merged.supply.gone, [(1, Some(0))]);
    let new = NewSchool { school: 3, capacity: 9, tracks: vec![], growth: vec![0.5, 0.9], pull: 0.0 };
    let places = |since| {
        let (_, handles) = town.applied(&new, &Scope { since, ..everywhere() }).unwrap();
        (handles.supply.open().to_vec(), handles.supply.places[3])
    };
    assert_eq!([0, 1, 2].map(places), [4, 8, 9].map(|places| (vec![0, 1, 2, 3], places)));
    let (_, more) =
        town.applied(&Capacity { factor: 1.25, extra: -20, sites: Some(vec![0]) }, &everywhere()).unwrap();
    assert_eq!(more.supply.places, [0, 10, 10, 0]);
    // Sites offer 0, 1: the first lacks the second track and the other way round, the third both.
    let vo = Town::new(2);
    let (units, broad) =
        vo.applied(&BroadSchools { sites: None, tracks: vec![0, 1] }, &everywhere()).unwrap();
    assert_eq!(
        (units, &broad.supply.eligible[0], &broad.supply.eligible[1]),
        (3, &vec![0, 1, 2], &vec![0, 1, 2])
    );
    let foot = |costs| DoubleFixedFoot { cents: 100, costs, tracks: vec![0] };
    let (windfall, same) = vo.applied(&foot(None), &everywhere()).unwrap();
    assert_eq!((windfall, same), (1, vo.untouched()));
    assert_eq!(vo.applied(&foot(Some((0, 99))), &everywhere()).unwrap().0, 3);
    assert_eq!(vo.applied(&foot(Some((100, 200))), &everywhere()).unwrap().0, 1);
}

#[test]
fn friends_are_near_and_differ() {
    let town = Town::new(0);
    let friends = |max_km, min_gap| {
        let pairs = None;
        let instrument = FriendshipSchools { hours: 0.2, pairs, groups: vec![true, false], max_km, min_gap };
        let (_, handles) = town.applied(&instrument, &everywhere()).unwrap();
        handles.friends.iter().map(|friends| friends.schools).collect::<Vec<_>>()
    };
    // Shares of the group are 1, 1/2 and 0.
    assert_eq!(friends(3.0, 0.6), [(0, 2)]);
    assert_eq!(friends(1.5, 0.4), [(0, 1)]);
    assert_eq!(friends(1.5, 0.6), []);
    let families = everywhere().families(&town.ground(), &[true, false]);
    assert_eq!(families, 25);
}

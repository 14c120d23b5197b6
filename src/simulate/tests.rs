//! Years of a small synthetic country.

use super::*;
use crate::admission::{Enrolment, Mechanism};
use crate::choice::{About, Behaviour, Company, Draws, Empty, Join, Known, Part, Rule};
use crate::market::Ties;
use crate::policy::Way;
use crate::synthetic::{Options, netherlands};
use crate::utility::{Composition, Decay};
use crate::watch::Watch;
use crate::world::{Cell, Sector, World};
use std::collections::BTreeMap;

fn country(sector: Sector) -> World {
    netherlands(&Options { sector, scale: 0.003, seed: 2 }, &Watch::default()).unwrap()
}

fn base(sector: Sector) -> Base {
    Base::new(&country(sector), "migration_background", 2024, false, &[]).unwrap()
}

fn part(about: About, weight: f64) -> Part {
    Part { name: "part".to_owned(), about, weights: vec![weight; 3] }
}

fn near(rule: Rule, draws: Draws) -> Behaviour {
    let parts = vec![part(About::Distance(vec![Decay::Linear; 3]), 1.0)];
    Behaviour { parts, join: Join::Sum, rule, known: Known::near(3), draws }
}

fn among_alike(optimum: f64) -> Behaviour {
    let taste = Composition::new(optimum, 0.8).unwrap();
    let company = About::Company { tastes: vec![taste; 3], itself: false, empty: Empty::Average };
    let mut behaviour = near(Rule::Logit(vec![8.0; 3]), Draws::Gumbel);
    behaviour.parts = vec![part(company, 1.0), part(About::Distance(vec![Decay::MinMax; 3]), 0.5)];
    behaviour
}

fn asked(behaviour: Option<Behaviour>, enrolment: Enrolment) -> Asked {
    Asked {
        behaviour,
        way: Way { enrolment, late: Vec::new() },
        intake: Vec::new(),
        update: Update::Cohort,
        moving: 0.0,
        feedback: true,
        instruments: Vec::new(),
        years: 1,
        seed: 7,
    }
}

fn plan(base: &Base, behaviour: Option<Behaviour>, enrolment: Enrolment) -> Plan {
    Plan::new(base, asked(behaviour, enrolment)).unwrap()
}

fn outcomes(base: &Base, plans: &[&Plan], years: u32, replicates: std::ops::Range<u32>) -> Vec<Outcome> {
    let runs = Runs { base, plans, years, seed: 7, log: true, meeting: false };
    runs.outcomes(replicates, &Watch::default()).unwrap()
}

fn pupils(cells: &[Cell]) -> u64 {
    cells.iter().map(|cell| cell.pupils).sum()
}

fn sizes(cells: &[Cell]) -> BTreeMap<u32, u64> {
    let mut sizes = BTreeMap::new();
    for cell in cells {
        *sizes.entry(cell.school).or_default() += cell.pupils;
    }
    sizes
}

const QUEUE: Enrolment = Enrolment::Queue { length: 5, sibling_first: true };

fn central() -> Enrolment {
    let (mechanism, ties) = (Mechanism::DeferredAcceptance, Ties::Single);
    Enrolment::Central { mechanism, ties, length: 5, sibling_first: true }
}

#[test]
fn nothing_changed_changes_nothing_and_a_replicate_is_the_same_alone() {
    let base = base(Sector::Po);
    let one = plan(&base, None, QUEUE);
    let all = outcomes(&base, &[&one, &one], 3, 0..3);
    assert_eq!(all.len(), 18);
    for pair in all.chunks(6) {
        for (left, right) in pair[..3].iter().zip(&pair[3..]) {
            assert_eq!((&left.cells, &left.events), (&right.cells, &right.events));
        }
    }
    assert_ne!(all[0].cells, all[6].cells);
    let alone = outcomes(&base, &[&one], 3, 2..3);
    assert!(alone.iter().zip(&all[12..15]).all(|(a, b)| a.cells == b.cells && a.events == b.events));
    let threads = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let single = threads.install(|| outcomes(&base, &[&one, &one], 3, 0..3));
    assert!(single.iter().zip(&all).all(|(a, b)| a.cells == b.cells && a.events == b.events));
}

#[test]
fn pupils_are_those_who_were_there_less_who_left_and_more_who_came() {
    for sector in [Sector::Po, Sector::Vo] {
        let base = base(sector);
        let mut before = base.pupils.len() as u64;
        for outcome in outcomes(&base, &[&plan(&base, None, QUEUE)], 9, 0..1) {
            let count = |wanted: &[Happened]| {
                outcome.events.iter().filter(|event| wanted.contains(&event.happened)).count() as u64
            };
            let came = count(&[Happened::Entered, Happened::Unplaced]);
            assert_eq!(came, outcome.figures.iter().map(|figures| figures.chose).sum::<u64>());
            assert_eq!(pupils(&outcome.cells), before + came - count(&[Happened::Left]));
            before = pupils(&outcome.cells);
            // A country does not empty or fill up.
            assert!((before as f64 / base.pupils.len() as f64 - 1.0).abs() < 0.1, "{sector:?} {before}");
        }
    }
}

#[test]
fn no_school_takes_more_than_its_places() {
    let base = base(Sector::Po);
    for enrolment in [QUEUE, central()] {
        let crowded = plan(&base, Some(near(Rule::Logit(vec![0.0; 3]), Draws::Gumbel)), enrolment);
        for outcome in outcomes(&base, &[&crowded], 3, 0..1) {
            let figures = Figures::total(&outcome.figures);
            assert!(figures.first < figures.chose && figures.first + figures.unplaced <= figures.chose);
            for (school, size) in sizes(&outcome.cells) {
                assert!(size <= base.seating.places[school as usize]);
            }
        }
    }
}

#[test]
fn an_intake_that_is_given_counts_and_nobody_is_lost() {
    let base = base(Sector::Po);
    let mut few = plan(&base, None, central());
    few.intake = vec![Some(3); base.seating.school_at.len()];
    let outcome = &outcomes(&base, &[&few], 1, 0..1)[0];
    let mut came: BTreeMap<u32, u32> = BTreeMap::new();
    for event in outcome.events.iter().filter(|event| event.happened == Happened::Entered) {
        *came.entry(event.new.unwrap()).or_default() += 1;
    }
    assert!(came.values().all(|count| *count <= 3) && !came.is_empty());
    assert!(Figures::total(&outcome.figures).unplaced > 0);
}

#[test]
fn who_goes_by_distance_alone_goes_to_the_nearest() {
    let base = base(Sector::Vo);
    for draws in [Draws::Gumbel, Draws::Inverse] {
        let best = plan(&base, Some(near(Rule::Logit(vec![f64::INFINITY; 3]), draws)), Enrolment::Free);
        let outcome = &outcomes(&base, &[&best], 1, 0..1)[0];
        let figures = Figures::total(&outcome.figures);
        assert_eq!((figures.nearest, figures.first), (figures.chose, figures.chose));
    }
}

#[test]
fn both_ways_to_draw_have_the_same_chances() {
    let base = base(Sector::Po);
    let share = |draws| {
        let by_chance = plan(&base, Some(near(Rule::Logit(vec![1.5; 3]), draws)), Enrolment::Free);
        let all = outcomes(&base, &[&by_chance], 1, 0..12);
        let chose: Vec<Figures> = all.iter().map(|outcome| Figures::total(&outcome.figures)).collect();
        let total = Figures::total(&chose);
        (total.nearest as f64 / total.chose as f64, total.km.value() / total.chose as f64, total.chose)
    };
    let (gumbel, inverse) = (share(Draws::Gumbel), share(Draws::Inverse));
    // Four errors of a difference of two shares of some 5,000 pupils.
    let error = 4.0 * (0.5 / gumbel.2 as f64).sqrt();
    assert!((gumbel.0 - inverse.0).abs() < error, "{gumbel:?} {inverse:?}");
    assert!((gumbel.1 - inverse.1).abs() < 0.03 * gumbel.1, "{gumbel:?} {inverse:?}");
}

#[test]
fn a_school_that_closes_moves_only_those_who_would_have_gone_there() {
    let base = base(Sector::Po);
    let tastes = |base: &Base| {
        let by_chance = plan(base, Some(near(Rule::Logit(vec![1.0; 3]), Draws::Gumbel)), Enrolment::Free);
        by_chance.phases[0].tastes.clone()
    };
    let closed = 3;
    let mut without = base.clone();
    without.seating.eligible.iter_mut().for_each(|schools| schools.retain(|school| *school != closed));
    let (before, after) = (tastes(&base), tastes(&without));
    let empty = Company::empty(base.seating.school_at.len(), 3);
    let stream = crate::numeric::Stream::new(5, 0);
    let (mut moved, mut all) = (0, 0);
    for block in 0..base.blocks.all().len() as u32 {
        let who = crate::choice::Seeker { id: u64::from(block), year: 2024, block, now: None, sibling: None };
        let ranked = before.ranked(&who, &empty, stream, 20);
        let first = before.first(&who, &empty, None, stream);
        assert_eq!(first, ranked.first().copied());
        let left: Vec<u32> = ranked.iter().copied().filter(|school| *school != closed).collect();
        // The twentieth nearest comes in where the closed one was among them; it goes where its number says.
        let again = after.ranked(&who, &empty, stream, 20);
        let kept: Vec<u32> = again.into_iter().filter(|school| left.contains(school)).collect();
        assert_eq!(kept, left);
        all += 1;
        moved += u32::from(first == Some(closed));
    }
    assert!(moved > 0 && moved < all);
}

#[test]
fn brothers_and_sisters_follow_where_that_is_all_that_counts() {
    let base = base(Sector::Po);
    let mut behaviour = near(Rule::Logit(vec![f64::INFINITY; 3]), Draws::Gumbel);
    behaviour.parts.push(part(About::Sibling, 1e6));
    let follow = plan(&base, Some(behaviour), Enrolment::Free);
    let all = outcomes(&base, &[&follow], 2, 0..1);
    let elder = |entrant: &Entrant| match entrant.elder {
        Elder::At(school) => Some(school),
        _ => None,
    };
    let wanted: BTreeMap<u64, u32> = base.cohorts[0]
        .iter()
        .filter_map(|entrant| Some((entrant.id.wrapping_add(1 << 56), elder(entrant)?)))
        .collect();
    let came = all[0].events.iter().filter_map(|event| Some((wanted.get(&event.pupil)?, event.new?)));
    let (mut followed, mut could) = (0, 0);
    for (school, new) in came {
        could += 1;
        followed += u32::from(*school == new);
    }
    // An elder may be at a school that is not considered from home.
    assert!(could > 100 && f64::from(followed) > 0.85 * f64::from(could), "{followed} of {could}");
}

#[test]
fn families_that_move_stay_in_their_municipality() {
    let world = country(Sector::Po);
    let base = Base::new(&world, "migration_background", 2024, true, &[]).unwrap();
    let mut behaviour = near(Rule::Logit(vec![2.0; 3]), Draws::Gumbel);
    behaviour.known.counts = vec![3; 3];
    let still = plan(&base, Some(behaviour), QUEUE);
    let moving = Plan { moving: 0.2, ..still.clone() };
    let all = outcomes(&base, &[&moving], 2, 0..1);
    let moved = all[0].events.iter().filter(|event| event.happened == Happened::Moved).count() as f64;
    let stayed =
        base.pupils.iter().filter(|pupil| pupil.stage.is_some_and(|(_, study_year)| study_year < 8)).count()
            as f64;
    // Some get their own home back, or one of the same area.
    assert!((0.1..0.21).contains(&(moved / stayed)), "{moved} of {stayed}");
    let towns = |cells: &[Cell]| {
        let mut towns: BTreeMap<u32, u64> = BTreeMap::new();
        for cell in cells {
            *towns.entry(cell.town).or_default() += cell.pupils;
        }
        towns
    };
    let still = outcomes(&base, &[&still], 2, 0..1);
    assert_eq!(towns(&all[1].cells), towns(&still[1].cells));
    assert!(all[0].events.iter().any(|event| event.happened == Happened::Changed));
    assert_ne!(all[1].cells, still[1].cells);
}

#[test]
fn company_that_is_seen_feeds_back() {
    let base = base(Sector::Po);
    let open = plan(&base, Some(among_alike(0.9)), Enrolment::Free);
    let frozen = Plan { feedback: false, ..open.clone() };
    let all = outcomes(&base, &[&open, &frozen], 4, 0..1);
    assert_eq!(all[0].cells, all[4].cells, "the first year is seen alike");
    assert_ne!(all[3].cells, all[7].cells);
}

#[test]
fn choices_come_to_rest_and_the_start_matters_where_company_does() {
    let base = base(Sector::Po);
    let settling = |start| Settling { start, ticks: 60, window: 10, tolerance: 1e-9, seed: 3 };
    let update = |update, behaviour| Plan { update, ..plan(&base, Some(behaviour), Enrolment::Free) };
    let nearest = near(Rule::Logit(vec![f64::INFINITY; 3]), Draws::Gumbel);
    for (way, start) in [
        (Update::Synchronous, Start::Random),
        (Update::Fraction(0.125), Start::Observed),
        (Update::Sequential, Start::Random),
    ] {
        let found =
            settling(start).settle(&base, &update(way, nearest.clone()), 0, &Watch::default()).unwrap();
        assert_eq!((found.rest, found.ticks.len()), (Rest::NoMovers, 3));
        assert!(found.nash.abs() < 1e-12 && found.ticks[2].movers == 0);
        assert_eq!(pupils(&found.cells), base.pupils.len() as u64);
    }
    let alike = update(Update::Fraction(0.125), among_alike(0.9));
    let ends = [Start::Random, Start::Nearest]
        .map(|start| settling(start).settle(&base, &alike, 0, &Watch::default()).unwrap());
    assert!(
        ends.iter().all(|end| end.nash < 0.05),
        "{:?}",
        ends.iter().map(|end| end.nash).collect::<Vec<_>>()
    );
    assert_ne!(ends[0].cells, ends[1].cells);
}

#[test]
fn heuristics_choose_what_they_say() {
    let base = base(Sector::Po);
    let ask = |rule| plan(&base, Some(near(rule, Draws::Gumbel)), Enrolment::Free).phases[0].tastes.clone();
    let stream = crate::numeric::Stream::new(5, 0);
    let company = &base.company;
    let threshold =
        ask(Rule::Threshold { share: vec![0.6; 3], km: vec![3.0; 3], quality: None, at_random: false });
    let lexicographic = ask(Rule::Lexicographic(vec![(0, vec![0.0; 3])]));
    let cuts = vec![-2.0; 3];
    let elimination =
        ask(Rule::Elimination(vec![crate::choice::Aspect { part: 0, weights: vec![1.0; 3], cuts }]));
    for (block, known) in (0..).zip(base.blocks.all()).take(300) {
        let who = crate::choice::Seeker { id: u64::from(block), year: 2024, block, now: None, sibling: None };
        let all = threshold.considered(block);
        let good = |seen: &&crate::choice::Considered| {
            company.share(seen.school, known.group, false, Empty::Zero) >= 0.6 && seen.km <= 3.0
        };
        let wanted = all.iter().find(good).unwrap_or(&all[0]).school;
        assert_eq!(threshold.first(&who, company, None, stream), Some(wanted));
        assert_eq!(lexicographic.first(&who, company, None, stream), Some(all[0].school));
        let found = elimination.first(&who, company, None, stream).unwrap();
        let km = all.iter().find(|seen| seen.school == found).unwrap().km;
        assert!(km <= 2.0 || all[0].km > 2.0);
    }
}

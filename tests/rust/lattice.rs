//! Laws of models on a grid: nobody is lost, nobody doubled, nothing hangs on threads or names of groups.

use proptest::prelude::*;
use schoolmix::error::Result;
use schoolmix::lattice::{
    Compass, CompassGiven, Ended, Grid, Outcome, Schelling, Settled, Stage, Town, TownGiven, Update, numbers,
    runs,
};
use schoolmix::watch::Watch;
use std::collections::BTreeSet;

/// A few roundings of numbers near 1.
const ROUNDING: f64 = 1e-12;

fn town(side: u32, density: f64, shares: &[f64], radius: u32) -> TownGiven {
    TownGiven { width: side, height: side + 2, density, shares: shares.to_vec(), radius, neighbourhoods: 9 }
}

fn schelling(given: &TownGiven, wanted: f64, update: Update, steps: u32) -> Result<Schelling> {
    let wanted = vec![wanted; given.shares.len()];
    Schelling::new(Town::new(given, 0)?, &wanted, update, steps, None)
}

fn given(town: TownGiven, weight: f64, b: f64) -> CompassGiven {
    let all = |value: f64| vec![value; town.shares.len()];
    CompassGiven {
        schools: 9,
        optimum: all(0.6),
        at_one: all(0.7),
        weight: all(weight),
        half: all(4.0),
        slope: all(2.0),
        considered: 3,
        mixing: 0.2,
        b,
        capacity: 1.5,
        min_capacity: 3,
        fraction: 0.25,
        ticks: [12, 12],
        settled: None,
        compat: false,
        town,
    }
}

fn run(model: &Schelling, seed: u64) -> Grid {
    model.run(seed, 0, &Watch::default()).unwrap()
}

fn simulate(model: &Compass, seed: u64) -> Outcome {
    model.run(seed, 0, &Watch::default()).unwrap()
}

fn updates() -> impl Strategy<Value = Update> {
    prop_oneof![Just(Update::Sequential), Just(Update::Batch(1.0)), (0.05..1.0f64).prop_map(Update::Batch)]
}

fn groups() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(1u32..9, 2..4).prop_map(|parts| {
        let all: u32 = parts.iter().sum();
        parts.iter().map(|part| f64::from(*part) / f64::from(all)).collect()
    })
}

/// Everyone is somewhere on the grid, alone.
fn stand_alone(cell: &[u32], given: &TownGiven) -> bool {
    let cells: BTreeSet<u32> = cell.iter().copied().collect();
    cells.len() == cell.len() && cells.last().is_none_or(|last| *last < given.width * given.height)
}

/// Agents of every group.
fn tally(group: &[u8]) -> Vec<usize> {
    (0..=*group.iter().max().unwrap()).map(|g| group.iter().map(|of| usize::from(*of == g)).sum()).collect()
}

/// Neighbours alike, and all, counted anew.
fn neighbours(grid: &Grid, given: &TownGiven, agent: usize) -> (usize, usize) {
    let at = |cell: u32| (i64::from(cell % given.width), i64::from(cell / given.width));
    let apart = |a: i64, b: i64, length: u32| {
        let straight = (a - b).abs();
        straight.min(i64::from(length) - straight) <= i64::from(given.radius)
    };
    let (x, y) = at(grid.cell[agent]);
    let is_near = |other: &usize| {
        let (u, v) = at(grid.cell[*other]);
        *other != agent && apart(x, u, given.width) && apart(y, v, given.height)
    };
    let near: Vec<usize> = (0..grid.cell.len()).filter(is_near).collect();
    (near.iter().filter(|other| grid.group[**other] == grid.group[agent]).count(), near.len())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn agents_are_kept_one_a_cell_and_counts_are_as_if_counted_anew(
        side in 7u32..14, density in 0.3..1.0f64, shares in groups(), radius in 1u32..4, wanted in 0.0..0.8f64,
        update in updates(), seed in any::<u64>(),
    ) {
        let given = town(side, density, &shares, radius);
        let model = schelling(&given, wanted, update, 8)?;
        let (first, last) = (run(&schelling(&given, wanted, update, 0)?, seed), run(&model, seed));
        prop_assert!(stand_alone(&last.cell, &given));
        prop_assert_eq!(tally(&last.group), tally(&first.group));
        prop_assert_eq!(last.cell.len(), (density * f64::from(side * (side + 2))) as usize);
        let seen: Vec<(usize, usize)> = (0..last.cell.len()).map(|a| neighbours(&last, &given, a)).collect();
        let shares: Vec<f64> = seen.iter().filter(|n| n.1 > 0).map(|n| n.0 as f64 / n.1 as f64).collect();
        let at_end = last.steps.last().unwrap();
        let mean = shares.iter().sum::<f64>() / shares.len() as f64;
        prop_assert!(at_end.alike.is_none_or(|alike| (alike - mean).abs() < ROUNDING));
        let is_content = |n: &&(usize, usize)| if n.1 == 0 { wanted == 0.0 } else { n.0 as f64 / n.1 as f64 >= wanted };
        let content = seen.iter().filter(is_content).count() as f64 / seen.len() as f64;
        prop_assert!((at_end.content - content).abs() < ROUNDING);
        for step in &last.steps {
            prop_assert!((0.0..=1.0 + ROUNDING).contains(&step.evenness) && (0.0..=1.0).contains(&step.content));
        }
        prop_assert_eq!(last.ended == Ended::Still, at_end.content >= 1.0);
    }

    #[test]
    fn nobody_moves_who_wants_no_one_alike(shares in groups(), update in updates(), seed in any::<u64>()) {
        let given = town(9, 0.7, &shares, 1);
        let last = run(&schelling(&given, 0.0, update, 8)?, seed);
        prop_assert_eq!((last.steps.len(), last.ended), (1, Ended::Still));
    }

    #[test]
    fn households_and_pupils_are_kept_and_places_are_not_exceeded(
        shares in groups(), weight in 0.0..=1.0f64, b in prop_oneof![Just(0.0), Just(30.0), Just(f64::INFINITY)],
        seed in any::<u64>(),
    ) {
        let asked = given(town(12, 0.8, &shares, 2), weight, b);
        let model = Compass::new(&asked)?;
        let last = simulate(&model, seed);
        let households = model.households();
        prop_assert_eq!(households, (0.8 * f64::from(12 * 14 - 18)) as usize);
        prop_assert!(stand_alone(&last.cell, &asked.town));
        prop_assert_eq!([last.group.len(), last.cell.len(), last.school.len()], [households; 3]);
        let pupils = |school: u32| last.school.iter().filter(|of| **of == school).count();
        let places = 1 + (1.5 * households as f64 / 9.0) as usize;
        prop_assert!((0..9).all(|school| (3..=places).contains(&pupils(school))));
        prop_assert_eq!(last.ticks.len(), 26);
        for tick in &last.ticks {
            prop_assert!((0.0..=1.0 + ROUNDING).contains(&tick.h_res));
            prop_assert!((0.0..=1.0).contains(&tick.mean_utility) && tick.sd_utility <= 0.5 + ROUNDING);
            prop_assert_eq!(tick.school.is_some(), tick.stage == Stage::School);
            if let Some(school) = tick.school {
                prop_assert!((0.0..=1.0 + ROUNDING).contains(&school.h));
                prop_assert!((0.0..=1.0).contains(&school.nearest) && school.distance < 10.0);
            }
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_bits_and_another_seed_others(update in updates(), seed in any::<u64>()) {
        let model = schelling(&town(13, 0.8, &[0.5, 0.5], 1), 0.5, update, 5)?;
        prop_assert_eq!(run(&model, seed), run(&model, seed));
        prop_assert_ne!(run(&model, seed).cell, run(&model, seed ^ 1).cell);
        let model = Compass::new(&given(town(12, 0.8, &[0.5, 0.5], 1), 0.5, 20.0))?;
        prop_assert_eq!(simulate(&model, seed), simulate(&model, seed));
        prop_assert_ne!(simulate(&model, seed).school, simulate(&model, seed ^ 1).school);
    }
}

#[test]
fn replicates_are_the_same_for_any_number_of_threads_and_alone() {
    let model = Compass::new(&given(town(15, 0.8, &[0.4, 0.6], 1), 0.5, 20.0)).unwrap();
    let grid = schelling(&town(15, 0.8, &[0.4, 0.6], 1), 0.5, Update::Sequential, 9).unwrap();
    let batch = |threads: usize, which: &[u32]| {
        let which = numbers(which, 1).unwrap();
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let watch = Watch::default();
            let towns = runs(&which, 24, &watch, |number| model.run(5, number, &watch)).unwrap();
            let grids = runs(&which, 9, &watch, |number| grid.run(5, number, &watch)).unwrap();
            assert_eq!(watch.progress().0, watch.progress().1);
            (towns, grids)
        })
    };
    let one = batch(1, &[1, 2, 3, 4, 5]);
    assert!(one.0.windows(2).all(|pair| pair[0].1 != pair[1].1));
    assert_eq!(one, batch(2, &[1, 2, 3, 4, 5]));
    assert_eq!(one, batch(3, &[5, 4, 3, 2, 1]));
    let alone = batch(2, &[4]);
    assert_eq!((&alone.0[0], &alone.1[0]), (&one.0[3], &one.1[3]));
}

/// With equal groups who is called first makes no difference to what they want, on average.
#[test]
fn groups_may_change_names() {
    const RUNS: u32 = 400;
    let shares = [0.5, 0.5];
    let ends = |wanted: [f64; 2], update: Update| -> (f64, f64) {
        let town = Town::new(&town(10, 0.8, &shares, 1), 0).unwrap();
        let model = Schelling::new(town, &wanted, update, 6, None).unwrap();
        let watch = Watch::default();
        let h: Vec<f64> =
            (0..RUNS).map(|r| model.run(3, r, &watch).unwrap().steps.last().unwrap().evenness).collect();
        let mean = h.iter().sum::<f64>() / f64::from(RUNS);
        (mean, h.iter().map(|h| (h - mean) * (h - mean)).sum::<f64>() / f64::from(RUNS * RUNS))
    };
    for update in [Update::Sequential, Update::Batch(1.0), Update::Batch(0.3)] {
        let (one, other) = (ends([0.6, 0.2], update), ends([0.2, 0.6], update));
        assert!((one.0 - other.0).abs() < 4.0 * (one.1 + other.1).sqrt(), "{update:?}: {one:?} {other:?}");
        let alike = ends([0.2, 0.2], update);
        assert!((one.0 - alike.0).abs() > 4.0 * (one.1 + alike.1).sqrt(), "{update:?}: the test can fail");
    }
}

#[test]
fn runs_that_rest_end() {
    let asked = CompassGiven {
        settled: Some(Settled::new(5, 0.5).unwrap()),
        ..given(town(12, 0.8, &[0.5, 0.5], 1), 0.5, 20.0)
    };
    let last = simulate(&Compass::new(&asked).unwrap(), 1);
    assert_eq!((last.ticks.len(), last.ended), (10, [Ended::Settled; 2]));
    let full = town(9, 1.0, &[0.5, 0.5], 1);
    assert_eq!(run(&schelling(&full, 0.9, Update::Sequential, 5).unwrap(), 1).ended, Ended::Full);
}

/// Makes one thing wrong.
type Spoil = fn(&mut CompassGiven);

#[test]
fn what_is_wrong_is_named() {
    let fine = || given(town(12, 0.8, &[0.5, 0.5], 1), 0.5, 20.0);
    let wrong: [(&str, Spoil); 21] = [
        ("grid", |g| g.town.width = 0),
        ("grid", |g| (g.town.width, g.town.height) = (1 << 16, 1 << 16)),
        ("density", |g| g.town.density = 0.0),
        ("density", |g| g.town.density = 1.1),
        ("density", |g| g.town.density = 0.001),
        ("shares", |g| g.town.shares = vec![0.5, 0.6]),
        ("shares", |g| g.town.shares = vec![1.0]),
        ("radius", |g| g.town.radius = 6),
        ("neighbourhoods", |g| g.town.neighbourhoods = 8),
        ("schools", |g| g.schools = 169),
        ("schools", |g| g.schools = 0),
        ("optimum", |g| g.optimum = vec![0.5, 1.1]),
        ("weight", |g| g.weight = vec![0.5]),
        ("half", |g| g.half = vec![0.0; 2]),
        ("slope", |g| g.slope = vec![-1.0; 2]),
        ("considered", |g| g.considered = 0),
        ("b", |g| g.b = f64::NAN),
        ("capacity", |g| g.capacity = 0.9),
        ("fraction", |g| g.fraction = 0.0),
        ("residential_ticks", |g| g.ticks[0] = 1_000_001),
        ("school_ticks", |g| g.ticks[1] = 1_000_001),
    ];
    assert!(Compass::new(&fine()).is_ok());
    for (field, spoil) in wrong {
        let mut asked = fine();
        spoil(&mut asked);
        assert_eq!(Compass::new(&asked).unwrap_err().column.as_deref(), Some(field));
    }
    let given = town(9, 0.8, &[0.5, 0.5], 1);
    assert_eq!(schelling(&given, 1.2, Update::Sequential, 1).unwrap_err().column.as_deref(), Some("wanted"));
    for (name, fraction) in
        [("sequential", Some(0.5)), ("random_fraction", None), ("random_fraction", Some(0.0))]
    {
        assert_eq!(Update::read(name, fraction).unwrap_err().column.as_deref(), Some("fraction"));
    }
    assert_eq!(Update::read("all", None).unwrap_err().column.as_deref(), Some("update"));
    for which in [&[][..], &[0], &[2, 2]] {
        assert_eq!(numbers(which, 1).unwrap_err().column.as_deref(), Some("replicates"));
    }
    assert_eq!(numbers(&[1, 2], 1 << 24).unwrap_err().kind, "SizeLimit");
    assert_eq!(Settled::new(1, 0.1).unwrap_err().column.as_deref(), Some("window"));
    assert_eq!(Settled::new(5, 0.0).unwrap_err().column.as_deref(), Some("eps"));
}

//! Ordinal and rank-order indices: printed values (`indices.md` section 3.3) and laws.

use crate::tables::{Long, data, is_defined};
use proptest::prelude::*;
use schoolmix::indices::{
    Ordinal, Rank, RankOrder, Undefined, entropy, mutual_information, normalised_exposure, ordinal,
    rank_order,
};
use schoolmix::roll::{Amount, Pair, Roll, Table, Visitor};
use std::collections::BTreeMap;

const ROUNDING: f64 = 1e-12;
const ORDINAL: [Ordinal; 4] =
    [Ordinal::Information, Ordinal::Variance, Ordinal::SquareRoot, Ordinal::Absolute];
const RANK: [Rank; 3] = [Rank::Information, Rank::Variance, Rank::SquareRoot];

type Cells = Vec<Vec<u64>>;

/// What is asked of a table; the groups stand in order, or turned around.
struct Asked {
    turned: bool,
    degree: Option<usize>,
}

type Answer = ([Option<f64>; 4], [Result<RankOrder, Undefined>; 3]);

impl Visitor for Asked {
    type Output = Answer;

    fn visit<A: Amount>(self, table: &Table<'_, A>) -> Self::Output {
        let mut order: Vec<usize> = (0..table.group_totals.len()).collect();
        if self.turned {
            order.reverse();
        }
        (
            ORDINAL.map(|kind| ordinal(table, &order, kind)),
            RANK.map(|kind| rank_order(table, &order, kind, self.degree)),
        )
    }
}

fn ask(cells: &Cells, turned: bool, degree: Option<usize>) -> Answer {
    let roll: Roll = Long::of(cells).roll().unwrap();
    roll.visit(&roll.parts[0], Asked { turned, degree })
}

/// Cells of a file of the data folder, from the unit and the group of each row and what it counts.
fn cells_of<'a>(rows: impl Iterator<Item = (&'a str, &'a str, u64)>) -> Cells {
    let mut units: BTreeMap<&str, BTreeMap<&str, u64>> = BTreeMap::new();
    for (unit, group, n) in rows {
        *units.entry(unit).or_default().entry(group).or_default() += n;
    }
    let count = |row: &BTreeMap<&str, u64>| {
        ["1", "2", "3", "4", "5"].map(|k| row.get(k).copied().unwrap_or_default()).to_vec()
    };
    units.values().map(count).collect()
}

fn quintiles() -> Option<Cells> {
    let text = data("us/school_ses.csv")?;
    Some(cells_of(text.lines().skip(1).map(|line| {
        let row: Vec<&str> = line.split(',').collect();
        (row[0], row[2], 1)
    })))
}

fn small() -> Option<Cells> {
    let text = data("oracle/tables/ordinal_small.csv")?;
    Some(cells_of(text.lines().skip(1).map(|line| {
        let row: Vec<&str> = line.split(',').collect();
        (row[0], row[1].trim_start_matches('g'), row[2].parse().unwrap())
    })))
}

fn assert_close(what: &str, found: f64, printed: f64, within: f64) {
    assert!((found - printed).abs() < within, "{what}: {found} {printed}");
}

#[test]
fn ordinal_indices_have_their_printed_values() {
    let tables = [
        (
            small(),
            [
                0.054_426_816_951_132_4,
                0.068_458_237_995_248_1,
                0.039_355_783_393_785_7,
                0.077_244_258_872_651_4,
            ],
        ),
        (
            quintiles(),
            [0.291_504_418_478_727, 0.319_167_723_295_732, 0.252_889_125_189_416, 0.346_649_889_902_485],
        ),
    ];
    for (cells, printed) in tables {
        let Some(cells) = cells else { return };
        for (found, printed) in ask(&cells, false, None).0.into_iter().zip(printed) {
            assert_close("ordinal", found.unwrap(), printed, 1e-15);
        }
    }
}

#[test]
fn rank_order_indices_have_their_printed_values() {
    let (Some(quintiles), Some(small)) = (quintiles(), small()) else { return };
    let lines = [0.302_766_323_940_3, 0.334_904_557_694_5, 0.260_481_117_474_7];
    let curves = [0.312_392_906_094_9, 0.334_736_689_880_7, 0.277_551_686_706_7];
    for (degree, printed) in [(Some(1), lines), (Some(2), curves), (None, curves)] {
        for (found, printed) in ask(&quintiles, false, degree).1.into_iter().zip(printed) {
            assert_close("quintiles", found.unwrap().index, printed, 6e-14);
        }
    }
    for (degree, index, se) in
        [(1, 0.302_766_323_940_3, 0.012_199_761), (2, 0.312_392_906_094_9, 0.001_780_919)]
    {
        let [information, ..] = ask(&quintiles, false, Some(degree)).1.map(Result::unwrap);
        assert_close("index", information.index, index, 6e-14);
        assert_close("se", information.se.unwrap(), se, 5.1e-10);
        assert!(information.r_squared.unwrap() < 1.0);
    }
    for (degree, printed) in [(1, 0.056_287_216_721_7), (2, 0.044_507_532_911_1)] {
        let [information, ..] = ask(&small, false, Some(degree)).1.map(Result::unwrap);
        assert_close("small", information.index, printed, 6e-14);
    }
}

#[test]
fn the_degree_leaves_a_threshold_to_spare() {
    let table =
        |groups: usize| (0..4).map(|j| (0..groups as u64).map(|k| 1 + (j * k) % 5).collect()).collect();
    for (groups, degree) in [(3, 1), (4, 1), (5, 2), (6, 3), (7, 4), (9, 4)] {
        let [found, ..] = ask(&table(groups), false, None).1.map(Result::unwrap);
        assert_eq!((found.degree, found.coefficients.len()), (degree, degree + 1));
        assert_eq!(found.se.is_some(), groups > 3);
    }
    let [exact, ..] = ask(&table(5), false, Some(3)).1.map(Result::unwrap);
    assert_eq!(exact.se, None);
    assert!(exact.profile.iter().all(|at| (at.fitted - at.value).abs() < ROUNDING));
    for (groups, degree) in [(2, None), (3, Some(2)), (5, Some(4)), (5, Some(usize::MAX))] {
        assert_eq!(ask(&table(groups), false, degree).1[0], Err(Undefined::TooFewThresholds));
    }
    assert_eq!(ask(&vec![vec![3], vec![4]], false, None).1[0], Err(Undefined::NoThreshold));
    assert_eq!(ask(&vec![vec![3, 4, 5]], false, None).1[0], Err(Undefined::OneUnit));
}

/// The two-group index of a family at one threshold, by its definition.
fn binary(kind: Ordinal, pairs: &[(f64, f64)]) -> f64 {
    let pair = Pair::new(pairs);
    let table = pair.table();
    match kind {
        Ordinal::Information => mutual_information(&table) / entropy(&table),
        Ordinal::Variance => normalised_exposure(&table),
        Ordinal::SquareRoot => {
            let [x, y] = [table.group_totals[0], table.group_totals[1]];
            1.0 - pairs.iter().map(|(a, b)| (a / x * (b / y)).sqrt()).sum::<f64>()
        }
        Ordinal::Absolute => {
            let varied = |(a, b): (f64, f64)| 2.0 * a.min(b);
            let whole = varied((table.group_totals[0], table.group_totals[1]));
            (whole - pairs.iter().copied().map(varied).sum::<f64>()) / whole
        }
    }
}

pub fn phi(kind: Ordinal, c: f64) -> f64 {
    match kind {
        Ordinal::Information => -(c * c.log2() + (1.0 - c) * (1.0 - c).log2()),
        Ordinal::Variance => 4.0 * c * (1.0 - c),
        Ordinal::SquareRoot => 2.0 * (c * (1.0 - c)).sqrt(),
        Ordinal::Absolute => 1.0 - (2.0 * c - 1.0).abs(),
    }
}

/// The mean of the two-group indices at the thresholds, weighted by φ.
fn weighted_mean(kind: Ordinal, cells: &Cells) -> f64 {
    let (mut sum, mut weights) = (0.0, 0.0);
    for k in 1..cells[0].len() {
        let side = |row: &[u64]| row.iter().sum::<u64>() as f64;
        let pairs: Vec<(f64, f64)> = cells.iter().map(|row| (side(&row[..k]), side(&row[k..]))).collect();
        let below = pairs.iter().map(|pair| pair.0).sum::<f64>();
        let above = pairs.iter().map(|pair| pair.1).sum::<f64>();
        // A group without pupils leaves no threshold of its own.
        let present = cells.iter().any(|row| row[k] > 0);
        if below > 0.0 && above > 0.0 && present {
            let weight = phi(kind, below / (below + above));
            sum += weight * binary(kind, &pairs);
            weights += weight;
        }
    }
    sum / weights
}

fn tables() -> impl Strategy<Value = Cells> {
    (2usize..9, 2usize..8)
        .prop_flat_map(|(units, groups)| {
            prop::collection::vec(prop::collection::vec(0u64..60, groups), units)
        })
        .prop_filter("evenness is undefined", |cells| is_defined(cells))
}

/// Every group present: as many thresholds as the degree needs.
fn full_tables() -> impl Strategy<Value = Cells> {
    (2usize..9, 3usize..8).prop_flat_map(|(units, groups)| {
        prop::collection::vec(prop::collection::vec(1u64..60, groups), units)
    })
}

fn same(a: &Answer, b: &Answer) -> Result<(), TestCaseError> {
    for (a, b) in a.0.iter().zip(&b.0) {
        prop_assert!((a.unwrap() - b.unwrap()).abs() < ROUNDING, "{a:?} {b:?}");
    }
    for (a, b) in a.1.iter().zip(&b.1) {
        let indices = (a.as_ref().map(|it| it.index), b.as_ref().map(|it| it.index));
        match indices {
            // A polynomial of degree 4 may meet thresholds close to each other.
            (Ok(a), Ok(b)) => prop_assert!((a - b).abs() < 1e-9, "{a} {b}"),
            (a, b) => prop_assert_eq!(a, b),
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn ordinal_indices_are_means_of_two_group_indices(cells in tables()) {
        for (kind, found) in ORDINAL.into_iter().zip(ask(&cells, false, None).0) {
            let (found, mean) = (found.unwrap(), weighted_mean(kind, &cells));
            prop_assert!((found - mean).abs() < ROUNDING, "{kind:?} {found} {mean}");
            prop_assert!((0.0..=1.0 + ROUNDING).contains(&found), "{kind:?} {found}");
        }
    }

    #[test]
    fn turning_the_order_around_changes_nothing(cells in full_tables()) {
        same(&ask(&cells, false, None), &ask(&cells, true, None))?;
    }

    #[test]
    fn merging_equal_units_changes_nothing(cells in full_tables(), j in 0usize..8, times in 1u64..5) {
        let j = j % cells.len();
        let mut split = cells.clone();
        split.push(cells[j].iter().map(|n| n * times).collect());
        let mut merged = cells;
        merged[j].iter_mut().for_each(|n| *n *= times + 1);
        same(&ask(&split, false, None), &ask(&merged, false, None))?;
    }

    #[test]
    fn proportional_units_are_not_segregated(
        mix in prop::collection::vec(1u64..50, 3..8), sizes in prop::collection::vec(1u64..50, 2..8)
    ) {
        let cells = sizes.iter().map(|size| mix.iter().map(|n| n * size).collect()).collect();
        let (ordinal, rank) = ask(&cells, false, None);
        prop_assert!(ordinal.iter().all(|x| x.unwrap().abs() < 1e-15), "{ordinal:?}");
        prop_assert!(rank.iter().all(|x| x.as_ref().unwrap().index.abs() < ROUNDING), "{rank:?}");
    }

    #[test]
    fn units_of_one_group_each_are_fully_segregated(units in prop::collection::vec((0usize..6, 1u64..50), 3..12)) {
        let cells: Cells = units
            .iter()
            .map(|(k, n)| (0..6).map(|group| if group == *k { *n } else { 0 }).collect())
            .collect();
        prop_assume!(is_defined(&cells));
        let (ordinal, rank) = ask(&cells, false, None);
        prop_assert!(ordinal.iter().all(|x| (x.unwrap() - 1.0).abs() < ROUNDING), "{ordinal:?}");
        for found in rank.into_iter().flatten() {
            prop_assert!((found.index - 1.0).abs() < 1e-9, "{found:?}");
            prop_assert_eq!(found.r_squared, None);
        }
    }

    #[test]
    fn the_absolute_index_is_blind_on_one_side_of_a_half(
        above in prop::collection::vec((0u64..30, 0u64..30), 2..8)
    ) {
        // At least half of each unit lies below the only threshold.
        let cells: Cells = above.iter().map(|(extra, n)| vec![n + extra + 1, n + 1]).collect();
        prop_assert_eq!(ask(&cells, false, None).0[3], Some(0.0));
    }
}

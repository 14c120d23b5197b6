//! Laws that hold for every table (`indices.md` sections 3 to 5, 7.1, 8, 9).

use crate::tables::{All, Long, NAMES, all, all_of, is_defined};
use proptest::prelude::*;
use schoolmix::decompose::nested;
use schoolmix::indices::{Ground, Index, contributions, entropy, mutual_information};
use schoolmix::measure::{Focus, How, Measure, Row, measure};
use schoolmix::roll::{Amount, Roll, Table, Visitor};
use schoolmix::uncertainty::{Imputation, Law, expected};
use schoolmix::watch::Watch;

/// A few dozen roundings of numbers near 1 lie between two ways to the same value.
const ROUNDING: f64 = 1e-12;

type Cells = Vec<Vec<u64>>;

fn cells(groups: std::ops::Range<usize>, largest: u64) -> impl Strategy<Value = Cells> {
    (2usize..9, groups)
        .prop_flat_map(move |(units, groups)| {
            prop::collection::vec(prop::collection::vec(0..=largest, groups), units)
        })
        .prop_filter("evenness is undefined", |cells| is_defined(cells))
}

fn many() -> impl Strategy<Value = Cells> {
    cells(2..6, 60)
}

fn two() -> impl Strategy<Value = Cells> {
    cells(2..3, 60)
}

fn same(a: f64, b: f64) -> bool {
    (a - b).abs() <= ROUNDING
}

fn same_evenness(a: &All, b: &All) -> Result<(), TestCaseError> {
    for (i, name) in NAMES.iter().enumerate() {
        prop_assert!(same(a.evenness[i], b.evenness[i]), "{name}: {} {}", a.evenness[i], b.evenness[i]);
    }
    Ok(())
}

/// Unit `j` in two pieces; `cut` says how much of each group goes to the first.
fn split(cells: &Cells, j: usize, cut: &[u64]) -> Cells {
    let mut out = cells.clone();
    let first: Vec<u64> = cells[j].iter().zip(cut).map(|(n, c)| (*n).min(*c)).collect();
    let rest = cells[j].iter().zip(&first).map(|(n, f)| n - f).collect();
    out[j] = first;
    out.push(rest);
    out
}

/// The dimensions of a table visited by a closure that takes floats.
struct Asked<F>(F);

impl<F: FnOnce(&Table<'_, f64>) -> T, T> Visitor for Asked<F> {
    type Output = T;

    fn visit<A: Amount>(self, table: &Table<'_, A>) -> T {
        let cells: Vec<f64> = table.cells.iter().map(|n| n.float()).collect();
        (self.0)(&Table {
            cells: &cells,
            unit_totals: table.unit_totals,
            group_totals: table.group_totals,
            total: table.total,
        })
    }
}

fn ask<T>(roll: &Roll, question: impl FnOnce(&Table<'_, f64>) -> T) -> T {
    roll.visit(&roll.parts[0], Asked(question))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_index_keeps_its_range(table in many()) {
        let it = all_of(&table);
        let (units, groups) = (table.len() as f64, it.shares.len() as f64);
        for (i, name) in NAMES.iter().enumerate() {
            let most = if *name == "M" { units.min(groups).ln() } else { 1.0 };
            prop_assert!((0.0..=most + ROUNDING).contains(&it.evenness[i]), "{name} {}", it.evenness[i]);
        }
        prop_assert!((0.0..=groups.ln() + ROUNDING).contains(&it.entropy));
        for (k, share) in it.shares.iter().enumerate() {
            prop_assert!((share - ROUNDING..=1.0 + ROUNDING).contains(&it.exposure[k][k]));
            prop_assert!(it.exposure[k].iter().all(|e| (0.0..=1.0 + ROUNDING).contains(e)));
        }
    }

    #[test]
    fn no_index_depends_on_the_names_of_groups_or_units(table in many(), turn in 0usize..8) {
        let renamed_groups: Cells = table
            .iter()
            .map(|row| { let mut row = row.clone(); let n = turn % row.len(); row.rotate_left(n); row })
            .collect();
        let mut renamed_units = table.clone();
        renamed_units.rotate_left(turn % table.len());
        let it = all_of(&table);
        same_evenness(&it, &all_of(&renamed_groups))?;
        same_evenness(&it, &all_of(&renamed_units))?;
    }

    #[test]
    fn the_order_of_rows_changes_no_bit(table in many(), seed in any::<u64>()) {
        let long = Long::of(&table);
        let mut order: Vec<usize> = (0..long.units.len()).collect();
        order.sort_by_key(|i| (*i as u64 + 1).wrapping_mul(seed | 1).rotate_left(17));
        let mut shuffled = Long::default();
        let mut weights = (Vec::new(), Vec::new());
        for i in order {
            shuffled.units.push(long.units[i]);
            shuffled.groups.push(long.groups[i]);
            shuffled.counts.push(long.counts[i]);
            weights.1.push(long.counts[i] as f64 / 7.0);
        }
        weights.0.extend(long.counts.iter().map(|n| *n as f64 / 7.0));
        prop_assert_eq!(all(&long.roll().unwrap()), all(&shuffled.roll().unwrap()));
        let (long, shuffled) = (Long { weights: weights.0, ..long }, Long { weights: weights.1, ..shuffled });
        prop_assert_eq!(all(&long.roll().unwrap()), all(&shuffled.roll().unwrap()));
    }

    #[test]
    fn only_shares_matter(table in many(), times in 2u64..1_000_000, weight in -1000i32..900) {
        let it = all_of(&table);
        let larger: Cells = table.iter().map(|row| row.iter().map(|n| n * times).collect()).collect();
        same_evenness(&it, &all_of(&larger))?;
        let mut weighted = Long::of(&table);
        weighted.weights = weighted.counts.iter().map(|n| *n as f64 * 2f64.powi(weight)).collect();
        let weighed = all(&weighted.roll().unwrap());
        same_evenness(&it, &weighed)?;
        prop_assert!(same(it.entropy, weighed.entropy));
    }

    #[test]
    fn merging_units_of_equal_mix_keeps_every_index(
        table in many(), j in 0usize..8, (a, b) in (1u64..9, 1u64..9)
    ) {
        let j = j % table.len();
        let mut merged = table.clone();
        merged[j].iter_mut().for_each(|n| *n *= a + b);
        let pieces: Vec<u64> = table[j].iter().map(|n| n * a).collect();
        same_evenness(&all_of(&merged), &all_of(&split(&merged, j, &pieces)))?;
    }

    #[test]
    fn splitting_a_unit_never_lowers(
        table in many(), j in 0usize..8, cut in prop::collection::vec(0u64..60, 5)
    ) {
        let (before, after) = (all_of(&table), all_of(&split(&table, j % table.len(), &cut)));
        for (i, name) in NAMES.iter().enumerate() {
            prop_assert!(after.evenness[i] >= before.evenness[i] - ROUNDING, "{name}");
        }
    }

    #[test]
    fn a_transfer_towards_the_mean_never_raises(
        table in prop::collection::vec((1u64..60, 1u64..60), 2..9),
        (i, j, n) in (0usize..8, 0usize..8, 0u64..60)
    ) {
        let table: Cells = table.into_iter().map(|(x, y)| vec![x, y]).collect();
        let share = |j: usize| table[j][0] as f64 / (table[j][0] + table[j][1]) as f64;
        let (i, j) = (i % table.len(), j % table.len());
        let (i, j) = if share(i) >= share(j) { (i, j) } else { (j, i) };
        let size = |j: usize| table[j][0] + table[j][1];
        // More pupils than this would overshoot: x_i - n over t_i below x_j + n over t_j.
        let most = (table[i][0] * size(j) - table[j][0] * size(i)) / (size(i) + size(j));
        let n = n % (most + 1);
        let mut after = table.clone();
        (after[i][0], after[i][1]) = (after[i][0] - n, after[i][1] + n);
        (after[j][0], after[j][1]) = (after[j][0] + n, after[j][1] - n);
        let (before, after) = (all_of(&table), all_of(&after));
        for (x, name) in NAMES.iter().enumerate() {
            prop_assert!(after.evenness[x] <= before.evenness[x] + ROUNDING, "{name}");
        }
    }

    #[test]
    fn proportional_units_have_no_segregation(
        mix in prop::collection::vec(1u64..50, 2..6), sizes in prop::collection::vec(1u64..50, 2..9)
    ) {
        let table: Cells = sizes.iter().map(|s| mix.iter().map(|n| n * s).collect()).collect();
        let it = all_of(&table);
        prop_assert!(it.evenness.iter().all(|e| (0.0..=ROUNDING).contains(e)), "{:?}", it.evenness);
        for a in 0..mix.len() {
            prop_assert!((0..mix.len()).all(|b| same(it.exposure[a][b], it.shares[b])));
        }
    }

    #[test]
    fn units_of_one_group_are_fully_segregated(sizes in prop::collection::vec((0usize..4, 1u64..90), 2..9)) {
        let table: Cells =
            sizes.iter().map(|(k, n)| (0..4).map(|g| if g == *k { *n } else { 0 }).collect()).collect();
        prop_assume!(is_defined(&table));
        let it = all_of(&table);
        let [d, g, h, m, p] = it.evenness;
        prop_assert!([d, g, h, p].iter().all(|e| same(*e, 1.0)), "{:?}", it.evenness);
        prop_assert!(same(m, it.entropy));
    }

    #[test]
    fn variance_ratio_lies_below_dissimilarity_below_gini(table in many()) {
        for [d, g, _, _, v] in all_of(&table).against_rest {
            prop_assert!(v <= d + ROUNDING && d <= g + ROUNDING, "{v} {d} {g}");
        }
    }

    #[test]
    fn two_groups_see_the_same_index_from_both_sides(table in two()) {
        let it = all_of(&table);
        for one in &it.against_rest {
            prop_assert!(one.iter().zip(it.evenness).all(|(a, b)| same(*a, b)), "{one:?} {:?}", it.evenness);
        }
    }

    #[test]
    fn variance_ratio_is_isolation_less_exposure(table in two()) {
        let it = all_of(&table);
        let v = it.evenness[4];
        prop_assert!(same(v, it.exposure[0][0] - it.exposure[1][0]));
        prop_assert!(same(v, (it.exposure[0][0] - it.shares[0]) / (1.0 - it.shares[0])));
    }

    #[test]
    fn theil_is_information_over_entropy_and_information_is_symmetric(table in many()) {
        let it = all_of(&table);
        prop_assert!(same(it.evenness[2] * it.entropy, it.evenness[3]));
        let turned: Cells =
            (0..table[0].len()).map(|k| table.iter().map(|row| row[k]).collect()).collect();
        prop_assert!(same(it.evenness[3], all_of(&turned).evenness[3]));
    }

    #[test]
    fn normalised_exposure_is_the_mean_variance_ratio_of_groups(table in many()) {
        let it = all_of(&table);
        let mean: f64 = it.against_rest.iter().zip(&it.shares).map(|(one, share)| one[4] * share).sum();
        prop_assert!(same(it.evenness[4], mean));
    }

    #[test]
    fn all_that_a_group_meets_adds_up_to_one(table in many()) {
        let it = all_of(&table);
        for (a, meets) in it.exposure.iter().enumerate() {
            prop_assert!(same(meets.iter().sum(), 1.0));
            for (b, meets_b) in meets.iter().enumerate() {
                prop_assert!(same(it.shares[a] * meets_b, it.shares[b] * it.exposure[b][a]));
            }
        }
    }

    #[test]
    fn gini_is_the_mean_difference_of_all_pairs_of_units(table in many()) {
        let (t, total): (Vec<f64>, f64) = (
            table.iter().map(|row| row.iter().sum::<u64>() as f64).collect(),
            table.iter().flatten().sum::<u64>() as f64,
        );
        let it = all_of(&table);
        let present: Vec<usize> = (0..table[0].len()).filter(|k| table.iter().any(|r| r[*k] > 0)).collect();
        let interaction: f64 = it.shares.iter().map(|p| p * (1.0 - p)).sum();
        let mut sum = 0.0;
        for k in present {
            for i in (0..t.len()).filter(|i| t[*i] > 0.0) {
                for j in (0..t.len()).filter(|j| t[*j] > 0.0) {
                    sum += t[i] * t[j] * (table[i][k] as f64 / t[i] - table[j][k] as f64 / t[j]).abs();
                }
            }
        }
        prop_assert!(same(it.evenness[1], sum / (2.0 * total * total * interaction)));
    }

    #[test]
    fn nested_parts_are_what_each_level_says_and_add_up(
        table in many(), nests in prop::collection::vec((0u32..2, 0u32..3), 8)
    ) {
        let roll = Long::of(&table).roll().unwrap();
        let kept: Vec<usize> = (0..table.len()).filter(|j| table[*j].iter().sum::<u64>() > 0).collect();
        let outer: Vec<u32> = kept.iter().map(|j| nests[*j].0).collect();
        let inner: Vec<u32> = kept.iter().map(|j| nests[*j].0 * 3 + nests[*j].1).collect();
        let parts = ask(&roll, |t| nested(t, &[&outer, &inner]));
        prop_assert_eq!(parts.len(), 3);
        prop_assert!(parts.iter().all(|p| *p >= 0.0));
        let gathered = |of: &[u32]| -> Vec<Vec<f64>> {
            let mut rows = vec![vec![0.0; table[0].len()]; 6];
            for (j, nest) in kept.iter().zip(of) {
                rows[*nest as usize].iter_mut().zip(&table[*j]).for_each(|(s, n)| *s += *n as f64);
            }
            rows
        };
        let m = |rows: &[Vec<f64>]| information(rows);
        let units: Vec<Vec<f64>> = table.iter().map(|r| r.iter().map(|n| *n as f64).collect()).collect();
        let between = [m(&gathered(&outer)), m(&gathered(&inner)), m(&units)];
        prop_assert!(same(parts[0], between[0]), "{parts:?} {between:?}");
        prop_assert!(same(parts[0] + parts[1], between[1]), "{parts:?} {between:?}");
        prop_assert!(same(parts.iter().sum(), between[2]), "{parts:?} {between:?}");
        prop_assert!(same(parts.iter().sum(), all_of(&table).evenness[3]));
    }

    #[test]
    fn contributions_of_units_add_up(table in many(), (a, b) in (0usize..5, 0usize..5)) {
        let roll = Long::of(&table).roll().unwrap();
        let it = all(&roll);
        let (a, b) = (a % it.shares.len(), b % it.shares.len());
        let added = |index| ask(&roll, |t| contributions(t, index, (a, b), &Ground::default()));
        let sum = |index| added(index).unwrap().iter().sum::<f64>();
        let [d, _, h, m, p] = it.evenness;
        for (index, value) in [
            (Index::Dissimilarity, d),
            (Index::Theil, h),
            (Index::MutualInformation, m),
            (Index::NormalisedExposure, p),
            (Index::Isolation, it.exposure[a][a]),
            (Index::Exposure, it.exposure[a][b]),
        ] {
            prop_assert!(same(sum(index), value), "{index:?}");
        }
        prop_assert!(added(Index::Gini).is_none());
    }

    #[test]
    fn expected_values_are_those_of_all_tables_with_the_same_margins(
        table in prop::collection::vec(prop::collection::vec(0u64..4, 2..4), 2..4)
            .prop_filter("rectangular", |t| t.iter().all(|r| r.len() == t[0].len()) && is_defined(t))
            .prop_filter("no empty group", |t| (0..t[0].len()).all(|k| t.iter().any(|r| r[k] > 0)))
    ) {
        let roll = Long::of(&table).roll().unwrap();
        let sizes: Vec<u64> = roll.unit_totals.iter().map(|t| *t as u64).collect();
        let groups: Vec<u64> = roll.parts[0].group_totals.iter().map(|t| *t as u64).collect();
        let mut mean = [0.0; 6];
        deal(&sizes, &groups, &mut Vec::new(), 1.0, &mut |rows, probability| {
            let it = all_of(rows);
            let [d, _, h, m, p] = it.evenness;
            for (sum, value) in mean.iter_mut().zip([d, h, m, p, it.exposure[0][0], it.exposure[0][1]]) {
                *sum += probability * value;
            }
        });
        for (index, brute) in [
            Index::Dissimilarity, Index::Theil, Index::MutualInformation,
            Index::NormalisedExposure, Index::Isolation, Index::Exposure,
        ].into_iter().zip(mean) {
            let pair = if index == Index::Isolation { (0, 0) } else { (0, 1) };
            let exact = ask(&roll, |t| expected(t, index, pair)).unwrap();
            prop_assert!(same(exact, brute), "{index:?} {exact} {brute}");
        }
    }

    #[test]
    fn hard_bounds_hold_the_truth_and_every_imputation(
        table in cells(2..4, 8), hide in prop::collection::vec(any::<bool>(), 24),
        (totals, seed) in (any::<bool>(), any::<u64>())
    ) {
        let width = table[0].len();
        let hidden = |j: usize, k: usize| hide[j * width + k] && (1..=4).contains(&table[j][k]);
        let roll = Long::hiding(&table, hidden, totals).roll().unwrap();
        let found = rows(&roll, seed);
        let holds = |of: &Roll| -> Result<(), TestCaseError> {
            for (bounded, row) in found.iter().zip(rows(of, seed)) {
                if let (Some(b), Some(value)) = (bounded.bounds, row.estimate) {
                    let name = BOUNDED[row.measure];
                    prop_assert!(b.low - ROUNDING <= value && value <= b.high + ROUNDING, "{name} {value} {b:?}");
                }
            }
            Ok(())
        };
        holds(&Long::of(&table).roll().unwrap())?;
        for law in [Law::Poisson, Law::NegativeBinomial, Law::Uniform] {
            let imputation = Imputation::new(&roll, &roll.parts[0], law);
            let drawn = imputation.table(seed, 0);
            let cells: Cells = drawn.chunks_exact(width_of(&roll)).map(<[u64]>::to_vec).collect();
            if totals {
                let sums: Vec<u64> = cells.iter().map(|u| u.iter().sum()).collect();
                let known: Vec<u64> = roll.totals.iter().map(|t| t.unwrap()).collect();
                prop_assert_eq!(sums, known);
            }
            if is_defined(&cells) && (0..cells[0].len()).all(|k| cells.iter().any(|row| row[k] > 0)) {
                holds(&Long::of(&cells).roll().unwrap())?;
            }
        }
    }
}

const BOUNDED: [&str; 11] = ["D", "G", "H", "M", "P", "R", "C", "A", "E", "isolation", "exposure"];

/// Every measure of a roll.
fn rows(roll: &Roll, seed: u64) -> Vec<Row> {
    let measures: Vec<Measure> = BOUNDED.iter().map(|name| Measure::new(name, name, &[]).unwrap()).collect();
    let how = How { law: Law::Poisson, sampling: None, correct: None, replicates: 2, seed };
    measure(roll, &measures, Focus { focal: None, versus: None }, &how, &Watch::default()).unwrap()
}

fn width_of(roll: &Roll) -> usize {
    roll.groups.len()
}

/// M by its definition, without any of the core's own code.
fn information(rows: &[Vec<f64>]) -> f64 {
    let total: f64 = rows.iter().flatten().sum();
    let group: Vec<f64> = (0..rows[0].len()).map(|k| rows.iter().map(|row| row[k]).sum()).collect();
    let term = |row: &Vec<f64>| -> f64 {
        let unit: f64 = row.iter().sum();
        let cell =
            |(n, t): (&f64, &f64)| if *n > 0.0 { n / total * (n * total / (unit * t)).ln() } else { 0.0 };
        row.iter().zip(&group).map(cell).sum()
    };
    rows.iter().map(term).sum()
}

/// Deals pupils out over units in all ways, each with its probability.
fn deal(
    sizes: &[u64],
    groups: &[u64],
    rows: &mut Cells,
    probability: f64,
    visit: &mut impl FnMut(&Cells, f64),
) {
    let Some((size, rest)) = sizes.split_first() else { return visit(rows, probability) };
    let all: u64 = groups.iter().sum();
    for row in compositions(*size, groups) {
        let ways: f64 = row.iter().zip(groups).map(|(n, t)| choose(*t, *n)).product();
        let left: Vec<u64> = groups.iter().zip(&row).map(|(t, n)| t - n).collect();
        rows.push(row);
        deal(rest, &left, rows, probability * ways / choose(all, *size), visit);
        rows.pop();
    }
}

fn compositions(size: u64, groups: &[u64]) -> Vec<Vec<u64>> {
    let Some((first, rest)) = groups.split_first() else {
        return if size == 0 { vec![vec![]] } else { vec![] };
    };
    (0..=size.min(*first))
        .flat_map(|n| compositions(size - n, rest).into_iter().map(move |tail| [&[n][..], &tail].concat()))
        .collect()
}

fn choose(n: u64, k: u64) -> f64 {
    (0..k).map(|i| (n - i) as f64 / (i + 1) as f64).product()
}

#[test]
fn entropy_of_equal_groups_is_the_logarithm_of_their_number() {
    let roll = Long::of(&[vec![5, 5, 5, 5], vec![9, 9, 9, 9]]).roll().unwrap();
    assert!(ask(&roll, |t| (entropy(t) - 4f64.ln()).abs()) < ROUNDING);
    assert!(ask(&roll, |t| mutual_information(t).abs()) < ROUNDING);
}

//! Values known to more digits than a double holds: `tests/golden/make.py` makes them from the
//! definitions in 60 digits (`trust.md` prints H of JT1 with its last two digits wrong).

#![allow(clippy::excessive_precision, reason = "the certified digits stand as they were made")]

use crate::tables::{All, Form, all, all_of, data, measured};
use schoolmix::decompose::nested;
use schoolmix::indices::{GroupWeights, Index, Ordinal, dissimilarity};
use schoolmix::roll::{Amount, Column, Counting, Door, Interner, Roll, Table, Visitor};
use schoolmix::uncertainty::expected;
use std::collections::BTreeMap;

/// Digits that M, H and D must have right, and all others.
const BEST: f64 = 15.0;
const GOOD: f64 = 14.0;
/// Near 0 two roundings of a number near 1 are allowed.
const WEAK: f64 = 4e-16;

/// Digits that `x` shares with the certified value, as NIST counts them.
fn digits(x: f64, certified: f64) -> f64 {
    (-((x - certified) / certified).abs().log10()).min(17.0)
}

fn assert_digits(what: &str, x: f64, certified: f64, least: f64) {
    let found = digits(x, certified);
    assert!(found >= least, "{what}: {x:e} has {found:.1} digits of {certified:e}, {least} wanted");
}

/// D, G, H, M, V in the order of [`All::evenness`].
fn assert_evenness(what: &str, table: &[Vec<u64>], certified: [Option<f64>; 5]) {
    for (i, value) in certified.into_iter().enumerate().filter_map(|(i, c)| Some((i, c?))) {
        let least = if matches!(i, 0 | 2 | 3) { BEST } else { GOOD };
        assert_digits(what, all_of(table).evenness[i], value, least);
    }
}

#[test]
fn small_tables_have_their_certified_values() {
    let (v1, v4) = (
        vec![vec![80, 20], vec![15, 85], vec![5, 95]],
        vec![vec![10, 90], vec![40, 60], vec![25, 75], vec![60, 40], vec![5, 95]],
    );
    let jt1 = vec![vec![100, 0], vec![60, 40], vec![40, 60], vec![0, 100]];
    let three = vec![vec![10, 30], vec![20, 20], vec![30, 10]];
    let t24 = vec![vec![40, 20, 5, 1], vec![20, 40, 60, 80]];
    let turned: Vec<Vec<u64>> = (0..4).map(|k| vec![t24[0][k], t24[1][k]]).collect();
    let m = [0.262_638_583_398_129_049, 0.106_561_978_372_546_042, 0.356_641_347_055_317_090_82];
    assert_evenness("V1", &v1, [Some(0.7), Some(0.75), None, Some(m[0]), Some(0.4975)]);
    assert_evenness("V4", &v4, [Some(55.0 / 126.0), Some(5.0 / 9.0), None, Some(m[1]), Some(29.0 / 144.0)]);
    let h = 0.514_524_702_772_665_680_500_9;
    assert_evenness("JT1", &jt1, [Some(0.6), Some(0.8), Some(h), Some(m[2]), Some(0.52)]);
    assert_evenness("three", &three, [Some(1.0 / 3.0), None, None, None, None]);
    let m = 0.186_586_735_544_835_014_63;
    assert_evenness("T24", &t24, [None, None, Some(0.135_383_659_897_810_009_84), Some(m), None]);
    assert_evenness(
        "T24 turned",
        &turned,
        [None, None, Some(0.333_035_591_302_402_425_513_4), Some(m), None],
    );
}

/// An index of the file of certified values, and what it is asked of.
fn certified_index(symbol: &str, group: &str) -> (Index, Form) {
    let index = match symbol {
        "D" => Index::Dissimilarity,
        "G" => Index::Gini,
        "H" => Index::Theil,
        "M" => Index::MutualInformation,
        "P" => Index::NormalisedExposure,
        "E" => Index::Entropy,
        "R" => Index::RelativeDiversity,
        "C" => Index::SquaredVariation,
        "A" => Index::AtkinsonSymmetric(GroupWeights::Equal),
        "V" => Index::CorrelationRatio,
        "O" => Index::Hutchens,
        "S" => Index::Gorard,
        "KM" => Index::KarmelMaclachlan,
        "MM" => Index::MinMax,
        "icc" => Index::Icc,
        "Rp" => Index::ConcentrationSummary,
        "ordinal_information" => Index::Ordinal(Ordinal::Information),
        "ordinal_variance" => Index::Ordinal(Ordinal::Variance),
        "ordinal_square_root" => Index::Ordinal(Ordinal::SquareRoot),
        "ordinal_absolute" => Index::Ordinal(Ordinal::Absolute),
        _ => Index::Atkinson { epsilon: symbol.strip_prefix("A_").unwrap().parse().unwrap() },
    };
    (index, if group.is_empty() { Form::All } else { Form::First })
}

/// Group `k` before the others.
fn led_by(cells: &[Vec<u64>], k: usize) -> Vec<Vec<u64>> {
    let led = |unit: &Vec<u64>| [&[unit[k]], &unit[..k], &unit[k + 1..]].concat();
    cells.iter().map(led).collect()
}

fn table(name: &str) -> Option<Vec<Vec<u64>>> {
    Some(match name {
        "V1" => vec![vec![80, 20], vec![15, 85], vec![5, 95]],
        "V4" => vec![vec![10, 90], vec![40, 60], vec![25, 75], vec![60, 40], vec![5, 95]],
        "JT1" => vec![vec![100, 0], vec![60, 40], vec![40, 60], vec![0, 100]],
        "T24" => vec![vec![40, 20, 5, 1], vec![20, 40, 60, 80]],
        "T24 turned" => vec![vec![40, 20], vec![20, 40], vec![5, 60], vec![1, 80]],
        "Z" => vec![vec![10, 0, 5], vec![0, 20, 5], vec![7, 3, 0], vec![0, 0, 9]],
        "three" => vec![vec![10, 30], vec![20, 20], vec![30, 10]],
        _ => {
            let roll = schools00()?;
            roll.counts(&roll.parts[0]).chunks_exact(roll.groups.len()).map(<[u64]>::to_vec).collect()
        }
    })
}

#[test]
fn every_index_has_its_certified_values() {
    let mut tables: BTreeMap<&str, Option<Vec<Vec<u64>>>> = BTreeMap::new();
    let (mut checked, mut wrong) = (0, Vec::new());
    for line in include_str!("../golden/indices.csv").lines() {
        let parts: Vec<&str> = line.split(',').collect();
        let [name, group, symbol, value] = parts[..] else { panic!("{line}") };
        let Some(cells) = tables.entry(name).or_insert_with(|| table(name)) else { continue };
        let (index, form) = certified_index(symbol, group);
        let cells = group.parse().map_or_else(|_| cells.clone(), |k| led_by(cells, k));
        let (found, certified) = (measured(index, form, &cells).unwrap(), value.parse().unwrap());
        let least = if form == Form::All && ["M", "H", "D"].contains(&symbol) { BEST } else { GOOD };
        checked += 1;
        if digits(found, certified) < least && (found - certified).abs() > WEAK {
            wrong.push(format!(
                "{name} {group} {symbol}: {found:e} has {:.1} digits",
                digits(found, certified)
            ));
        }
    }
    assert!(wrong.is_empty() && checked > 200, "{checked} values\n{}", wrong.join("\n"));
}

fn schools00() -> Option<Roll> {
    let text = data("us/schools00.csv")?;
    let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|line| line.split(',').collect()).collect();
    let column = |name: &str, place: usize| -> Column<'static> {
        let mut texts = Interner::default();
        let numbers = rows.iter().map(|row| texts.number(row[place].trim_matches('"'))).collect();
        texts.column(name, numbers).unwrap()
    };
    let counts: Vec<i64> = rows.iter().map(|row| row[4].parse().unwrap()).collect();
    let door = Door {
        by: vec![],
        unit: vec![column("school", 2)],
        group: vec![column("race", 3)],
        within: vec![column("state", 0), column("district", 1)],
        counting: Counting::Counts { chunks: vec![&counts], column: "n".to_owned() },
        masks: vec![],
        totals: None,
        rows: rows.len(),
        refuse_duplicates: true,
    };
    Some(door.enter().unwrap())
}

/// What the tests below ask of schools00.
struct Asked {
    nested: Vec<f64>,
    black_white: f64,
    expected: [f64; 3],
}

struct Question<'a>(&'a Roll);

impl Visitor for Question<'_> {
    type Output = Asked;

    fn visit<A: Amount>(self, table: &Table<'_, A>) -> Asked {
        let levels: Vec<&[u32]> = self.0.nests.levels.iter().map(|l| &l[..]).collect();
        let black = table.pair(1, None);
        Asked {
            nested: nested(table, &levels),
            black_white: dissimilarity(&table.pair(1, Some(4)).table()),
            expected: [
                expected(table, Index::MutualInformation, (0, 1)).unwrap(),
                expected(table, Index::Theil, (0, 1)).unwrap(),
                expected(&black.table(), Index::Dissimilarity, (0, 1)).unwrap(),
            ],
        }
    }
}

#[test]
fn two_thousand_schools_have_their_certified_values() {
    let Some(roll) = schools00() else { return };
    assert_eq!((roll.units.len(), roll.groups.len(), roll.pupils() as u64), (2045, 5, 877_739));
    let All { evenness, exposure, .. } = all(&roll);
    let asked = roll.visit(&roll.parts[0], Question(&roll));
    let [d, g, h, m, p] = evenness;
    assert_digits("M", m, 0.425_538_975_876_419_648_442_199, BEST);
    assert_digits("H", h, 0.418_808_314_641_944_652_741_11, BEST);
    assert_digits("D black-white", asked.black_white, 0.728_387_884_871_102_95, BEST);
    for (what, x, certified) in
        [("D", d, 0.619_699_898_863_552), ("G", g, 0.786_154_090_128_488), ("P", p, 0.433_154_454_405_768)]
    {
        assert!((x - certified).abs() < 1e-15, "{what}: {x}"); // printed to 15 decimals
    }
    let isolation = [
        0.056_088_619_384_059_180,
        0.611_959_574_521_421_579,
        0.442_620_335_919_989_616,
        0.089_194_461_759_781_005,
        0.794_300_703_565_429_589,
    ];
    for (k, certified) in isolation.into_iter().enumerate() {
        assert_digits("isolation", exposure[k][k], certified, GOOD);
    }
    let state = asked.nested[0];
    assert_digits("M state", state, 0.099_243_701_282_942_952_971, BEST);
    assert_digits("M district", state + asked.nested[1], 0.337_952_496_788_853_261_51, BEST);
    assert_digits("M school", asked.nested.iter().sum(), m, BEST);
}

#[test]
fn two_thousand_schools_have_their_expected_values() {
    let Some(roll) = schools00() else { return };
    let asked = roll.visit(&roll.parts[0], Question(&roll));
    for (x, own) in asked.expected.into_iter().zip([0.004_805_518_540, 0.004_729_510_656, 0.048_034_132_189])
    {
        assert!((x - own).abs() < 6e-13, "{x} {own}"); // printed to 12 decimals
    }
}

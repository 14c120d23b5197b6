//! Bounds of every measure against all tables that agree with what is known.

use super::{Bounds, Question, ask, bounds};
use crate::indices::{Entry, Form, Ground, Index, Parameters, catalogue, defined, value};
use crate::numeric::ln;
use crate::roll::{Amount, Column, Counting, Door, Kind, Label, Links, Part, Places, Roll, Table, Totals};
use proptest::prelude::*;

/// Rounding that a bound may have.
const ROUNDING: f64 = 1e-9;

/// A cell: visible pupils, and hidden rows between two numbers.
type Cell = (u64, Vec<(u32, u32)>);

fn roll(cells: &[Vec<Cell>], totals: &[Option<u64>]) -> Option<Roll> {
    let (mut units, mut groups, mut counts, mut masks) = (vec![], vec![], vec![], vec![]);
    for (j, row) in cells.iter().enumerate() {
        for (k, (visible, hidden)) in row.iter().enumerate() {
            let rows = std::iter::once(*visible as i64).chain(hidden.iter().map(|_| 0));
            masks.extend(hidden.iter().zip(1..).map(|((low, high), i)| (counts.len() + i, *low, *high)));
            for count in rows {
                units.push(j as i64);
                groups.push(k as i64);
                counts.push(count);
            }
        }
    }
    let numbers: Vec<i64> = (0..cells.len() as i64).collect();
    let column = |name, values| Column::integers(name, Kind::Integer, vec![values]);
    let door = Door {
        by: vec![],
        unit: vec![column("unit", &units)],
        group: vec![column("group", &groups)],
        within: vec![],
        counting: Counting::Counts { chunks: vec![&counts], column: "n".to_owned() },
        masks,
        totals: totals.iter().any(Option::is_some).then(|| Totals {
            columns: vec![column("unit", &numbers)],
            places: vec![0],
            pupils: totals.to_vec(),
            column: "n".to_owned(),
        }),
        rows: units.len(),
        refuse_duplicates: false,
    };
    let order: Vec<Vec<Label>> = (0..cells[0].len() as i64).map(|k| vec![Label::Integer(k)]).collect();
    let mut roll = door.enter().ok()?.ordered(&order);
    roll.places = Some(places(roll.units.len()));
    Some(roll)
}

/// Units on a line, each linked to the next.
fn places(units: usize) -> Places {
    let line: Vec<f64> = (0..units).map(|j| j as f64).collect();
    let neighbours = |j: usize| [j.checked_sub(1), (j + 1 < units).then_some(j + 1)].into_iter().flatten();
    let mut links = Links { first: vec![0], ..Links::default() };
    for j in 0..units {
        links.to.extend(neighbours(j).map(|i| i as u32));
        links.first.push(links.to.len());
    }
    links.weight = vec![1.0; links.to.len()];
    Places {
        y: vec![0.0; units],
        area: line.iter().map(|x| 1.0 + x).collect(),
        perimeter: line.iter().map(|x| 4.0 + x).collect(),
        centre: Some((0.0, 0.0)),
        links: Some(links),
        x: line,
    }
}

/// The answer of an entry about a whole table.
fn answer(
    (entry, index, unit): (&Entry, Index, f64),
    roll: &Roll,
    (focal, versus): (Option<usize>, Option<usize>),
    cells: &[u64],
) -> Option<f64> {
    let groups = roll.groups.len();
    let unit_totals: Vec<f64> = cells.chunks_exact(groups).map(|u| u.iter().sum::<u64>() as f64).collect();
    let group_totals: Vec<f64> =
        (0..groups).map(|k| cells.iter().skip(k).step_by(groups).sum::<u64>() as f64).collect();
    let total = group_totals.iter().sum();
    let table = Table { cells, unit_totals: &unit_totals, group_totals: &group_totals, total };
    if [focal, versus].into_iter().flatten().any(|k| group_totals[k] == 0.0) || total == 0.0 {
        return None;
    }
    let scores = roll.scores();
    let ground = Ground { order: &roll.order, scores: &scores, places: roll.places.as_ref() };
    match (focal, entry.form, versus) {
        (Some(a), Form::Pair, Some(b)) => ask_table(entry, index, &table, (a, b), &ground),
        (Some(a), _, versus) => ask_table(entry, index, &table.pair(a, versus).table(), (0, 1), &ground),
        (None, ..) => ask_table(entry, index, &table, (0, 0), &ground),
    }
    .map(|value| value / unit)
    .filter(|value| !value.is_nan())
}

fn ask_table<A: Amount>(
    entry: &Entry,
    index: Index,
    table: &Table<'_, A>,
    pair: (usize, usize),
    ground: &Ground<'_>,
) -> Option<f64> {
    if entry.uneven {
        defined(table).ok()?;
    }
    value(index, table, pair, ground).ok()
}

/// Every measure of a whole, in base 2 where there is a base.
fn measures() -> impl Iterator<Item = (&'static Entry, Index, f64)> {
    let entries = catalogue().filter(|entry| !matches!(entry.form, Form::Cell | Form::Unit));
    entries.map(|entry| {
        let given = |name: &str| match name {
            "base" => Some(Ok(2.0)),
            "beta" | "bandwidth" => Some(Ok(1.5)),
            "self_distance" => Some(Err("zero".to_owned())),
            "epsilon" => Some(Ok(0.3)),
            "threshold" => Some(Ok(0.4)),
            _ => None,
        };
        let given: Vec<_> =
            entry.parameters.iter().filter_map(|p| Some((p.name.to_owned(), given(p.name)?))).collect();
        let parameters = Parameters::new(entry.parameters, &given).unwrap();
        let based = entry.parameters.first().is_some_and(|p| p.name == "base");
        (entry, (entry.index)(&parameters), if based { ln(2.0) } else { 1.0 })
    })
}

fn foci(form: Form, groups: usize) -> Vec<(Option<usize>, Option<usize>)> {
    match form {
        Form::Pair => vec![(Some(0), Some(1)), (Some(1), Some(0))],
        Form::Whole => vec![(None, None)],
        Form::Group => vec![(Some(0), None), (Some(1), Some(0))],
        _ if groups > 2 => vec![(None, None), (Some(0), None), (Some(0), Some(1))],
        _ => vec![(None, None), (Some(0), None)],
    }
}

/// Bounds by all tables and without them.
fn both(
    roll: &Roll,
    measure: (&Entry, Index, f64),
    focus: (Option<usize>, Option<usize>),
) -> [Option<Bounds>; 2] {
    let value = |cells: &[u64]| answer(measure, roll, focus, cells);
    let question = Question {
        index: measure.1,
        form: measure.0.form,
        focal: focus.0,
        versus: focus.1,
        unit: measure.2,
        value: &value,
    };
    let part: &Part = &roll.parts[0];
    [bounds(roll, part, &question), ask::bounds(roll, part, &question, 0)]
}

fn check(roll: &Roll) -> Result<(), TestCaseError> {
    for measure in measures() {
        for focus in foci(measure.0.form, roll.groups.len()) {
            let [all, other] = both(roll, measure, focus);
            let name = (measure.0.name, focus);
            match (all, other) {
                (None, _) => {}
                (Some(all), None) => prop_assert!(false, "{name:?} {all:?}"),
                (Some(all), Some(other)) => {
                    prop_assert!(all.exact, "{name:?}");
                    prop_assert!(
                        other.low <= all.low + ROUNDING && all.high <= other.high + ROUNDING,
                        "{name:?} {all:?} {other:?}"
                    );
                    let close = |a: f64, b: f64| (a - b).abs() < ROUNDING;
                    prop_assert!(
                        !other.exact || close(all.low, other.low) && close(all.high, other.high),
                        "{name:?} {all:?} {other:?}"
                    );
                }
            }
        }
    }
    Ok(())
}

/// A table with few hidden rows; the second number of a hidden row says how many more than its
/// lowest there can be, the third how many there are.
fn tables() -> impl Strategy<Value = (Vec<Vec<Cell>>, Vec<Option<u64>>)> {
    let hidden = prop_oneof![
        5 => Just(vec![]),
        3 => prop::collection::vec((0u32..3, 0u32..4, any::<prop::sample::Index>()), 1..3),
    ];
    let cell = (0u64..9, hidden);
    (2usize..4).prop_flat_map(move |groups| {
        let row = (prop::collection::vec(cell.clone(), groups), prop::bool::weighted(0.6));
        (prop::collection::vec(row, 2..4), any::<bool>(), any::<bool>()).prop_map(|(rows, totals, all)| {
            let truth = |cell: &(u64, Vec<(u32, u32, prop::sample::Index)>)| {
                cell.0
                    + cell.1.iter().map(|h| u64::from(h.0) + h.2.index(h.1 as usize + 1) as u64).sum::<u64>()
            };
            let total = |row: &Vec<_>| row.iter().map(truth).sum::<u64>();
            let known =
                rows.iter().map(|(row, known)| (totals && (*known || all)).then(|| total(row))).collect();
            let mask = |h: &(u32, u32, prop::sample::Index)| (h.0, h.0 + h.1);
            let cells = rows
                .iter()
                .map(|(row, _)| row.iter().map(|c| (c.0, c.1.iter().map(mask).collect())).collect());
            (cells.collect(), known)
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn bounds_hold_every_table_and_exact_ones_are_reached((cells, totals) in tables()) {
        let Some(roll) = roll(&cells, &totals) else { return Ok(()) };
        check(&roll)?;
    }
}

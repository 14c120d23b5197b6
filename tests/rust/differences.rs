//! Laws of the parts of a difference (`indices.md` section 7.2).

use proptest::prelude::*;
use schoolmix::compare::{Comparison, Method, Scale, Side, compare};
use schoolmix::roll::Tally;

/// A few dozen roundings of numbers near 1, after fits within 1e-12.
const ROUNDING: f64 = 1e-11;
const METHODS: [Method; 3] = [Method::Shapley, Method::KarmelMaclachlan, Method::MoraRuizCastillo];
const SCALES: [Scale; 2] = [Scale::Fixed(1.0), Scale::Entropy];

type Cells = Vec<Vec<u64>>;

/// Two tables of one size, with zeros in up to one cell of `one_in`.
fn two(one_in: u32) -> impl Strategy<Value = (Cells, Cells)> {
    (2usize..8, 2usize..5).prop_flat_map(move |(units, groups)| {
        let cell = || prop_oneof![1 => Just(0u64), one_in => 1u64..60];
        let table = move || prop::collection::vec(prop::collection::vec(cell(), groups), units);
        (table(), table())
    })
}

fn side(cells: &Cells) -> Side {
    let flat: Vec<u64> = cells.iter().flatten().copied().collect();
    let names: Vec<u64> = (0..cells.len() as u64).collect();
    Side::of(&Tally::of(&flat, cells[0].len()).table(&flat), &names)
}

fn turned(cells: &Cells) -> Cells {
    (0..cells[0].len()).map(|k| cells.iter().map(|row| row[k]).collect()).collect()
}

fn found(before: &Cells, after: &Cells, method: Method) -> Option<Comparison> {
    compare(&side(before), &side(after), method, &SCALES).ok()
}

fn same(a: f64, b: f64) -> Result<(), TestCaseError> {
    prop_assert!((a - b).abs() < ROUNDING, "{a} {b}");
    Ok(())
}

proptest! {
    #[test]
    fn parts_add_up_and_units_and_groups_add_up_to_the_structure((before, after) in two(6)) {
        for method in METHODS {
            let Some(found) = found(&before, &after, method) else { continue };
            for (i, parts) in found.parts.iter().enumerate() {
                let sum = parts.additions + parts.removals + parts.group_marginal + parts.unit_marginal
                    + parts.interaction.unwrap_or_default() + parts.structural;
                same(sum, parts.after - parts.before)?;
                same(found.by_unit[i].iter().sum(), parts.structural)?;
                if method != Method::MoraRuizCastillo {
                    same(found.by_group[i].iter().sum(), parts.structural)?;
                }
            }
            prop_assert!(found.residual.is_none_or(|residual| residual <= 1e-12));
        }
    }

    #[test]
    fn swapping_the_years_turns_every_sign((before, after) in two(6)) {
        let (Some(one), Some(other)) =
            (found(&before, &after, Method::Shapley), found(&after, &before, Method::Shapley)) else { return Ok(()) };
        for (a, b) in one.parts.iter().zip(&other.parts) {
            same(a.additions, -b.removals)?;
            same(a.removals, -b.additions)?;
            same(a.group_marginal, -b.group_marginal)?;
            same(a.unit_marginal, -b.unit_marginal)?;
            same(a.structural, -b.structural)?;
        }
    }

    #[test]
    fn swapping_units_and_groups_exchanges_the_margins_of_m((before, after) in two(6)) {
        let (Some(one), Some(other)) = (
            found(&before, &after, Method::Shapley),
            found(&turned(&before), &turned(&after), Method::Shapley),
        ) else { return Ok(()) };
        let (a, b) = (one.parts[0], other.parts[0]);
        same(a.group_marginal, b.unit_marginal)?;
        same(a.unit_marginal, b.group_marginal)?;
        same(a.structural, b.structural)?;
        same(a.additions, b.additions)?;
        same(a.removals, b.removals)?;
    }

    #[test]
    fn a_year_that_only_changes_sizes_has_no_structural_part((before, _) in two(1000), times in prop::collection::vec(1u64..9, 8)) {
        let (units, groups): (Cells, Cells) = (
            before.iter().zip(&times).map(|(row, n)| row.iter().map(|cell| cell * n).collect()).collect(),
            before.iter().map(|row| row.iter().zip(&times).map(|(cell, n)| cell * n).collect()).collect(),
        );
        for after in [units, groups] {
            let Some(found) = found(&before, &after, Method::Shapley) else { continue };
            found.parts.iter().try_for_each(|parts| same(parts.structural, 0.0))?;
            found.by_unit[0].iter().try_for_each(|part| same(*part, 0.0))?;
        }
    }
}

#[test]
fn what_is_in_one_year_only_is_set_apart_until_nothing_is_left_to_set_apart() {
    // Group 2 is only in unit 3, which only the second table has; without them unit 2 has nobody before.
    let before = vec![vec![9, 1, 0], vec![2, 8, 0], vec![0, 0, 4], vec![0, 0, 0]];
    let after = vec![vec![8, 2, 0], vec![3, 7, 0], vec![5, 5, 0], vec![0, 0, 6]];
    let found = found(&before, &after, Method::Shapley).unwrap();
    assert_eq!((found.units.len(), found.groups.as_slice()), (2, &[0, 1][..]));
    let outside = found.outside.map(|outside| (outside.units, outside.groups));
    assert_eq!(outside, [(1, 1), (2, 1)]);
}

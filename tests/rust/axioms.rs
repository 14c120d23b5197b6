//! The axioms of every index (`trust.md` section 2, `indices.md` section 5) as one matrix: `o` is
//! a law, run on random tables; a number is a failure, shown by the stored counterexample of that
//! number; `.` is not stated. Two-group indices take the first group against the rest.

mod case;
mod own_weights;
mod row;
mod runner;

use crate::tables::Form::{self, All, First};
use case::{Case, Side, Stored};
use proptest::prelude::*;
use row::{Row, Scale};
use runner::Axiom;
use schoolmix::indices::{GroupWeights, Index, Ordinal, Rank, Reference, catalogue};

/// A few dozen roundings of numbers near 1 lie between two ways to the same value.
const ROUNDING: f64 = 1e-12;
/// What a counterexample must break an axiom by.
const CLEAR: f64 = 1e-6;

const COLUMNS: [Axiom; 16] = [
    Axiom::SizeInvariance,
    Axiom::UnitOrder,
    Axiom::OrganisationalEquivalence,
    Axiom::SplitNeverLowers,
    Axiom::TransferAcrossTheMean,
    Axiom::WeakTransfer,
    Axiom::StrictTransfer,
    Axiom::CompositionInvariance,
    Axiom::GroupDivision,
    Axiom::PupilShareDecomposition,
    Axiom::OwnWeightDecomposition,
    Axiom::ZeroAtEqualMix,
    Axiom::OneAtFullSeparation,
    Axiom::MostAtFullSeparation,
    Axiom::GroupSwap,
    Axiom::Range,
];

const fn row(symbol: &'static str, index: Index, form: Form, scale: Scale, verdicts: &'static str) -> Row {
    Row { symbol, index, form, scale, verdicts }
}

const fn atkinson(epsilon: f64) -> Index {
    Index::Atkinson { epsilon }
}

const fn rank(rank: Rank) -> Index {
    Index::RankOrder { rank, degree: Some(1) }
}

#[rustfmt::skip]
const AXIOMS: [Row; 44] = [
    //                                              size invariance   split never lowers   composition invariance
    //                                              | unit order      | across the mean    | group division
    //                                              | | organisation  | | weak transfer    | | pupil shares   0, 1, most
    //                                              | | |             | | | strict         | | | own weights  | | | swap, range
    row("M", Index::MutualInformation, All, Scale::Information,
                                                   "o o o             o o o o              1 o o o          o 1 o o o"),
    row("H", Index::Theil, All, Scale::One,        "o o o             o o o o              1 1 1 o          o o o o o"),
    row("D", Index::Dissimilarity, First, Scale::One,
                                                   "o o o             o o o 1              o 1 1 .          o o o o o"),
    row("D", Index::Dissimilarity, All, Scale::One,
                                                   "o o o             o o o 1              1 1 1 .          o o o o o"),
    row("G", Index::Gini, First, Scale::One,       "o o o             o o o o              o 1 1 .          o o o o o"),
    row("G", Index::Gini, All, Scale::One,         "o o o             o o o o              1 1 1 .          o o o o o"),
    row("A_ε", atkinson(0.1), First, Scale::One,   "o o o             o o o o              o 1 1 .          o o o 1 o"),
    row("A_ε", atkinson(0.5), First, Scale::One,   "o o o             o o o o              o 1 1 .          o o o o o"),
    row("A_ε", atkinson(0.9), First, Scale::One,   "o o o             o o o o              o 1 1 .          o o o 1 o"),
    row("O", Index::Hutchens, First, Scale::One,   "o o o             o o o o              o 1 1 o          o o o o o"),
    row("A", Index::AtkinsonSymmetric(GroupWeights::Equal), All, Scale::One,
                                                   "o o o             o o o o              o 1 1 o          o o o o o"),
    row("A", Index::AtkinsonSymmetric(GroupWeights::Shares), All, Scale::One,
                                                   "o o o             o o o o              1 o 1 o          o o o o o"),
    row("P", Index::NormalisedExposure, All, Scale::One,
                                                   "o o o             o o o o              1 1 1 .          o o o o o"),
    row("R", Index::RelativeDiversity, All, Scale::One,
                                                   "o o o             o o o o              1 1 1 o          o o o o o"),
    row("C", Index::SquaredVariation, All, Scale::One,
                                                   "o o o             o o o o              1 1 1 .          o o o o o"),
    row("V", Index::CorrelationRatio, First, Scale::One,
                                                   "o o o             o o o o              1 1 1 o          o o o o o"),
    row("xPx", Index::Isolation, First, Scale::Share,
                                                   "o o o             o o o o              1 1 1 .          1 o o 1 o"),
    row("S", Index::Gorard, First, Scale::Others,  "o o o             o o o 1              1 o 1 .          o 1 o 1 o"),
    row("HO", Index::Hoover(Reference::Total), First, Scale::Others,
                                                   "o o o             o o o 1              1 o 1 .          o 1 o 1 o"),
    row("HO", Index::Hoover(Reference::Other), First, Scale::One,
                                                   "o o o             o o o 1              o 1 1 .          o o o o o"),
    row("KM", Index::KarmelMaclachlan, First, Scale::Moved,
                                                   "o o o             o o o 1              1 1 1 .          o 1 o o o"),
    row("MM", Index::MinMax, First, Scale::One,    "o o o             o o o 1              o 1 1 .          o o o o o"),
    row("ls", Index::GroupInformation, First, Scale::Surprise,
                                                   "o o o             o o o o              1 o 1 o          o 1 o 1 o"),
    row("Rp", Index::ConcentrationSummary, First, Scale::One,
                                                   "o o o             1 o 2 2              1 1 1 .          o o o 1 1"),
    row("v", Index::ConcentrationProfile { threshold: 0.5 }, First, Scale::One,
                                                   "o o o             1 1 1 1              1 1 1 .          1 o o 1 o"),
    row("Col", Index::Coleman, All, Scale::Coleman,
                                                   "o o o             2 o o o              1 o 1 .          o o o o o"),
    row("aPb", Index::Exposure, All, Scale::One,   "o o o             . . . .              . . . .          . . . . o"),
    row("η²", Index::ExplainedVariance, All, Scale::One,
                                                   "o o o             o o o o              1 . 1 o          o o o o o"),
    row("Λ_H", Index::Ordinal(Ordinal::Information), All, Scale::One,
                                                   "o o o             o o o o              1 1 1 o          o o o o o"),
    row("Λ_V", Index::Ordinal(Ordinal::Variance), All, Scale::One,
                                                   "o o o             o o o o              1 1 1 o          o o o o o"),
    row("Λ_S", Index::Ordinal(Ordinal::SquareRoot), All, Scale::One,
                                                   "o o o             o o o o              1 1 1 o          o o o o o"),
    row("Λ_A", Index::Ordinal(Ordinal::Absolute), All, Scale::One,
                                                   "o o o             o o o 1              1 1 1 o          o o o o o"),
    row("H^R", rank(Rank::Information), All, Scale::One,
                                                   "o o o             . . . .              . . . .          o o . . ."),
    row("R^R", rank(Rank::Variance), All, Scale::One,
                                                   "o o o             . . . .              . . . .          o o . . ."),
    row("S^R", rank(Rank::SquareRoot), All, Scale::One,
                                                   "o o o             . . . .              . . . .          o o . . ."),
    row("xPx'", Index::IsolationWithoutSelf, First, Scale::One,
                                                   "1 o 1             . . . .              . . . .          . o o . o"),
    row("aPb'", Index::ExposureWithoutSelf, All, Scale::One,
                                                   "1 o 1             . . . .              . . . .          . . . . ."),
    row("V'", Index::CorrelationRatioWithoutSelf, First, Scale::One,
                                                   "1 o 1             . . . .              . . . .          1 o o . ."),
    row("ρ", Index::Icc, First, Scale::Intraclass, "1 o 1             . . . .              . . . .          1 o o o o"),
    row("ρ_z", Index::IccOfScores, All, Scale::Intraclass,
                                                   "1 o 1             . . . .              . . . .          1 o o o o"),
    row("E", Index::Entropy, All, Scale::Diversity,
                                                   "o o o             . . . .              . . . .          . . . o o"),
    row("E/ln K", Index::NormalisedEntropy, All, Scale::One,
                                                   "o o o             . . . .              . . . .          . . . o o"),
    row("λ", Index::SimpsonConcentration, All, Scale::Match,
                                                   "o o o             . . . .              . . . .          . . . o o"),
    row("I", Index::SimpsonInteraction, All, Scale::Differ,
                                                   "o o o             . . . .              . . . .          . . . o o"),
];

/// Counterexamples, by axiom; see [`Axiom::breach`] for what the numbers beside a table say.
#[rustfmt::skip]
const COUNTEREXAMPLES: [(Axiom, &[Stored]); 13] = [
    // Everything twice.
    (Axiom::SizeInvariance, &[Stored { table: &[&[8, 2], &[1, 5]], by: &[2] }]),
    // The first unit doubled, or doubled and cut in halves.
    (Axiom::OrganisationalEquivalence, &[Stored { table: &[&[8, 2], &[1, 5]], by: &[0, 1, 1] }]),
    (Axiom::SplitNeverLowers, &[
        // A unit below the mean in pieces of 30, 20 and 25, 25.
        Stored { table: &[&[90, 10], &[55, 45]], by: &[1, 30, 20] },
        // Two groups leave the third: they see more of each other.
        Stored { table: &[&[10, 10, 20], &[5, 0, 5]], by: &[0, 10, 10, 0] },
    ]),
    // One pupil makes half and half a majority.
    (Axiom::TransferAcrossTheMean, &[Stored { table: &[&[90, 10], &[50, 50]], by: &[0, 1, 1] }]),
    (Axiom::WeakTransfer, &[
        Stored { table: &[&[90, 10], &[50, 50]], by: &[0, 1, 1] },
        // Both below the mean.
        Stored { table: &[&[95, 5], &[50, 50], &[20, 80]], by: &[1, 2, 10] },
    ]),
    (Axiom::StrictTransfer, &[
        // Both above the mean.
        Stored { table: &[&[90, 10], &[80, 20], &[10, 90], &[0, 100]], by: &[0, 1, 3] },
        // Both below the mean.
        Stored { table: &[&[95, 5], &[50, 50], &[20, 80]], by: &[1, 2, 10] },
    ]),
    // The first group three times as large.
    (Axiom::CompositionInvariance, &[
        Stored { table: &[&[10, 30, 5], &[20, 20, 10], &[30, 10, 40]], by: &[0, 3] },
    ]),
    // The first group in halves.
    (Axiom::GroupDivision, &[Stored { table: &[&[30, 10, 5], &[20, 20, 10], &[10, 30, 40]], by: &[0, 1, 1] }]),
    // Two nests of two units.
    (Axiom::PupilShareDecomposition, &[
        Stored { table: &[&[30, 10, 5], &[20, 20, 10], &[10, 30, 40], &[5, 5, 50]], by: &[0, 0, 1, 1] },
    ]),
    (Axiom::ZeroAtEqualMix, &[Stored { table: &[&[30, 10], &[60, 20]], by: &[] }]),
    (Axiom::OneAtFullSeparation, &[Stored { table: &[&[10, 0], &[0, 30]], by: &[] }]),
    (Axiom::GroupSwap, &[Stored { table: &[&[80, 20], &[15, 85], &[5, 95]], by: &[] }]),
    // 1.23: the few of a large group that are with others count for both.
    (Axiom::Range, &[Stored { table: &[&[2, 5], &[46, 0]], by: &[] }]),
];

/// What the matrix says of an axiom: index by index, holds or the number of the counterexample.
fn column(axiom: Axiom) -> impl Iterator<Item = (&'static Row, char)> {
    let place = COLUMNS.iter().position(|a| *a == axiom).unwrap();
    AXIOMS
        .iter()
        .map(move |row| (row, row.verdicts.split_whitespace().nth(place).unwrap().chars().next().unwrap()))
}

/// Every index of which the matrix says so keeps the axiom in a case.
fn holds(axiom: Axiom, case: &Case) -> Result<(), TestCaseError> {
    for (row, _) in column(axiom).filter(|(_, verdict)| *verdict == 'o') {
        if let Some(breach) = axiom.breach(row, case) {
            prop_assert!(breach <= ROUNDING, "{axiom:?} of {} {:?}: {breach:e}", row.symbol, row.index);
        }
    }
    Ok(())
}

#[test]
fn every_failure_has_its_counterexample() {
    let mut wrong = Vec::new();
    for axiom in COLUMNS {
        let stored = COUNTEREXAMPLES.iter().find(|(a, _)| *a == axiom).map_or(&[][..], |(_, stored)| stored);
        for (row, verdict) in column(axiom) {
            let Some(number) = verdict.to_digit(10) else { continue };
            let breach = axiom.breach(row, &stored[number as usize - 1].case());
            if breach.is_none_or(|breach| breach <= CLEAR) {
                wrong.push(format!("{axiom:?} of {} {:?}: {breach:?}", row.symbol, row.index));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What a nest cannot know of itself: the mix of the whole, and a group that it lacks.
#[test]
fn parts_need_the_weights_and_thresholds_of_the_whole() {
    let unequal = Stored { table: &[&[30, 10], &[20, 20], &[10, 30], &[5, 50]], by: &[0, 0, 1, 1] };
    // Without the second group the first threshold counts once in the nest, and twice in the whole.
    let lacking = Stored {
        table: &[&[30, 0, 10, 5], &[10, 0, 5, 30], &[10, 30, 5, 5], &[5, 5, 50, 5]],
        by: &[0, 0, 1, 1],
    };
    for (index, stored) in [
        (Index::AtkinsonSymmetric(GroupWeights::Shares), unequal),
        (Index::Ordinal(Ordinal::Information), lacking),
    ] {
        let row = AXIOMS.iter().find(|row| row.index == index).unwrap();
        let weight = |nest: &_, whole: &_| own_weights::own_weight(index, nest, whole);
        let alone = runner::decomposed(row, &stored.case(), weight, |row, nest, _| row.value(nest)).unwrap();
        assert!(alone > CLEAR, "{index:?} {alone}");
    }
}

#[test]
fn every_index_of_whole_tables_has_a_row() {
    let asked = catalogue().filter(|e| !["local", "spatial"].contains(&e.kind));
    let missing: Vec<&str> =
        asked.map(|e| e.symbol).filter(|symbol| AXIOMS.iter().all(|row| row.symbol != *symbol)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert!(AXIOMS.iter().all(|row| row.verdicts.split_whitespace().count() == COLUMNS.len()));
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        max_global_rejects: u32::MAX,
        max_local_rejects: u32::MAX,
        ..ProptestConfig::default()
    })]

    #[test]
    fn size_invariance(case in case::with_numbers()) {
        holds(Axiom::SizeInvariance, &case)?;
    }

    #[test]
    fn unit_order(case in case::with_numbers()) {
        holds(Axiom::UnitOrder, &case)?;
    }

    #[test]
    fn organisational_equivalence(case in case::with_numbers()) {
        holds(Axiom::OrganisationalEquivalence, &case)?;
    }

    #[test]
    fn a_split_never_lowers(case in case::with_unit()) {
        holds(Axiom::SplitNeverLowers, &case)?;
    }

    #[test]
    fn a_transfer_across_the_mean_never_raises(case in case::with_transfer(Side::Across)) {
        holds(Axiom::TransferAcrossTheMean, &case)?;
    }

    #[test]
    fn a_transfer_never_raises(case in case::with_transfer(Side::Any)) {
        holds(Axiom::WeakTransfer, &case)?;
    }

    #[test]
    fn a_transfer_on_one_side_of_the_mean_lowers(case in case::with_transfer(Side::Same)) {
        holds(Axiom::StrictTransfer, &case)?;
    }

    #[test]
    fn composition_invariance(case in case::with_group()) {
        holds(Axiom::CompositionInvariance, &case)?;
    }

    #[test]
    fn group_division(case in case::with_group()) {
        holds(Axiom::GroupDivision, &case)?;
    }

    #[test]
    fn parts_add_up_with_pupil_shares(case in case::with_nests()) {
        holds(Axiom::PupilShareDecomposition, &case)?;
    }

    #[test]
    fn parts_add_up_with_own_weights(case in case::with_nests()) {
        holds(Axiom::OwnWeightDecomposition, &case)?;
    }

    #[test]
    fn equal_mixes_have_none(case in case::proportional()) {
        holds(Axiom::ZeroAtEqualMix, &case)?;
    }

    #[test]
    fn full_separation_has_the_most(case in case::separated()) {
        holds(Axiom::OneAtFullSeparation, &case)?;
        holds(Axiom::MostAtFullSeparation, &case)?;
    }

    #[test]
    fn two_groups_are_swapped(case in case::two_groups()) {
        holds(Axiom::GroupSwap, &case)?;
    }

    #[test]
    fn range(case in case::with_numbers()) {
        holds(Axiom::Range, &case)?;
    }
}

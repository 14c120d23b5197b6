"""Groups in order: published values, the curve behind rank-order measures, and what cannot be asked."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import schoolmix as sm

PRINTED = 6e-14  # the reference prints thirteen decimals
SE = 5.1e-10  # and nine of standard errors
ORDINAL = ["ordinal_information", "ordinal_variance", "ordinal_square_root", "ordinal_absolute"]
RANK = ["rank_information", "rank_variance", "rank_square_root"]
QUINTILES = [0.291504418478727, 0.319167723295732, 0.252889125189416, 0.346649889902485]
SMALL = [0.0544268169511324, 0.0684582379952481, 0.0393557833937857, 0.0772442588726514]
LINES = [0.3027663239403, 0.3349045576945, 0.2604811174747]
CURVES = [0.3123929060949, 0.3347366898807, 0.2775516867067]
NAMES = {1: "poorest", 2: "poor", 3: "middle", 4: "rich", 5: "richest"}


def wide(rows, order=None):
    """Return a roll of a small matrix, units by groups, whose names do not sort in their order."""
    names = ["low", "lower middle", "middle", "higher middle", "top", "high"][: len(rows[0])]
    frame = pd.DataFrame(rows, columns=names).assign(unit=[f"u{j}" for j in range(len(rows))])
    return sm.Roll.from_wide(frame, unit="unit", groups=names, order=names if order is None else order)


def values(roll, measures):
    return sm.measure(roll, measures)["estimate"].to_numpy()


def of_degree(degree):
    return [sm.Measure(name, degree=degree) for name in RANK]


def index(roll, measure="rank_information"):
    """Return the row of the index of a rank-order measure."""
    return sm.rank_order(roll, measure).query("term == 'index'").iloc[0]


@pytest.fixture(scope="module")
def frame(data):
    return pd.read_csv(data / "us" / "school_ses.csv")


@pytest.fixture(scope="module")
def quintiles(frame):
    return sm.Roll(frame, unit="school_id", group="ses_quintile", order=[1, 2, 3, 4, 5])


@pytest.fixture(scope="module")
def small(data):
    table = pd.read_csv(data / "oracle" / "tables" / "ordinal_small.csv")
    return sm.Roll(table, unit="unit", group="group", count="n", order=sorted(table["group"].unique()))


# Values


def test_ordinal_measures_have_their_printed_values(quintiles, small):
    np.testing.assert_allclose(values(quintiles, ORDINAL), QUINTILES, rtol=0, atol=1e-14)
    np.testing.assert_allclose(values(small, ORDINAL), SMALL, rtol=0, atol=1e-14)


def test_rank_order_measures_have_their_printed_values(quintiles, small):
    np.testing.assert_allclose(values(quintiles, of_degree(1)), LINES, rtol=0, atol=PRINTED)
    np.testing.assert_allclose(values(quintiles, of_degree(2)), CURVES, rtol=0, atol=PRINTED)
    for degree, known in [(1, 0.0562872167217), (2, 0.0445075329111)]:
        assert abs(values(small, of_degree(degree))[0] - known) < PRINTED


def test_an_ordered_categorical_brings_its_own_order(frame, quintiles):
    named = pd.Categorical(frame["ses_quintile"].map(NAMES), list(NAMES.values()), ordered=True)
    roll = sm.Roll(frame.assign(ses=named), unit="school_id", group="ses")
    assert roll.order == tuple(NAMES.values())
    assert roll.groups == sorted(NAMES.values())
    assert values(roll, ORDINAL + RANK).tolist() == values(quintiles, ORDINAL + RANK).tolist()
    other = sm.Roll(frame.assign(ses=named), unit="school_id", group="ses", order=list(NAMES.values())[::-1])
    np.testing.assert_allclose(values(other, ORDINAL + RANK), values(roll, ORDINAL + RANK), atol=1e-13)


def test_the_order_matters_and_the_order_of_rows_does_not(frame, quintiles):
    shuffled = sm.Roll(
        frame.sample(frac=1, random_state=1), unit="school_id", group="ses_quintile", order=(1, 2, 3, 4, 5)
    )
    assert values(shuffled, ORDINAL + RANK).tolist() == values(quintiles, ORDINAL + RANK).tolist()
    wrong = sm.Roll(frame, unit="school_id", group="ses_quintile", order=[3, 1, 5, 2, 4])
    assert (values(wrong, ORDINAL) < 0.6 * values(quintiles, ORDINAL)).all()


def test_contributions_of_units_add_up_to_ordinal_measures(quintiles):
    parts = sm.local(quintiles, ORDINAL).groupby("measure", sort=False)["contribution"].sum()
    np.testing.assert_allclose(parts, QUINTILES, rtol=0, atol=1e-14)


# The curve


def test_terms_give_the_curve_its_error_and_its_index(quintiles):
    terms = sm.rank_order(quintiles, [*of_degree(1), *RANK])
    assert list(terms) == ["measure", "term", "estimate", "se", "degree", "r_squared", "thresholds", "note"]
    assert terms["term"].tolist() == ["p^0", "p^1", "index"] * 3 + ["p^0", "p^1", "p^2", "index"] * 3
    assert set(terms["thresholds"]) == {4}
    assert terms["r_squared"].between(0.8, 1, inclusive="neither").all()
    found = terms[terms["term"] == "index"]
    np.testing.assert_allclose(found["estimate"], LINES + CURVES, rtol=0, atol=PRINTED)
    np.testing.assert_allclose(found["se"].iloc[[0, 3]], [0.012199761, 0.001780919], rtol=0, atol=SE)
    assert found["degree"].tolist() == [1] * 3 + [2] * 3
    assert (terms["se"] > 0).all()


def test_the_profile_gives_the_binary_index_at_every_threshold(frame, quintiles):
    profile = sm.profile(quintiles, RANK)
    assert list(profile) == ["measure", "focal", "versus", "at", "estimate", "fitted", "weight", "note"]
    assert profile["measure"].tolist() == [name for name in RANK for _ in range(4)]
    for measure, binary in zip(RANK, ["H", "V", "O"], strict=True):
        rows = profile[profile["measure"] == measure].reset_index(drop=True)
        beta = sm.rank_order(quintiles, measure)["estimate"].iloc[:-1]
        np.testing.assert_allclose(np.polynomial.polynomial.polyval(rows["at"], beta), rows["fitted"], atol=1e-14)
        for threshold, row in rows.iterrows():
            below = sm.Roll(frame.assign(low=frame["ses_quintile"] <= threshold + 1), unit="school_id", group="low")
            assert row["at"] == (frame["ses_quintile"] <= threshold + 1).mean()
            assert row["estimate"] == pytest.approx(sm.measure(below, binary, focal=True)["estimate"].item(), abs=1e-14)
    at = profile["at"].iloc[:4]
    information = -(at * np.log2(at) + (1 - at) * np.log2(1 - at))
    np.testing.assert_allclose(profile["weight"].iloc[:4], information**2, atol=1e-14)


def test_the_degree_leaves_a_threshold_to_spare_unless_one_is_asked_for():
    rows = [[9, 6, 4, 2, 1, 3], [2, 5, 7, 5, 3, 3], [1, 2, 4, 8, 9, 3]]
    for groups, degree in [(3, 1), (4, 1), (5, 2), (6, 3)]:
        found = index(wide([row[:groups] for row in rows]))
        assert (found["degree"], found["thresholds"]) == (degree, groups - 1)
        assert np.isfinite(found["se"]) == (groups > 3)
    exact = sm.Measure("rank_information", degree=4)
    profile = sm.profile(wide(rows), exact)
    np.testing.assert_allclose(profile["fitted"], profile["estimate"], atol=1e-12)
    assert np.isnan(index(wide(rows), exact)["se"])


def test_a_negative_index_is_told(data):
    frame = pd.read_csv(data / "us" / "schools00.csv")
    roll = sm.Roll(frame, unit="school", group="race", count="n", order=sorted(frame["race"].unique()))
    found = index(roll, sm.Measure("rank_square_root", degree=2))
    assert found["estimate"] == pytest.approx(-0.0221259308377455, abs=1e-13)
    assert found["note"] == "below 0: wrong order, or too high a degree"
    assert index(roll, sm.Measure("rank_square_root", degree=1))["note"] == ""


def test_a_negative_index_is_told_by_measure_too(data):
    frame = pd.read_csv(data / "us" / "schools00.csv")
    roll = sm.Roll(frame, unit="school", group="race", count="n", order=sorted(frame["race"].unique()))
    answer = sm.measure(roll, sm.Measure("rank_square_root", degree=2))
    assert answer["note"].item() == "below 0: wrong order, or too high a degree"


def test_tables_side_by_side_have_curves_of_their_own(frame):
    roll = sm.Roll(frame, unit="school_id", group="ses_quintile", by="ethnic_group", order=[1, 2, 3, 4, 5])
    terms, curve = sm.rank_order(roll, RANK), sm.profile(roll, RANK)
    for group, rows in frame.groupby("ethnic_group"):
        alone = sm.Roll(rows, unit="school_id", group="ses_quintile", order=[1, 2, 3, 4, 5])
        for side, own in [(terms, sm.rank_order(alone, RANK)), (curve, sm.profile(alone, RANK))]:
            here = side[side["ethnic_group"] == group].drop(columns="ethnic_group").reset_index(drop=True)
            pd.testing.assert_frame_equal(here, own, check_exact=True)


# What has no value, and what cannot be asked


@pytest.mark.parametrize(
    ("rows", "note"),
    [
        ([[3, 4, 5]], "one unit"),
        ([[3, 4], [5, 2]], "too few thresholds"),
        ([[3, 0, 4], [5, 0, 2]], "too few thresholds"),
        ([[3], [4]], "one group"),
    ],
)
def test_without_thresholds_enough_there_is_no_curve(rows, note):
    roll = wide(rows)
    for answer in (sm.measure(roll, RANK), sm.rank_order(roll, RANK), sm.profile(roll, RANK)):
        assert answer["measure"].tolist() == RANK
        assert answer["estimate"].isna().all()
        assert set(answer["note"]) == {note}
    ordinal = sm.measure(roll, ORDINAL)
    assert ordinal["estimate"].isna().all() == (note != "too few thresholds")


def test_a_curve_that_is_not_there_has_no_degree(quintiles):
    found = index(quintiles, sm.Measure("rank_information", degree=4))
    assert found["note"] == "too few thresholds"
    assert found[["estimate", "se", "degree", "r_squared", "thresholds"]].isna().all()


def test_without_an_order_nothing_ordinal_is_asked(frame):
    roll = sm.Roll(frame, unit="school_id", group="ses_quintile")
    asks = [lambda name=name: sm.measure(roll, name) for name in ORDINAL + RANK]
    asks += [lambda: sm.local(roll, "Λ_H"), lambda: sm.rank_order(roll), lambda: sm.profile(roll, "rank_variance")]
    for ask in asks:
        with pytest.raises(sm.InputError) as caught:
            ask()
        assert (caught.value.kind, caught.value.column) == ("NoOrder", "roll")
        assert "order=" in caught.value.remedy


@pytest.mark.parametrize(
    ("ask", "column"),
    [
        (lambda roll: sm.measure(roll, "ordinal_information", focal=1), "focal"),
        (lambda roll: sm.measure(roll, "rank_information", focal=1, versus=2), "focal"),
        (lambda roll: sm.local(roll, "rank_information"), "measures"),
        (lambda roll: sm.rank_order(roll, "D"), "measures"),
        (lambda roll: sm.rank_order(roll, ["rank_information", "ordinal_information"]), "measures"),
        (lambda roll: sm.profile(roll, "D"), "measures"),
        (lambda roll: sm.profile(roll, "rank_information", at=[0.5]), "at"),
        (lambda roll: sm.profile(roll, "concentration_profile"), "at"),
        (lambda roll: sm.profile(roll, "concentration_profile", at=[]), "at"),
        *[
            (lambda roll, degree=degree: sm.rank_order(roll, sm.Measure("rank_information", degree=degree)), "degree")
            for degree in (0, -1, 1.5, 13, "two")
        ],
    ],
)
def test_what_means_nothing_here_is_refused(quintiles, ask, column):
    with pytest.raises(sm.InputError) as caught:
        ask(quintiles)
    assert (caught.value.kind, caught.value.column) == ("BadOption", column)
    assert caught.value.remedy


def test_hidden_counts_have_no_curve():
    frame = pd.DataFrame({"unit": list("aabb"), "group": [1, 2, 1, 2], "n": ["<5", "7", "8", "9"]})
    roll = sm.Roll(frame, unit="unit", group="group", count="n", masks={"<5": (1, 4)}, order=[1, 2])
    for ask in (sm.rank_order, sm.profile):
        with pytest.raises(sm.InputError) as caught:
            ask(roll, "rank_information")
        assert (caught.value.kind, caught.value.count) == ("SuppressedMarker", 1)

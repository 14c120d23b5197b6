"""What chance alone would give: exact, and what shuffled pupils give on average."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import schoolmix as sm

NINE, TWELVE = 0.5e-9 + 1e-15, 0.5e-12 + 1e-15  # decimals that the reference prints
EXACT = 1e-12  # some hundred thousand rounded terms
DRAWS, ERRORS = 400, 4  # shuffles, and the Monte Carlo errors by which their mean may be off
V1 = [[80, 20], [15, 85], [5, 95]]
V4 = [[10, 90], [40, 60], [25, 75], [60, 40], [5, 95]]


def wide(rows):
    frame = pd.DataFrame(rows, columns=[f"g{k}" for k in range(len(rows[0]))])
    frame.insert(0, "unit", [f"u{j}" for j in range(len(rows))])
    return sm.Roll.from_wide(frame, unit="unit", groups=list(frame)[1:])


def value(roll, measure, **options):
    return sm.expected(roll, measure, **options)["estimate"].item()


@pytest.mark.parametrize(
    ("rows", "known"),
    [
        (V1, {"D": 0.069382304, "M": 0.003359646, "V": 0.006688963}),
        (V4, {"D": 0.079196302, "M": 0.004032363}),
    ],
)
def test_small_tables_have_the_values_of_the_reference(rows, known):
    for measure, printed in known.items():
        assert abs(value(wide(rows), measure, focal="g0") - printed) < NINE


def test_two_thousand_schools_have_the_values_of_the_reference(data):
    frame = pd.read_csv(data / "us" / "schools00.csv")
    roll = sm.Roll(frame, unit="school", group="race", count="n")
    known = {("M", None): 0.004805518540, ("H", None): 0.004729510656, ("D", "black"): 0.048034132189}
    known |= {("D", "asian"): 0.126958835751, ("V", "black"): 0.002328713124, ("P", None): 0.002328713124}
    for (measure, focal), printed in known.items():
        assert abs(value(roll, measure, focal=focal) - printed) < TWELVE, measure


def test_variance_measures_expect_units_over_pupils():
    roll = wide([[9, 1, 5], [0, 7, 3], [2, 2, 2], [4, 0, 0]])
    expected = (4 - 1) / (roll.pupils - 1)
    assert value(roll, "P") == pytest.approx(expected, abs=EXACT)
    shares = roll.to_frame().groupby("group")["pupils"].sum() / roll.pupils
    for group, share in shares.items():
        assert value(roll, "V", focal=group) == pytest.approx(expected, abs=EXACT)
        isolation = value(roll, "isolation", focal=group)
        assert isolation == pytest.approx(share + (1 - share) * expected, abs=EXACT)
        meets = sm.expected(roll, "exposure", focal=group)["estimate"].sum()
        assert isolation + meets == pytest.approx(1, abs=EXACT)


def test_equal_classes_of_twenty_five_look_segregated_by_chance():
    """Binomial values of the reference; with many classes fixed margins hardly differ from it."""
    for share, printed in {0.05: 0.3688, 0.10: 0.2718, 0.28: 0.1754, 0.5: 0.1612}.items():
        classes = 4000
        focal = round(share * classes * 25)
        rows = np.zeros((classes, 2), dtype=int)
        rows[:, 0] = np.diff(np.linspace(0, focal, classes + 1).astype(int))
        rows[:, 1] = 25 - rows[:, 0]
        assert abs(value(wide(rows.tolist()), "D") - printed) < 1e-4


@pytest.mark.parametrize("measure", ["D", "H", "M", "P", "isolation", "exposure"])
def test_shuffled_pupils_give_it_on_average(measure):
    rng = np.random.default_rng(20)
    rows = [[8, 1, 3], [2, 9, 0], [4, 4, 4], [1, 0, 6]]
    roll = wide(rows)
    frame = roll.to_frame()
    pupils = frame.loc[frame.index.repeat(frame["pupils"]), ["unit", "group"]].reset_index(drop=True)
    draws = []
    for draw in range(DRAWS):
        pupils["group"] = rng.permutation(pupils["group"])
        draws.append(pupils.assign(draw=draw))
    shuffled = sm.measure(sm.Roll(pd.concat(draws), unit="unit", group="group", by="draw"), measure)
    estimates = shuffled["estimate"].to_numpy().reshape(DRAWS, -1)
    errors = abs(estimates.mean(axis=0) - sm.expected(roll, measure)["estimate"])
    assert (errors < ERRORS * estimates.std(axis=0) / DRAWS**0.5).all()


def test_what_is_no_sum_over_cells_is_the_mean_of_drawn_tables():
    answer = sm.expected(wide(V1), "G", replicates=2000, rng=3)
    assert answer["seed"].item() == 3
    assert "mean of 2000 random allocations, standard error" in answer["note"].item()
    # With three units of one size G is a multiple of the mean difference of two of them; D is not, but near it.
    assert value(wide(V1), "D") < answer["estimate"].item() < 2 * value(wide(V1), "D")


@pytest.mark.parametrize("margins", ["fixed", "free"])
def test_drawn_tables_agree_with_the_exact_value(margins):
    """Free margins add next to nothing to M: (J-1)(K-1)/(2T) is the same to first order."""
    exact = value(wide(V1), "M")
    drawn = sm.expected(wide(V1), "M", margins=margins, level=0.9, replicates=20_000, rng=5)
    error = drawn["se"].item() / 20_000**0.5
    assert (drawn["estimate"].item() == exact) == (margins == "fixed")
    free = drawn["estimate"].item() if margins == "free" else (drawn["low"].item() + drawn["high"].item()) / 2
    assert abs(free - exact) < (4 * error + 1e-5 if margins == "free" else exact)
    assert drawn["low"].item() < exact < drawn["high"].item()


def test_those_who_move_together_are_spread_less_evenly():
    roll = wide([[8, 12], [5, 15], [9, 11], [2, 18]] * 5)
    alone, pairs, threes = (
        sm.expected(roll, "D", clusters=clusters, replicates=2000, rng=1)["estimate"].item()
        for clusters in ({1: 1.0}, {2: 1.0}, {3: 1.0})
    )
    assert alone == pytest.approx(value(roll, "D"), rel=0.02)
    assert alone * 1.2 < pairs < threes


def test_classes_are_dealt_over_schools_as_they_are():
    """Two schools of two classes each, two classes all x and two all y: a third of the pairings separate fully."""
    frame = pd.DataFrame({"school": list("aabb"), "class": [1, 2, 3, 4], "x": [5, 5, 0, 0], "y": [0, 0, 5, 5]})
    roll = sm.Roll.from_wide(frame, unit="class", groups=["x", "y"], within="school")
    found = sm.expected(roll, "D", clusters="units", replicates=3000, rng=2)
    assert abs(found["estimate"].item() - 1 / 3) < 4 * (2 / 9 / 3000) ** 0.5
    tested = sm.test(roll, measures="D", clusters="units", replicates=3000, rng=2)
    assert tested["estimate"].item() == 1
    assert abs(tested["p_value"].item() - 1 / 3) < 0.04


def test_one_pupil_units_are_segregated_whatever_happens(data):
    frame = pd.read_csv(data / "oracle" / "tables" / "edge_one_person_units.csv")
    roll = sm.Roll(frame, unit="unit", group="group", count="n")
    assert sm.expected(roll, ["D", "H", "P"])["estimate"].tolist() == pytest.approx([1, 1, 1], abs=EXACT)


def test_nothing_is_drawn_with_fixed_margins():
    assert "seed" not in sm.expected(wide(V1))
    pd.testing.assert_frame_equal(sm.expected(wide(V1), rng=1), sm.expected(wide(V1), rng=2))


def test_undefined_stays_undefined():
    answer = sm.expected(wide([[3, 4]]), ["D", "M", "V"])
    assert answer["estimate"].isna().all()
    assert set(answer["note"]) == {"one unit"}


def test_entropy_does_not_depend_on_who_sits_where():
    roll = wide(V4)
    assert value(roll, sm.Measure("E", base=2)) == pytest.approx(
        sm.measure(roll, sm.Measure("E", base=2))["estimate"].item(), abs=1e-15
    )

"""What every unit adds: contributions add up, and agree with what others publish."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import schoolmix as sm

ADDING_UP = 1e-13  # contributions of some thousand units, each rounded, against their sum
PUBLISHED = 6e-8  # the Urban Institute prints seven decimals
PRINTED = 0.5e-6 + 1e-12  # the reference prints six decimals
LOCAL = ["D", "H", "M", "P", "V", "isolation", "exposure"]
V1 = pd.DataFrame({"site": ["a", "b", "c"], "low": [80, 15, 5], "high": [20, 85, 95]})


def wide(frame=V1, **parts):
    return sm.Roll.from_wide(frame, unit="site", groups=["low", "high"], **parts)


@pytest.fixture(scope="module")
def schools(data):
    frame = pd.read_csv(data / "us" / "schools00.csv")
    return sm.Roll(frame, unit="school", group="race", count="n", by="state")


@pytest.mark.parametrize("measure", [*LOCAL, sm.Measure("M", base=2)])
@pytest.mark.parametrize("focus", [{}, {"focal": "black"}, {"focal": "black", "versus": "white"}])
def test_contributions_add_up_to_the_total(schools, measure, focus):
    keys = ["state", "measure", "focal", "versus"]
    parts = sm.local(schools, measure, **focus).groupby(keys, dropna=False, sort=False)
    total = sm.measure(schools, measure, **focus)
    assert len(parts) == len(total)
    np.testing.assert_allclose(parts["contribution"].sum(), total["estimate"], rtol=0, atol=ADDING_UP)
    np.testing.assert_allclose(parts["weight"].sum(), 1, rtol=0, atol=ADDING_UP)
    np.testing.assert_allclose(parts["share"].sum(), 1, rtol=0, atol=ADDING_UP * 100)


def test_a_contribution_is_weight_times_estimate(schools):
    for measure in LOCAL:
        answer = sm.local(schools, measure, focal="black", versus="white").query("weight > 0")
        np.testing.assert_allclose(answer["weight"] * answer["estimate"], answer["contribution"], rtol=1e-14)


@pytest.mark.parametrize(
    ("x", "y", "shares"),
    [
        ([80, 15, 5], [20, 85, 95], [0.5, 0.196429, 0.303571]),
        ([10, 40, 25, 60, 5], [90, 60, 75, 40, 95], [0.204545, 0.136364, 0.034091, 0.363636, 0.261364]),
    ],
)
def test_shares_of_dissimilarity_are_those_of_the_reference(x, y, shares):
    roll = wide(pd.DataFrame({"site": [f"u{i}" for i in range(len(x))], "low": x, "high": y}))
    np.testing.assert_allclose(sm.local(roll, "D")["share"], shares, rtol=0, atol=PRINTED)


def test_contributions_are_the_published_ones_of_milwaukee(data):
    frame = pd.read_csv(data / "us" / "milwaukee_schools_level1.csv", dtype={"schoolId": str})
    frame["majority_pop"] = frame["pop"] - frame["minority_pop"]
    roll = sm.Roll.from_wide(frame, unit="schoolId", groups=["minority_pop", "majority_pop"])
    ours = sm.local(roll, "D").set_index("schoolId")["share"]
    published = frame.set_index("schoolId")["sci"]
    assert len(published) == 209
    assert abs(ours - published).max() < PUBLISHED
    answer = sm.measure(roll, ["D", "V"], focal="minority_pop").set_index("measure")["estimate"]
    np.testing.assert_allclose(answer, [0.617673780274, 0.391105031504], rtol=0, atol=1e-12)


def test_units_more_diverse_than_the_whole_have_a_negative_entropy_gap(data):
    frame = pd.read_csv(data / "us" / "schools00.csv")
    roll = sm.Roll(frame, unit="school", group="race", count="n")
    gap, divergence = (sm.local(roll, measure)["estimate"] for measure in "HM")
    assert (gap < 0).sum() == 257
    assert (divergence >= 0).all()


def test_units_come_sorted_with_their_keys():
    frame = V1.assign(brin=["B", "A", "A"]).sample(frac=1, random_state=1)
    answer = sm.local(sm.Roll.from_wide(frame, unit=["brin", "site"], groups=["low", "high"]), ["M", "D"])
    assert list(answer) == "brin site measure focal versus weight estimate contribution share note".split()  # noqa: SIM905
    assert answer[["brin", "site"]].apply("".join, axis=1).tolist() == ["Ab", "Ac", "Ba"] * 2
    assert answer["measure"].tolist() == ["M"] * 3 + ["D"] * 3


def test_no_segregation_has_no_shares():
    answer = sm.local(wide(V1.assign(high=V1["low"] * 2)), ["D", "M", "P"])
    assert answer["contribution"].abs().max() < 1e-15
    assert (answer["share"].isna() | (answer["share"].abs() <= 1)).all()


def test_a_unit_without_the_two_groups_adds_nothing():
    frame = V1.assign(other=[0, 0, 0])
    frame.loc[3] = ["d", 0, 0, 7]
    roll = sm.Roll.from_wide(frame, unit="site", groups=["low", "high", "other"])
    answer = sm.local(roll, ["D", "M", "V", "H"], focal="low", versus="high").query("site == 'd'")
    assert answer["weight"].eq(0).all()
    assert answer["contribution"].eq(0).all()
    assert answer["estimate"].isna().all()

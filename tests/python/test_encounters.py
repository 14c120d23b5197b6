"""Who meets whom: chances, what chance gives, the parts of a change, and concentration."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import schoolmix as sm
from schoolmix.errors import InputError

ROUNDING = 1e-12
V1 = pd.DataFrame({"site": ["a", "b", "c"], "low": [80, 15, 5], "high": [20, 85, 95]})
HEAD = ["focal", "versus", "chance", "expected", "difference", "pupils", "note"]


def wide(frame=V1, groups=("low", "high"), **parts):
    return sm.Roll.from_wide(frame, unit="site", groups=list(groups), **parts)


@pytest.fixture(scope="module")
def schools(data):
    """Schools of three states with company for every pupil."""
    frame = pd.read_csv(data / "us" / "schools00.csv")
    frame = frame[frame.groupby("school")["n"].transform("sum") > 1]
    return sm.Roll(frame, unit="school", group="race", count="n", by="state")


def test_a_row_over_all_groups_adds_up_to_one(schools):
    for without_self in (True, False):
        found = sm.encounters(schools, without_self=without_self)
        assert list(found) == ["state", *HEAD]
        for column in ("chance", "expected"):
            sums = found.groupby(["state", "focal"])[column].sum()
            np.testing.assert_allclose(sums, 1, rtol=0, atol=ROUNDING)


def test_groups_meet_each_other_equally_often(schools):
    """T_a aPb = T_b bPa: every meeting has two sides."""
    found = sm.encounters(schools)
    there = found.assign(meetings=found["chance"] * found["pupils"]).set_index(["state", "focal", "versus"])["meetings"]
    back = there.reorder_levels(["state", "versus", "focal"]).loc[there.index]
    np.testing.assert_allclose(there, back.to_numpy(), rtol=1e-12)


def test_chances_are_isolation_and_exposure(schools):
    for names, without_self in (
        (["isolation_without_self", "exposure_without_self"], True),
        (["isolation", "exposure"], False),
    ):
        found = sm.encounters(schools, without_self=without_self).set_index(["state", "focal", "versus"])
        for verb, column in ((sm.measure, "chance"), (sm.expected, "expected")):
            alone = verb(schools, names).assign(versus=lambda f: f["versus"].fillna(f["focal"]))
            alone = alone.set_index(["state", "focal", "versus"])["estimate"]
            assert len(alone) == len(found)
            np.testing.assert_array_equal(found[column], alone.loc[found.index])


def test_chance_gives_shares_without_oneself():
    found = sm.encounters(wide()).set_index(["focal", "versus"])["expected"]
    assert found["low", "low"] == pytest.approx(99 / 299)
    assert found["low", "high"] == pytest.approx(200 / 299)
    assert found["high", "low"] == pytest.approx(100 / 299)


def test_a_change_has_two_parts_that_add_up(schools):
    frame = schools.to_frame()
    frame["n"] = frame.pop("pupils") * np.where(frame["race"] == "black", 2, 1) + 1
    later = sm.Roll(frame, unit="school", group="race", count="n", by="state")
    for without_self in (True, False):
        found = sm.encounters(schools, later, without_self=without_self)
        np.testing.assert_allclose(found["group_part"] + found["evenness_part"], found["difference"], atol=ROUNDING)
        before, after = (
            sm.encounters(roll, without_self=without_self).query("focal == versus")["chance"]
            for roll in (schools, later)
        )
        assert found["before"].tolist() == before.tolist()
        assert found["after"].tolist() == after.tolist()
        assert (found.query("focal == 'black'")["group_part"] > 0).all()


def test_equal_growth_everywhere_is_no_change_of_evenness_without_oneself_counting():
    found = sm.encounters(wide(), wide(V1.assign(low=V1["low"] * 10, high=V1["high"] * 10)), without_self=False)
    assert found[["difference", "group_part", "evenness_part"]].abs().max(axis=None) < ROUNDING


def test_undefined_is_null_with_a_reason():
    alone = wide(V1.assign(low=[1, 15, 5], high=[0, 85, 95]))
    found = sm.encounters(alone)
    assert found["chance"].isna().all()
    assert set(found["note"]) == {"a unit has one pupil"}
    assert sm.encounters(alone, without_self=False)["chance"].notna().all()
    changed = sm.encounters(wide(), alone)
    assert changed["before"].notna().all()
    assert changed[["after", "difference", "group_part"]].isna().all(axis=None)
    assert set(changed["note"]) == {"a unit has one pupil"}
    years = pd.concat([V1.assign(year=1, low=0), V1.assign(year=2)])
    empty = sm.encounters(wide(years, by="year")).query("year == 1 and focal == 'low'")
    assert set(empty["note"]) == {"group has no pupils"}


def test_concentration_is_that_of_the_reference():
    found = sm.concentration(wide(), focal="low")
    assert found["share"].tolist() == pytest.approx([0.8, 0.8, 0])
    assert found["share_of_all"].tolist() == pytest.approx([1 / 3, 1 / 3, 0])
    assert found["units"].tolist() == [1, 1, 0]
    assert list(found) == ["focal", "threshold", "share", "share_of_all", "units", "pupils", "note"]
    everyone = sm.concentration(wide(), thresholds=[0.0, 0.9])
    assert everyone["focal"].tolist() == ["high"] * 2 + ["low"] * 2
    assert everyone["share"].tolist() == pytest.approx([1, 95 / 200, 1, 0])


def test_concentration_is_the_profile(schools):
    found = sm.concentration(schools, focal="black", thresholds=[0.3, 0.6])
    for threshold, rows in found.groupby("threshold"):
        profile = sm.measure(schools, sm.Measure("concentration_profile", threshold=threshold), focal="black")
        assert rows["share"].tolist() == profile["estimate"].tolist()


@pytest.mark.parametrize(
    ("kind", "call"),
    [
        ("BadOption", lambda: sm.encounters(wide(), without_self="yes")),
        ("UnmatchedKey", lambda: sm.encounters(wide(), wide(V1.assign(year=1), by="year"))),
        ("BadOption", lambda: sm.concentration(wide(), thresholds=[])),
        ("BadOption", lambda: sm.concentration(wide(), thresholds=[1.0])),
        ("BadOption", lambda: sm.concentration(wide(), thresholds=[-0.1])),
        ("BadOption", lambda: sm.concentration(wide(), thresholds="half")),
        ("BadOption", lambda: sm.concentration(wide(), thresholds=["half"])),
        ("UnknownGroup", lambda: sm.concentration(wide(), focal="Low")),
        ("FractionalCount", lambda: sm.encounters(wide(weighted=True))),
    ],
)
def test_what_has_no_meaning_is_refused(kind, call):
    with pytest.raises(InputError) as caught:
        call()
    assert caught.value.kind == kind
    assert caught.value.remedy


def test_hidden_counts_are_refused():
    masked = wide(V1.astype({"low": str}).replace({"low": {"5": "<9"}}), masks={"<9": (1, 8)})
    for verb in (sm.encounters, sm.concentration):
        with pytest.raises(InputError) as caught:
            verb(masked)
        assert caught.value.kind == "SuppressedMarker"

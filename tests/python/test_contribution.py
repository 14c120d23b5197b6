"""What every school adds to segregation: sums, chance, nests, neighbourhoods, and what others publish."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import schoolmix as sm
from schoolmix.errors import InputError

ADDING_UP = 1e-12  # contributions of some thousand units, each rounded, against their sum
PRINTED = 0.5e-6 + 1e-12  # the reference prints six decimals
PUBLISHED = 1e-6  # the Urban Institute prints seven decimals
COLUMNS = "share contribution expected excess funnel_low funnel_high pupils note".split()  # noqa: SIM905
V1 = pd.DataFrame({"site": ["a", "b", "c"], "low": [80, 15, 5], "high": [20, 85, 95]})
KEYS = ["state", "district"]


def wide(frame=V1, unit="site", groups=("low", "high"), **parts):
    return sm.Roll.from_wide(frame, unit=unit, groups=list(groups), **parts)


@pytest.fixture(scope="module")
def frame(data):
    return pd.read_csv(data / "us" / "schools00.csv")


def test_excess_is_that_of_the_reference():
    found = sm.contribution(wide(), focal="low")
    assert found["contribution"].tolist() == pytest.approx([0.35, 0.1375, 0.2125], abs=1e-15)
    assert found["excess"].tolist() == pytest.approx([0.326872, 0.114373, 0.189373], abs=2 * PRINTED)
    assert found["excess"].sum() == pytest.approx(0.630618, abs=PRINTED)
    assert list(found) == ["site", "focal", "versus", *COLUMNS]


@pytest.mark.parametrize("focus", [{}, {"focal": "black"}, {"focal": "black", "versus": "white"}])
def test_contributions_add_up_to_d_and_chance_to_its_expected_value(frame, focus):
    roll = sm.Roll(frame, unit="school", group="race", count="n", by="state")
    found = sm.contribution(roll, **focus).groupby("state")
    for verb, column in ((sm.measure, "contribution"), (sm.expected, "expected")):
        np.testing.assert_allclose(found[column].sum(), verb(roll, "D", **focus)["estimate"], rtol=0, atol=ADDING_UP)
    parts = sm.local(roll, "D", **focus)
    assert sm.contribution(roll, **focus)["contribution"].tolist() == parts["contribution"].tolist()


def test_with_nests_the_whole_is_the_schools_own_nest(frame):
    roll = sm.Roll(frame, unit="school", group="race", count="n", within=["state", "district"])
    found = sm.contribution(roll, focal="black").merge(frame[["school", *KEYS]].drop_duplicates(), on="school")
    summed = found.groupby(KEYS)[["contribution", "expected"]].sum(min_count=1)
    by = sm.Roll(frame, unit="school", group="race", count="n", by=KEYS)
    for verb, column in ((sm.measure, "contribution"), (sm.expected, "expected")):
        of_nest = verb(by, "D", focal="black").set_index(KEYS)["estimate"]
        np.testing.assert_allclose(summed[column], of_nest.loc[summed.index], rtol=0, atol=ADDING_UP)
    alone = found.groupby(KEYS)["school"].transform("size") == 1
    assert alone.any()
    assert found.loc[alone, "contribution"].isna().all()
    assert set(found.loc[alone, "note"]) <= {"one unit", "one group", "group has no pupils"}


def test_shares_of_the_contribution_are_the_published_ones_of_milwaukee(data):
    table = pd.read_csv(data / "us" / "milwaukee_schools_level1.csv", dtype={"schoolId": str})
    table["majority_pop"] = table["pop"] - table["minority_pop"]
    roll = wide(table, unit="schoolId", groups=["minority_pop", "majority_pop"])
    found = sm.contribution(roll, focal="minority_pop").set_index("schoolId")["contribution"]
    assert abs(found / found.sum() - table.set_index("schoolId")["sci"]).max() < PUBLISHED


def test_funnels_hold_what_chance_gives_and_no_school_that_is_segregated():
    rng = np.random.default_rng(5)
    sizes = rng.integers(20, 400, 200)
    pupils = rng.permutation(np.repeat([1, 0], [sizes.sum() // 3, sizes.sum() - sizes.sum() // 3]))
    low = np.add.reduceat(pupils, np.r_[0, sizes.cumsum()[:-1]])
    table = pd.DataFrame({"site": np.arange(200), "low": low, "high": sizes - low})
    found = sm.contribution(wide(table), focal="low")
    outside = (found["share"] < found["funnel_low"]) | (found["share"] > found["funnel_high"])
    assert outside.mean() < 0.05 + 4 * (0.05 * 0.95 / 200) ** 0.5
    widths = (found["funnel_high"] - found["funnel_low"]).to_numpy()[np.argsort(sizes)]
    assert widths[:20].mean() > 2 * widths[-20:].mean()
    segregated = sm.contribution(wide(), focal="low")
    assert ((segregated["share"] < segregated["funnel_low"]) | (segregated["share"] > segregated["funnel_high"])).all()


def test_a_school_that_mirrors_its_segregated_neighbourhood_adds_nothing_to_the_gap_with_it():
    roll = wide(V1.assign(area=["x", "y", "y"]), within="area")
    living = pd.DataFrame({"home": [1, 2], "area": ["x", "y"], "low": [400, 100], "high": [100, 900]})
    reference = wide(living, unit="home", within="area")
    pairs = pd.DataFrame({"site": ["a", "b", "c"], "home": [1, 2, 2]})
    found = sm.contribution(wide(), focal="low", reference=reference, match=pairs)
    # t |p - r| / (2 T P (1 - P)) with r = .8, .1, .1.
    assert found["neighbourhood_contribution"].tolist() == pytest.approx([0, 5 / (400 / 3), 5 / (400 / 3)], abs=1e-14)
    assert (found["neighbourhood_excess"] <= 1e-14).sum() == 3
    assert found["contribution"].tolist() == pytest.approx([0.35, 0.1375, 0.2125], abs=1e-15)
    everyone = sm.contribution(wide(), reference=reference, match=pairs)
    for column in ("contribution", "neighbourhood_contribution", "neighbourhood_expected"):
        assert everyone[column].tolist() == pytest.approx(found[column].tolist(), abs=1e-14)
    nested = sm.contribution(roll, focal="low", reference=reference, match="area")
    assert nested["note"].tolist()[0] == "one unit"
    assert nested["neighbourhood_contribution"].isna().tolist() == [True, False, False]


def test_the_gap_by_chance_is_that_of_drawn_schools():
    """Draw schools of 40 from 300 pupils together; the rest is the neighbourhood."""
    table = pd.DataFrame({"site": ["a", "b"], "low": [9, 71], "high": [31, 189]})
    reference = wide(pd.DataFrame({"home": [1], "low": [81], "high": [179]}), unit="home")
    match = pd.DataFrame({"site": ["a"], "home": [1]})
    found = sm.contribution(wide(table), focal="low", reference=reference, match=match).iloc[0]
    drawn = np.random.default_rng(2).hypergeometric(90, 210, 40, size=200_000)
    gaps = 40 * abs(drawn / 40 - (90 - drawn) / 260) / (2 * 300 * (80 / 300) * (220 / 300))
    assert abs(found["neighbourhood_expected"] - gaps.mean()) < 4 * gaps.std() / len(gaps) ** 0.5


def test_undefined_is_null_with_a_reason():
    found = sm.contribution(wide(V1.iloc[[0]]), focal="low").iloc[0]
    assert (np.isnan(found["contribution"]), found["share"], found["note"]) == (True, 0.8, "one unit")
    three = V1.assign(other=0)
    three.loc[3] = ["d", 0, 0, 7]
    last = sm.contribution(wide(three, groups=["low", "high", "other"]), focal="low", versus="high").iloc[3]
    assert (last["contribution"], last["expected"], last["pupils"]) == (0, 0, 0)
    assert np.isnan(last["share"])
    assert last["note"] == "the unit has none of these pupils"
    assert sm.contribution(wide())[["share", "funnel_low", "funnel_high"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("BadOption", {"reference": wide(V1.rename(columns={"site": "home"}), unit="home")}),
        ("BadOption", {"match": "site"}),
        ("UnknownGroup", {"focal": "Low"}),
        ("BadOption", {"versus": "low"}),
    ],
)
def test_options_without_meaning_are_refused(kind, options):
    with pytest.raises(InputError) as caught:
        sm.contribution(wide(), **options)
    assert caught.value.kind == kind
    assert caught.value.remedy


def test_hidden_counts_and_weights_are_refused():
    masked = wide(V1.astype({"low": str}).replace({"low": {"5": "<9"}}), masks={"<9": (1, 8)})
    for roll, kind in ((masked, "SuppressedMarker"), (wide(weighted=True), "FractionalCount")):
        with pytest.raises(InputError) as caught:
            sm.contribution(roll, focal="low")
        assert caught.value.kind == kind

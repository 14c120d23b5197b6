"""Measures: values known in 50 digits, edge tables, what is asked and how the answer looks."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import schoolmix as sm

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "indices.json").read_text(encoding="utf-8"))
BEST, GOOD = 15, 14  # digits (LRE) promised for D, H and M, and for every other index
WEAK = 4e-16  # near 0 M is a difference of larger terms: two roundings of a number near 1 are allowed
PRINTED = 0.5e-6 + 1e-12  # the reference prints six decimals
SMALL = ["D", "G", "H", "M", "P", "E"]
EVENNESS = ["D", "G", "H", "M", "P", "V"]


def wide(rows):
    """Return a roll of a small matrix, units by groups."""
    frame = pd.DataFrame(rows, columns=[f"g{k}" for k in range(len(rows[0]))])
    frame["unit"] = [f"u{j}" for j in range(len(rows))]
    return sm.Roll.from_wide(frame, unit="unit", groups=[c for c in frame if c != "unit"])


def value(roll, measure, **options):
    return sm.measure(roll, measure, **options)["estimate"].item()


def assert_digits(found, certified, least, floor=0.0):
    certified = float(certified)
    digits = 17 if found == certified else -math.log10(abs(found - certified) / abs(certified))
    assert digits >= least or abs(found - certified) < floor, f"{found!r} has {digits:.1f} digits of {certified!r}"


@pytest.fixture(scope="module")
def schools(data):
    frame = pd.read_csv(data / "us" / "schools00.csv")
    return sm.Roll(frame, unit="school", group="race", count="n", within=["state", "district"])


@pytest.fixture(scope="module")
def edge(data):
    """Read an edge table of the reference as a roll."""

    def read(name):
        frame = pd.read_csv(data / "oracle" / "tables" / f"edge_{name}.csv")
        amount = {"count": "n"} if frame["n"].dtype.kind == "i" else {"weight": "n"}
        return sm.Roll(frame, unit="unit", group="group", **amount)

    return read


@pytest.fixture(params=GOLDEN["values"])
def certified(request):
    """Give a table and its values."""
    name = request.param
    roll = request.getfixturevalue("schools") if name == "schools00" else wide(GOLDEN["tables"][name])
    return roll, GOLDEN["values"][name]


# Values


@pytest.mark.parametrize("measure", SMALL)
def test_indices_have_their_certified_digits(certified, measure):
    roll, values = certified
    assert_digits(value(roll, measure), values[measure], BEST if measure in "DHM" else GOOD)


@pytest.mark.parametrize("measure", ["D", "G", "H", "M", "V", "E"])
def test_a_group_against_the_rest_has_its_certified_digits(certified, measure):
    roll, values = certified
    for group, one in zip(roll.groups, values["against_rest"], strict=True):
        assert_digits(value(roll, measure, focal=group), one[measure], GOOD, floor=WEAK)


def test_exposures_have_their_certified_digits(certified):
    roll, values = certified
    answer = sm.measure(roll, ["isolation", "exposure"])
    for row in answer.itertuples():
        a = roll.groups.index(row.focal)
        b = a if pd.isna(row.versus) else roll.groups.index(row.versus)
        known = float(values["exposure"][a][b])
        assert row.estimate == known == 0 or assert_digits(row.estimate, known, GOOD) is None


@pytest.mark.parametrize(
    ("rows", "p", "values"),
    [
        ([[80, 20], [15, 85], [5, 95]], 1 / 3, {"D": 0.7, "G": 0.75, "H": 0.412620, "V": 0.4975, "isolation": 0.665}),
        (
            [[10, 90], [40, 60], [25, 75], [60, 40], [5, 95]],
            0.28,
            {"D": 0.436508, "G": 0.555556, "H": 0.179714, "V": 0.201389, "isolation": 0.425},
        ),
        (
            [[100, 0], [60, 40], [40, 60], [0, 100]],
            0.5,
            {"D": 0.6, "G": 0.8, "H": 0.514525, "V": 0.52, "isolation": 0.76},
        ),
    ],
    ids=["V1", "V4", "JT1"],
)
def test_two_groups_have_the_values_of_the_reference(rows, p, values):
    roll = wide(rows)
    for measure, known in values.items():
        assert abs(value(roll, measure, focal="g0") - known) <= PRINTED, measure
    counts = roll.to_frame().groupby("group")["pupils"].sum()
    assert abs(counts["g0"] / roll.pupils - p) <= PRINTED


def test_two_thousand_schools_have_the_values_that_users_know(schools):
    known = {"M": 0.42553897587642, "H": 0.418808314641945, "D": 0.619699898863552, "P": 0.433154454405768}
    for measure, printed in known.items():
        assert abs(value(schools, measure) - printed) < 1e-14, measure  # 14 or 15 decimals are printed
    black_white = value(schools, "D", focal="black", versus="white")
    assert abs(black_white - 0.728387884871103) < 1e-15
    assert abs(value(schools, sm.Measure("M", base=2)) - 0.613922970201879) < 1e-15


# Edge tables (section 1 of the reference): undefined is null with a reason, never 0 or NaN


@pytest.mark.parametrize(("name", "reason"), [("one_unit", "one unit"), ("single_group", "one group")])
def test_evenness_of_one_unit_or_one_group_is_null_with_the_reason(edge, name, reason):
    answer = sm.measure(edge(name), EVENNESS)
    assert answer["estimate"].isna().all()
    assert set(answer["note"]) == {reason}


def test_one_unit_meets_itself(edge):
    roll = edge("one_unit")
    assert sm.measure(roll, "isolation")["estimate"].tolist() == [1 / 6, 1 / 3, 1 / 2]
    assert value(roll, "E") == pytest.approx(1.0114042647073518, abs=1e-15)


def test_a_single_group_meets_only_itself(edge):
    roll = edge("single_group")
    assert value(roll, "isolation") == 1
    assert value(roll, "E") == 0
    assert sm.measure(roll, "exposure").empty


def test_an_empty_group_is_dropped_with_a_notice_and_changes_nothing(edge, data):
    roll = edge("empty_group")
    assert roll.notes == ["1 group without pupils dropped"]
    frame = pd.read_csv(data / "oracle" / "tables" / "edge_empty_group.csv").query("n > 0")
    without = sm.Roll(frame, unit="unit", group="group", count="n")
    pd.testing.assert_frame_equal(sm.measure(roll, SMALL), sm.measure(without, SMALL))


@pytest.mark.parametrize("measure", [*EVENNESS, "isolation", "exposure"])
def test_an_empty_group_as_focal_is_null_with_the_reason(edge, measure):
    answer = sm.measure(edge("empty_group"), measure, focal="g3")
    assert answer["estimate"].isna().all()
    assert answer["note"].str.contains("no pupils").all()


@pytest.mark.parametrize("measure", [*EVENNESS, "isolation", "exposure"])
def test_a_group_that_is_empty_in_one_table_is_null_there(measure):
    frame = pd.DataFrame({"year": [1, 1, 1, 1, 2, 2, 2], "site": list("aabbaab"), "group": list("xyxyxyz")})
    answer = sm.measure(sm.Roll(frame, unit="site", group="group", by="year"), measure, focal="z", versus="x")
    first = answer[answer["year"] == 1]
    assert first["estimate"].isna().all()
    assert set(first["note"]) == {"group has no pupils"}


def test_an_empty_unit_is_dropped_with_a_notice(edge):
    roll = edge("empty_unit")
    assert roll.notes == ["1 unit without pupils dropped"]
    assert value(roll, "D") == pytest.approx(0.55, abs=1e-15)


def test_nobody_at_all_is_an_error(edge):
    with pytest.raises(sm.InputError) as caught:
        edge("all_zero")
    assert caught.value.kind == "EmptyInput"


@pytest.mark.parametrize("name", ["perfect_segregation", "one_person_units"])
def test_full_separation_is_one(edge, name):
    roll = edge(name)
    for measure in ["D", "G", "H", "P", "V", "isolation"]:
        assert sm.measure(roll, measure)["estimate"].tolist() == pytest.approx([1] * len(sm.measure(roll, measure)))
    assert value(roll, "M") == pytest.approx(value(roll, "E"), abs=1e-15)
    assert set(sm.measure(roll, "exposure")["estimate"]) == {0.0}


def test_equal_mix_is_zero(edge):
    answer = sm.measure(edge("no_segregation"), EVENNESS)
    assert answer["estimate"].abs().max() < 1e-15


@pytest.mark.parametrize("name", ["huge_counts", "tiny_weights", "fractional"])
def test_size_alone_changes_nothing(edge, name):
    roll = edge(name)
    scale = {"huge_counts": 1e-9, "tiny_weights": 2.0**400, "fractional": 2.0**-900}[name]
    frame = roll.to_frame()
    frame["weight"] = frame.iloc[:, -1] * scale
    scaled = sm.Roll(frame, unit="unit", group="group", weight="weight")
    np.testing.assert_allclose(
        sm.measure(scaled, SMALL)["estimate"], sm.measure(roll, SMALL)["estimate"], rtol=1e-13, atol=0
    )


@pytest.mark.parametrize("size", [1e-320, 1e-300, 1e-160, 1e-20, 1e20, 1e140, 1e150, 1e160, 1e250, 1e299])
def test_weights_of_any_size_have_the_value_of_their_shares(size):
    frame = pd.DataFrame({"unit": list("aabb"), "group": list("xyxy"), "w": [size * n for n in (1.0, 3.0, 2.0, 1.0)]})
    answer = sm.measure(sm.Roll(frame, unit="unit", group="group", weight="w"), EVENNESS)
    exact = sm.measure(wide([[1, 3], [2, 1]]), EVENNESS)
    tolerance = 1e-3 if size < 1e-310 else 1e-13  # a subnormal number holds few digits of its own
    np.testing.assert_allclose(answer["estimate"], exact["estimate"], rtol=tolerance)


# What is asked


def test_a_row_an_estimate():
    roll = wide([[3, 1, 2], [1, 4, 0]])
    shapes = {"D": 1, "G": 1, "H": 1, "M": 1, "E": 1, "P": 1, "isolation": 3, "V": 3, "exposure": 6}
    for measure, rows in shapes.items():
        answer = sm.measure(roll, measure)
        assert list(answer) == ["measure", "focal", "versus", "estimate", "units", "pupils", "note"]
        assert len(answer) == rows
        assert answer["focal"].isna().all() == (rows == 1)
    pairs = sm.measure(roll, "exposure")[["focal", "versus"]].apply(tuple, axis=1).tolist()
    assert pairs == [(a, b) for a in roll.groups for b in roll.groups if a != b]
    assert len(sm.measure(roll)) == 3
    assert set(sm.measure(roll, list(shapes), focal="g1")["focal"]) == {"g1"}


def test_against_another_group_only_these_two_count():
    roll = wide([[3, 1, 2], [1, 4, 0], [0, 0, 9]])
    two = wide([[3, 1], [1, 4]])
    for measure in [*EVENNESS, "E", "isolation"]:
        answer = sm.measure(roll, measure, focal="g0", versus="g1")
        assert answer["estimate"].item() == pytest.approx(value(two, measure, focal="g0", versus="g1"), abs=1e-15)
        assert (answer["units"].item(), answer["pupils"].item()) == (2, 9)


def test_the_base_divides_the_logarithm():
    roll = wide([[3, 1, 2], [1, 4, 0]])
    for name in "ME":
        for base in (2, 10, 2.5):
            answer = sm.measure(roll, sm.Measure(name, base=base))
            assert answer["measure"].item() == f"{name}(base={base:g})"
            assert answer["estimate"].item() * math.log(base) == pytest.approx(value(roll, name), abs=1e-15)


@pytest.mark.parametrize(
    ("ask", "kind"),
    [
        (("Q",), "UnknownMeasure"),
        (("d",), "UnknownMeasure"),
        ((sm.Measure("D", base=2),), "UnknownOption"),
        ((sm.Measure("M", epsilon=2),), "UnknownOption"),
        ((sm.Measure("M", base=1),), "BadOption"),
        ((sm.Measure("M", base=0),), "BadOption"),
        ((sm.Measure("M", base=-2),), "BadOption"),
        ((sm.Measure("M", base=math.inf),), "BadOption"),
        ((sm.Measure("M", base=math.nan),), "BadOption"),
        (([],), "BadOption"),
        (("D", "nobody"), "UnknownGroup"),
        (("D", "g0", "nobody"), "UnknownGroup"),
        (("D", None, "g0"), "BadOption"),
        (("D", "g0", "g0"), "BadOption"),
    ],
)
def test_what_cannot_be_asked_is_an_error(ask, kind):
    measures, focal, versus = (*ask, None, None)[:3]
    with pytest.raises(sm.InputError) as caught:
        sm.measure(wide([[3, 1], [1, 4]]), measures, focal=focal, versus=versus)
    assert caught.value.kind == kind
    assert caught.value.remedy
    assert caught.value.column


@pytest.mark.parametrize("measures", [3, None, [None], {"D"}])
def test_what_is_no_measure_is_an_error(measures):
    with pytest.raises(sm.InputError):
        sm.measure(wide([[3, 1], [1, 4]]), measures)

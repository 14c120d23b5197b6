"""Priorities: the class of every wish, by hand and beside a plain loop, and bad input."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import schoolmix as sm
from schoolmix.priority import classes, nearest

P = sm.Priority


def market():
    pupils = pd.DataFrame(
        {
            "pupil": [10, 20, 30],
            "x": [0.0, 100.0, np.nan],
            "y": [0.0, 0.0, 0.0],
            "municipality": ["M", "N", None],
            "sibling": ["B", None, "C"],
            "preschool": ["B", "B", None],
            "indication": [True, False, True],
        }
    )
    schools = pd.DataFrame(
        {
            "school": ["A", "B", "C"],
            "x": [0.0, 60.0, 200.0],
            "y": [0.0, 0.0, 0.0],
            "municipality": ["M", "M", "N"],
            "kind": ["public", "public", "private"],
            "city": [False, False, True],
        }
    )
    wishes = pd.DataFrame(
        {
            "pupil": [10, 10, 10, 20, 20, 30, 30],
            "school": ["A", "B", "C", "B", "C", "C", "A"],
            "rank": [1, 2, 3, 2, 1, 1, 2],
        },
        index=[5, 5, 6, 0, 1, 2, 3],  # what the rows are called does not matter
    )
    return wishes, pupils, schools


@pytest.mark.parametrize(
    ("tiers", "expected"),
    [
        (None, [0] * 7),
        ([], [0] * 7),
        ("sibling", [1, 0, 1, 1, 1, 0, 1]),
        ([P("sibling", first_choice=True)], [1, 1, 1, 1, 1, 0, 1]),
        ([P("sibling"), P("preschool")], [2, 0, 2, 1, 2, 0, 2]),
        ([P("preschool"), "sibling"], [2, 0, 2, 0, 2, 1, 2]),
        ([P("concept", column="sibling")], [1, 0, 1, 1, 1, 0, 1]),
        ([P("nearest", schools=1)], [0, 1, 1, 0, 1, 1, 1]),
        ([P("nearest", schools=2)], [0, 0, 1, 0, 1, 1, 1]),
        ([P("nearest", schools=2, least=1, of="kind")], [0, 1, 0, 0, 0, 1, 1]),
        ([P("nearest", schools=9)], [0, 0, 0, 0, 0, 1, 1]),
        ([P("within", metres=60)], [0, 0, 1, 0, 1, 1, 1]),
        ([P("resident")], [0, 0, 1, 1, 0, 1, 1]),
        ([P("resident", at="city")], [1, 1, 1, 1, 0, 1, 1]),
        ([P("resident", except_at="city")], [0, 0, 1, 1, 1, 1, 1]),
        ([P("trait", column="indication", value=True)], [0, 0, 0, 1, 1, 0, 0]),
        ([P("trait", column="indication", value=True, with_=P("preschool"))], [1, 0, 1, 1, 1, 1, 1]),
        ([P("trait", column="indication", value=True, with_=P("preschool", first_choice=True))], [1] * 7),
    ],
)
def test_classes_are_those_of_the_first_tier_that_holds(tiers, expected):
    found, _ = classes(tiers, *market())
    assert found.tolist() == expected
    assert found.dtype == np.int64


def test_flags_of_wishes_go_before_a_column_of_pupils():
    wishes, pupils, schools = market()
    flagged = wishes.assign(sibling=[True, False, False, False, True, False, False])
    assert classes("sibling", flagged, pupils, schools)[0].tolist() == [0, 1, 1, 1, 0, 1, 1]


def test_who_has_no_place_or_value_is_noted_and_counted():
    found = classes([P("nearest", schools=1), P("within", metres=1), P("resident")], *market())[1]
    assert found == [
        "priority 'nearest' does not hold for 1 pupils without x, y",
        "priority 'within' does not hold for 1 pupils without x, y",
        "priority 'resident' does not hold for 1 pupils without municipality",
    ]
    assert classes("sibling", *market())[1] == []


def test_the_order_of_rows_does_not_matter():
    wishes, pupils, schools = market()
    tiers = [P("sibling"), P("nearest", schools=2, least=1, of="kind"), P("resident", first_choice=True)]
    plain = classes(tiers, wishes, pupils, schools)[0]
    turned = classes(tiers, wishes[::-1], pupils[::-1], schools[::-1])[0]
    assert turned[::-1].tolist() == plain.tolist()


@settings(max_examples=64, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 6), st.integers(1, 9), st.integers(1, 3))
def test_near_schools_of_every_kind_beside_a_plain_loop(seed, homes, sites, least):
    draw = np.random.default_rng(seed)
    count = 2 * least + int(draw.integers(0, 3))
    pupils = pd.DataFrame({"pupil": range(homes), "x": draw.integers(0, 9, homes), "y": draw.integers(0, 9, homes)})
    places = {"x": draw.integers(0, 9, sites), "y": draw.integers(0, 9, sites)}
    schools = pd.DataFrame({"school": range(sites), **places, "kind": draw.choice(["a", "b"], sites)})
    wishes = pupils[["pupil"]].merge(schools[["school"]], how="cross").assign(rank=1)
    found = classes(P("nearest", schools=count, least=least, of="kind"), wishes, pupils, schools)[0]
    for pupil in range(homes):
        far = (schools["x"] - pupils["x"][pupil]) ** 2 + (schools["y"] - pupils["y"][pupil]) ** 2
        order = far.sort_values(kind="stable").index.tolist()
        first = [s for kind in "ab" for s in [s for s in order if schools["kind"][s] == kind][:least]]
        near = (first + [s for s in order if s not in first])[:count]
        assert set(np.flatnonzero(found[wishes["pupil"] == pupil] == 0)) == set(near)
    assert nearest(pupils[["x", "y"]].to_numpy(float), schools[["x", "y"]].to_numpy(float), 99).shape == (homes, sites)


def changed(frame=None, **columns):
    frames = dict(zip(("wishes", "pupils", "schools"), market(), strict=True))
    frames[frame] = frames[frame].assign(**columns)
    return frames.values()


@pytest.mark.parametrize(
    ("tier", "frames", "error", "kind", "words"),
    [
        ("staff", market(), sm.ColumnError, "MissingColumn", "staff"),
        (P("resident", on="munipality"), market(), sm.ColumnError, "MissingColumn", "municipality"),
        (P("sibling", at="sity"), market(), sm.ColumnError, "MissingColumn", "city"),
        (P("sibling", at="kind"), market(), sm.InputTypeError, "WrongType", "True and False: 3"),
        ("sibling", changed("wishes", sibling=1), sm.InputTypeError, "WrongType", "True and False: 7"),
        (
            "sibling",
            changed("wishes", sibling=[True, None, False, False, None, True, True]),
            sm.InputError,
            "MissingKey",
            "2 rows, first in row 1",
        ),
        ("sibling", changed("wishes", pupil=[10, 10, 10, 20, 20, 31, 31]), sm.InputError, "UnmatchedKey", "2 rows"),
        ("sibling", changed("wishes", school="D"), sm.InputError, "UnmatchedKey", "7 rows of wishes"),
        ("sibling", changed("pupils", pupil=[10, 20, 10]), sm.InputError, "DuplicateKey", "row 2"),
        ("sibling", changed("pupils", sibling=[1, None, 2]), sm.InputError, "UnmatchedKey", "2 rows"),
        ("resident", changed("pupils", municipality=["X", "Y", None]), sm.InputError, "UnmatchedKey", "no school"),
        (P("within", metres=1), changed("pupils", x=["1", "2", "3"]), sm.InputTypeError, "WrongType", "no numbers"),
        (
            P("nearest", schools=1, least=1, of="kind"),
            market(),
            sm.InputError,
            "BadOption",
            "1 of each of 2 values",
        ),
        (P("trait", column="indication", value="yes"), market(), sm.InputTypeError, "WrongType", "compared to a str"),
    ],
)
def test_bad_frames_are_refused(tier, frames, error, kind, words):
    with pytest.raises(error, match=words) as caught:
        classes(tier, *frames)
    assert caught.value.kind == kind
    assert "31" not in str(caught.value)


@pytest.mark.parametrize(
    ("call", "kind", "words"),
    [
        (lambda: P("siblings"), "BadOption", "sibling"),
        (lambda: P("nearest"), "MissingOption", "schools"),
        (lambda: P("nearest", schools=3, least=1), "MissingOption", "go together"),
        (lambda: P("nearest", school=3), "BadOption", "schools"),
        (lambda: P("within", metres=-1), "BadOption", "0 or more"),
        (lambda: P("trait", column="a"), "MissingOption", "value"),
        (lambda: P("sibling", first_choice="yes"), "BadOption", "True or False"),
        (lambda: P("sibling", with_="preschool"), "BadOption", "another Priority"),
        (lambda: classes([3], *market()), "WrongType", "a text or a Priority"),
    ],
)
def test_what_has_no_meaning_is_refused(call, kind, words):
    with pytest.raises(sm.InputError, match=words) as caught:
        call()
    assert caught.value.kind == kind


def test_priorities_are_compared_by_what_they_ask():
    assert P("sibling", with_=P("preschool")) == P("sibling", with_=P("preschool"), at=None)
    assert len({P("nearest", schools=3), P("nearest", schools=np.int64(3)), P("nearest", schools=4)}) == 2
    with pytest.raises(AttributeError):
        P("sibling").name = "staff"

"""Reserves: the rule of every school by hand, what adds up, what is refused."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import schoolmix as sm
from schoolmix.reserves import rules
from schoolmix.reserves.combining import MOST_OVERLAPPING

LOW, HIGH, LEFT = {"ses": "low"}, {"ses": "high"}, {"side": "left"}


def market():
    pupils = pd.DataFrame(
        {
            "pupil": range(8),
            "ses": ["low", "low", "high", "high", "high", None, "low", "high"],
            "side": ["left", "right"] * 4,
            "district": ["N", "N", "N", "N", "S", "S", "S", "S"],
        }
    )
    schools = pd.DataFrame(
        {
            "school": ["A", "B", "C"],
            "places": [10, 5, 0],
            "district": ["N", "S", "S"],
            "mixed": [True, False, False],
        }
    )
    wishes = pd.DataFrame({"pupil": [0, 0, 1, 2, 3, 4], "school": ["A", "B", "A", "A", "B", "B"]})
    return pupils, schools, wishes.assign(rank=[2, 1, 1, 3, 1, 1])


def of(*reserves, school=None):
    found = rules(reserves, *market())[1]
    return found if school is None else found["ABC".index(school)]


def at_a(thing):
    return {"schools": ["A"], **thing}


# What each makes


@pytest.mark.parametrize(
    ("reserve", "expected"),
    [
        (sm.Reserve(group=LOW, seats=3, schools="mixed"), ("bounds", [0], [3], [10], False)),
        (sm.Reserve(group=LOW, seats=0.25, schools=["A"]), ("bounds", [0], [3], [10], False)),
        (sm.Reserve(group=LOW, seats=1.0), ("bounds", [0], [10], [10], False)),
        (sm.Reserve(group=LOW, seats={"A": 0.24, "B": 1}), ("bounds", [0], [2], [10], False)),
        (sm.Quota(group=HIGH, seats=99, schools=["A"]), ("bounds", [0], [0], [10], True)),
        (sm.Quota(group=HIGH, seats=0.5), ("bounds", [0], [0], [5], True)),
        (sm.Bounds(group=LOW, floor=2, ceiling=0.6, schools=["A"]), ("bounds", [0], [2], [6], False)),
        (sm.Bounds(group=LOW, ceiling=4, hard=True), ("bounds", [0], [0], [4], True)),
        # 3 of 8 pupils, 2 of 4 first choices, 2 of 4 pupils in the district are low
        (sm.Reserve(group=LOW, seats=sm.Target(of="pupils")), ("bounds", [0], [4], [10], False)),
        (sm.Reserve(group=LOW, seats=sm.Target(of="pupils", rounding="down")), ("bounds", [0], [3], [10], False)),
        (sm.Reserve(group=LOW, seats=sm.Target(of="first_choices")), ("bounds", [0], [4], [10], False)),
        (sm.Reserve(group=LOW, seats=sm.Target(of="district", times=0.5)), ("bounds", [0], [3], [10], False)),
        (
            sm.Reserve(group=LOW, seats=sm.Target(of="district", times=0.42, rounding="up")),
            ("bounds", [0], [3], [10], False),
        ),
        (sm.Share(group=LOW, share=0.3, ahead=2), ("share", 0, 3, 10, 2)),
        (sm.Share(group=LOW, share=1 / 3, ahead=2), ("share", 0, 1, 3, 2)),
        (sm.Share(group=LOW, share=sm.Target(of="pupils")), ("share", 0, 3, 8, 0)),
        (sm.Share(group=LOW, share={"A": 0.5}), ("share", 0, 1, 2, 0)),
        (
            sm.Slots(order=[sm.Slot(group=LOW), (None, False), (HIGH, True)], schools=["A"]),
            ("slots", [(0, False), (None, False), (1, True)]),
        ),
    ],
)
def test_a_reserve_makes_the_rule_of_its_school(reserve, expected):
    assert of(reserve, school="A") == expected


def test_first_choices_are_those_of_the_lowest_rank_of_each_pupil():
    pupils, schools, wishes = market()  # pupils 0-4 list schools, 2 of them low
    reserve = sm.Share(group=LOW, share=sm.Target(of="first_choices"))
    assert rules(reserve, pupils, schools, wishes)[1][0] == ("share", 0, 2, 5, 0)


def test_reserves_hold_where_they_are_said_to():
    assert of() == [("responsive",)] * 3
    assert of(sm.Reserve(group=LOW, seats=1, schools="mixed")) == [
        ("bounds", [0], [1], [10], False),
        ("responsive",),
        ("responsive",),
    ]
    by_school = of(sm.Reserve(group=LOW, seats={"B": 2}), sm.Share(group=HIGH, share=0.5, schools=["A"]))
    assert by_school == [("share", 1, 1, 2, 0), ("bounds", [0], [2], [5], False), ("responsive",)]


def test_groups_are_bits_of_pupils():
    bits, found = rules(
        [sm.Reserve(group=LOW, seats=1, schools=["A"]), sm.Reserve(group={**LOW, **LEFT}, seats=1, schools=["B"])],
        *market(),
    )
    assert bits.tolist() == [3, 1, 0, 0, 0, 0, 3, 0]
    assert bits.dtype == np.uint64
    assert found[1] == ("bounds", [1], [1], [5], False)
    many = pd.DataFrame({"pupil": range(64), "g": range(64)})
    _, schools, _ = market()
    wishes = pd.DataFrame({"pupil": [63], "school": ["A"], "rank": [1]})
    every = [sm.Reserve(group={"g": g}, seats=0) for g in range(64)]
    assert rules(every, many, schools, wishes)[0].tolist() == [2**g for g in range(64)]
    with pytest.raises(sm.LimitError) as caught:
        rules([*every, sm.Reserve(group={"g": 64}, seats=0)], many, schools, wishes)
    assert caught.value.kind == "TooManyGroups"


# Together


def test_groups_that_share_no_pupil_make_bounds_together():
    together = of(
        sm.Reserve(group=LOW, seats=3, schools=["A"]), sm.Quota(group=HIGH, seats=5, schools=["A"]), school="A"
    )
    assert together == ("bounds", [0, 1], [3, 0], [10, 5], True)
    same = of(sm.Reserve(group=LOW, seats=3, schools=["A"]), sm.Quota(group=LOW, seats=5, schools=["A"]), school="A")
    assert same == ("bounds", [0], [3], [5], True)


def test_reserves_of_groups_that_share_pupils_overlap():
    found = of(
        sm.Reserve(group=LOW, seats=3, schools=["A"]), sm.Reserve(group=LEFT, seats=2, schools=["A"]), school="A"
    )
    assert found == ("overlapping", [(0, 3), (1, 2)])


@pytest.mark.parametrize(
    ("reserves", "kind", "words"),
    [
        ([sm.Reserve(group=LOW, seats=2), sm.Share(group=HIGH, share=0.5)], "BadOption", "Share takes up"),
        ([sm.Reserve(group=LOW, seats=1), sm.Slots(order=[sm.Slot()])], "BadOption", "Slots takes up"),
        ([sm.Reserve(group=LOW, seats=1), sm.Quota(group=LEFT, seats=1)], "BadOption", "has a ceiling"),
        ([sm.Reserve(group=LOW, seats=1), sm.Reserve(group=LOW, seats=2)], "BadOption", "two floors"),
        ([sm.Quota(group=LOW, seats=1), sm.Bounds(group=HIGH, ceiling=2)], "BadOption", "another is not"),
        ([sm.Quota(group=LOW, seats=1), sm.Reserve(group=LOW, seats=2)], "BadOption", "above the ceiling"),
        ([sm.Bounds(group=LOW, floor=3, ceiling=2)], "BadOption", "above the ceiling"),
        ([sm.Reserve(group=LOW, seats=11)], "FloorsExceedPlaces", "1 schools, first in row 0"),
        ([sm.Reserve(group=LOW, seats=6), sm.Reserve(group=HIGH, seats=6)], "FloorsExceedPlaces", "1 schools"),
        ([sm.Reserve(group=LOW, seats=6), sm.Reserve(group=LEFT, seats=6)], "FloorsExceedPlaces", "1 schools"),
        ([sm.Slots(order=[sm.Slot()] * 11)], "FloorsExceedPlaces", "1 schools"),
    ],
)
def test_what_cannot_be_together_is_refused_with_the_reason(reserves, kind, words):
    pupils, schools, wishes = market()
    with pytest.raises(sm.InputError, match=words) as caught:
        rules(reserves, pupils, schools[:1], wishes[wishes["school"] == "A"])
    assert caught.value.kind == kind


# Double lists


def double(places, sitting, spill=True, shares=(0.35, 0.65)):
    pupils = pd.DataFrame({"pupil": [1, 2], "list": ["yes", "no"]})
    schools = pd.DataFrame({"school": ["A"], "places": [places]})
    wishes = pd.DataFrame({"pupil": [1, 2], "school": "A", "rank": 1})
    there = sitting and pd.DataFrame({"school": "A", "list": ["yes", "no"], "pupils": sitting})
    made = sm.DoubleList(trait="list", shares=dict(zip(("yes", "no"), shares, strict=True)), spill=spill, sitting=there)
    assert pickle.loads(pickle.dumps(made)) == made
    assert hash(made) == hash(pickle.loads(pickle.dumps(made)))
    return rules(made, pupils, schools, wishes)[1][0][1:]


def test_a_double_list_divides_all_places():
    assert double(20, None) == ([0, 1], [7, 13], [20, 20], False)
    assert double(20, None, spill=False) == ([0, 1], [7, 13], [7, 13], True)
    assert double(1, None, shares=(0.5, 0.5)) == ([0, 1], [1, 0], [1, 1], False)


def test_who_sits_there_counts_for_the_quota():
    # 100 seats: quotas 35 and 65, of which 30 and 50 are taken
    assert double(20, [30, 50])[1] == [5, 15]
    # 60 sit on the list of 35: the other list has all places
    assert double(20, [60, 20])[1] == [0, 20]


@settings(max_examples=128, deadline=None)
@given(st.integers(0, 200), st.lists(st.integers(0, 200), min_size=2, max_size=2), st.integers(0, 100))
def test_floors_of_a_double_list_add_up_to_the_places(places, sitting, percent):
    shares = (percent / 100, 1 - percent / 100)
    floors = double(places, sitting, shares=shares)[1]
    assert sum(floors) == places
    assert min(floors) >= 0
    total = places + sum(sitting)
    for floor, share, sits in zip(floors, shares, sitting, strict=True):
        assert floor <= max(0, share * total + 1 - sits)


def test_a_double_list_is_refused_for_pupils_on_neither_list():
    shares = {"low": 0.4, "high": 0.6}
    assert of(sm.DoubleList(trait="ses", shares=shares), school="B") == ("bounds", [0, 1], [2, 3], [5, 5], False)
    pupils, schools, wishes = market()
    wishes = pd.concat([wishes, pd.DataFrame({"pupil": [5], "school": ["A"], "rank": [1]})])
    with pytest.raises(sm.InputError, match="1 pupils with wishes") as caught:
        rules(sm.DoubleList(trait="ses", shares=shares), pupils, schools, wishes)
    assert (caught.value.kind, caught.value.row) == ("UnmatchedKey", 5)
    assert rules(sm.DoubleList(trait="ses", shares=shares, schools=["B"]), pupils, schools, wishes)[1][0] == (
        "responsive",
    )


# What has no meaning


@pytest.mark.parametrize(
    ("call", "kind", "words"),
    [
        (lambda: sm.Target(of="applicants"), "BadOption", "rejected among fewer"),
        (lambda: sm.Target(of="pupils", rounding="nearest"), "BadOption", "nearest"),
        (lambda: sm.Reserve(group={}, seats=1), "BadOption", "mapping from columns"),
        (lambda: sm.Reserve(group="low", seats=1), "BadOption", "mapping from columns"),
        (lambda: sm.Reserve(group=LOW, seats=-1), "BadOption", "whole number"),
        (lambda: sm.Reserve(group=LOW, seats=True), "BadOption", "whole number"),
        (lambda: sm.Reserve(group=LOW, seats=1.5), "BadOption", "share"),
        (lambda: sm.Reserve(group=LOW, seats={"A": 1.5}), "BadOption", "share"),
        (lambda: sm.Share(group=LOW, share=2), "BadOption", "from 0 to 1"),
        (lambda: sm.DoubleList(trait="ses", shares={"low": 0.4, "high": 0.5}), "BadOption", "add up to 1"),
        (lambda: sm.Slots(order=[]), "BadOption", "sequence of Slot"),
        (lambda: sm.Slot(hard=True), "BadOption", "for a group"),
        (lambda: of(3), "WrongType", "not a int"),
        (lambda: of(sm.Reserve(group={"sess": "low"}, seats=1)), "MissingColumn", "'sess'"),
        (lambda: of(sm.Reserve(group={"ses": 1}, seats=0)), "WrongType", "compared to a int"),
        (lambda: of(sm.Reserve(group=LOW, seats=1, schools=["Z"])), "UnmatchedKey", "1 schools"),
        (lambda: of(sm.Reserve(group=LOW, seats={"Z": 1})), "UnmatchedKey", "1 schools"),
        (lambda: of(sm.Reserve(group=LOW, seats=1, schools="district")), "WrongType", "True and False"),
        (lambda: of(sm.Reserve(group=LOW, seats=sm.Target(of="distrct"))), "MissingColumn", "distrct"),
    ],
)
def test_what_has_no_meaning_is_refused(call, kind, words):
    with pytest.raises(sm.InputError, match=words) as caught:
        call()
    assert caught.value.kind == kind


def test_a_target_of_nobody_is_refused():
    pupils, schools, wishes = market()
    reserve = sm.Reserve(group=LOW, seats=sm.Target(of="district"))
    with pytest.raises(sm.InputError, match="not defined") as caught:
        rules(reserve, pupils, schools.assign(district="X"), wishes)
    assert caught.value.kind == "UndefinedShare"


def test_sitting_pupils_stand_in_rows_of_their_own():
    shares = {"yes": 0.5, "no": 0.5}
    for frame, kind in (
        (pd.DataFrame({"school": "A", "list": ["yes", "yes"], "pupils": 1}), "DuplicateKey"),
        (pd.DataFrame({"school": ["A"], "list": ["other"], "pupils": 1}), "UnmatchedKey"),
        (pd.DataFrame({"school": ["A"], "list": ["yes"], "pupils": [-1]}), "NegativeCount"),
        (pd.DataFrame({"school": ["A"], "list": ["yes"]}), "MissingColumn"),
    ):
        with pytest.raises(sm.InputError) as caught:
            sm.DoubleList(trait="list", shares=shares, sitting=frame)
        assert caught.value.kind == kind


def test_reserves_do_not_change_and_are_compared_by_what_they_ask():
    one = sm.Reserve(group={"a": 1, "b": 2}, seats=2, schools=["A"])
    same = sm.Reserve(group={"b": 2, "a": 1}, seats=np.int64(2), schools=("A",))
    assert one == same
    assert hash(one) == hash(same)
    assert sm.Reserve(group=LOW, seats=1) != sm.Reserve(group=LOW, seats=1.0)
    assert sm.Reserve(group=LOW, seats={"A": 1}) != sm.Reserve(group=LOW, seats={"A": 1.0})
    assert sm.Reserve(group=LOW, seats=1) != sm.Quota(group=LOW, seats=1)
    assert sm.Slots(order=[(LOW, False)]) == sm.Slots(order=[sm.Slot(group=LOW)]) != sm.Slots(order=[sm.Slot()])
    assert sm.Target(of="pupils") == sm.Target(of="pupils", times=1)
    with pytest.raises(AttributeError):
        one.seats = 3
    with pytest.raises(TypeError):
        one.group["a"] = 2
    with pytest.raises(TypeError):
        sm.Reserve(LOW, 1)


def test_reserves_that_overlap_are_few_enough_to_be_checked():
    traits = {f"t{number}": ["1", "1"] for number in range(MOST_OVERLAPPING + 1)}
    pupils = pd.DataFrame({"pupil": [1, 2], **traits})
    reserves = [sm.Reserve(group={name: "1"}, seats=1) for name in traits]

    def admitted(reserves):
        return sm.admit({1: ["A"], 2: ["A"]}, {"A": len(traits)}, pupils=pupils, reserves=reserves, rng=1)

    admitted(reserves[1:]).verify()
    with pytest.raises(sm.LimitError) as caught:
        admitted(reserves)
    assert caught.value.kind == "TooManyGroups"


def test_a_school_of_who_sits_there_must_be_known():
    pupils = pd.DataFrame({"pupil": [1, 2], "list": ["yes", "no"]})
    there = pd.DataFrame({"school": ["A", "a"], "list": ["yes", "no"], "pupils": [3, 4]})
    made = sm.DoubleList(trait="list", shares={"yes": 0.5, "no": 0.5}, sitting=there)
    with pytest.raises(sm.InputError, match="sitting names 1 school") as caught:
        sm.admit({1: ["A"], 2: ["A"]}, {"A": 2}, pupils=pupils, reserves=made)
    assert caught.value.kind == "UnmatchedKey"


def test_a_group_of_nobody_is_told():
    pupils = pd.DataFrame({"pupil": [1, 2], "ses": ["low", "high"]})
    wishes, low, typo = {1: ["A"], 2: ["A"]}, {"ses": "low"}, {"ses": "laag"}
    for made, groups in (
        (sm.Reserve(group=low, seats=1), []),
        ([sm.Share(group=typo, share=0.3)], [typo]),
        (sm.Slots(order=[sm.Slot(group=typo), sm.Slot(group=low)]), [typo]),
        ([sm.Quota(group=typo, seats=1, schools=["A"])], [typo]),
    ):
        notes = sm.admit(wishes, {"A": 2}, pupils=pupils, reserves=made, rng=1).notes
        assert notes == [f"no pupil is of the group {group} of reserves" for group in groups]

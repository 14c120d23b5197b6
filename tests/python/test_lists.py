"""Lists: how long they may and must be, and who earns the guarantee of a place."""

from __future__ import annotations

import pandas as pd
import pytest

import schoolmix as sm
from schoolmix.lists import check

PUPILS = pd.DataFrame({"pupil": [7, 8, 9, 5], "advice": ["vwo", "havo", "havo", None]})
WISHES = pd.DataFrame({"pupil": [8, 9, 7, 8, 7, 7], "school": list("AABBCD"), "rank": [1, 1, 1, 2, 2, 3]})


@pytest.mark.parametrize(
    ("lists", "earned"),
    [
        (None, []),
        (sm.Lists(), []),
        (sm.Lists(most=3, least=1), []),
        (sm.Lists(least=2, guarantee=True), [7, 8]),
        (sm.Lists(least={"vwo": 4, "havo": 1}, by="advice", guarantee=True), [8, 9]),
        (sm.Lists(most={"vwo": 3, "havo": 2}, least=2, by="advice", guarantee=True), [7, 8]),
    ],
)
def test_the_guarantee_is_earned_by_lists_that_are_long_enough(lists, earned):
    found = check(lists, WISHES, PUPILS)
    assert PUPILS["pupil"][found].tolist() == earned


@pytest.mark.parametrize(
    ("lists", "pupils", "kind", "row", "count"),
    [
        (sm.Lists(most=1), PUPILS, "ListTooLong", 0, 2),
        (sm.Lists(most=2), PUPILS, "ListTooLong", 2, 1),
        (sm.Lists(most={"vwo": 3, "havo": 1}, by="advice"), PUPILS, "ListTooLong", 0, 1),
        (sm.Lists(least=2), PUPILS, "ListTooShort", 1, 1),
        (sm.Lists(least={"havo": 1}, by="advice"), PUPILS, "UnmatchedKey", 0, 1),
        (sm.Lists(least={"havo": 1}, by="advise"), PUPILS, "MissingColumn", None, None),
        (
            sm.Lists(least={"havo": 1}, by="advice"),
            PUPILS.assign(advice=["havo", "havo", None, None]),
            "MissingKey",
            2,
            1,
        ),
        (sm.Lists(most=9), PUPILS[1:], "UnmatchedKey", 2, 3),
    ],
)
def test_lists_that_break_the_rules_are_refused(lists, pupils, kind, row, count):
    with pytest.raises(sm.InputError) as caught:
        check(lists, WISHES, pupils)
    assert [caught.value.kind, caught.value.row, caught.value.count] == [kind, row, count]
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("options", "kind"),
    [
        ({"most": 0}, "BadOption"),
        ({"most": 2.5}, "BadOption"),
        ({"most": {}}, "BadOption"),
        ({"most": {"vwo": True}, "by": "advice"}, "BadOption"),
        ({"most": 2, "least": 3}, "BadOption"),
        ({"most": 2, "least": {"vwo": 3}, "by": "advice"}, "BadOption"),
        ({"most": {"vwo": 3}}, "MissingOption"),
        ({"most": 3, "by": "advice"}, "MissingOption"),
        ({"guarantee": True}, "MissingOption"),
    ],
)
def test_rules_without_meaning_are_refused(options, kind):
    with pytest.raises(sm.InputError) as caught:
        sm.Lists(**options)
    assert caught.value.kind == kind


def test_rules_for_lists_do_not_change():
    one = sm.Lists(least={"vwo": 12}, by="advice", guarantee=True)
    assert one == sm.Lists(least={"vwo": 12}, by="advice", guarantee=True)
    assert len({one, sm.Lists(most=3)}) == 2
    with pytest.raises(AttributeError):
        one.most = 3


def test_who_is_placed_by_a_guarantee_has_a_number_and_no_priority_class():
    rules = sm.Lists(least=1, guarantee=True)
    result = sm.admit({1: ["a"], 2: ["a"], 3: ["a"]}, {"a": 1, "b": 1, "c": 2}, lists=rules, rng=1)
    last = result.cutoffs().set_index("school")
    assert last.loc["a", "priority"] == 1
    assert last["priority"].isna().tolist() == [False, True, True]
    assert last["number"].isna().tolist() == [False, False, True]
    lots = result.lots()
    assert lots["number"].notna().all()
    assert (lots["priority"].isna() == lots["rank"].isna()).all()

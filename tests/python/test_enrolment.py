"""How the places of a simulated year are given out: ways, mechanisms, and what they refuse."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest

import schoolmix as sm
from schoolmix.enrolment import spelled

SITES = ["90AA00", "90AB00"]
GROUPS = ["low", "high"]
FIT = [
    "deferred_acceptance",
    "immediate_acceptance",
    "adaptive_boston",
    sm.Mechanism("chinese_parallel", band=2),
    "top_trading_cycles",
    "serial_dictatorship",
    sm.Mechanism("efficiency_adjusted", consent=False),
    "stable_improvement_cycles",
    sm.Mechanism("rank_minimising", unplaced=9),
    "lottery_then_central",
]


@pytest.mark.parametrize("given", ["free", "queue", *FIT])
def test_an_enrolment_is_what_it_is_made_of_and_does_not_change(given):
    made = sm.Enrolment(given, list_length=3, sibling_first=False, intake={"90AA00": 28})
    assert made == sm.Enrolment(given, list_length=np.int64(3), sibling_first=np.False_, intake={"90AA00": 28})
    assert pickle.loads(pickle.dumps(made)) == copy.deepcopy(made) == made
    assert hash(pickle.loads(pickle.dumps(made))) == hash(made)
    assert len({made, sm.Enrolment(given)}) == 2
    assert sm.Enrolment.of(given) == sm.Enrolment(given) == sm.Enrolment.of(sm.Enrolment(given))
    with pytest.raises(AttributeError):
        made.list_length = 4


def test_what_is_left_out():
    made = sm.Enrolment()
    assert (made.way, made.list_length, made.sibling_first, made.intake) == ("queue", 5, True, None)
    assert made.ties == sm.Ties("single")
    assert sm.Enrolment("DA") == sm.Enrolment("deferred_acceptance") == sm.Enrolment(sm.Mechanism("DA"))


def test_the_rules_of_a_place_are_read_where_a_simulated_year_can_follow_them():
    assert sm.Enrolment.of(sm.Preset("denhaag_vo")) == sm.Enrolment(
        "lottery_then_central", list_length=None, sibling_first=False
    )
    rules = {"mechanism": "RSD", "ties": "single", "priorities": "sibling", "lists": sm.Lists(most=4), "reserves": []}
    assert sm.Enrolment.of(rules) == sm.Enrolment("RSD", list_length=4)


@pytest.mark.parametrize(
    ("rules", "field"),
    [
        (sm.Preset("amsterdam_vo_2024"), "lists"),
        ({"lists": sm.Lists(most={"vwo": 3}, by="advice")}, "lists"),
        ({"lists": sm.Lists(most=3, least=2)}, "lists"),
        ({"priorities": ["sibling", sm.Priority("nearest", schools=3)]}, "priorities"),
        ({"priorities": [sm.Priority("sibling", first_choice=True)]}, "priorities"),
        ({"reserves": [sm.Reserve(group={"ses": "low"}, seats=2)]}, "reserves"),
        ({"rounds": "round"}, "rounds"),
        ({"ties": None}, "ties"),
    ],
)
def test_rules_that_a_simulated_year_cannot_follow_are_refused(rules, field):
    with pytest.raises(sm.InputError, match="cannot follow") as caught:
        sm.Enrolment.of(rules)
    assert (caught.value.kind, caught.value.column) == ("BadOption", field)


def test_an_enrolment_is_spelled_out():
    made = sm.Enrolment(
        sm.Mechanism("chinese_parallel", band=2),
        ties=sm.Ties("hybrid", popular=["90AB00"]),
        list_length=None,
        intake={"90AB00": 0},
    )
    assert spelled(made, sites=SITES, groups=GROUPS) == (
        "chinese_parallel",
        {"band": 2},
        "hybrid",
        {"popular": ("90AB00",)},
        None,
        True,
        [None, 0],
        [],
    )
    assert spelled(sm.Enrolment(late={"low": 0.2, "high": 0.1}), sites=SITES, groups=GROUPS).late == [0.2, 0.1]
    assert spelled(sm.Enrolment("free"), sites=SITES, groups=GROUPS).intake == [None, None]
    assert spelled(sm.Enrolment("queue", intake=30), sites=SITES, groups=GROUPS).intake == [30, 30]
    assert spelled(sm.Enrolment("queue"), sites=SITES, groups=GROUPS)[:2] == ("queue", {})


@pytest.mark.parametrize(
    ("call", "kind", "field", "words"),
    [
        (lambda: sm.Enrolment("que"), "BadOption", "mechanism", "Did you mean 'queue'"),
        (lambda: sm.Enrolment("defered_acceptance"), "BadOption", "mechanism", "Did you mean 'deferred_acceptance'"),
        (lambda: sm.Enrolment(3), "WrongType", "mechanism", "not int"),
        (lambda: sm.Enrolment("first_come"), "BadOption", "mechanism", "'queue'"),
        (lambda: sm.Enrolment(sm.Mechanism("first_come", arrival="day")), "BadOption", "mechanism", "'queue'"),
        (lambda: sm.Enrolment("chinese_parallel"), "MissingOption", "band", "band"),
        (
            lambda: sm.Enrolment(sm.Mechanism("efficiency_adjusted", consent="agrees")),
            "BadOption",
            "consent",
            "True or False",
        ),
        (lambda: sm.Enrolment(sm.Mechanism("rank_minimising", weight="w")), "BadOption", "weight", "names a column"),
        (lambda: sm.Enrolment("DA", ties="double"), "BadOption", "ties", "single"),
        (lambda: sm.Enrolment("DA", ties=sm.Ties("hybrid", popular="full")), "BadOption", "popular", "List the sites"),
        (lambda: sm.Enrolment("free", ties="multiple"), "BadOption", "ties", "no meaning"),
        (lambda: sm.Enrolment("queue", ties="multiple"), "BadOption", "ties", "no meaning"),
        (lambda: sm.Enrolment("RSD", ties="multiple"), "BadOption", "ties", "no meaning"),
        (lambda: sm.Enrolment("DA", list_length=0), "BadOption", "list_length", "1 or more"),
        (lambda: sm.Enrolment("DA", list_length=2.5), "BadOption", "list_length", "None for all"),
        (lambda: sm.Enrolment("DA", sibling_first=1), "BadOption", "sibling_first", "True or False"),
        (lambda: sm.Enrolment("DA", intake=-1), "BadOption", "intake", "whole number from 0"),
        (lambda: sm.Enrolment("DA", intake={"90AA00": 1.5}), "BadOption", "intake", "mapping from sites"),
        (lambda: sm.Enrolment("DA", intake={}), "BadOption", "intake", "mapping from sites"),
        (lambda: sm.Enrolment("DA", intake={1: 2}), "BadOption", "intake", "mapping from sites"),
        (
            lambda: spelled(sm.Enrolment(intake={"x": 1}), sites=SITES, groups=GROUPS),
            "UnmatchedKey",
            "intake",
            "1 sites",
        ),
        (
            lambda: spelled(sm.Enrolment("DA", ties=sm.Ties("hybrid", popular=["x"])), sites=SITES, groups=GROUPS),
            "UnmatchedKey",
            "ties",
            "first 'x'",
        ),
    ],
)
def test_what_has_no_meaning_is_refused(call, kind, field, words):
    with pytest.raises(sm.InputError) as caught:
        call()
    assert (caught.value.kind, caught.value.column) == (kind, field)
    assert words in str(caught.value)
    assert caught.value.remedy

"""Mechanisms and ties: names, aliases, parameters, and what they refuse."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest

import schoolmix as sm
from schoolmix.mechanism import read, read_ties

MECHANISMS = [
    ("deferred_acceptance", {}),
    ("immediate_acceptance", {}),
    ("adaptive_boston", {}),
    ("chinese_parallel", {"band": 3}),
    ("chinese_parallel", {"bands": (2, 4)}),
    ("top_trading_cycles", {}),
    ("serial_dictatorship", {}),
    ("efficiency_adjusted", {"consent": False}),
    ("efficiency_adjusted", {"consent": "agrees"}),
    ("stable_improvement_cycles", {}),
    ("rank_minimising", {"unplaced": 9, "weight": "w"}),
    ("first_come", {"arrival": "day", "delay": 0.5}),
    ("lottery_then_central", {}),
]
ALIASES = {
    "DA": "deferred_acceptance",
    "IA": "immediate_acceptance",
    "boston": "immediate_acceptance",
    "TTC": "top_trading_cycles",
    "RSD": "serial_dictatorship",
    "EADA": "efficiency_adjusted",
    "SIC": "stable_improvement_cycles",
}


@pytest.mark.parametrize(("name", "parameters"), MECHANISMS)
def test_a_mechanism_is_read_as_its_name_and_parameters(name, parameters):
    made = sm.Mechanism(name, **parameters)
    assert read(made) == (name, parameters)
    assert made == sm.Mechanism(name, **parameters)
    assert len({made, sm.Mechanism(name, **parameters), sm.Mechanism("DA")}) == 1 + (name != "deferred_acceptance")
    assert pickle.loads(pickle.dumps(made)) == copy.deepcopy(made) == made
    with pytest.raises(AttributeError, match="does not change"):
        made.name = "other"
    with pytest.raises(TypeError):
        made.parameters["band"] = 1


def test_aliases_are_the_same_mechanism():
    assert {alias: read(alias)[0] for alias in ALIASES} == ALIASES
    assert sm.Mechanism("DA") == sm.Mechanism("deferred_acceptance") != sm.Ties("single")
    assert sm.Mechanism("chinese_parallel", band=np.int64(2)) == sm.Mechanism("chinese_parallel", band=2, bands=None)


def test_ties_are_read_and_none_is_strict():
    assert read_ties(None) == ("strict", {})
    assert read_ties("single") == ("single", {})
    assert read_ties(sm.Ties("hybrid", popular="full")) == ("hybrid", {"popular": "full"})
    assert read_ties(sm.Ties("hybrid", popular=np.array(["A", "B"]))) == ("hybrid", {"popular": ("A", "B")})
    assert read_ties(sm.Ties("mixed", weight=1)) == ("mixed", {"weight": 1.0})


@pytest.mark.parametrize(
    ("call", "kind", "words"),
    [
        (lambda: sm.Mechanism("chinese_parallel", band=2**32), "BadOption", "at most 4294967295"),
        (lambda: sm.Mechanism("rank_minimising", unplaced=2**32), "BadOption", "at most 4294967295"),
        (lambda: sm.Mechanism("defered_acceptance"), "BadOption", "deferred_acceptance"),
        (lambda: sm.Mechanism("da"), "BadOption", "DA"),
        (lambda: sm.Mechanism("DA", band=3), "BadOption", "no parameter 'band'"),
        (lambda: sm.Mechanism("efficiency_adjusted", consnt=True), "BadOption", "consent"),
        (lambda: sm.Mechanism("efficiency_adjusted", consent=1), "BadOption", "boolean column"),
        (lambda: sm.Mechanism("chinese_parallel"), "MissingOption", "band"),
        (lambda: sm.Mechanism("chinese_parallel", band=1, bands=[1]), "BadOption", "one of band and bands"),
        (lambda: sm.Mechanism("chinese_parallel", band=0), "BadOption", "1 or more"),
        (lambda: sm.Mechanism("chinese_parallel", band=True), "BadOption", "1 or more"),
        (lambda: sm.Mechanism("chinese_parallel", bands=[2, 1.5]), "BadOption", "list of whole numbers"),
        (lambda: sm.Mechanism("rank_minimising", unplaced=-1), "BadOption", "0 or more"),
        (lambda: sm.Mechanism("first_come"), "MissingOption", "arrival"),
        (lambda: sm.Mechanism("first_come", arrival="day", delay=float("nan")), "BadOption", "0 or more"),
        (lambda: sm.Mechanism(3), "WrongType", "text as name"),
        (lambda: read(None), "WrongType", "Mechanism"),
        (lambda: read(sm.Ties("single")), "WrongType", "Mechanism"),
        (lambda: sm.Ties("hybrid"), "MissingOption", "popular"),
        (lambda: sm.Ties("mixed", weight=1.1), "BadOption", "from 0 to 1"),
        (lambda: sm.Ties("singel"), "BadOption", "single"),
    ],
)
def test_what_has_no_meaning_is_refused(call, kind, words):
    with pytest.raises(sm.InputError, match=words) as caught:
        call()
    assert caught.value.kind == kind
    assert caught.value.remedy

"""How families choose: parts, rules, what they know; and a choice spelled out for a world."""

from __future__ import annotations

import copy
import math
import pickle
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from files import toml

import schoolmix as sm
from schoolmix.choice import spelled

GROUPS = ["high", "low"]
SITES = ["90AA00", "90AB00", "90AC00"]
HOMES = ["A000", "A001"]
DENOMINATIONS = ["Openbaar", None, "Rooms-Katholiek"]
EACH_GROUP = {"low": 0.25, "high": 0.5}

PARTS = [
    ("composition", {"optimum": 0.5}),
    ("composition", {"optimum": EACH_GROUP, "at_one": 1, "include_self": True, "weight": 0}),
    ("composition", {"optimum": 0, "empty": "average"}),
    ("distance", {}),
    ("distance", {"form": "log", "weight": {"low": 2, "high": 1}}),
    ("distance", {"form": "sigmoid", "half_km": EACH_GROUP, "slope": 4}),
    ("distance", {"form": "min_max"}),
    ("distance", {"form": "nearest", "count": 3}),
    ("denomination", {"weights": {"Openbaar": 1, "Rooms-Katholiek": -0.5}}),
    ("denomination", {"weights": {"low": {"Openbaar": 1}, "high": {"Rooms-Katholiek": 2}}, "weight": -1}),
    ("school", {"values": dict(zip(SITES, [1, 2, -3], strict=True)), "label": "popularity", "weight": -2}),
    ("quality", {"values": {"site": SITES, "value": [7, 8, 6.5]}}),
    ("sibling", {"weight": {"low": 1, "high": 3}}),
    ("given", {"values": {"home_area": ["A000"], "site": ["90AA00"], "group": ["low"], "value": [0.5]}}),
]
RULES = [
    ("logit", {}),
    ("logit", {"scale": {"low": 0, "high": math.inf}}),
    ("best", {}),
    ("threshold", {"share": EACH_GROUP, "max_km": 3, "order": "random"}),
    ("threshold", {"share": 0, "quality": dict.fromkeys(SITES, 7), "min_quality": -1}),
    ("lexicographic", {"criteria": ("distance", "quality")}),
    ("lexicographic", {"criteria": ("distance",), "tolerances": (EACH_GROUP,)}),
    ("elimination", {"criteria": ("distance", "quality"), "cuts": (-3, 7), "weights": (1, {"low": 1, "high": 2})}),
]
KNOWN = [
    ("nearest", {}),
    ("nearest", {"count": {"low": 5, "high": 20}}),
    ("radius", {"km": 4}),
    ("chance", {"share": EACH_GROUP, "count": 10}),
]
TERMS = [(kind, *one) for kind, many in ((sm.Part, PARTS), (sm.Rule, RULES), (sm.Known, KNOWN)) for one in many]


def whole():
    """Return a choice of all parts."""
    return sm.Choice(
        sm.Part("composition", optimum=EACH_GROUP),
        sm.Part("distance", form="sigmoid", half_km=2),
        sm.Part("denomination", weights={"low": {"Openbaar": 1}, "high": {"Rooms-Katholiek": 2}}),
        sm.Part("school", values=dict(zip(SITES, [1, 2, -3], strict=True)), label="popularity"),
        sm.Part(
            "quality", values=pd.DataFrame({"site": SITES * 2, "group": ["low"] * 3 + ["high"] * 3, "value": range(6)})
        ),
        sm.Part("sibling", weight=2),
        sm.Part("given", values=pd.DataFrame({"home_area": ["A001"], "site": ["90AB00"], "value": [0.5]})),
        rule=sm.Rule("lexicographic", criteria=["popularity", "distance"], tolerances=[1, EACH_GROUP]),
        known=sm.Known("chance", share=EACH_GROUP),
        draws="inverse",
    )


def spell(choice, **changed):
    world = {"groups": GROUPS, "sites": SITES, "homes": HOMES, "denominations": DENOMINATIONS}
    return spelled(choice, **{**world, **changed})


# Parts, rules, what is known


@pytest.mark.parametrize(("kind", "name", "parameters"), TERMS)
def test_a_term_is_what_it_is_made_of_and_does_not_change(kind, name, parameters):
    made = kind(name, **parameters)
    assert made.name == name
    assert set(made.parameters) == set(parameters)
    assert made == kind(name, **parameters, **dict.fromkeys(set(kind.KNOWN[name]) - set(parameters)))
    assert pickle.loads(pickle.dumps(made)) == copy.deepcopy(made) == made
    assert hash(pickle.loads(pickle.dumps(made))) == hash(made)
    assert name in repr(made)
    with pytest.raises(AttributeError, match="does not change"):
        made.name = "other"


def test_numbers_are_plain_whatever_kind_they_come_in():
    made = sm.Part("composition", optimum={np.int64(1): np.float32(0.5), 2: 1}, include_self=np.True_)
    assert made == sm.Part("composition", optimum={1: 0.5, 2: 1.0}, include_self=True)
    assert {type(key) for key in made.parameters["optimum"]} == {int}
    assert sm.Rule("elimination", criteria=np.array(["distance"]), cuts=np.array([1])) == sm.Rule(
        "elimination", criteria="distance", cuts=[1.0]
    )


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, pa.table, dict])
def test_values_are_the_same_in_any_frame_and_order_of_rows(make):
    columns = {"site": ["90AB00", "90AA00"], "value": [2, 1]}
    made = sm.Part("quality", values=make(columns))
    assert made == sm.Part("quality", values={"90AA00": 1.0, "90AB00": 2.0})
    assert hash(made) == hash(sm.Part("quality", values={"90AB00": 2, "90AA00": 1}))
    assert made != sm.Part("quality", values={"90AA00": 1.0, "90AB00": 3.0})
    assert repr(made) == "quality(values=2 numbers by site)"
    with pytest.raises(AttributeError, match="do not change"):
        made.parameters["values"].table = None


def test_values_by_categories_and_with_other_columns():
    frame = pd.DataFrame({"site": pd.Categorical(SITES), "value": [1, 2, 3], "se": [0.1, 0.2, 0.3]})
    assert sm.Part("school", values=frame) == sm.Part("school", values=dict(zip(SITES, [1, 2, 3], strict=True)))


FINE = {"values": {"a": 1}}
BAD = [
    # names
    (lambda: sm.Part("compositon", optimum=0.5), "BadOption", "part", "Did you mean 'composition'"),
    (lambda: sm.Part(3), "WrongType", "name", "Part("),
    (lambda: sm.Rule("logits"), "BadOption", "rule", "logit"),
    (lambda: sm.Known("near"), "BadOption", "known", "nearest"),
    (lambda: sm.Part("distance", km=2), "BadOption", "distance.km", "half_km"),
    (lambda: sm.Part("sibling", weights=1), "BadOption", "sibling.weights", "'weight'"),
    # shares
    (lambda: sm.Part("composition"), "MissingOption", "composition.optimum", "from 0 to 1"),
    (lambda: sm.Part("composition", optimum=1.4), "BadOption", "composition.optimum", "it is 1.4"),
    (lambda: sm.Part("composition", optimum=-0.1), "BadOption", "composition.optimum", "it is -0.1"),
    (lambda: sm.Part("composition", optimum=math.nan), "BadOption", "composition.optimum", "it is nan"),
    (lambda: sm.Part("composition", optimum="half"), "BadOption", "composition.optimum", "it is 'half'"),
    (lambda: sm.Part("composition", optimum=True), "BadOption", "composition.optimum", "it is True"),
    (lambda: sm.Part("composition", optimum={}), "BadOption", "composition.optimum", "names no group"),
    (
        lambda: sm.Part("composition", optimum={"low": 0.5, "high": 60}),
        "BadOption",
        "composition.optimum",
        "it is 60 for group 'high'",
    ),
    (lambda: sm.Part("composition", optimum={"low": None}), "BadOption", "composition.optimum", "None for group 'low'"),
    (lambda: sm.Part("composition", optimum={1.5: 0.5}), "BadOption", "composition.optimum", "for group 1.5"),
    (lambda: sm.Part("composition", optimum=0.5, at_one=2), "BadOption", "composition.at_one", "it is 2"),
    (
        lambda: sm.Part("composition", optimum=0.5, include_self=1),
        "BadOption",
        "composition.include_self",
        "True or False",
    ),
    (
        lambda: sm.Part("composition", optimum=0.5, empty="none"),
        "BadOption",
        "composition.empty",
        "'zero', 'average', 'self'",
    ),
    (
        lambda: sm.Part("composition", optimum=0.5, empty="zero", include_self=True),
        "BadOption",
        "composition.empty",
        "no school is empty",
    ),
    (lambda: sm.Known("chance", share=1.01), "BadOption", "chance.share", "from 0 to 1"),
    (lambda: sm.Known("chance"), "MissingOption", "chance.share", "from 0 to 1"),
    (lambda: sm.Rule("threshold", share={"low": 2}), "BadOption", "threshold.share", "for group 'low'"),
    # weights
    (lambda: sm.Part("distance", weight=-1), "BadOption", "distance.weight", "nearer is better by construction"),
    (lambda: sm.Part("distance", weight={"low": 1, "high": -1}), "BadOption", "distance.weight", "-1 for group 'high'"),
    (lambda: sm.Part("distance", weight=math.inf), "BadOption", "distance.weight", "it is inf"),
    (lambda: sm.Part("school", values={"a": 1}, weight=-math.inf), "BadOption", "school.weight", "it is -inf"),
    (lambda: sm.Part("composition", optimum=0.5, weight=-1), "BadOption", "composition.weight", "0 or more"),
    (lambda: sm.Part("composition", optimum=0.5, weight=math.inf), "BadOption", "composition.weight", "it is inf"),
    (lambda: sm.Part("sibling", weight=-1), "BadOption", "sibling.weight", "0 or more"),
    (lambda: sm.Part("quality", values={"a": 1}, weight=-1), "BadOption", "quality.weight", "0 or more"),
    (lambda: sm.Part("school", values={"a": 1}, weight=math.nan), "BadOption", "school.weight", "it is nan"),
    # forms of distance
    (lambda: sm.Part("distance", form="exp"), "BadOption", "distance.form", "it is 'exp'"),
    (lambda: sm.Part("distance", form=2), "BadOption", "distance.form", "one of 'linear'"),
    (lambda: sm.Part("distance", form="sigmoid"), "MissingOption", "distance.half_km", "above 0"),
    (lambda: sm.Part("distance", form="sigmoid", half_km=0), "BadOption", "distance.half_km", "it is 0"),
    (lambda: sm.Part("distance", form="sigmoid", half_km=math.inf), "BadOption", "distance.half_km", "it is inf"),
    (lambda: sm.Part("distance", form="nearest"), "MissingOption", "distance.count", "whole number"),
    (lambda: sm.Part("distance", form="nearest", count=1.5), "BadOption", "distance.count", "it is 1.5"),
    (lambda: sm.Part("distance", form="log", slope=2), "BadOption", "distance.slope", "form='sigmoid'"),
    (lambda: sm.Part("distance", count=2), "BadOption", "distance.count", "form='nearest'"),
    (lambda: sm.Known("radius"), "MissingOption", "radius.km", "above 0"),
    (lambda: sm.Known("radius", km=-2), "BadOption", "radius.km", "it is -2"),
    (lambda: sm.Known("nearest", count=0), "BadOption", "nearest.count", "it is 0"),
    # denominations
    (lambda: sm.Part("denomination"), "MissingOption", "denomination.weights", "mapping"),
    (lambda: sm.Part("denomination", weights=2), "BadOption", "denomination.weights", "mapping"),
    (lambda: sm.Part("denomination", weights={}), "BadOption", "denomination.weights", "mapping"),
    (lambda: sm.Part("denomination", weights={"Openbaar": "much"}), "BadOption", "denomination.weights", "mapping"),
    (lambda: sm.Part("denomination", weights={1: 0.5}), "BadOption", "denomination.weights", "mapping"),
    (
        lambda: sm.Part("denomination", weights={"low": {"Openbaar": 1}, "high": 2}),
        "BadOption",
        "denomination.weights",
        "mapping",
    ),
    (lambda: sm.Part("denomination", weights={"low": {"x": {"y": 1}}}), "BadOption", "denomination.weights", "mapping"),
    # values
    (lambda: sm.Part("school"), "MissingOption", "school.values", "site and value"),
    (lambda: sm.Part("quality", values=7), "WrongType", "quality.values", "site, value"),
    (lambda: sm.Part("quality", values={}), "EmptyInput", "quality.values", "no rows"),
    (
        lambda: sm.Part("quality", values=pd.DataFrame({"site": [], "value": []})),
        "EmptyInput",
        "quality.values",
        "no rows",
    ),
    (lambda: sm.Part("quality", values={"a": 1, "b": None}), "MissingKey", "quality.values", "first in row 1"),
    (lambda: sm.Part("quality", values={"a": 1, "b": math.inf}), "NonFinite", "quality.values", "first in row 1"),
    (lambda: sm.Part("quality", values={"a": "seven"}), "WrongType", "quality.values", "'value'"),
    (lambda: sm.Part("quality", values={"a": 1, "b": "x"}), "WrongType", "quality.values", "neither"),
    (lambda: sm.Part("quality", values={1: 1.0}), "WrongType", "quality.values", "texts"),
    (
        lambda: sm.Part("quality", values={"site": ["a"], "value": [1, 2]}),
        "WrongType",
        "quality.values",
        "different lengths",
    ),
    (lambda: sm.Part("quality", values=pd.DataFrame({"site": ["a"], "score": [1]})), "MissingColumn", "value", "value"),
    (
        lambda: sm.Part("given", values=pd.DataFrame({"site": ["a"], "value": [1]})),
        "MissingColumn",
        "home_area",
        "home_area",
    ),
    (
        lambda: sm.Part("quality", values=pd.DataFrame({"site": ["a", "b", "a"], "value": [1, 2, 3]})),
        "DuplicateKey",
        "quality.values",
        "site: 1",
    ),
    (
        lambda: sm.Part("school", values={"site": ["a"] * 3, "group": ["x", "y", "x"], "value": [1, 2, 3]}),
        "DuplicateKey",
        "school.values",
        "site, group",
    ),
    (
        lambda: sm.Part("school", values={"site": ["a"] * 2, "group": ["x", None], "value": [1, 2]}),
        "MissingKey",
        "school.values",
        "column 'group': 1, first in row 1",
    ),
    (lambda: sm.Part("school", values=FINE["values"], label=" "), "BadOption", "school.label", "not empty"),
    # rules
    (lambda: sm.Rule("logit", scale=-1), "BadOption", "logit.scale", "inf: always the best"),
    (lambda: sm.Rule("logit", scale=math.nan), "BadOption", "logit.scale", "it is nan"),
    (lambda: sm.Rule("best", scale=2), "BadOption", "best.scale", "none"),
    (lambda: sm.Rule("threshold"), "MissingOption", "threshold.share", "from 0 to 1"),
    (lambda: sm.Rule("threshold", share=0.3, max_km=0), "BadOption", "threshold.max_km", "it is 0"),
    (lambda: sm.Rule("threshold", share=0.3, order="size"), "BadOption", "threshold.order", "it is 'size'"),
    (lambda: sm.Rule("threshold", share=0.3, min_quality=6), "MissingOption", "threshold.quality", "go together"),
    (
        lambda: sm.Rule("threshold", share=0.3, quality={"a": 7}),
        "MissingOption",
        "threshold.min_quality",
        "go together",
    ),
    (
        lambda: sm.Rule("threshold", share=0.3, quality={"a": None}, min_quality=6),
        "WrongType",
        "threshold.quality",
        "numbers",
    ),
    (lambda: sm.Part("composition", optimum={None: 0.5}), "BadOption", "composition.optimum", "for group None"),
    (lambda: sm.Rule("lexicographic"), "MissingOption", "lexicographic.criteria", "names of parts"),
    (lambda: sm.Rule("lexicographic", criteria=[]), "BadOption", "lexicographic.criteria", "names of parts"),
    (lambda: sm.Rule("lexicographic", criteria=["a", "a"]), "BadOption", "lexicographic.criteria", "each once"),
    (
        lambda: sm.Rule("lexicographic", criteria=["a", "b"], tolerances=[1]),
        "BadOption",
        "lexicographic.tolerances",
        "2 criteria have 1",
    ),
    (
        lambda: sm.Rule("lexicographic", criteria=["a", "b"], tolerances=[1, -1]),
        "BadOption",
        "lexicographic.tolerances",
        "it is -1, at place 1",
    ),
    (lambda: sm.Rule("lexicographic", criteria=["a"], tolerances=1), "BadOption", "lexicographic.tolerances", "a list"),
    (lambda: sm.Rule("elimination", criteria=["a"]), "MissingOption", "elimination.cuts", "a list"),
    (
        lambda: sm.Rule("elimination", criteria=["a"], cuts=[math.nan]),
        "BadOption",
        "elimination.cuts",
        "it is nan, at place 0",
    ),
    (
        lambda: sm.Rule("elimination", criteria=["a"], cuts=[1], weights=[1, 2]),
        "BadOption",
        "elimination.weights",
        "1 criteria have 2",
    ),
]


@pytest.mark.parametrize(("call", "kind", "field", "words"), BAD)
def test_what_has_no_meaning_is_refused_where_it_stands(call, kind, field, words):
    with pytest.raises(sm.InputError) as caught:
        call()
    assert (caught.value.kind, caught.value.column) == (kind, field)
    assert words in str(caught.value)
    assert caught.value.remedy


# A choice


def test_a_choice_is_what_it_is_made_of_and_does_not_change():
    made = whole()
    assert made == whole()
    assert hash(made) == hash(whole())
    assert pickle.loads(pickle.dumps(made)) == copy.deepcopy(made) == made
    assert made != sm.Choice(*made.parts, rule=made.rule, known=made.known)
    assert sm.Choice("distance") == sm.Choice(sm.Part("distance"), rule=sm.Rule("logit"), known=sm.Known("nearest"))
    assert repr(sm.Choice("distance", "sibling", rule="best")) == (
        "Choice(distance, sibling, rule=best, known=nearest, join='sum', draws='gumbel')"
    )
    with pytest.raises(AttributeError, match="does not change"):
        made.rule = "best"


def test_a_choice_goes_into_toml_and_comes_back():
    by_number = sm.Choice(
        sm.Part("composition", optimum={1: 0.5, 2: 0.6}),
        sm.Part("denomination", weights={1: {"Openbaar": 1}, 2: {"Openbaar": 2}}),
        sm.Part("school", values={"site": ["a", "a"], "group": [1, 2], "value": [1, 2]}),
        rule=sm.Rule("logit", scale=math.inf),
    )
    for choice in (whole(), by_number, sm.Choice("distance")):
        text = "choice = " + toml(choice.to_dict())
        assert sm.Choice.from_dict(tomllib.loads(text)["choice"]) == choice
    assert sm.Choice.from_dict({"parts": ["distance"], "rule": "best"}) == sm.Choice("distance", rule="best")


@pytest.mark.parametrize(
    "form", [{"form": "sigmoid", "half_km": 1}, {"form": "min_max"}, {"form": "nearest", "count": 3}]
)
def test_a_product_takes_parts_from_zero_up(form):
    quality = sm.Part("quality", values={"a": 0, "b": 8})
    religion = sm.Part("denomination", weights={"low": {"Openbaar": 0, "Islamitisch": 1}, "high": {"Openbaar": 2}})
    parts = (sm.Part("composition", optimum=0.5), sm.Part("distance", **form), quality, religion)
    assert sm.Choice(*parts, join="product").join == "product"


BAD_CHOICES = [
    (sm.Choice, "MissingOption", "parts", "no part"),
    (lambda: sm.Choice("distance", "distance"), "BadOption", "distance", "2 parts are called 'distance'"),
    (
        lambda: sm.Choice("distance", sm.Part("school", values={"a": 1}, label="distance")),
        "BadOption",
        "distance",
        "label",
    ),
    (lambda: sm.Choice(3), "WrongType", "part", "not int"),
    (lambda: sm.Choice("composition"), "MissingOption", "composition.optimum", "needs parameter"),
    (lambda: sm.Choice("distance", rule=sm.Known("nearest")), "WrongType", "rule", "a Rule, not Known"),
    (lambda: sm.Choice("distance", known=5), "WrongType", "known", "a Known, not int"),
    (lambda: sm.Choice("distance", join="add"), "BadOption", "join", "'product', 'sum'"),
    (lambda: sm.Choice("distance", draws=1), "BadOption", "draws", "'gumbel', 'inverse'"),
    (
        lambda: sm.Choice("distance", rule=sm.Rule("lexicographic", criteria=["distnce"])),
        "BadOption",
        "lexicographic.criteria",
        "Did you mean 'distance'",
    ),
    (
        lambda: sm.Choice(
            sm.Part("school", values={"a": 1}, label="x"), rule=sm.Rule("elimination", criteria="school", cuts=[1])
        ),
        "BadOption",
        "elimination.criteria",
        "'x'",
    ),
    (lambda: sm.Choice("distance", join="product"), "BadOption", "join", "of form 'linear' is below 0"),
    (
        lambda: sm.Choice(sm.Part("distance", form="log"), join="product"),
        "BadOption",
        "join",
        "of form 'log' is below 0",
    ),
    (lambda: sm.Choice(sm.Part("denomination", weights={"x": -1}), join="product"), "BadOption", "join", "below 0"),
    (
        lambda: sm.Choice(sm.Part("denomination", weights={"low": {"x": -1}}), join="product"),
        "BadOption",
        "join",
        "below 0",
    ),
    (
        lambda: sm.Choice(sm.Part("quality", values={"a": -1, "b": 2}), join="product"),
        "BadOption",
        "join",
        "values below 0",
    ),
    (
        lambda: sm.Choice(sm.Part("school", values={"a": 1}, weight=-1), join="product"),
        "BadOption",
        "join",
        "weight below 0",
    ),
    (
        lambda: sm.Choice(sm.Part("school", values={"a": 1}, weight={"low": 1, "high": -1}), join="product"),
        "BadOption",
        "join",
        "weight below 0",
    ),
    (lambda: sm.Choice("sibling", join="product"), "BadOption", "join", "no older brother"),
    (lambda: sm.Choice.from_dict([]), "WrongType", "choice", "a mapping"),
    (lambda: sm.Choice.from_dict({"part": []}), "BadOption", "part", "parts"),
    (lambda: sm.Choice.from_dict({"parts": "distance"}), "WrongType", "parts", "a list"),
    (lambda: sm.Choice.from_dict({"parts": [{"form": "log"}]}), "MissingOption", "parts.name", "no name"),
    (
        lambda: sm.Choice.from_dict({"parts": ["distance"], "rule": {"scale": 1}}),
        "MissingOption",
        "rule.name",
        "no name",
    ),
    (
        lambda: sm.Choice.from_dict({"parts": [{"name": "composition", "optimum": 2}]}),
        "BadOption",
        "composition.optimum",
        "it is 2",
    ),
]


@pytest.mark.parametrize(("call", "kind", "field", "words"), BAD_CHOICES)
def test_a_choice_that_has_no_meaning_is_refused(call, kind, field, words):
    with pytest.raises(sm.InputError) as caught:
        call()
    assert (caught.value.kind, caught.value.column) == (kind, field)
    assert words in str(caught.value)


def test_thresholds_need_no_part():
    assert sm.Choice(rule=sm.Rule("threshold", share=0.3)).parts == ()


def test_the_first_example_of_the_page_runs(capsys):
    page = (Path(__file__).parents[2] / "docs/choice.md").read_text(encoding="utf-8")
    exec(page.partition("```python")[2].partition("```")[0], {})
    assert capsys.readouterr().out.startswith("# ODD-beschrijving")


# Spelled out for a world


def test_every_number_is_spelled_out_for_every_group_in_order():
    found = spell(whole())
    company, distance, denomination, popularity, quality, sibling, given = found.parts
    assert company == (
        "composition",
        {"optimum": [0.5, 0.25], "at_one": [0.6, 0.6], "weight": [1.0, 1.0]},
        {"empty": "zero", "include_self": "false"},
        None,
    )
    assert distance.numbers == {"half_km": [2.0, 2.0], "slope": [2.0, 2.0], "weight": [1.0, 1.0]}
    assert distance.words == {"form": "sigmoid"}
    assert denomination[-1] == [0, 0, 2, 1, 0, 0]
    assert (popularity.name, popularity[-1]) == ("school", [1, 2, -3] * 2)
    assert (quality.name, quality[-1]) == ("school", [3, 4, 5, 0, 1, 2])
    assert sibling == ("sibling", {"weight": [2.0, 2.0]}, {}, None)
    assert given[-1].to_pylist() == [{"home": 1, "site": 1, "group": None, "value": 0.5}]
    assert found.rule == ("lexicographic", {"tolerances": [1, 1, 0.5, 0.25]}, {}, [3, 1], None)
    assert found.known == ("chance", {"count": [20, 20], "share": [0.5, 0.25]}, {})
    assert (found.join, found.draws) == ("sum", "inverse")


@pytest.mark.parametrize(("name", "parameters"), PARTS)
def test_every_part_is_spelled_out(name, parameters):
    part = spell(sm.Choice(sm.Part(name, **parameters))).parts[0]
    assert all(len(numbers) == len(GROUPS) for numbers in part.numbers.values())
    assert all(isinstance(number, float) for numbers in part.numbers.values() for number in numbers)
    assert all(isinstance(word, str) for word in part.words.values())
    if part.name in {"school", "denomination"}:
        assert len(part.values) == len(GROUPS) * len(SITES)
    assert "slope" not in part.numbers or part.words["form"] == "sigmoid"


@pytest.mark.parametrize(
    ("rule", "spelling"),
    [
        ("logit", ({"scale": [1, 1]}, {}, [], None)),
        ("best", ({"scale": [math.inf] * 2}, {}, [], None)),
        (
            sm.Rule("threshold", share=EACH_GROUP, quality=dict(zip(SITES, [7, 8, 6], strict=True)), min_quality=6),
            (
                {"share": [0.5, 0.25], "max_km": [math.inf] * 2, "min_quality": [6, 6]},
                {"order": "distance"},
                [],
                [7, 8, 6] * 2,
            ),
        ),
        (
            sm.Rule("threshold", share=0.3, max_km=2, order="random"),
            ({"share": [0.3, 0.3], "max_km": [2, 2], "min_quality": [-math.inf] * 2}, {"order": "random"}, [], None),
        ),
        (sm.Rule("lexicographic", criteria=["quality", "distance"]), ({"tolerances": [0] * 4}, {}, [1, 0], None)),
        (
            sm.Rule("elimination", criteria=["quality", "distance"], cuts=[7, EACH_GROUP]),
            ({"cuts": [7, 7, 0.5, 0.25], "weights": [1] * 4}, {}, [1, 0], None),
        ),
    ],
)
def test_every_rule_is_spelled_out(rule, spelling):
    choice = sm.Choice("distance", sm.Part("quality", values=dict.fromkeys(SITES, 7)), rule=rule)
    name = "logit" if rule == "best" else choice.rule.name
    assert spell(choice).rule == (name, *spelling)


def of(part):
    return lambda **world: spell(sm.Choice(part), **world)


UNSPELLED = [
    (
        of(sm.Part("composition", optimum={"low": 0.5})),
        {},
        ("MissingKey", "composition.optimum", 1),
        "1 of 2 groups: 'high'",
    ),
    (
        of(sm.Part("sibling", weight={"low": 1, "high": 1})),
        {"groups": ["low"]},
        ("UnmatchedKey", "sibling.weight", 1),
        "'high'",
    ),
    (
        of(sm.Part("composition", optimum={**EACH_GROUP, "hihg": 1})),
        {},
        ("UnmatchedKey", "composition.optimum", 1),
        "Did you mean 'high'",
    ),
    (
        of(sm.Part("distance", weight={"1": 1})),
        {"groups": [1]},
        ("UnmatchedKey", "distance.weight", 1),
        "Give 1, as a number",
    ),
    (
        of(sm.Part("distance", weight={1: 1})),
        {"groups": ["1"]},
        ("UnmatchedKey", "distance.weight", 1),
        "Give '1', as text",
    ),
    (
        of(sm.Part("denomination", weights={"Openbare": 1})),
        {},
        ("UnmatchedKey", "denomination.weights", 1),
        "Did you mean 'Openbaar'",
    ),
    (
        of(sm.Part("denomination", weights={"low": {"Openbaar": 1}})),
        {},
        ("MissingKey", "denomination.weights", 1),
        "'high'",
    ),
    (
        of(sm.Part("school", values={"90AA00": 1})),
        {},
        ("MissingKey", "school.values", 2),
        "2 of 3 sites, first '90AB00'",
    ),
    (
        of(sm.Part("quality", values=dict.fromkeys([*SITES, "90AD00"], 1))),
        {},
        ("UnmatchedKey", "quality.values", 1),
        "'90AD00'",
    ),
    (
        of(sm.Part("quality", values={"site": SITES, "group": ["low"] * 3, "value": [1, 2, 3]})),
        {},
        ("MissingKey", "quality.values", 3),
        "and group",
    ),
    (
        of(sm.Part("quality", values={"site": SITES, "group": [1] * 3, "value": [1, 2, 3]})),
        {},
        ("UnmatchedKey", "quality.values", 1),
        "group",
    ),
    (
        of(sm.Part("given", values={"home_area": ["A9"], "site": ["90AA00"], "value": [1]})),
        {},
        ("UnmatchedKey", "given.values", 1),
        "home area",
    ),
    (
        of(sm.Part("given", values={"home_area": ["A000"], "site": ["x"], "value": [1]})),
        {},
        ("UnmatchedKey", "given.values", 1),
        "site",
    ),
    (
        lambda **_: spell(sm.Choice("distance", rule=sm.Rule("logit", scale={"low": 1}))),
        {},
        ("MissingKey", "logit.scale", 1),
        "'high'",
    ),
    (
        lambda **_: spell(sm.Choice("distance", known=sm.Known("radius", km={"low": 1}))),
        {},
        ("MissingKey", "radius.km", 1),
        "'high'",
    ),
    (
        lambda **_: spell(
            sm.Choice("distance", rule=sm.Rule("lexicographic", criteria="distance", tolerances=[{"low": 1}]))
        ),
        {},
        ("MissingKey", "lexicographic.tolerances", 1),
        "'high'",
    ),
]


@pytest.mark.parametrize(("call", "world", "told", "words"), UNSPELLED)
def test_what_does_not_fit_the_world_is_refused(call, world, told, words):
    with pytest.raises(sm.InputError) as caught:
        call(**world)
    assert (caught.value.kind, caught.value.column, caught.value.count) == told
    assert words in str(caught.value)


def test_a_long_world_is_not_listed_in_an_error():
    sites = [f"{number:02}AA00" for number in range(50)]
    with pytest.raises(sm.InputError) as caught:
        spell(sm.Choice(sm.Part("school", values=dict.fromkeys([*sites, "elsewhere"], 1))), sites=sites)
    assert caught.value.remedy == "Give one of the 50 that the world has."
    with pytest.raises(sm.InputError, match=r"names 8 groups that the world does not have: 'x1'.*'x6', \.\.\."):
        spell(sm.Choice(sm.Part("sibling", weight={f"x{number}": 1 for number in range(1, 9)})))

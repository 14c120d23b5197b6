"""The catalogue keeps its word: examples run, ranges hold, names and parameters are those that can be asked."""

from __future__ import annotations

import ast
import math
import re
import runpy
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import schoolmix as sm

CATALOGUE = sm.catalogue()
ENTRIES = CATALOGUE.to_dict("records")
GROUPS = ["low", "lower", "middle", "higher", "high"]
SITES = ["a", "b", "c", "d", "e", "f"]
CELLS = [[9, 6, 4, 2, 1], [2, 5, 7, 5, 3], [1, 2, 4, 8, 9], [6, 6, 3, 3, 2], [4, 4, 5, 5, 6], [2, 1, 6, 9, 7]]
APART = np.diag([5, 4, 3, 2, 6]).tolist()
SPREAD = [[8, 0, 0, 0, 6], [4, 0, 0, 0, 3], [8, 0, 0, 0, 4], [7, 0, 0, 0, 7], [4, 0, 0, 0, 1], [5, 0, 0, 0, 2]]
REQUIRED = {"bandwidth": 1, "beta": 1, "self_distance": "zero"}  # parameters without a default
NUMBERS, WORDS = (-1, math.nan, math.inf, "one"), ("no such word", "", 1)
REFUSED = {
    **dict.fromkeys(["base", "epsilon", "threshold", "bandwidth", "beta"], NUMBERS),
    **dict.fromkeys(["weights", "reference", "kernel", "self_distance", "fill"], WORDS),
    "degree": (0, 1.5, 13, math.nan, "one"),
}
# What a measure needs beside pupils, and how one is told that it is not there.
WITHOUT = {
    "": None,
    "whole pupils": "FractionalCount",
    "order": "NoOrder",
    "groups that are whole numbers": "NoScores",
    "coordinates": "NoPlaces",
    "areas": "NoPlaces",
    "coordinates and a centre": "NoPlaces",
    "coordinates, a centre and areas": "NoPlaces",
    "links": "NoPlaces",
    "links, areas and perimeters": "NoPlaces",
}
each = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["name"])


def frame(cells=CELLS):
    rows = [(SITES[j], GROUPS[k], n) for j, row in enumerate(cells) for k, n in enumerate(row)]
    return pd.DataFrame(rows, columns=["site", "group", "n"])


def whole(cells=CELLS):
    """Return a roll that brings everything but groups that are numbers."""
    places = pd.DataFrame({"site": SITES, "x": [0, 1, 2, 0, 1, 2], "y": [0, 0, 0, 0.9, 0.9, 0.9]})
    places = places.assign(area=[1, 2, 3, 1, 2, 5], perimeter=[4, 6, 7, 4, 6, 9])
    roll = sm.Roll(frame(cells), unit="site", group="group", count="n", order=GROUPS)
    return roll.located(places, area="area", perimeter="perimeter", centre=(0, 0), per_km=1, radius=1.5)


def scored(cells=CELLS):
    """Return the same roll with numbers as groups."""
    numbered = frame(cells)
    return sm.Roll(numbered.assign(group=numbered["group"].map(GROUPS.index)), unit="site", group="group", count="n")


def bare():
    """Return a roll that brings nothing: weights, and groups in no order."""
    return sm.Roll(frame().astype({"n": float}), unit="site", group="group", weight="n")


def roll_for(entry, cells=CELLS):
    return (scored if entry["needs"] == "groups that are whole numbers" else whole)(cells)


def example(entry, roll):
    return eval(entry["example"], {"sm": sm, "roll": roll})


def ask(entry, measure, roll=None):
    verb = sm.local if entry["kind"] == "local" else sm.measure
    focal = "low" if "focal=" in entry["example"] else None
    return verb(roll_for(entry) if roll is None else roll, measure, focal=focal)


def parameters(entry):
    """Return the parameters of an entry with their defaults, or with a value that is accepted where there is none."""
    pairs = [text.partition("=")[::2] for text in entry["parameters"].split(", ") if text]
    value = lambda name, text: REQUIRED[name] if not text else math.e if text == "e" else ast.literal_eval(text)  # noqa: E731
    return {name: value(name, text) for name, text in pairs}


def required(entry):
    return {name: value for name, value in parameters(entry).items() if name in REQUIRED}


def without_label(answer):
    return answer.drop(columns="measure")


def test_the_catalogue_is_whole():
    assert list(CATALOGUE) == [
        *("name", "symbol", "also", "kind", "rows", "parameters", "needs"),
        *("range", "formula", "axioms", "reference", "example"),
    ]
    texts = CATALOGUE.drop(columns=["also", "parameters", "needs"])
    assert texts.map(lambda text: isinstance(text, str) and text == text.strip() != "").all(axis=None)
    assert CATALOGUE["reference"].str.contains(r"\d{4}").all()
    assert set(CATALOGUE["needs"]) == set(WITHOUT)
    assert {name for entry in ENTRIES for name in parameters(entry)} == set(REFUSED)


def test_no_name_means_two_measures():
    also = [name for names in CATALOGUE["also"] for name in names.split(", ") if name]
    names = [*CATALOGUE["name"], *CATALOGUE["symbol"], *also]
    assert len(names) == len(set(names))
    assert CATALOGUE["name"].str.fullmatch(r"[a-z_]+").all()


@each
def test_the_example_runs_and_gives_values(entry):
    answer = example(entry, roll_for(entry))
    label = answer["measure"].unique().item()
    assert re.fullmatch(rf"{entry['name']}(\(.+\))?", label)
    assert np.isfinite(answer["estimate"]).all()
    assert set(answer["note"]) == {""}


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param(
            entry,
            id=entry["name"],
        )
        for entry in ENTRIES
    ],
)
def test_values_lie_in_the_range_that_is_stated(entry):
    ends = re.fullmatch(r"(-?\d+)\.\.(-?\d+)", entry["range"])
    for cells in (CELLS, APART, SPREAD, CELLS[:2], [row[::-1] for row in CELLS], [[2 * n for n in CELLS[0]], CELLS[0]]):
        values = example(entry, roll_for(entry, cells))["estimate"].dropna()
        if ends:
            low, high = map(float, ends.groups())
            assert values.between(low - 1e-12, high + 1e-12).all(), values
        assert np.isfinite(values).all()


@each
def test_every_name_and_symbol_asks_the_same(entry):
    first = ask(entry, sm.Measure(entry["name"], **required(entry)))
    for name in [entry["symbol"], *filter(None, entry["also"].split(", "))]:
        again = ask(entry, sm.Measure(name, **required(entry)))
        assert again["measure"].str.startswith(name).all()
        pd.testing.assert_frame_equal(without_label(again), without_label(first))


@each
def test_defaults_are_those_that_are_listed(entry):
    plain = ask(entry, sm.Measure(entry["name"], **required(entry)))
    spelled = ask(entry, sm.Measure(entry["name"], **parameters(entry)))
    pd.testing.assert_frame_equal(without_label(spelled), without_label(plain))


@each
def test_other_parameters_and_values_are_refused_by_name(entry):
    wrong = [("UnknownOption", "nobody_knows", [1, "one"])]
    wrong += [("BadOption", name, REFUSED[name]) for name in parameters(entry)]
    wrong += [("BadOption", name, [None]) for name in required(entry)]
    for kind, name, values in wrong:
        for value in values:
            with pytest.raises(sm.InputError) as caught:
                ask(entry, sm.Measure(entry["name"], **{**required(entry), name: value}))
            assert (caught.value.kind, caught.value.column) == (kind, name), value
            assert caught.value.remedy


@each
def test_what_a_measure_needs_is_asked_for(entry):
    kind = WITHOUT[entry["needs"]]
    if kind is None:
        assert ask(entry, sm.Measure(entry["name"], **required(entry)), bare())["note"].eq("").all()
        return
    with pytest.raises(sm.InputError) as caught:
        ask(entry, sm.Measure(entry["name"], **required(entry)), bare())
    assert caught.value.kind == kind
    assert caught.value.remedy


def test_the_page_is_the_catalogue():
    """``python docs/make_catalogue.py`` writes it anew."""
    folder = Path(__file__).parents[2] / "docs"
    made = runpy.run_path(str(folder / "make_catalogue.py"))["page"]()
    assert made == (folder / "catalogue.md").read_text(encoding="utf-8")

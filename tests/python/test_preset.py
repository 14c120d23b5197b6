"""Presets: what the files hold, what must be given, and that they are options of `admit`."""

from __future__ import annotations

import pickle
import runpy
from pathlib import Path

import pandas as pd
import pytest

import schoolmix as sm
from schoolmix.lists import check
from schoolmix.preset import names
from schoolmix.priority import classes
from schoolmix.reserves import rules

P = sm.Priority
HERE = Path(sm.__file__).parent / "preset"
OPTIONS = {"mechanism", "ties", "priorities", "lists", "reserves"}
NOBODY = pd.DataFrame({"school": ["A"], "indicator": ["yes"], "pupils": [0]})[:0]
GIVEN = {
    "nijmegen_po": {"mechanism": "DA"},
    "amsterdam_po_2015": {"mechanism": "DA", "ties": "single", "tiers_before": ["sibling"], "tiers_after": []},
    "amsterdam_vo_2015": {"tiers": ["sibling", P("concept")]},
    "amsterdam_vo_2022": {"tiers": []},
    "amsterdam_vo_2024": {},
    "utrecht_po_2021": {"mechanism": "IA", "ties": "multiple", "near": P("within", metres=1000)},
    "denhaag_vo": {},
    "rotterdam_vo_2017": {"tiers": "sibling"},
    "apeldoorn_po": {"mechanism": "RSD", "ties": "single", "tiers_before": []},
    "kortrijk": {"mechanism": "DA", "tiers": [], "spill": True, "sitting": NOBODY},
}


def test_there_are_these_presets():
    assert names() == sorted(GIVEN)
    assert all(f'"{name}"' in sm.Preset.__doc__ for name in names())


@pytest.mark.parametrize("name", GIVEN)
def test_a_preset_is_options_of_admit(name):
    preset = sm.Preset(name, **GIVEN[name])
    assert set(preset) <= OPTIONS
    assert len(preset) == len(list(preset))
    options = dict(**preset)
    mechanism, ties, priorities, lists = (options.get(key) for key in ("mechanism", "ties", "priorities", "lists"))
    assert isinstance(mechanism, sm.Mechanism)
    assert isinstance(ties, sm.Ties)
    assert all(isinstance(tier, P) for tier in priorities)
    assert lists is None or isinstance(lists, sm.Lists)
    assert len(options.get("reserves", ())) == (name in {"nijmegen_po", "kortrijk"})
    assert not preset.unknown["must_be_given"].any()
    assert "to be given" not in repr(preset)


@pytest.mark.parametrize("name", GIVEN)
def test_what_no_source_tells_must_be_given_or_is_a_stated_assumption(name):
    preset = sm.Preset(name)
    unknown = preset.unknown
    assert preset.source
    assert [key in preset for key in ("mechanism", "rounds", "title")] == [True, False, False]
    assert preset.title != preset.title_nl
    stated = unknown["why"].str.contains("Assumed:|Left out:")
    assert (unknown["must_be_given"] != stated).all()
    needed = unknown.loc[unknown["must_be_given"], "parameter"].tolist()
    assert set(needed) <= set(GIVEN[name])
    for one in needed:
        rest = {key: value for key, value in GIVEN[name].items() if key != one}
        with pytest.raises(sm.InputError) as caught:
            dict(sm.Preset(name, **rest))
        assert [caught.value.kind, caught.value.column] == ["MissingOption", one]
        assert unknown.set_index("parameter").loc[one, "why"] in caught.value.message
    text = (HERE / f"{name}.toml").read_text(encoding="utf-8")
    assert all(f'given = "{parameter}"' in text for parameter in unknown["parameter"])


def test_published_results_are_those_of_the_sources():
    published = pd.concat({name: sm.Preset(name).published for name in names()})
    value = published.set_index("what", append=True)["value"].droplevel(1)
    assert value["nijmegen_po", "first choice"] / value["nijmegen_po", "applicants"] == pytest.approx(0.904, abs=5e-4)
    parts = ["first choice", "second choice", "third choice", "fourth to sixth choice", "unplaced"]
    assert sum(value["nijmegen_po", part] for part in parts) == 1477
    assert 1 - value["amsterdam_vo_2022", "not the first choice"] / 7943 == pytest.approx(0.754, abs=5e-4)
    assert 1 - value["amsterdam_vo_2022", "not the first three choices"] / 7943 == pytest.approx(0.916, abs=5e-4)
    assert published[["when", "what", "value", "unit"]].notna().all(axis=None)


def test_amsterdam_has_lists_by_advice_and_no_priority_from_2024():
    now = sm.Preset("amsterdam_vo_2024")
    assert [now["mechanism"], now["ties"], now["priorities"]] == [sm.Mechanism("DA"), sm.Ties("single"), []]
    pupils = pd.DataFrame({"pupil": [1, 2], "advice": ["vmbo_b", "vwo"]})
    wishes = pd.DataFrame({"pupil": [1] * 4 + [2] * 11})
    assert check(now["lists"], wishes, pupils).tolist() == [True, False]
    before = sm.Preset("amsterdam_vo_2022", tiers=["sibling", P("concept")])
    assert before["lists"] == now["lists"]
    assert before["priorities"] == [P("sibling", first_choice=True), P("concept", first_choice=True)]
    assert sm.Preset("amsterdam_vo_2015", tiers=[])["ties"] == sm.Ties("multiple")


def test_nijmegen_puts_siblings_near_homes_and_the_mix_in_that_order():
    preset = sm.Preset("nijmegen_po", mechanism="DA", city_tiers=["concept"])
    assert preset["priorities"] == [
        P("sibling"),
        P("nearest", schools=3, except_at="city_school"),
        P("resident", at="city_school"),
        P("concept", at="city_school"),
    ]
    places = {"x": [0.0, 9.0], "y": 0.0, "municipality": ["N", "N"]}
    pupils = pd.DataFrame({"pupil": [1, 2], "sibling": ["B", None], "concept": None, "opportunity": ["low", "high"]})
    schools = pd.DataFrame({"school": ["A", "B"], "places": 10, "city_school": [False, True]})
    wishes = pd.DataFrame({"pupil": [1, 1, 2, 2], "school": ["A", "B"] * 2, "rank": [1, 2] * 2})
    pupils, schools = pupils.assign(**places), schools.assign(**places)
    assert classes(preset["priorities"], wishes, pupils, schools)[0].tolist() == [1, 0, 1, 2]
    assert rules(preset["reserves"], pupils, schools, wishes)[1] == [("share", 0, 3, 10, 3)] * 2
    assert preset["lists"] == sm.Lists(most=6)
    assert preset.rounds == ("February", "April", "June", "September", "November")


def test_kortrijk_counts_who_sits_there():
    sitting = pd.DataFrame({"school": "A", "indicator": ["yes", "no"], "pupils": [30, 50]})
    preset = sm.Preset("kortrijk", mechanism="DA", tiers=[], spill=False, sitting=sitting)
    pupils = pd.DataFrame({"pupil": [1, 2], "indicator": ["yes", "no"]})
    schools = pd.DataFrame({"school": ["A"], "places": [20]})
    wishes = pd.DataFrame({"pupil": [1, 2], "school": "A", "rank": 1})
    found = rules(preset["reserves"], pupils, schools, wishes)[1]
    assert found == [("bounds", [0, 1], [5, 15], [5, 15], True)]
    assert preset == sm.Preset("kortrijk", mechanism="DA", tiers=[], spill=False, sitting=sitting.copy())
    assert "<DataFrame>" in repr(preset)


@pytest.mark.parametrize(
    ("call", "kind", "words"),
    [
        (lambda: sm.Preset("nijmegen"), "BadOption", "Did you mean 'nijmegen_po'.*amsterdam_vo_2024"),
        (lambda: sm.Preset("apeldoorn_po", mechanisme="DA"), "BadOption", "Did you mean 'mechanism'"),
        (lambda: sm.Preset("amsterdam_vo_2024", ties="multiple"), "BadOption", "replace the option"),
        (lambda: sm.Preset(2024), "WrongType", "text as name"),
        (lambda: sm.Preset("apeldoorn_po", mechanism="DAA")["mechanism"], "BadOption", "DA"),
        (lambda: sm.Preset("amsterdam_vo_2015", tiers=[], lists=6)["lists"], "BadOption", "Lists"),
        (
            lambda: sm.Preset("utrecht_po_2021", near=P("within", metres=1, except_at="other"))["priorities"],
            "BadOption",
            "city_wide",
        ),
    ],
)
def test_what_has_no_meaning_is_refused(call, kind, words):
    with pytest.raises(sm.InputError, match=words) as caught:
        call()
    assert caught.value.kind == kind


def test_presets_do_not_change_and_travel_whole():
    preset = sm.Preset("rotterdam_vo_2017", tiers=["sibling"])
    assert pickle.loads(pickle.dumps(preset)) == preset != sm.Preset("rotterdam_vo_2017")
    assert len({preset, sm.Preset("rotterdam_vo_2017", tiers=["sibling"], ties=None)}) == 1
    with pytest.raises(KeyError):
        preset["rounds"]
    with pytest.raises(AttributeError):
        preset.name = "other"
    table = preset.published
    table["value"] = 0
    assert (preset.published["value"] > 0).all()


def test_the_page_is_what_the_presets_hold():
    """``python docs/make_presets.py`` writes it anew."""
    folder = Path(__file__).parents[2] / "docs"
    made = runpy.run_path(str(folder / "make_presets.py"))["page"]()
    assert made == (folder / "presets.md").read_text(encoding="utf-8")

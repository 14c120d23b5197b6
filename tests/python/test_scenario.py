"""Scenarios: what is changed, under a name; and its description by the ODD protocol."""

from __future__ import annotations

import copy
import math
import pickle
import re
import tomllib
from dataclasses import FrozenInstanceError, dataclass
from importlib.resources import files

import pytest
from files import toml

import schoolmix as sm
from schoolmix import policy
from schoolmix.policy import Instrument

TEXTS = tomllib.loads(files("schoolmix.scenario").joinpath("odd.toml").read_text(encoding="utf-8"))
ELEMENTS = {
    "en": [
        "Purpose and patterns",
        "Entities, state variables, and scales",
        "Process overview and scheduling",
        "Design concepts",
        "Initialization",
        "Input data",
        "Submodels",
    ],
    "nl": [
        "Doel en patronen",
        "Entiteiten, toestandsvariabelen en schalen",
        "Overzicht en volgorde van processen",
        "Ontwerpconcepten",
        "Begintoestand",
        "Invoergegevens",
        "Deelmodellen",
    ],
}
CONCEPTS = 11


@dataclass(frozen=True, kw_only=True)
class MorePlaces(Instrument):
    """An instrument for these tests."""

    share: float
    first_year: int = 2025


def choice():
    return sm.Choice(
        sm.Part("composition", optimum={"low": 0.25, "high": 0.5}, weight=1.5),
        sm.Part("distance", form="sigmoid", half_km=2),
        sm.Part("school", values={"90AA00": 1, "90AB00": 2}, label="popularity", weight=-0.5),
        rule=sm.Rule("logit", scale=math.inf),
        known=sm.Known("radius", km=4.5),
    )


def section(text, number):
    """Return a submodel of a description."""
    return text.split(f"### 7.{number} ")[1].partition("\n#")[0]


# Scenarios


def test_a_scenario_is_what_it_is_made_of_and_does_not_change():
    made = sm.Scenario("more", [MorePlaces(share=0.1)], choice=choice(), admission="DA")
    assert made == sm.Scenario("more", (MorePlaces(share=0.1),), choice=choice(), admission=sm.Enrolment("DA"))
    assert pickle.loads(pickle.dumps(made)) == copy.deepcopy(made) == made
    assert len({made, copy.deepcopy(made), sm.Scenario("more")}) == 2
    assert (made.instruments, made.admission.way) == ((MorePlaces(share=0.1),), "deferred_acceptance")
    assert repr(sm.Scenario("nothing", instruments=[])) == (
        "Scenario(name='nothing', instruments=(), choice=None, admission=None)"
    )
    with pytest.raises(FrozenInstanceError):
        made.name = "other"


@pytest.mark.parametrize(
    ("call", "kind", "field", "words"),
    [
        (lambda: sm.Scenario(""), "BadOption", "name", "empty"),
        (lambda: sm.Scenario(" \n"), "BadOption", "name", "empty"),
        (lambda: sm.Scenario("baseline"), "BadOption", "name", "always there"),
        (lambda: sm.Scenario("Baseline "), "BadOption", "name", "always there"),
        (lambda: sm.Scenario(None), "WrongType", "name", "a text, not NoneType"),
        (lambda: sm.Scenario("a", "MorePlaces"), "WrongType", "instruments", "not str"),
        (lambda: sm.Scenario("a", MorePlaces(share=0.1)), "WrongType", "instruments", "not MorePlaces"),
        (lambda: sm.Scenario("a", [{"share": 0.1}]), "WrongType", "instruments", "not dict"),
        (lambda: sm.Scenario("a", [MorePlaces]), "WrongType", "instruments", "not type"),
        (lambda: sm.Scenario("a", [Instrument()]), "WrongType", "instruments", "not Instrument"),
        (lambda: sm.Scenario("a", None), "WrongType", "instruments", "not NoneType"),
        (lambda: sm.Scenario("a", choice="distance"), "WrongType", "choice", "Choice(Part("),
        (lambda: sm.Scenario("a", admission="que"), "BadOption", "mechanism", "queue"),
        (lambda: sm.Scenario("a", admission=3), "WrongType", "mechanism", "not int"),
        (lambda: sm.Scenario("a").to_odd("de"), "BadOption", "language", "'en' and 'nl'"),
        (lambda: sm.Scenario("a").to_odd(["en"]), "BadOption", "language", "'en' and 'nl'"),
    ],
)
def test_what_has_no_meaning_is_refused(call, kind, field, words):
    with pytest.raises(sm.InputError) as caught:
        call()
    assert (caught.value.kind, caught.value.column) == (kind, field)
    assert words in str(caught.value)
    assert caught.value.remedy


# The ODD description


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_description_has_the_seven_elements_and_eleven_concepts(language):
    text = sm.Scenario("more", [MorePlaces(share=0.1)], choice=choice(), admission="DA").to_odd(language)
    assert re.findall(r"^## \d\. (.+)$", text, re.MULTILINE) == ELEMENTS[language]
    assert re.findall(r"^### 7\.(\d)", text, re.MULTILINE) == list("12345")
    concepts = text.partition(f"## 4. {ELEMENTS[language][3]}")[2].partition("## 5.")[0]
    assert len(re.findall(r"^\*\*.+?\.\*\* \S", concepts, re.MULTILINE)) == CONCEPTS
    assert "Grimm" in text
    assert "None" not in text.replace("None.", "").replace("None:", "")
    assert not re.search(r"\{[a-z_]+\}", text)
    assert text == sm.Scenario("more", [MorePlaces(share=0.1)], choice=choice(), admission="DA").to_odd(language)


def test_every_parameter_that_is_set_stands_in_it_and_defaults_are_called_so():
    text = sm.Scenario(
        "more", [MorePlaces(share=0.1)], choice=choice(), admission=sm.Enrolment("DA", intake=30)
    ).to_odd()
    utility, rule, known, enrolment, instruments = (section(text, number) for number in range(1, 6))
    for line in (
        "`optimum` = {low: 0.25; high: 0.5}: ",
        "`at_one` = 0.6 (default): ",
        "`empty` = zero (a share of 0) (default): ",
        "`include_self` = no (default): ",
        "`weight` = 1.5: ",
        "`form` = sigmoid (in an S-curve): ",
        "`half_km` = 2: ",
        "`slope` = 2 (default): ",
        "**popularity** (school)",
        "`weight` = -0.5: ",
    ):
        assert line in utility, line
    assert "`scale` = no limit: how decisive" in rule
    assert "`km` = 4.5: " in known
    assert "`count` = 20 (default): " in known
    for line in (
        "`mechanism` = deferred_acceptance (places are given for the time being until all lists are done): ",
        "`ties` = single (one number a pupil) (default): how lots",
        "`list_length` = 5 (default): ",
        "`sibling_first` = yes (default): ",
        "`intake` = 30: ",
    ):
        assert line in enrolment, line
    assert "1. **MorePlaces**" in instruments
    assert "`share` = 0.1" in instruments
    assert "`first_year` = 2025 (default)" in instruments
    assert "- `popularity`: numbers by site: 2." in text


def test_dutch_has_decimal_commas_and_dutch_words():
    text = sm.Scenario("meer", choice=choice(), admission="DA").to_odd("nl")
    assert "`optimum` = {low: 0,25; high: 0,5}: het beste aandeel" in text
    assert "`at_one` = 0,6 (standaardwaarde)" in text
    assert "`include_self` = nee (standaardwaarde)" in text
    assert "`form` = sigmoid (als een S-kromme)" in text
    assert "`empty` = zero (nul: een aandeel van 0)" in text
    assert "`weight` = 1 (standaardwaarde): gewicht van het onderdeel" in text
    assert "`scale` = geen grens: " in text
    mixed = sm.Enrolment("DA", ties=sm.Ties("mixed", weight=0.5))
    assert "`ties` = mixed {weight: 0,5} (een gewogen som" in sm.Scenario("a", admission=mixed).to_odd("nl")
    assert " the " not in re.sub(r"^- [A-Z].*", "", text, flags=re.MULTILINE)


def test_what_is_not_set_is_that_of_the_baseline():
    text = sm.Scenario("nothing").to_odd()
    assert all("as in the baseline" in section(text, number) for number in (1, 2, 3, 4))
    assert "uses no instrument" in section(text, 5)
    assert "as in the baseline" in text.partition("4. Places are given out:")[2][:40]


THRESHOLD = sm.Choice("distance", rule=sm.Rule("threshold", share=0.3))
ELIMINATION = sm.Choice(
    "distance", sm.Part("composition", optimum=0.5), rule=sm.Rule("elimination", criteria=["distance"], cuts=[-2])
)


def element(text, number):
    """Return one of the seven elements of a description."""
    return text.split(f"\n## {number}. ")[1].partition("\n## ")[0]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "changes nothing"),
        ({"instruments": [MorePlaces(share=0.1)]}, "schools if the instruments of section 7.5 were used, everything"),
        ({"choice": choice()}, "schools if families chose as sections 7.1 to 7.3 say, everything"),
        ({"admission": "free"}, "schools if places were given out as section 7.4 says, everything"),
        (
            {"instruments": [MorePlaces(share=0.1)], "choice": choice(), "admission": "free"},
            "7.5 were used, families chose as sections 7.1 to 7.3 say and places were given out as section 7.4 says,",
        ),
    ],
)
def test_the_purpose_names_what_is_changed(given, words):
    scenario = sm.Scenario("a", **given)
    purpose = element(scenario.to_odd(), 1)
    assert words in purpose
    assert ("7.5" in purpose) == ("instruments" in given)
    assert ("verandert niets" in element(scenario.to_odd("nl"), 1)) == (not given)


@pytest.mark.parametrize(
    ("admission", "order", "limit"),
    [
        (None, "as in the baseline", "as in the baseline"),
        ("free", "dealt with makes no difference.", "places do not limit"),
        ("queue", "order that is drawn by pupil", "places limit"),
        ("DA", "lots decide", "places limit"),
    ],
)
def test_the_order_of_treatment_follows_from_how_places_are_given_out(admission, order, limit):
    text = sm.Scenario("a", choice=choice(), admission=admission).to_odd()
    said = element(text, 3).partition("choose at the same time. ")[2]
    assert order in said
    assert ("dealt with makes no difference." in said) == (admission == "free")
    assert limit in element(text, 4)
    assert ("schools take all" in element(text, 4)) == (admission == "free")


@pytest.mark.parametrize(
    ("way", "idle"),
    [
        ("free", {"ties", "list_length", "sibling_first", "intake"}),
        ("queue", {"ties"}),
        ("RSD", {"ties", "sibling_first"}),
        ("DA", set()),
    ],
)
def test_settings_without_effect_are_called_so(way, idle):
    rows = section(sm.Scenario("a", admission=way).to_odd(), 4)
    assert set(re.findall(r"^- `(\w+)` = .*makes no difference here$", rows, re.MULTILINE)) == idle


@pytest.mark.parametrize(
    ("chosen", "objective", "utility", "draws"),
    [
        (choice(), "is the utility of section 7.1", "U = sum", "take one number a pupil and school"),
        (THRESHOLD, "good enough", "does not ask these parts", "Nothing is drawn to decide"),
        (ELIMINATION, "stands up to the criteria", "are not joined", "order of the criteria is drawn"),
        (None, "in the baseline", "as in the baseline", "as in the baseline"),
    ],
)
def test_what_a_household_pursues_follows_from_the_rule(chosen, objective, utility, draws):
    text = sm.Scenario("a", choice=chosen).to_odd()
    assert objective in element(text, 4).partition("**Objectives.**")[2].partition("**Learning")[0]
    assert utility in section(text, 1)
    assert draws in element(text, 4).partition("**Stochasticity.**")[2].partition("**Collectives")[0]
    assert ("value them (7.1)" in element(text, 3)) == (objective == "is the utility of section 7.1")


def test_a_part_that_is_no_criterion_makes_no_difference():
    by_distance, by_composition = section(sm.Scenario("a", choice=ELIMINATION).to_odd(), 1).split("**composition**")
    assert "this part makes no difference" in by_composition
    assert "this part makes no difference" not in by_distance


@pytest.mark.parametrize("language", ["en", "nl"])
def test_pupils_stay_and_cohorts_come_as_in_the_world(language):
    text = sm.Scenario("a").to_odd(language)
    staying, cohorts = {
        "en": ("in which pupils of the world's own years did", "oldest first, at most eight"),
        "nl": ("in de eigen jaren van de wereld", "de oudste eerst, ten hoogste acht"),
    }[language]
    assert staying in element(text, 3)
    assert cohorts in element(text, 5)


@pytest.mark.parametrize(
    ("chosen", "cited"),
    [
        (None, {"Grimm"}),
        (sm.Choice("distance"), {"Grimm", "McFadden"}),
        (sm.Choice(sm.Part("distance", form="min_max"), rule="best"), {"Grimm", "Dignum, E., Athieniti"}),
        (choice(), {"Grimm", "Dignum, E., Athieniti", "McFadden"}),
        (THRESHOLD, {"Grimm", "Dignum, E., Flache"}),
        (ELIMINATION, {"Grimm", "Tversky"}),
    ],
)
def test_what_is_used_is_cited_and_nothing_else(chosen, cited):
    sources = ("Grimm", "Dignum, E., Athieniti", "Dignum, E., Flache", "Tversky", "McFadden")
    for language, title in (("en", "References"), ("nl", "Literatuur")):
        text = sm.Scenario("a", choice=chosen).to_odd(language).partition(f"## {title}")[2]
        assert {source for source in sources if f"\n- {source}" in text} == cited
        assert text.count("\n- ") == len(cited)


def test_pairs_that_are_left_out_are_described():
    values = {"home_area": ["1"], "site": ["a"], "value": [1.0]}
    given, never = sm.Part("given", values=values), sm.Part("given", values=values, others="never")
    text = sm.Scenario("a", choice=sm.Choice(given)).to_odd()
    assert "`others` = zero (they count as 0) (default): what home areas and schools that are left out" in text
    assert "`others` = never (nobody goes there): " in sm.Scenario("a", choice=sm.Choice(never)).to_odd()
    assert "never (nooit: daar gaat niemand heen)" in sm.Scenario("a", choice=sm.Choice(never)).to_odd("nl")


def test_who_meets_whom_follows_from_the_choice():
    unmet = "nothing that they ask is about who is at a school"
    assert unmet in sm.Scenario("a", choice=sm.Choice("distance")).to_odd()
    assert unmet in sm.Scenario("a", choice=ELIMINATION).to_odd()
    assert "Households meet in the pupils of a school" in sm.Scenario("a", choice=choice()).to_odd()
    threshold = sm.Choice("distance", rule=sm.Rule("threshold", share=0.3, max_km=2))
    text = sm.Scenario("a", choice=threshold, admission="free").to_odd()
    assert "Households meet in the pupils of a school" in text
    assert "does not ask the parts" in section(text, 2)
    assert "`max_km` = 2: " in section(text, 2)
    assert "`min_quality` = no limit (default): " in section(text, 2)
    assert "asks none" in section(sm.Scenario("a", choice=sm.Choice(rule=threshold.rule)).to_odd(), 1)


def test_names_cannot_break_the_page():
    assert sm.Scenario("a\n# b").to_odd().splitlines()[0] == '# ODD description of scenario "a\\n# b"'


def keys(table, path=""):
    """Return the paths of all texts of a table."""
    found = set()
    for key, value in table.items():
        found |= keys(value, f"{path}/{key}") if isinstance(value, dict) else {f"{path}/{key}"}
    return found


def test_both_languages_say_the_same_things():
    assert keys(TEXTS["en"]) == keys(TEXTS["nl"])


@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_part_rule_way_and_parameter_has_its_sentence(language):
    texts = TEXTS[language]
    forms = ("linear", "log", "sigmoid", "min_max", "nearest")
    parts = (set(sm.Part.KNOWN) - {"distance"}) | {f"distance_{form}" for form in forms}
    assert set(texts["parts"]) == parts
    assert set(texts["rules"]) == set(sm.Rule.KNOWN)
    assert set(texts["known"]) == set(sm.Known.KNOWN)
    words = {
        "form": forms,
        "empty": ("zero", "average", "self"),
        "others": ("zero", "never"),
        "order": ("distance", "random"),
        "mechanism": (set(sm.Mechanism.KNOWN) - {"first_come"}) | {"free", "queue"},
        "ties": sm.Ties.KNOWN,
    }
    assert set(texts["meant"]) == {f"{key}.{word}" for key, several in words.items() for word in several}
    told = set(texts["parameters"])
    for kind in (sm.Part, sm.Rule, sm.Known):
        for name, parameters in kind.KNOWN.items():
            for key in set(parameters) - {"values", "label"}:
                assert {key, f"{name}.{key}"} & told, (name, key)


# Plain data


@pytest.fixture
def more_places(monkeypatch):
    """Let the package know the instrument of these tests."""
    monkeypatch.setattr(policy, "MorePlaces", MorePlaces, raising=False)


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"choice": choice()},
        {"admission": "free"},
        {"admission": sm.Enrolment("queue", list_length=None, sibling_first=False, intake={"90AA00": 0})},
        {
            "admission": sm.Enrolment(
                sm.Mechanism("chinese_parallel", band=2), ties=sm.Ties("mixed", weight=0.5), intake=3
            )
        },
        {
            "choice": choice(),
            "admission": "DA",
            "instruments": [MorePlaces(share=0.5), MorePlaces(share=0, first_year=1)],
        },
    ],
)
def test_a_scenario_goes_into_toml_and_comes_back(given, more_places):
    del more_places
    scenario = sm.Scenario("with a\nline", **given)
    plain = scenario.to_dict()
    assert sm.Scenario.from_dict(plain) == scenario
    text = "scenario = " + toml(plain).replace("\n", "\\n")
    assert sm.Scenario.from_dict(tomllib.loads(text)["scenario"]) == scenario


@pytest.mark.parametrize(
    ("given", "kind", "column"),
    [
        ([], "WrongType", "scenario"),
        ({}, "MissingOption", "name"),
        ({"name": 3}, "WrongType", "name"),
        ({"name": "a", "choices": {}}, "BadOption", "choices"),
        ({"name": "a", "choice": "distance"}, "WrongType", "choice"),
        ({"name": "a", "admission": {"mechanism": {"band": 2}}}, "MissingOption", "mechanism.name"),
        ({"name": "a", "admission": {"places": 2}}, "BadOption", "places"),
        ({"name": "a", "admission": {"list_length": "none"}}, "BadOption", "list_length"),
        ({"name": "a", "instruments": {}}, "WrongType", "instruments"),
        ({"name": "a", "instruments": ["MorePlaces"]}, "WrongType", "instruments"),
        ({"name": "a", "instruments": [{"name": "Instrument"}]}, "BadOption", "instruments.name"),
        ({"name": "a", "instruments": [{"name": "MorePlaces"}]}, "MissingOption", "share"),
        ({"name": "a", "instruments": [{"name": "MorePlaces", "shares": 1}]}, "BadOption", "shares"),
    ],
)
def test_plain_data_that_are_no_scenario_are_refused(given, kind, column, more_places):
    del more_places
    with pytest.raises(sm.SchoolmixError) as caught:
        sm.Scenario.from_dict(given)
    assert (caught.value.kind, caught.value.column) == (kind, column)
    assert caught.value.remedy

"""The chapter on the agenda: the register beside a model, each apart, and no sentence without a range."""

from __future__ import annotations

import re
import tomllib

import pandas as pd
import pytest

import schoolmix as sm
from schoolmix import monitor, policy
from schoolmix.monitor import appraised
from schoolmix.monitor.agenda import HEADLINES, slug
from schoolmix.monitor.appraised import Appraised
from schoolmix.report.language import HERE, Language
from schoolmix.report.page import Page

LANGUAGES = ("nl", "en")
GROUPS = ("netherlands", "europe", "outside_europe")
SCENARIOS = sm.agenda("po", groups=["outside_europe"], others=["netherlands", "europe"])


def rows(scenario, shift=0.0):
    """Return rows as `appraise` gives them: D of all, first choice of all and by group, hours."""
    uncertain = {"parameter_low": shift - 0.02, "parameter_high": shift + 0.02, "structure_low": shift - 0.03}
    uncertain |= {"structure_high": shift + 0.04, "sign_stability": 0.75, "tier": "B", "note": None, "seed": 1}
    common = {"scenario": scenario, "municipality": None, "municipality_code": None, **uncertain}
    made = []
    for outcome, focal, estimate in [
        ("D", None, shift),
        ("first_choice_share", None, -0.015),
        ("first_choice_share", "netherlands", -0.03),
        ("first_choice_share", "europe", 0.001),
        ("first_choice_share", "outside_europe", 0.02),
        ("mean_distance", None, 0.12),
        ("unplaced_share", None, 0.004),
        ("encounter_hours", "outside_europe", 0.05),
    ]:
        for effect, factor in (("partial", 0.5), ("equilibrium", 1.0)):
            value = factor * estimate
            ends = {"low": value - 0.01, "high": value + 0.01}
            if outcome != "D":
                sides = ("parameter", "structure")
                ends |= {f"{side}_low": value - 0.005 for side in sides} | {
                    f"{side}_high": value + 0.005 for side in sides
                }
            told = {"outcome": outcome, "focal": focal, "effect": effect, "estimate": value, **ends}
            made.append({**common, **told})
    return made


def answer(scenarios=SCENARIOS, *, without=()):
    table = pd.DataFrame([row for one in scenarios if one.name not in without for row in rows(one.name, -0.013)])
    return Appraised(table, list(scenarios), "outside_europe", 0.02, 1, 3, 4)


@pytest.fixture
def edition():
    """Return an edition, synthetic or as if of real pupils, with an appraisal that is given."""

    def make(kind, given):
        made = monitor.Edition(monitor.Source(kind))
        made.__dict__["appraised"] = given
        return made

    return make


def tables(edition):
    return monitor.agenda(edition).tables()


def test_every_instrument_has_a_row_and_what_is_unknown_is_said(edition):
    frame = tables(edition("real", answer()))["agenda"].frame.set_index("instrument")
    assert list(frame.index) == list(policy.register()["id"])
    assert frame.loc["Reserve", "law"] == "law_unknown"
    assert pd.isna(frame.loc["Reserve", "source"])
    assert frame.loc["CentralEnrolment", "law"] == "law_today"
    assert (frame["law"] == "law_unknown").eq(frame["source"].isna()).all()
    assert frame.loc["Networks", "tier"] == "none"


def test_the_register_and_the_model_never_share_a_table(edition):
    found = tables(edition("real", answer()))
    assert not found["agenda"].is_synthetic
    assert all(found[name].is_synthetic for name in ("agenda_model", "agenda_beside", "agenda_homes"))
    assert not {"actor", "law", "euro"} & set(found["agenda_model"].frame)


def test_figures_are_those_of_the_appraisal(edition):
    found = tables(edition("real", answer()))
    row = found["agenda_model"].frame.set_index("scenario").loc["reserve_30"]
    assert (row["instrument"], row["tier"]) == ("Reserve", "B")
    assert (row["partial"], row["equilibrium"]) == (-0.0065, -0.013)
    assert row["draws"] == pytest.approx((-0.023, -0.003))
    assert row["parameters"] == pytest.approx((-0.033, 0.007))
    assert row["structure"] == pytest.approx((-0.043, 0.027))
    beside = found["agenda_beside"].frame.set_index("scenario").loc["reserve_30"]
    assert beside[["first_choice", "distance", "unplaced", "hours"]].tolist() == [-0.015, 0.12, 0.004, 0.05]
    assert (beside["gains"], beside["loses"]) == (("group_outside_europe",), ("group_netherlands",))


def test_homes_stand_apart_from_schools(edition):
    found = tables(edition("real", answer()))
    assert list(found["agenda_homes"].frame["instrument"]) == ["HousingMix"]
    for name in ("agenda_model", "agenda_beside"):
        assert "HousingMix" not in set(found[name].frame["instrument"])


def test_sentences_are_on_what_was_chosen_before_and_never_on_what_is_assumed(edition):
    claims = [claim for claim in monitor.agenda(edition("real", answer())).claims() if claim.template == "model"]
    told = {claim.row[0]: claim for claim in claims}
    assert set(told) == {*map(slug, HEADLINES), "housing_mix_a_tenth"}
    assert all(claim.certainty == "synthetic" for claim in claims)
    grounds = sm.grounds(SCENARIOS).set_index("scenario")
    assert set(grounds.loc[list(HEADLINES), "tier"]) <= {"A", "B"}
    nl, en = (Language(code).sentence(told["central_enrolment"]) for code in LANGUAGES)
    assert "\u22122,3 tot \u22120,3 punt" in nl
    assert "\u22124,3 tot +2,7 punt over modelvormen" in nl
    assert "\u22122.3 to \u22120.3 points" in en
    assert "geen voorspelling" in nl


def test_what_was_not_computed_has_no_figure_and_no_sentence(edition):
    made = edition("real", answer(without=("central enrolment",)))
    frame = tables(made)["agenda_model"].frame.set_index("scenario")
    assert frame.loc["central_enrolment", ["partial", "equilibrium", "draws", "stability"]].isna().all()
    assert "central_enrolment" not in {claim.row[0] for claim in monitor.agenda(made).claims() if claim.row}


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_scenario_and_every_actor_has_words(code):
    texts = tomllib.loads((HERE / f"texts_{code}.toml").read_text("utf-8"))
    assert set(texts["assumption"]) == {slug(scenario.name) for scenario in SCENARIOS}
    for name in policy.register()["id"]:
        known = policy.about(name)
        assert all(f"actor_{actor}" in texts["term"] for actor in known.actor)
        assert known.uptake_of is None or f"uptake_{known.uptake_of}" in texts["term"]
        assert known.tier in texts["tier"]


@pytest.mark.parametrize("kind", ["real", "synthetic"])
@pytest.mark.parametrize("code", LANGUAGES)
def test_the_chapter_labels_what_is_invented_in_whatever_edition(edition, kind, code):
    made = edition(kind, answer())
    html = Page(made, Language(code)).chapter(monitor.agenda(made))["html"]
    word = {"nl": "SYNTHETISCH", "en": "SYNTHETIC"}[code]
    marked = [word in table for table in re.findall(r"<table.*?</table>", html, re.DOTALL)]
    assert marked == [kind == "synthetic", True, True, True]
    captions = re.findall(r'<p class="caption">.*?</p>', html, re.DOTALL)
    assert [word in caption for caption in captions] == marked
    assert "227.160,97 per hoofdvestiging" in html or "227,160.97 a head site" in html
    assert not re.search(r"\b[a-z]+_[a-z_]+\b", re.sub(r"<[^>]*>", " ", html))


def test_scenarios_are_those_of_the_agenda_without_initiatives_of_one_school():
    world = sm.World.synthetic("netherlands", sector="po", scale=0.002, seed=1)
    assert [one.name for one in appraised.presets(world)] == [one.name for one in SCENARIOS]


def test_a_side_is_named_only_where_all_models_agree(edition):
    given = answer()
    table = given.table
    is_first = (table["outcome"] == "first_choice_share") & (table["focal"] == "outside_europe")
    table.loc[is_first, "structure_low"] = -0.05
    row = tables(edition("real", given))["agenda_beside"].frame.set_index("scenario").loc["reserve_30"]
    assert (row["gains"], row["loses"]) == (("nobody",), ("group_netherlands",))

"""Mechanisms side by side: figures of each, differences in common lotteries, and what has no mechanism."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import schoolmix as sm

LISTS = ["first_choice", "top_3", "top_5", "mean_rank", "unplaced", "no_list"]
PLACES = ["empty_places", "blocking_pairs", "justified_envy", "waste", "improving_cycles"]


def city(pupils=60, seed=4):
    """Return wishes, schools and pupils with homes on a map."""
    draw = np.random.default_rng(seed)
    names = list("abcd")
    schools = pd.DataFrame({"school": names, "places": 12, "x": [0.0, 900, 0, 900], "y": [0.0, 0, 900, 900]})
    people = pd.DataFrame({"pupil": np.arange(pupils), "ses": draw.choice(["low", "high"], pupils)})
    people = people.assign(x=draw.uniform(0, 900, pupils), y=draw.uniform(0, 900, pupils))
    rows = [
        (pupil, school, rank) for pupil in people["pupil"] for rank, school in enumerate(draw.permutation(names), 1)
    ]
    return pd.DataFrame(rows, columns=["pupil", "school", "rank"]), schools, people


def dissimilarity(schools, ses):
    counts = pd.crosstab(np.asarray(schools), np.asarray(ses))
    shares = counts / counts.sum()
    return (shares["low"] - shares["high"]).abs().sum() / 2


def distances(people, schools, at):
    sites = schools.set_index("school").loc[list(at)]
    return np.hypot(people["x"].to_numpy() - sites["x"].to_numpy(), people["y"].to_numpy() - sites["y"].to_numpy())


def test_without_a_mechanism_only_figures_that_have_a_meaning_are_told():
    wishes, schools, people = city()
    table = sm.mechanisms(wishes, schools, ["DA", "IA"], pupils=people, by="ses", group="ses", measures="D", rng=1)
    told = table[table["ses"].isna()].set_index(["mechanism", "outcome"])["estimate"]
    assert set(LISTS + PLACES) < set(told["deferred_acceptance"].index)
    assert not set(PLACES) & set(told["free_choice"].index)
    assert not set(LISTS + PLACES) & set(told["nearest_school"].index)
    first = wishes[wishes["rank"] == 1].set_index("pupil")["school"].loc[people["pupil"]]
    near = [min("abcd", key=lambda name: distances(row, schools, [name])[0]) for _, row in people.groupby("pupil")]
    for name, at in (("free_choice", first), ("nearest_school", near)):
        assert told[name, "D"] == pytest.approx(dissimilarity(at, people["ses"]))
        assert told[name, "mean_distance"] == pytest.approx(distances(people, schools, at).mean())
    assert told["free_choice", "first_choice"] == 1


def test_differences_are_those_in_common_lotteries():
    wishes, schools, people = city()
    table = sm.mechanisms(wishes, schools, ["DA", "IA"], pupils=people, group="ses", measures="D", lotteries=9, rng=1)
    table = table.set_index(["mechanism", "outcome"])
    rank, mixed = {}, {}
    for name in ("deferred_acceptance", "immediate_acceptance"):
        placed = sm.admit(wishes, schools, pupils=people, mechanism=name, lotteries=9, rng=1).placements
        placed = placed.merge(people, on="pupil").dropna(subset=["school"]).groupby("lottery")
        rank[name] = placed["rank"].mean()
        mixed[name] = placed.apply(lambda part: dissimilarity(part["school"], part["ses"]))
    for outcome, values in (("mean_rank", rank), ("D", mixed)):
        apart = values["immediate_acceptance"] - values["deferred_acceptance"]
        row = table.loc[("immediate_acceptance", outcome)]
        assert row["estimate"] == pytest.approx(values["immediate_acceptance"].mean())
        assert row["difference"] == pytest.approx(apart.mean())
        assert row["difference_se"] == pytest.approx(apart.std() / 3)


def test_pupils_without_a_group_are_not_mixed_with_all_pupils():
    wishes, schools, people = city()
    people.loc[5, "ses"] = None
    for asked in (
        lambda: sm.admit(wishes, schools, pupils=people).summary("ses"),
        lambda: sm.mechanisms(wishes, schools, "DA", pupils=people, by="ses"),
    ):
        with pytest.raises(sm.InputError, match="ses") as caught:
            asked()
        assert (caught.value.kind, caught.value.count) == ("MissingKey", 1)

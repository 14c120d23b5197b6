"""What is published of school choice comes out on worlds: homes on a map, cohorts, families who choose.

All worlds are small, all seeds are stated, and each tolerance is a fraction of the effect that was seen with them.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import worlds

import schoolmix as sm

GROUP = "migration_background"
NATIVE, EUROPE, OUTSIDE = "netherlands", "europe", "outside_europe"
YEARS = 8
"""As many as there are study years: in the last year everyone has come under the rule."""


@pytest.fixture(scope="module", params=[4, 5])
def country(request):
    """Give a small country, of two seeds."""
    return sm.World.synthetic("netherlands", sector="po", scale=0.005, seed=request.param)


def nearest(world):
    """Return D and H if all attend the nearest school: homes, in units that have the size of schools."""
    found = sm.measure(sm.reassign(world, "nearest", group=GROUP), ["D", "H"])
    return found.set_index("measure")["estimate"]


def last(world, choice, **options):
    """Return the outcomes of all pupils in the last year, free of queues."""
    options = {"admission": "free", "years": YEARS, "replicates": 2, "rng": 1} | options
    table = sm.simulate(world, [], group=GROUP, choice=choice, measures=["D", "H"], progress=False, **options).table
    table = table[table["municipality"].isna() & (table["year"] == table["year"].max())]
    return table.set_index("outcome")["estimate"]


def torn(weight, optimum=0.5):
    """Return families who weigh company with a weight and distance with the rest, all with the same tolerance."""
    return sm.Choice(
        sm.Part("composition", optimum=optimum, weight=weight),
        sm.Part("distance", form="sigmoid", half_km=1, weight=1 - weight),
        rule=sm.Rule("logit", scale=50),
    )


# Without a taste for company (Ukanwa, Jones & Turner 2022)


def tastes(world, distance, quality):
    """Return families who weigh distance and quality, and nothing else; quality is drawn apart from homes."""
    drawn = np.random.default_rng(1).normal(size=len(world.schools))
    values = dict(zip(world.schools["site"], map(float, drawn), strict=True))
    return sm.Choice(
        sm.Part("distance", weight=distance), sm.Part("school", values=values, label="quality", weight=quality)
    )


@pytest.mark.parametrize("admission", ["free", "queue"])
def test_schools_part_without_a_taste_for_company_where_groups_weigh_other_things_differently(country, admission):
    homes = nearest(country)["H"]
    equal = tastes(country, 1, 1)
    apart = tastes(country, {NATIVE: 0.5, EUROPE: 1.5, OUTSIDE: 2.5}, {NATIVE: 3, EUROPE: 1.5, OUTSIDE: 0.5})
    assert last(country, equal, admission=admission)["H"] < homes, "equal weights: below that of homes"
    assert last(country, apart, admission=admission)["H"] > homes + 0.01, "different weights: above that of homes"


# Company and distance (Stoica & Flache 2014; Dignum et al. 2022)


def test_schools_are_further_apart_than_homes_though_all_are_equally_tolerant(country):
    for optimum in (0.5, 0.6):
        assert last(country, torn(0.5, optimum))["H"] > nearest(country)["H"] + 0.05


def test_a_taste_for_a_near_school_damps_what_company_drives_apart(country):
    found = [last(country, torn(weight))["H"] for weight in (0.25, 0.5, 0.75)]
    assert found[0] + 0.05 < found[1] < found[2] - 0.05
    # Integration survives over a wider range of tolerance.
    homes = nearest(country)["H"]
    mixed = {
        weight: sum(last(country, torn(weight, optimum))["H"] < homes + 0.1 for optimum in (0.1, 0.2, 0.3, 0.4))
        for weight in (0.25, 1)
    }
    assert mixed[0.25] > mixed[1]


def test_company_counts_more_where_families_see_each_other_come(country):
    open_, frozen = (last(country, torn(0.5), feedback=feedback)["H"] for feedback in (True, False))
    assert open_ > frozen + 0.01


# Distance alone


def test_by_distance_alone_schools_are_as_homes_are(country):
    near = sm.Choice("distance", rule="best")
    homes = nearest(country)
    settled = sm.settle(country, group=GROUP, choice=near, start="random", starts=2, rng=1, progress=False)
    assert settled.ends["H"].tolist() == pytest.approx([homes["H"]] * 2, abs=1e-12)
    assert (settled.ends["nash"] == 0).all()
    cohorts = last(country, near)
    assert cohorts["H"] == pytest.approx(homes["H"], abs=0.02)
    assert cohorts["nearest_share"] == 1


@pytest.mark.parametrize("mixing", [0.0, 0.5, 1.0])
def test_where_every_neighbourhood_has_a_school_the_nearest_school_is_the_neighbourhood(mixing):
    rng = np.random.default_rng(2)
    homes = pd.DataFrame({"home_area": [f"h{k:02}" for k in range(25)], "x_km": np.arange(25) % 5 * 1.0})
    homes = homes.assign(y_km=np.arange(25) // 5 * 1.0, municipality_code="0001")
    sites = pd.DataFrame({"site": [f"s{k:02}" for k in range(25)], "x_km": homes["x_km"], "y_km": homes["y_km"]})
    home = np.repeat(np.arange(25), 40)
    likes = np.where(rng.random(1000) < mixing, rng.random(1000) < 0.5, home % 5 < 2)
    pupils = pd.DataFrame({"pupil": range(1000), "year": 2024, "home_area": homes["home_area"].to_numpy()[home]})
    pupils = pupils.assign(site=sites["site"].to_numpy()[rng.integers(25, size=1000)])
    pupils = pupils.assign(group=np.where(likes, "low", "high"))
    world = worlds.made(pupils, schools=sites, homes=homes)
    run = sm.simulate(
        world, [], group="group", choice=sm.Choice("distance", rule="best"), admission="free", update="synchronous",
        replicates=1, rng=1, progress=False,
    )  # fmt: skip
    residential = sm.measure(sm.Roll(pupils, unit="home_area", group="group"), ["D", "H"])["estimate"]
    found = run.table[run.table["municipality"].isna()].set_index("outcome")["estimate"]
    assert found[["D", "H"]].tolist() == pytest.approx(residential.tolist(), abs=1e-12)
    assert found["mean_distance"] == 0


# Lists


def test_short_lists_leave_more_children_without_a_place_of_their_choice(country):
    lists = [1, 2, 5]
    few = sm.Enrolment("deferred_acceptance", intake=25)
    scenarios = [
        sm.Scenario(str(length), admission=sm.Enrolment("deferred_acceptance", list_length=length, intake=25))
        for length in lists
    ]
    run = sm.simulate(country, scenarios, admission=few, replicates=3, rng=1, progress=False)
    rows = run.table[run.table["municipality"].isna() & (run.table["outcome"] == "unplaced_share")]
    unplaced = rows.set_index("scenario")["estimate"]
    assert unplaced["1"] > unplaced["2"] > unplaced["5"]
    assert unplaced["1"] > 0.05

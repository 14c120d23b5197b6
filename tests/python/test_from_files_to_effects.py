"""The whole way on open files: a world, tastes, a scorecard, and effects only where the model holds."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from calibration import files, flows_of, some

import schoolmix as sm

# Municipalities around Utrecht, and two in the north.
PLACES = ("0344", "0342", "0355", "0321", "0353", "0310", "0014", "1969")
GEO = "nl/geo/scholen20241122.geo.zip", "nl/duo/alle-vestigingen-bo.csv"
HOMES = "nl/geo/postcode_coords.csv", "nl/cbs/ses-woa-pc4-2021.csv"


@pytest.fixture(scope="module")
def found(data):
    flows, around = flows_of(*files(data))
    flows = some(flows, PLACES)
    world = sm.World.from_files(
        flows=flows,
        schools=[data / name for name in GEO],
        homes=[data / name for name in HOMES],
        totals=around["totals"],
        area_traits=["ses_woa"],
        rng=1,
    )
    tastes = sm.estimate(flows, terms=["distance", "log_distance", "nearest", "own_area", "log_size"], **around)
    card = sm.backtest(flows, folds=3, **around)
    schools = around["schools"][around["schools"]["site"].isin(world.schools["site"])]
    homes = around["homes"][around["homes"]["home_pc4"].isin(world.homes["home_area"])]
    return world, tastes, card, {"schools": schools, "homes": homes}


def test_effects_are_told_where_the_base_run_holds(found):
    world, tastes, card, around = found
    choice = tastes.choice(**around)
    near = sm.Scenario("near", choice=sm.Choice(*choice.parts, sm.Part("distance", weight=1)))
    run = sm.simulate(
        world, [near], group="ses_woa_fifth", measures="D", choice=choice, backtest=card, replicates=2, rng=1,
        progress=False,
    )  # fmt: skip
    whole = run.effects["municipality"].isna()
    distance = run.effects[run.effects["outcome"] == "mean_distance"]
    assert distance.loc[whole, "estimate"].item() < -0.1
    failed = set(card.loc[card["passed"].eq(False).fillna(False), "municipality_code"].dropna())
    assert failed
    there = distance[distance["municipality_code"].isin(failed)]
    assert len(there) == len(failed)
    assert there["estimate"].isna().all()
    assert there["note"].str.startswith("withheld: the model misses").all()
    held = set(card["municipality_code"].dropna()) - failed
    assert distance.loc[distance["municipality_code"].isin(held), "estimate"].notna().all()
    notes = " ".join(run.notes)
    assert "a trait of the home area" in notes
    assert "hidden counts" in notes


def test_the_base_run_is_like_what_is_seen(found):
    world, tastes, _, around = found
    run = sm.simulate(
        world, [], group="ses_woa_fifth", measures="D", choice=tastes.choice(**around), admission="free", replicates=5,
        rng=1, progress=False,
    )  # fmt: skip
    table = run.table[run.table["municipality"].isna()].set_index("outcome")["estimate"]
    # The mean of what the model says of those who come, and of those of them at a school in reach what is seen.
    worth = tastes.utility(**around)
    weight = np.exp(worth["value"] - worth.groupby("home_area")["value"].transform("max"))
    share = weight / weight.groupby(worth["home_area"]).transform("sum")
    expected = (share * kilometres(world, worth)).groupby(worth["home_area"]).sum()
    coming = world.pupils[world.pupils["study_year"] == 1]
    homes = coming.loc[coming["home_area"].isin(expected.index), "home_area"]
    assert table["mean_distance"] == pytest.approx(expected.loc[homes].mean(), abs=0.02)
    reached = coming.merge(worth[["home_area", "site"]], on=["home_area", "site"])
    seen = np.nanmean(kilometres(world, reached))
    assert expected.loc[reached["home_area"]].mean() == pytest.approx(seen, abs=0.08)


def kilometres(world, pairs):
    """Return the distance of every home and site."""
    at = world.schools.set_index("site").loc[pairs["site"], ["x_km", "y_km"]].to_numpy()
    home = world.homes.set_index("home_area").loc[pairs["home_area"], ["x_km", "y_km"]].to_numpy()
    return np.sqrt(((at - home) ** 2).sum(axis=1))


def test_parameters_as_uncertain_as_they_are_stand_beside_chance(found):
    world, tastes, _, around = found
    choices = tastes.choices_drawn(3, **around, rng=1)
    free = sm.Scenario("free", admission="free")
    table = sm.robustness(
        world, [free], choice=tastes.choice(**around), parameters=choices, group="ses_woa_fifth", measures="D",
        replicates=2, replicates_each=1, rng=1, progress=False,
    )  # fmt: skip
    national = table[table["municipality"].isna() & (table["outcome"] == "first_choice_share")]
    assert list(national["source"]) == ["monte_carlo", "parameters"]
    assert (national["estimate"] >= 0).all()
    assert pd.api.types.is_float_dtype(national["same_sign"])

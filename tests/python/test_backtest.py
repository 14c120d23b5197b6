"""The scorecard: what a model says of flows that it has not seen, beside what happened and beside baselines."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from calibration import files, flows_of, recorded, some
from test_estimate import drawn, refuse, town

import schoolmix as sm

# Municipalities around Utrecht and in the north: cities, towns and villages, with their names in the files.
PLACES = ("0344", "0342", "0355", "0321", "0353", "0310", "0014", "1969", "1680", "0106")


def towns(homes, schools):
    """Municipalities of 10 x 10 km, by where things stand."""
    return [
        frame.assign(
            municipality_code=[
                f"{9000 + 2 * (x > 10) + (y > 10)}" for x, y in zip(frame["x_km"], frame["y_km"], strict=True)
            ]
        )
        for frame in (homes, schools)
    ]


@pytest.fixture(scope="module")
def country():
    homes, schools = town(areas=300)
    flows = drawn(homes, schools)
    homes, schools = towns(homes, schools)
    return flows, {"homes": homes, "schools": schools, "alternatives": 40}


TERMS = ["distance", "nearest", "log_size", "dalton"]


def test_a_model_that_is_right_is_told_from_those_that_are_not(country):
    flows, options = country
    found = sm.backtest(flows, terms=TERMS, folds=4, **options)
    assert list(found) == [
        *("target", "municipality_code", "observed", "predicted", "baseline", "error", "off", "band", "passed"),
        *("nearest", "gravity", "nearest_off", "gravity_off", "pupils", "sites", "note"),
    ]
    whole = recorded(found)
    assert list(whole.index) == ["flows", "sizes", "distance", "nearest", "index"]
    assert len(found) == 5 * 5
    assert found["municipality_code"].dropna().unique().tolist() == ["9000", "9001", "9002", "9003"]
    # What is left is chance: draws of the right model are as far off, and no other model comes near.
    drawn_again = drawn(*(options[name] for name in ("homes", "schools")), seed=6)
    keys = ["home_pc4", "site"]
    both = flows.merge(drawn_again, on=keys, how="outer").fillna({"pupils_x": 0, "pupils_y": 0})
    chance = (both["pupils_x"] - both["pupils_y"]).abs().sum() / 2 / flows["pupils"].sum() / 2**0.5
    assert whole.loc["flows", "predicted"] == pytest.approx(chance, rel=0.1)
    assert whole.loc["flows", "gravity"] > 1.15 * whole.loc["flows", "predicted"]
    for target in ("distance", "nearest"):
        assert abs(whole.loc[target, "error"]) < 0.02
    assert whole.loc["nearest", "nearest"] == 1
    assert found.loc[found["target"] != "index", "passed"].all()
    assert found.loc[found["target"] == "index", "passed"].isna().all()
    parts = found[found["municipality_code"].notna() & (found["target"] == "flows")]
    assert parts["pupils"].sum() == pytest.approx(whole.loc["flows", "pupils"])
    assert np.average(parts["predicted"], weights=parts["pupils"]) == pytest.approx(whole.loc["flows", "predicted"])
    assert (found["error"] - (found["predicted"] - found["observed"])).abs().max() < 1e-12


def test_nothing_of_a_municipality_held_out_is_used(country):
    """Flows of one municipality turned upside down: what is said of it stays as it was."""
    flows, options = country
    home = flows["home_pc4"].map(options["homes"].set_index("home_pc4")["municipality_code"])
    held = flows[home == "9002"]
    # The same pupils by home, at other schools.
    turned = held.groupby("home_pc4")["pupils"].transform(lambda pupils: pupils.to_numpy()[::-1])
    other = pd.concat([flows[home != "9002"], held.assign(pupils=turned)])
    one, two = (
        sm.backtest(f, terms=TERMS, folds=4, targets=["distance", "nearest"], **options) for f in (flows, other)
    )
    here = one["municipality_code"] == "9002"
    pd.testing.assert_series_equal(one.loc[here, "predicted"], two.loc[here, "predicted"], rtol=1e-9)
    pd.testing.assert_series_equal(one.loc[here, "gravity"], two.loc[here, "gravity"], rtol=1e-9)
    assert (one.loc[here, "observed"] - two.loc[here, "observed"]).abs().min() > 0.05
    assert (one.loc[~here, "predicted"] - two.loc[~here, "predicted"]).abs().max() > 1e-6


def test_balanced_sizes_are_given(country):
    flows, options = country
    sizes = flows.groupby("site")["pupils"].sum()
    schools = options["schools"].assign(size=options["schools"]["site"].map(sizes))
    found = sm.backtest(flows, terms=["distance", "nearest"], balance=True, folds=4, **{**options, "schools": schools})
    whole = recorded(found)
    assert whole.loc["sizes", ["predicted", "gravity"]].max() < 0.005  # a part each has pulls of its own
    assert "sizes are given, not predicted" in whole.loc["sizes", "note"]
    assert whole.loc["flows", "predicted"] < whole.loc["flows", "gravity"]


def test_bands_are_the_callers_and_name_what_fails(country):
    flows, options = country
    found = sm.backtest(
        flows, terms=["distance"], targets=["flows", "distance"], band={"flows": 0.1, "distance": None}, **options
    )
    assert not found.loc[found["target"] == "flows", "passed"].any()
    assert (
        found.loc[found["target"] == "flows", "note"]
        .str.contains("at another school than predicted, beyond the band")
        .all()
    )
    assert found.loc[found["target"] == "distance", "passed"].isna().all()


def test_a_later_year_is_foretold(country):
    flows, options = country
    later = drawn(options["homes"], options["schools"], seed=9)
    both = pd.concat([flows.assign(year=2022), later.assign(year=2023)])
    found = recorded(sm.backtest(both, hold_out="year", terms=TERMS, **options))
    assert abs(found.loc["distance", "error"]) < 0.02
    assert (
        found.loc["distance", "observed"]
        != recorded(sm.backtest(flows, terms=TERMS, **options)).loc["distance", "observed"]
    )
    refuse(sm.InputError, "EmptyInput", lambda: sm.backtest(flows.assign(year=2022), hold_out="year", **options))


def test_a_world_is_held_to_its_past():
    world = sm.World.synthetic("netherlands", sector="po", scale=0.03, seed=1)
    terms = ["distance", "log_distance", "log_size"]
    held = sm.backtest(world, terms=terms, folds=3, group="migration_background")
    whole = recorded(held)
    assert {*held["municipality_code"].dropna()} <= {*world.homes["municipality_code"]}
    assert 0 < whole.loc["index", "observed"] < 1
    assert whole.loc["index", "predicted"] < whole.loc["index", "observed"]  # shares are the same for all groups
    assert whole.loc["flows", "predicted"] < 0.5 * whole.loc["flows", "nearest"]
    entrants = recorded(sm.backtest(world, terms=terms, hold_out="year", targets=["flows", "distance"]))
    assert 0 < entrants.loc["flows", "pupils"] < whole.loc["flows", "pupils"] / 4
    assert "pupils in study year 1" in entrants.loc["flows", "note"]
    refuse(sm.InputError, "BadOption", lambda: sm.backtest(world, schools=world.schools))
    refuse(sm.InputError, "BadOption", lambda: sm.backtest(world, group="prosperity"))


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("BadOption", {"hold_out": "school"}),
        ("BadOption", {"targets": ["flow"]}),
        ("BadOption", {"folds": 1}),
        ("BadOption", {"band": {"flow": 1}}),
        ("BadOption", {"band": {"flows": -1}}),
        ("BadOption", {"baselines": ["radiation"]}),
        ("BadOption", {"group": "ses"}),
        ("BadOption", {"balance": 1}),
        ("MissingOption", {"homes": None}),
        ("MissingColumn", {"drop": ["homes", "municipality_code"]}),
        ("MissingColumn", {"drop": ["schools", "municipality_code"]}),
        ("MissingColumn", {"drop": ["schools", "size"]}),
        ("MissingColumn", {"hold_out": "year"}),
    ],
)
def test_bad_questions_are_refused(country, kind, options):
    flows, given = country
    given = dict(given)
    if "drop" in options:
        name, column = options["drop"]
        given[name] = given[name].drop(columns=column)
    given |= {name: value for name, value in options.items() if name != "drop"}
    assert refuse(sm.InputError, kind, lambda: sm.backtest(flows, **{"terms": ["distance"], **given})).remedy


# The files of 2024


def test_held_out_municipalities_of_2024_are_told_better_than_by_both_baselines(data):
    flows, options = flows_of(*files(data))
    found = sm.backtest(some(flows, PLACES), folds=3, **options)
    whole = recorded(found)
    assert whole.loc["flows", "pupils"] > 30_000
    for target in ("flows", "sizes", "distance", "nearest"):
        for baseline in ("nearest", "gravity"):
            assert whole.loc[target, "off"] < whole.loc[target, f"{baseline}_off"], (target, baseline)
    failed = found[(found["passed"] == False) & found["municipality_code"].notna()]  # noqa: E712 - null is neither
    assert failed["note"].str.contains("beyond the band").all()
    assert "Poisson truncated" in whole.loc["flows", "note"]

"""Homes and schools on a grid: beside COMPASS, beside what is published, by seed, and what it refuses."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import schoolmix as sm
from schoolmix import _core, frames, lattice

EXACT = 1e-12  # some thousand rounded terms
RUNS, SEED = 40, 2022
# Ranges of H_res and of H_school, mean and standard deviation of the excess, and the number of runs of COMPASS itself,
# by a and f; the grid of 50 x 50 cells has 25 schools and neighbourhoods, a stage at most 60 ticks.
MEASURED = {
    (0, 0.5): ((0.30, 0.60), (0.25, 0.56), -0.037, 0.009, 20),
    (0.5, 0.5): ((0.36, 0.65), (0.56, 0.89), 0.218, 0.066, 20),
    (1, 0.5): ((0.32, 0.58), (0.37, 0.92), 0.241, 0.170, 20),
    (0, 0.3): ((0.00, 0.01), (0.00, 0.01), 0.001, 0.001, 10),
    (0, 0.7): ((0.64, 0.77), (0.58, 0.74), -0.049, 0.016, 10),
    (0.5, 0.3): ((0.00, 0.01), (0.00, 0.01), -0.002, 0.001, 10),
    (0.5, 0.7): ((0.67, 0.79), (0.97, 1.00), 0.266, 0.040, 10),
}
# Of 40 runs some lie beyond the range of 20 or 10 others.
BEYOND, MOST = 0.08, 0.9
# Households on a corner between two schools are as near to both: COMPASS's sort decides, ours draws; it matters where
# distance alone counts.
TIES = 0.03


def last(**options):
    """Return the last row of every replicate."""
    return sm.compass(**options).groupby("replicate").last()


def as_compass(*, weight, optimum):
    """Return the last row of every replicate by the rules that COMPASS does not tell."""
    shares = [0.5, 0.5]
    town = lattice.grid_of(50, density=0.9, shares=shares, radius=3, neighbourhoods=25)
    asked = lattice.wanted_of(rows="ticks", replicates=RUNS, seed=SEED, window=30, eps=0.01)
    given = {"optimum": optimum, "at_one": 0.6, "weight": weight, "half": 10, "slope": 2}
    given = {name: [value, value] for name, value in given.items()}
    given |= {"schools": 25, "considered": 2, "min_capacity": 0, "residential_ticks": 60, "school_ticks": 60}
    given |= {"mixing": 0, "b": 50, "capacity": 2, "fraction": 0.125}
    table = _core.compass(town, asked, given, compat=True, report=lambda *_: None)
    return frames.to_pandas(table).groupby("replicate").last()


def test_rows_say_how_the_town_goes():
    run = sm.compass(residential_ticks=20, school_ticks=30, window=None, replicates=2, rng=3)
    columns = ["replicate", "stage", "tick", "movers", "mean_utility", "sd_utility", "H_res", "H_school", "excess"]
    assert list(run) == [*columns, "nearest", "distance", "seed", "note"]
    assert run["tick"].tolist() == 2 * [*range(21), *range(31)]
    first = run["stage"] == "residential"
    assert run.loc[first, ["H_school", "excess", "nearest", "distance"]].isna().all(axis=None)
    assert run.loc[~first].notna().all(axis=None)
    assert run.loc[run["note"] != "", "tick"].tolist() == 2 * [20, 30]
    assert run.loc[run["note"] != "", "note"].eq("limit of steps").all()
    assert np.allclose(run["excess"].dropna(), (run["H_school"] - run["H_res"]).dropna(), rtol=0, atol=EXACT)
    homes = run.loc[~first].groupby("replicate")["H_res"]
    assert homes.nunique().eq(1).all()
    assert run[["mean_utility", "H_res", "H_school", "nearest"]].max().max() <= 1 + EXACT


def test_households_are_a_roll():
    options = {"shares": (0.5, 0.3, 0.2), "residential_ticks": 20, "school_ticks": 20, "replicates": 2, "rng": 3}
    homes, run = sm.compass(**options, rows="agents"), last(**options)
    assert list(homes) == ["replicate", "agent", "x", "y", "group", "neighbourhood", "school", "distance", "seed"]
    assert len(homes) == 2 * 2205
    assert not homes.duplicated(["replicate", "x", "y"]).any()
    for unit, column in (("school", "H_school"), ("neighbourhood", "H_res")):
        measured = sm.measure(sm.Roll(homes, unit=unit, group="group", by="replicate"), "H")
        assert np.allclose(measured["estimate"], run[column], rtol=0, atol=EXACT)
    assert np.allclose(homes.groupby("replicate")["distance"].mean(), run["distance"], rtol=0, atol=EXACT)
    # Schools stand in the middle of blocks of ten cells; the way round a side may be the shorter one.
    across = [(homes[side] - 0.5 - middle).abs() for side, middle in _middles(homes["school"])]
    dx, dy = (np.minimum(apart, 50 - apart) for apart in across)
    assert np.allclose(np.hypot(dx, dy), homes["distance"], rtol=0, atol=EXACT)


def _middles(school):
    return [("x", (school - 1) % 5 * 10 + 5), ("y", (school - 1) // 5 * 10 + 5)]


@pytest.mark.parametrize(("a", "f"), MEASURED)
def test_runs_lie_in_the_ranges_of_compass(a, f):
    homes, schools, mean, sd, runs = MEASURED[a, f]
    at_end = as_compass(weight=a, optimum=f)
    for column, (low, high) in (("H_res", homes), ("H_school", schools)):
        assert at_end[column].between(low - BEYOND, high + BEYOND).mean() >= MOST, column
        assert low < at_end[column].mean() < high
    se = sd * (1 / runs + 1 / RUNS) ** 0.5
    assert abs(at_end["excess"].mean() - mean) < 4 * se + TIES * (a == 0)


# What COMPASS's own tests hold

BEST = {"b": float("inf"), "optimum": 0.7, "replicates": 10, "rng": SEED}


def test_who_looks_at_distance_alone_brings_homes_to_school():
    """With schools in the middle of neighbourhoods and a steep preference for the near, both are as uneven."""
    at_end = last(weight=0, slope=10, half=50 / 25, **BEST)
    assert at_end["H_res"].gt(0.1).all()
    assert (at_end["H_school"] - at_end["H_res"]).abs().max() <= 0.05
    assert at_end["nearest"].min() > 0.98


def test_who_looks_at_composition_alone_makes_schools_no_less_uneven():
    at_end = last(weight=1, at_one=1, optimum=0.5, replicates=10, rng=SEED)
    between = at_end["H_res"].between(0.1, 0.95)
    assert between.all()
    assert (at_end["H_school"] >= at_end["H_res"] - 0.1).all()


def test_who_wants_the_own_group_in_bounded_neighbourhoods_lives_and_learns_apart():
    at_end = last(weight=0, mixing=1, at_one=1, slope=10, half=2, residential_ticks=300, **BEST)
    assert at_end[["H_res", "H_school"]].min().min() >= 0.9


def test_who_looks_at_distance_alone_attends_the_nearest_school():
    at_end = last(weight=0, half=100, slope=1, fraction=1, residential_ticks=0, school_ticks=2, **BEST)
    assert at_end["nearest"].min() > 0.8


# What is published


def test_distance_damps_segregation_of_schools():
    """Stoica & Flache 2014: with a preference for the near, schools stay mixed for wishes at which they would not."""
    optimum = np.arange(0.3, 0.81, 0.05)
    homes = {"residential_ticks": 0, "school_ticks": 100, "replicates": 10, "rng": SEED}
    mixed = {
        weight: [last(weight=weight, optimum=f, **homes)["H_school"].mean() < 0.2 for f in optimum]
        for weight in (1, 0.3)
    }
    assert sum(mixed[1]) + 2 <= sum(mixed[0.3])


def test_schools_are_more_uneven_than_homes_in_much_of_the_space():
    """Dignum et al. 2022: all want the same of homes and of schools, and still schools are more uneven."""
    options = {"residential_ticks": 100, "school_ticks": 100, "replicates": 5, "rng": SEED}
    excess = {
        (a, f, m): last(weight=a, optimum=f, at_one=m, **options)["excess"].mean()
        for a in (0.25, 0.5, 0.75)
        for f in (0.4, 0.5, 0.6, 0.7)
        for m in (0.4, 0.6, 0.8)
    }
    assert np.mean([value > 0.02 for value in excess.values()]) > 0.5


# Draws, and what is refused


def test_a_replicate_alone_is_the_same_as_among_others():
    options = {"grid": 30, "schools": 9, "residential_ticks": 10, "school_ticks": 10, "rng": 5}
    batch, alone = sm.compass(**options, replicates=4), sm.compass(**options, replicates=[3])
    pd.testing.assert_frame_equal(batch[batch["replicate"] == 3].reset_index(drop=True), alone)
    assert batch[batch["tick"] == 0].groupby("stage")["mean_utility"].nunique().eq(4).all()
    again = sm.compass(**{**options, "rng": np.random.default_rng(1)}, replicates=4)
    assert not again["mean_utility"].equals(batch["mean_utility"])
    assert again["seed"].eq(again["seed"].iloc[0]).all()


def test_homes_do_not_hang_on_what_schools_are_chosen_by():
    options = {"grid": 30, "schools": 9, "residential_ticks": 20, "school_ticks": 10, "rng": 5, "rows": "agents"}
    near, alike = (sm.compass(**options, weight=weight) for weight in (0, 1))
    pd.testing.assert_frame_equal(near.iloc[:, :6], alike.iloc[:, :6])
    assert not near["school"].equals(alike["school"])


def test_groups_may_want_different_things():
    options = {"residential_ticks": 0, "school_ticks": 60, "b": 500, "rng": 5, "rows": "agents"}
    homes = sm.compass(**options, weight=(0, 1), slope=(4, 4))
    distance = homes.groupby("group")["distance"].mean()
    assert distance[1] < 5
    assert distance[2] > 15


def test_without_weight_on_utility_all_schools_are_alike():
    at_end = last(b=0, residential_ticks=0, school_ticks=50, window=None, replicates=10, rng=1)
    assert at_end["H_school"].max() < 0.05
    assert at_end["nearest"].between(0.01, 0.08).all()


@pytest.mark.parametrize(
    ("options", "field", "kind"),
    [
        ({"density": 0}, "density", "BadOption"),
        ({"density": 1.5}, "density", "BadOption"),
        ({"shares": (0.7, 0.7)}, "shares", "BadOption"),
        ({"grid": 5, "schools": 36, "radius": 1}, "schools", "BadOption"),
        ({"schools": 24}, "schools", "BadOption"),
        ({"schools": 0}, "schools", "BadOption"),
        ({"grid": 2000, "schools": 10_000}, "schools", "SizeLimit"),
        ({"neighbourhoods": 10}, "neighbourhoods", "BadOption"),
        ({"optimum": 1.1}, "optimum", "BadOption"),
        ({"optimum": (0.5, 0.5, 0.5)}, "optimum", "BadOption"),
        ({"at_one": -0.1}, "at_one", "BadOption"),
        ({"weight": 2}, "weight", "BadOption"),
        ({"weight": (0.5, float("nan"))}, "weight", "BadOption"),
        ({"half": 0}, "half", "BadOption"),
        ({"slope": -1}, "slope", "BadOption"),
        ({"slope": "steep"}, "slope", "BadOption"),
        ({"considered": 0}, "considered", "BadOption"),
        ({"radius": 30}, "radius", "BadOption"),
        ({"mixing": 1.01}, "mixing", "BadOption"),
        ({"b": -1}, "b", "BadOption"),
        ({"b": float("nan")}, "b", "BadOption"),
        ({"capacity": 0.5}, "capacity", "BadOption"),
        ({"min_capacity": -1}, "min_capacity", "BadOption"),
        ({"fraction": 0}, "fraction", "BadOption"),
        ({"fraction": 1.1}, "fraction", "BadOption"),
        ({"residential_ticks": -1}, "residential_ticks", "BadOption"),
        ({"residential_ticks": 2_000_000}, "residential_ticks", "BadOption"),
        ({"school_ticks": 2_000_000}, "school_ticks", "BadOption"),
        ({"school_ticks": 1.5}, "school_ticks", "BadOption"),
        ({"window": 1}, "window", "BadOption"),
        ({"eps": -1}, "eps", "BadOption"),
        ({"replicates": 0}, "replicates", "BadOption"),
        ({"rows": "steps"}, "rows", "BadOption"),
        ({"rng": 1.5}, "rng", "BadSeed"),
    ],
)
def test_what_is_wrong_is_named(options, field, kind):
    with pytest.raises(sm.SchoolmixError) as caught:
        sm.compass(**options)
    assert (caught.value.column, caught.value.kind) == (field, kind)
    assert caught.value.remedy

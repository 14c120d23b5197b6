"""Designs of sweeps: their points, and what they tell about sensitivity."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pytest

import schoolmix as sm
from schoolmix import design
from schoolmix.errors import ColumnError, InputError, InputTypeError, LimitError

ANGLE = (-np.pi, np.pi)
ISHIGAMI = {"x1": ANGLE, "x2": ANGLE, "x3": ANGLE}
UNIT = {"a": (0.0, 1.0), "b": (10.0, 20.0)}
DRAWN = {
    "latin_hypercube": lambda rng: design.latin_hypercube(UNIT, runs=7, rng=rng),
    "sobol": lambda rng: design.sobol(UNIT, samples=8, rng=rng),
    "sobol of second order": lambda rng: design.sobol(UNIT, samples=8, second_order=True, rng=rng),
    "morris": lambda rng: design.morris(UNIT, trajectories=5, rng=rng),
}
POINTS = {"latin_hypercube": 7, "sobol": 8 * 4, "sobol of second order": 8 * 6, "morris": 5 * 3}


def ishigami(frame):
    """The function of Ishigami and Homma (1990) with a = 7, b = .1."""
    return np.sin(frame["x1"]) + 7 * np.sin(frame["x2"]) ** 2 + 0.1 * frame["x3"] ** 4 * np.sin(frame["x1"])


def estimates(table, index):
    return table.loc[table["index"] == index, "estimate"].to_numpy()


@pytest.mark.parametrize(("rng", "within"), [(0, 0.005), (1, 0.02), (2, 0.02)])
def test_ishigami_by_sobol(rng, within):
    made = design.sobol(ISHIGAMI, samples=4096, second_order=True, rng=rng)
    table = made.sensitivity(ishigami(made.to_frame()), rng=2)
    assert list(table) == ["parameter", "other", "index", "estimate", "low", "high", "note", "seed"]
    assert estimates(table, "S1") == pytest.approx([0.3139, 0.4424, 0], abs=within)
    assert estimates(table, "ST") == pytest.approx([0.5576, 0.4424, 0.2437], abs=within)
    pairs = table.loc[table["index"] == "S2"].set_index(["parameter", "other"])["estimate"]
    assert pairs.to_dict() == pytest.approx({("x1", "x2"): 0, ("x1", "x3"): 0.2437, ("x2", "x3"): 0}, abs=2 * within)
    inside = table["low"].le(table["estimate"]) & table["estimate"].le(table["high"])
    assert inside.all()
    assert table["note"].isna().all()


def test_ishigami_by_latin_hypercube_and_morris():
    cube = design.latin_hypercube(ISHIGAMI, runs=4096, rng=1)
    assert estimates(cube.sensitivity(ishigami(cube.to_frame()), rng=1), "S1") == pytest.approx(
        [0.3139, 0.4424, 0], abs=0.02
    )
    paths = design.morris(ISHIGAMI, trajectories=200, rng=1)
    table = paths.sensitivity(ishigami(paths.to_frame()), rng=1)
    # Campolongo et al. (2007): x3 has no mean effect and a large spread, as it only acts through x1.
    assert list(table["index"].unique()) == ["mu", "mu_star", "sigma"]
    assert abs(estimates(table, "mu")[2]) < 1 < estimates(table, "mu_star")[2]
    assert estimates(table, "sigma")[2] > 5
    assert table.loc[table["index"] != "mu_star", "note"].notna().all()


@pytest.mark.parametrize("kind", DRAWN)
def test_points_lie_in_their_bounds_and_follow_the_seed(kind):
    made, again, other = DRAWN[kind](5), DRAWN[kind](5), DRAWN[kind](6)
    frame = made.to_frame()
    assert len(made) == len(frame) == POINTS[kind]
    assert list(frame["point"]) == list(range(len(made)))
    assert all(frame[name].between(*UNIT[name]).all() for name in UNIT)
    assert (made.names, made.bounds, made.seed) == (("a", "b"), UNIT, 5)
    assert made.digest == again.digest != other.digest
    pd.testing.assert_frame_equal(frame, again.to_frame())
    assert made.point(3) == frame.drop(columns="point").iloc[3].to_dict()


def test_drawing_and_indices_leave_the_global_stream_alone():
    np.random.seed(1)  # noqa: NPY002 - the stream that must not be touched
    before = np.random.get_state()[1].tolist()  # noqa: NPY002
    made = design.sobol(UNIT, samples=64, rng=0)
    first = made.sensitivity(made.to_frame()["a"], rng=0)
    pd.testing.assert_frame_equal(first, made.sensitivity(made.to_frame()["a"], rng=0))
    assert np.random.get_state()[1].tolist() == before  # noqa: NPY002


def test_a_grid_has_every_combination_once():
    made = design.grid({"years": [1, 5], "share": [0.5, 1], "group": ["x", "y"], "own": np.array([True, False])})
    frame = made.to_frame()
    assert len(made) == 16
    assert not frame.drop(columns="point").duplicated().any()
    assert made.point(0) == {"years": 1, "share": 0.5, "group": "x", "own": True}
    assert [type(value) for value in made.point(15).values()] == [int, float, str, bool]
    assert (made.bounds, made.seed) == (None, None)


def test_a_design_does_not_change_and_travels():
    made = design.sobol(UNIT, samples=4, rng=1)
    with pytest.raises(AttributeError):
        made.kind = "grid"
    made.bounds["a"] = (5, 6)
    frame = made.to_frame()
    frame.loc[0, "a"] = 7
    assert made.to_frame()["a"].max() <= 1
    again = pickle.loads(pickle.dumps(made))
    assert (again.digest, again.bounds) == (made.digest, UNIT)
    assert made.digest == design.sobol(UNIT, samples=4, rng=1).digest


@pytest.mark.parametrize(
    "values",
    [
        [1.0, float("nan")],
        [1.0, None],
        [1, pd.NA],
        [1.0, float("inf")],
        [0.3, 0.3],
        [1, 1.0],
        [0.0, -0.0],
        ["x", "x"],
        [],
    ],
)
def test_a_grid_refuses_missing_infinite_and_double_values(values):
    with pytest.raises(InputError) as told:
        design.grid({"fine": [1], "share": values})
    assert (told.value.kind, told.value.column) == ("BadOption", "share")


@pytest.mark.parametrize("values", ["text", 3, None, [True, 1], ["x", 1], [[1], [2]]])
def test_a_grid_refuses_what_is_no_list_of_one_kind(values):
    with pytest.raises(InputTypeError) as told:
        design.grid({"share": values})
    assert (told.value.kind, told.value.column) == ("WrongType", "share")


@pytest.mark.parametrize(
    ("call", "column"),
    [
        (lambda: design.grid({}), "parameters"),
        (lambda: design.grid({"seed": [1]}), "seed"),
        (lambda: design.grid({"x": [2**70]}), "x"),
        (lambda: design.sobol({"x": (1, 0)}, samples=4), "x"),
        (lambda: design.sobol({"x": (0, float("nan"))}, samples=4), "x"),
        (lambda: design.sobol({"x": 3}, samples=4), "x"),
        (lambda: design.sobol(UNIT, samples=5), "samples"),
        (lambda: design.sobol(UNIT, samples=True), "samples"),
        (lambda: design.sobol(UNIT, samples=4, second_order=1), "second_order"),
        (lambda: design.latin_hypercube(UNIT, runs=1), "runs"),
        (lambda: design.morris(UNIT, trajectories=1), "trajectories"),
        (lambda: design.morris(UNIT, trajectories=4, levels=5), "levels"),
        (lambda: design.sobol(UNIT, samples=4, rng=-1), "rng"),
        (lambda: design.grid({"x": [1, 2]}).sensitivity([1, 2]), "design"),
        (lambda: design.latin_hypercube(UNIT, runs=50).sensitivity(range(50)), "runs"),
        (lambda: design.morris(UNIT, trajectories=2).sensitivity(range(5)), "outcome"),
        (lambda: design.morris(UNIT, trajectories=2).sensitivity([1, 2, np.nan, 4, 5, 6]), "outcome"),
        (lambda: design.morris(UNIT, trajectories=2).sensitivity(range(6), level=1), "level"),
        (lambda: design.morris(UNIT, trajectories=2).sensitivity(range(6), replicates=1), "replicates"),
    ],
)
def test_options_without_meaning_are_refused(call, column):
    with pytest.raises(InputError) as told:
        call()
    assert told.value.column == column


def test_more_points_than_memory_holds_are_refused_before_they_are_drawn():
    with pytest.raises(LimitError) as told:
        design.sobol(UNIT, samples=2**50)
    assert told.value.kind == "SizeLimit"
    with pytest.raises(LimitError):
        design.grid({name: range(10_000) for name in "abcdefgh"})


def test_an_outcome_may_be_a_frame_with_replicates():
    made = design.morris(UNIT, trajectories=4, rng=1)
    values = made.to_frame()["a"] * 3
    rows = pd.DataFrame({"point": np.repeat(np.arange(12), 2), "D": np.repeat(values, 2) + np.tile([0.25, -0.25], 12)})
    shuffled = rows.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(made.sensitivity(shuffled, column="D", rng=1), made.sensitivity(values, rng=1))
    with pytest.raises(InputError) as told:
        made.sensitivity(rows.iloc[4:], column="D")
    assert told.value.kind == "UnmatchedKey"
    with pytest.raises(ColumnError):
        made.sensitivity(rows, column="H")
    with pytest.raises(InputTypeError):
        made.sensitivity(rows.assign(D="x"), column="D")


def test_an_outcome_that_never_changes_has_no_indices():
    made = design.sobol(UNIT, samples=8, second_order=True, rng=1)
    table = made.sensitivity(np.ones(len(made)), rng=1)
    assert table["estimate"].isna().all()
    assert set(table["note"]) == {"the outcome is the same at every point"}
    assert list(table["index"]) == ["S1", "S1", "ST", "ST", "S2"]
    steps = design.morris(UNIT, trajectories=4, rng=1).sensitivity(np.ones(12), rng=1)
    assert (steps["estimate"] == 0).all()


def test_designs_are_reached_from_the_package():
    assert sm.design is design

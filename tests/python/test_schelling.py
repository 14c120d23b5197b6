"""Schelling's model: what it gives, that it is drawn by seed, and what it refuses."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

import schoolmix as sm

EXACT = 1e-12  # some thousand rounded terms
SMALL = {"grid": 20, "neighbourhoods": 16, "rng": 1}


def ends(**options):
    """Return the last row of every replicate."""
    run = sm.schelling(**options)
    return run.groupby("replicate").last()


def test_rows_say_how_the_grid_goes():
    run = sm.schelling(grid=30, wanted=0.5, replicates=3, rng=7)
    assert list(run) == ["replicate", "step", "movers", "content", "alike", "H", "seed", "note"]
    assert run["seed"].eq(7).all()
    assert run["replicate"].unique().tolist() == [1, 2, 3]
    for _, rows in run.groupby("replicate"):
        assert rows["step"].tolist() == list(range(len(rows)))
        assert rows["movers"].iloc[0] == 0
        assert rows["movers"].iloc[1:].gt(0).all()
        assert rows["note"].iloc[:-1].eq("").all()
        assert rows["note"].iloc[-1] == "nobody wants to move"
        assert rows["content"].iloc[-1] == 1
    assert run[["content", "alike", "H"]].min().min() >= 0
    assert run[["content", "alike", "H"]].max().max() <= 1 + EXACT


def test_mild_wishes_make_strong_segregation():
    """Schelling 1971: who is content with a third of neighbours alike ends up among two thirds and more."""
    start = sm.schelling(grid=50, density=0.8, steps=0, replicates=10, rng=1)
    assert start["alike"].mean() == pytest.approx(0.5, abs=0.02)
    for wanted, least in ((1 / 3, 0.65), (0.5, 0.8)):
        for update in ("sequential", "synchronous"):
            last = ends(grid=50, density=0.8, wanted=wanted, update=update, replicates=10, rng=1)
            assert last["alike"].min() > least
            assert last["H"].mean() > 3 * start["H"].mean()
            assert last["content"].min() > 0.99


def test_who_wants_too_much_never_comes_to_rest():
    last = ends(grid=50, density=0.8, wanted=0.9, steps=50, replicates=5, rng=1)
    assert last["note"].eq("limit of steps").all()
    assert last["content"].max() < 0.5


def test_agents_are_a_picture_and_a_roll():
    options = {**SMALL, "wanted": 0.5, "shares": (0.5, 0.3, 0.2), "replicates": 2}
    agents, steps = sm.schelling(**options, rows="agents"), sm.schelling(**options)
    assert list(agents) == ["replicate", "agent", "x", "y", "group", "neighbourhood", "seed"]
    assert not agents.duplicated(["replicate", "x", "y"]).any()
    assert agents[["x", "y"]].min().tolist() == [1, 1]
    assert agents[["x", "y"]].max().max() <= 20
    assert agents.groupby(["replicate", "group"]).size().tolist() == 2 * [180, 108, 72]
    measured = sm.measure(sm.Roll(agents, unit="neighbourhood", group="group", by="replicate"), "H")
    assert np.allclose(measured["estimate"], steps.groupby("replicate")["H"].last(), rtol=0, atol=EXACT)
    block = 4 * ((agents["y"] - 1) // 5) + (agents["x"] - 1) // 5 + 1
    assert agents["neighbourhood"].tolist() == block.tolist()


@pytest.mark.parametrize("update", ["sequential", "synchronous", "random_fraction"])
def test_a_replicate_alone_is_the_same_as_among_others(update):
    fraction = 0.2 if update == "random_fraction" else None
    options = {**SMALL, "wanted": 0.6, "update": update, "fraction": fraction, "steps": 20}
    batch = sm.schelling(**options, replicates=5)
    alone = sm.schelling(**options, replicates=[4])
    pd.testing.assert_frame_equal(batch[batch["replicate"] == 4].reset_index(drop=True), alone)
    pd.testing.assert_frame_equal(batch, sm.schelling(**options, replicates=[5, 1, 3, 2, 4]))
    starts = batch[batch["step"] == 0]
    assert starts["alike"].nunique() == 5
    other = sm.schelling(**{**options, "rng": 2}, replicates=5)
    assert not other["alike"].equals(batch["alike"])


def test_groups_may_want_different_things():
    options = {"grid": 40, "shares": (0.7, 0.3), "replicates": 5, "rng": 1}
    tolerant, one = ends(**options, wanted=0.0), ends(**options, wanted=(0.0, 0.5))
    assert tolerant["note"].eq("nobody wants to move").all()
    assert (one["H"] > tolerant["H"]).all()


def test_a_window_ends_a_run_that_has_come_to_rest():
    options = {"grid": 30, "wanted": 0.75, "update": "synchronous", "rng": 1, "steps": 300}
    last = sm.schelling(**options, window=10, eps=0.03).iloc[-1]
    assert last["note"] == "came to rest"
    assert 9 <= last["step"] < 300


def test_a_full_grid_says_that_nobody_can_move():
    last = ends(grid=20, density=1, wanted=0.9, rng=1)
    assert last["note"].item() == "no cell is empty: nobody can move"


INTERRUPTED = """
import signal, threading, time
import schoolmix as sm
signal.signal(signal.SIGINT, signal.default_int_handler)  # a run in the background ignores it
threading.Timer(1.0, signal.raise_signal, [signal.SIGINT]).start()
start = time.perf_counter()
try:
    sm.schelling(grid=300, wanted=0.9, steps=1_000_000, rng=1)
except KeyboardInterrupt:
    print(time.perf_counter() - start < 30, len(sm.schelling(steps=1, rng=1)))
"""


def test_control_c_stops_long_work():
    """In a process of its own: what other tests leave behind may swallow an interrupt."""
    command = [sys.executable, "-c", INTERRUPTED]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.split() == ["True", "2"]


def test_long_work_shows_how_far_it_is_unless_not_wanted(capsys, monkeypatch):
    monkeypatch.setattr("schoolmix.progress.PATIENCE", 0)
    options = {"grid": 200, "wanted": 0.9, "steps": 200, "rng": 1}
    sm.schelling(**options, progress=False)
    assert capsys.readouterr().err == ""
    sm.schelling(**options)
    assert "schelling" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "field", "kind"),
    [
        ({"grid": 0}, "grid", "BadOption"),
        ({"grid": (5, 5, 5)}, "grid", "BadOption"),
        ({"grid": -3}, "grid", "BadOption"),
        ({"grid": "large"}, "grid", "BadOption"),
        ({"grid": 100_000}, "grid", "SizeLimit"),
        ({"density": 0}, "density", "BadOption"),
        ({"density": 1.2}, "density", "BadOption"),
        ({"density": None}, "density", "BadOption"),
        ({"shares": (0.5, 0.6)}, "shares", "BadOption"),
        ({"shares": (1.0,)}, "shares", "BadOption"),
        ({"shares": 0.5}, "shares", "BadOption"),
        ({"radius": 0}, "radius", "BadOption"),
        ({"radius": 25}, "radius", "BadOption"),
        ({"wanted": 1.1}, "wanted", "BadOption"),
        ({"wanted": (0.5, 0.5, 0.5)}, "wanted", "BadOption"),
        ({"wanted": float("nan")}, "wanted", "BadOption"),
        ({"update": "at once"}, "update", "BadOption"),
        ({"update": None}, "update", "BadOption"),
        ({"fraction": 0.5}, "fraction", "BadOption"),
        ({"update": "random_fraction"}, "fraction", "BadOption"),
        ({"update": "random_fraction", "fraction": 0}, "fraction", "BadOption"),
        ({"neighbourhoods": 24}, "neighbourhoods", "BadOption"),
        ({"neighbourhoods": 51**2}, "neighbourhoods", "BadOption"),
        ({"steps": -1}, "steps", "BadOption"),
        ({"steps": 2_000_000}, "steps", "BadOption"),
        ({"steps": 2.5}, "steps", "BadOption"),
        ({"window": 1}, "window", "BadOption"),
        ({"window": 5, "eps": 0}, "eps", "BadOption"),
        ({"replicates": 0}, "replicates", "BadOption"),
        ({"replicates": []}, "replicates", "BadOption"),
        ({"replicates": [1, 1]}, "replicates", "BadOption"),
        ({"replicates": [0]}, "replicates", "BadOption"),
        ({"replicates": 2**24}, "replicates", "BadOption"),
        ({"replicates": 1_000_000, "steps": 1_000_000}, "replicates", "SizeLimit"),
        ({"rows": "cells"}, "rows", "BadOption"),
        ({"rng": -1}, "rng", "BadSeed"),
        ({"rng": "one"}, "rng", "BadSeed"),
    ],
)
def test_what_is_wrong_is_named(options, field, kind):
    with pytest.raises(sm.SchoolmixError) as caught:
        sm.schelling(**options)
    assert (caught.value.column, caught.value.kind) == (field, kind)
    assert caught.value.remedy

"""The Shapley split of a difference beside NumPy in vector form, in one run.

Run from the project's root: ``make bench``, or ``python benches/explain.py --data folder [--repeats 9]``, with the
school tables of R's segregation (MIT) in ``folder/us``. NumPy starts from finished matrices of what both years share
and scales rows and columns in turn (Sinkhorn) until every margin is within 1e-12 of its target; ours starts from two
rolls. Both must give the same parts.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

import schoolmix as sm
from schoolmix.verbs import together

TOLERANCE = 1e-12
AGREE = 1e-9  # two ways to a fit within 1e-12 of its margins
STATES = ("A", "B")


def shared(before, after):
    """Matrices of the schools and races with pupils in both years, as shares."""
    wide = [frame.pivot_table(index="school", columns="race", values="n", fill_value=0) for frame in (before, after)]
    while True:
        index = wide[0].index.intersection(wide[1].index)
        columns = wide[0].columns.intersection(wide[1].columns)
        cut = [table.loc[index, columns] for table in wide]
        cut = [table.loc[table.sum(axis=1) > 0, table.sum() > 0] for table in cut]
        if all(table.shape == (len(index), len(columns)) for table in cut):
            return [table.to_numpy(float) / table.to_numpy().sum() for table in cut]
        wide = cut


def scaled(structure, rows, columns):
    """The table with the odds ratios of one year and given margins."""
    of_columns = np.ones(len(columns))
    while True:
        of_rows = rows / (structure @ of_columns)
        sums = structure.T @ of_rows
        if np.abs(of_columns * sums / columns - 1).max() < TOLERANCE:
            return of_rows[:, None] * structure * of_columns
        of_columns = columns / sums


def information(table):
    """M of shares."""
    even = np.outer(table.sum(1), table.sum(0))
    return (table * np.log(table / even, where=table > 0, out=np.zeros_like(table))).sum()


def shapley_numpy(matrices):
    """Group margin, unit margin and structure."""
    rows, columns = ([table.sum(axis) for table in matrices] for axis in (1, 0))
    m = {
        (g, u, s): information(matrices[s] if g == u == s else scaled(matrices[s], rows[u], columns[g]))
        for g, u, s in product((0, 1), repeat=3)
    }
    group = sum(m[1, u, s] - m[0, u, s] for u, s in product((0, 1), repeat=2)) / 4
    unit = sum(m[g, 1, s] - m[g, 0, s] for g, s in product((0, 1), repeat=2)) / 4
    return group, unit, (m[0, 0, 1] - m[0, 0, 0] + m[1, 1, 1] - m[1, 1, 0]) / 2


def shapley_ours(rolls):
    """The same, with everything else that compare answers."""
    found = sm.compare(*rolls, "M").set_index("part")["estimate"]
    return tuple(found[["group_marginal", "unit_marginal", "structural"]])


def shapley_core(joined):
    """The core alone, on two rolls that stand in one: what NumPy does, and all parts."""
    options = {"method": "shapley", "detail": None, "interval": None, "level": 0.95, "replicates": 2, "seed": 1}
    table = sm._core.compare(joined, [("M", "M", [])], report=lambda *_: None, **options)
    found = dict(zip(*(pa.table(table)[name].to_pylist() for name in ("part", "estimate")), strict=True))
    return found["group_marginal"], found["unit_marginal"], found["structural"]


def clock(work, argument):
    """Milliseconds and the answer."""
    start = time.perf_counter()
    answer = work(argument)
    return 1000 * (time.perf_counter() - start), answer


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("SCHOOLMIX_DATA", "../shared/data")))
    parser.add_argument("--repeats", type=int, default=9)
    options = parser.parse_args()
    years = [pd.read_csv(options.data / "us" / name) for name in ("schools00.csv", "schools05_states_AB.csv")]
    ready, rolls = [], []
    for state in STATES:
        cut = [frame[frame["state"] == state] for frame in years]
        ready.append(shared(*cut))
        rolls.append([sm.Roll(frame, unit="school", group="race", count="n") for frame in cut])
    joined = [together(*pair)._core for pair in rolls]
    print("| work, M of states A and B, 2000 to 2005 | ours, ms | NumPy, ms | NumPy / ours |\n|---|---|---|---|")
    for what, work, given in (
        ("core, ready tables", shapley_core, joined),
        ("sm.compare from two rolls", shapley_ours, rolls),
    ):
        rounds = [
            [clock(side, one) for one in on]
            for _ in range(options.repeats)
            for side, on in ((shapley_numpy, ready), (work, given))
        ]
        peer, own = rounds[::2], rounds[1::2]
        for (_, theirs), (_, ours) in zip(peer[0], own[0], strict=True):
            assert np.abs(np.subtract(theirs, ours)).max() < AGREE, (theirs, ours)
        times = [[sum(milliseconds for milliseconds, _ in one) for one in side] for side in (own, peer)]
        ratio = statistics.median(theirs / ours for ours, theirs in zip(*times, strict=True))
        ours, theirs = (statistics.median(side) for side in times)
        print(f"| {what} | {ours:.1f} | {theirs:.1f} | {ratio:.1f} |")
    draws, _ = clock(lambda pair: sm.compare(*pair, "M", interval="pupils", replicates=500, rng=1), rolls[0])
    print(f"| sm.compare of state A with an interval of 500 replicates | {draws:.0f} | | |")


if __name__ == "__main__":
    main()

"""Admission beside the package `matching`, and on the hard markets of the goals: `make bench` runs it.

The core is timed on a market that has been read (`_core.Market.admit`, lots included); `admit` from pandas frames to
an `Admission`. `matching` is timed from dictionaries to the solution, its own form.
"""

from __future__ import annotations

import time
import warnings

import numpy as np
import pandas as pd
import pyarrow as pa

import schoolmix as sm
from schoolmix import _core

ASKED = {
    "mechanism": "deferred_acceptance",
    "bands": [1],
    "unplaced": None,
    "delay": 0.0,
    "ties": "single",
    "popular": [],
    "weight": 0.0,
    "lotteries": 1,
    "seed": 1,
}


def market(pupils: int, schools: int, length: int, seed: int = 1):
    """Return wishes for schools of Zipf popularity with three priority classes, and 1.02 places a pupil."""
    rng = np.random.default_rng(seed)
    popularity = np.log(1 / np.arange(1, schools + 1))
    lists = np.empty((pupils, length), dtype=np.int64)
    for start in range(0, pupils, 2000):
        part = slice(start, min(start + 2000, pupils))
        taste = popularity + rng.gumbel(size=(part.stop - start, schools))
        best = np.argpartition(-taste, length - 1, axis=1)[:, :length]
        order = np.argsort(-np.take_along_axis(taste, best, axis=1), axis=1)
        lists[part] = np.take_along_axis(best, order, axis=1)
    wishes = pd.DataFrame(
        {
            "pupil": np.repeat(np.arange(pupils), length),
            "school": lists.ravel(),
            "rank": np.tile(np.arange(1, length + 1), pupils),
            "priority": rng.choice([1, 2, 3], p=[0.1, 0.3, 0.6], size=pupils * length),
        }
    )
    places = np.full(schools, int(pupils * 1.02) // schools)
    places[: int(pupils * 1.02) % schools] += 1
    return wishes, pd.DataFrame({"school": np.arange(schools), "places": places})


def best_of(work, repeat: int):
    """Return the shortest time of some runs in seconds, and the answer."""
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        answer = work()
        times.append(time.perf_counter() - start)
    return min(times), answer


def read(wishes, schools, priorities=None):
    """Return a market of the core, priorities taken from the wishes unless they are given."""
    columns = ["pupil", "school", "rank"] + ([] if priorities is not None else ["priority"])
    table = None if priorities is None else pa.table(priorities)
    return _core.Market(
        pa.table(wishes[columns]), pa.table(schools), pupils=None, priorities=table, own=priorities is None
    )


def given_out(of, pupils: int, lotteries: int):
    """Return what gives out the places of a market."""
    traits = pa.table({"none": pa.nulls(pupils, pa.int8())})
    asked = ASKED | {"lotteries": lotteries}
    return lambda: of.admit(asked, traits=traits, rules=[], report=lambda *_: None)


def beside_matching(pupils: int = 1000, schools: int = 50):
    """Full lists and strict orders: the market that `matching` knows."""
    from matching.games import HospitalResident

    rng = np.random.default_rng(2)
    lists = {f"p{i:04}": [f"s{j:02}" for j in rng.permutation(schools)] for i in range(pupils)}
    orders = {f"s{j:02}": [f"p{i:04}" for i in rng.permutation(pupils)] for j in range(schools)}
    places = dict.fromkeys(orders, pupils // schools + 1)

    def peer():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return HospitalResident.create_from_dictionaries(lists, orders, places).solve(optimal="resident")

    slow, solution = best_of(peer, 1)
    wishes = pd.DataFrame(
        [(p, s, r) for p, listed in lists.items() for r, s in enumerate(listed, 1)], columns=["pupil", "school", "rank"]
    )
    priorities = pd.DataFrame(
        [(s, p, r) for s, listed in orders.items() for r, p in enumerate(listed, 1)],
        columns=["school", "pupil", "priority"],
    )
    frame = pd.DataFrame({"school": list(places), "places": list(places.values())})
    core, _ = best_of(given_out(read(wishes, frame, priorities), pupils, 1), 20)
    whole, ours = best_of(lambda: sm.admit(wishes, frame, priorities=priorities, rng=1), 10)
    want = {str(p): str(school) for school, group in solution.items() for p in group}
    assert ours.placements.set_index("pupil")["school"].to_dict() == want
    row(f"{pupils:,} x {schools}, full lists, core", core, slow)
    row("the same, `admit` from frames", whole, slow)


def row(what: str, ours: float, peer: float | None = None) -> None:
    """Print a row of the table: ours and the peer in ms, and how many times ours is quicker."""
    beside = "| | |" if peer is None else f"| {peer * 1e3:,.0f} | {peer / ours:,.0f} |"
    print(f"| {what} | {ours * 1e3:,.2f} {beside}")


def hard(pupils: int, schools: int, length: int, lotteries: int):
    """Popular schools, few places to spare, priorities."""
    wishes, frame = market(pupils, schools, length)
    reading, of = best_of(lambda: read(wishes, frame), 2)
    core, found = best_of(given_out(of, pupils, lotteries), 5 if lotteries > 1 else 20)
    assert found.lotteries == lotteries
    row(f"{pupils:,} x {schools:,}, lists of {length}, {lotteries:,} lotteries, core", core)
    row("the same, reading the frames", reading)


if __name__ == "__main__":
    print("| work | ours, ms | `matching`, ms | `matching` / ours |\n|---|---|---|---|")
    beside_matching()
    hard(180_000, 6_600, 5, 1)
    hard(8_000, 150, 10, 1_000)

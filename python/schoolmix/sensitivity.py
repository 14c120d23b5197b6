"""Sensitivity indices of an outcome, by SALib, as one tidy table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from schoolmix.errors import InputError

# (parameter, other parameter, name of the index, estimate, half of its interval)
Index = tuple[str, str | None, str, float, float]

SAME = "the outcome is the same at every point"
NO_INTERVAL = "no interval is known for this index"
# Harmonics of random balance designs (Tarantola et al. 2006), and the fewest points that carry them.
HARMONICS = 10
FEWEST = 4 * HARMONICS**2 + 1


def indices(
    kind: str,
    problem: Mapping[str, Any],
    points: np.ndarray[Any, Any],
    outcome: np.ndarray[Any, Any],
    settings: Mapping[str, Any],
    *,
    level: float,
    replicates: int,
    seed: int,
) -> pd.DataFrame:
    """Return the indices that a kind of design allows, a row each.

    Columns are ``parameter, other, index, estimate, low, high, note, seed``.
    """
    ways: dict[str, Callable[..., Iterator[Index]]] = {
        "sobol": _sobol,
        "morris": _morris,
        "latin_hypercube": _random_balance,
    }
    if kind not in ways:
        raise InputError(
            f"a {kind} tells nothing about sensitivity",
            kind="BadOption",
            column="design",
            remedy="Use design.sobol, design.morris or design.latin_hypercube.",
        )
    # SALib takes 0 for "no seed" and then draws from a global stream.
    options = {
        "conf_level": level,
        "num_resamples": replicates,
        "seed": int(np.random.default_rng([seed, 1]).integers(1, 2**63)),
    }
    if kind != "morris" and np.ptp(outcome) == 0.0:
        rows = [(*row[:3], np.nan, np.nan, SAME) for row in _empty(kind, problem["names"], settings)]
    else:
        rows = [
            (*row, "" if np.isfinite(row[4]) else NO_INTERVAL)
            for row in ways[kind](problem, points, outcome, settings, options)
        ]
    frame = pd.DataFrame(rows, columns=["parameter", "other", "index", "estimate", "half", "note"])
    frame["note"] = frame["note"].where(frame["note"] != "", None)
    frame.insert(4, "low", frame["estimate"] - frame["half"])
    frame.insert(5, "high", frame["estimate"] + frame.pop("half"))
    return frame.assign(seed=np.uint64(seed))


def _sobol(problem: Any, _: Any, outcome: Any, settings: Any, options: Any) -> Iterator[Index]:
    from SALib.analyze import sobol  # noqa: PLC0415 - needs the extra

    names, second = problem["names"], settings["second_order"]
    found = sobol.analyze(problem, outcome, calc_second_order=second, **options)
    for index in ("S1", "ST"):
        yield from ((name, None, index, found[index][i], found[f"{index}_conf"][i]) for i, name in enumerate(names))
    if second:
        for i, name in enumerate(names):
            for j in range(i + 1, len(names)):
                yield name, names[j], "S2", found["S2"][i, j], found["S2_conf"][i, j]


def _morris(problem: Any, points: Any, outcome: Any, settings: Any, options: Any) -> Iterator[Index]:
    from SALib.analyze import morris  # noqa: PLC0415

    found = morris.analyze(problem, points, outcome, num_levels=settings["levels"], **options)
    for index in ("mu", "mu_star", "sigma"):
        half = found.get(f"{index}_conf", np.full(len(problem["names"]), np.nan))
        yield from ((name, None, index, found[index][i], half[i]) for i, name in enumerate(problem["names"]))


def _random_balance(problem: Any, points: Any, outcome: Any, _: Any, options: Any) -> Iterator[Index]:
    from SALib.analyze import rbd_fast  # noqa: PLC0415

    if len(points) < FEWEST:
        raise InputError(
            f"{len(points)} points are too few for the sensitivity of a Latin hypercube",
            kind="BadOption",
            column="runs",
            count=len(points),
            remedy=f"Take at least {FEWEST} runs, or use design.sobol or design.morris.",
        )
    found = rbd_fast.analyze(problem, points, outcome, M=HARMONICS, **options)
    yield from ((name, None, "S1", found["S1"][i], found["S1_conf"][i]) for i, name in enumerate(problem["names"]))


def _empty(kind: str, names: list[str], settings: Mapping[str, Any]) -> Iterator[Index]:
    for index in ("S1", "ST") if kind == "sobol" else ("S1",):
        yield from ((name, None, index, np.nan, np.nan) for name in names)
    if settings.get("second_order"):
        pairs = [(name, other) for i, name in enumerate(names) for other in names[i + 1 :]]
        yield from ((name, other, "S2", np.nan, np.nan) for name, other in pairs)

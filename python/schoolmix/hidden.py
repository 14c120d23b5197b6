"""What hidden counts are on average, under a stated law."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from math import lgamma, log

import numpy as np
import numpy.typing as npt
import pandas as pd

Numbers = npt.NDArray[np.float64]
Pair = tuple[int, int, int]
"""The lowest and the highest count of some hidden rows, and how many they are."""

LAWS = ("poisson", "uniform")
STEPS = 90
"""Halvings of the interval in which the rate is sought."""


def means(rows: pd.DataFrame, rest: pd.Series, law: str) -> tuple[Numbers, str]:
    """
    Return the mean of every hidden count, and the law in words.

    Under the Poisson law, truncated to the bounds and with one rate per unit, the rate cancels where a unit's total is
    known; elsewhere it is the rate of greatest likelihood of the units with a total. With no total at all the law is
    uniform. These are the means of what :func:`schoolmix.measure` draws.

    Parameters
    ----------
    rows : pandas.DataFrame
        A row a hidden count: ``unit, low, high``.
    rest : pandas.Series
        By unit, what its hidden counts add up to; units that are not in it have no total.
    law : {"poisson", "uniform"}

    Returns
    -------
    (numpy.ndarray, str)

    Examples
    --------
    >>> rows = pd.DataFrame({"unit": ["a", "a", "a", "b"], "low": 1, "high": 4})
    >>> found, words = means(rows, pd.Series({"a": 6}), "poisson")
    >>> found.round(6).tolist(), words
    ([2.0, 2.0, 2.0, 2.0], 'Poisson truncated, given totals of 1 of 2 units')
    """
    pairs = rows.groupby(["unit", "low", "high"]).size().rename("rows").reset_index()
    pairs["rest"] = pairs["unit"].map(rest).astype(float)
    known = pairs["rest"].notna()
    is_poisson = law == "poisson" and bool(known.any())
    rate = _rate(pairs[known]) if is_poisson else None
    found = {(low, high): _mean(low, high, rate) for low, high in set(zip(pairs["low"], pairs["high"], strict=True))}
    pairs["mean"] = [found[pair] for pair in zip(pairs["low"], pairs["high"], strict=True)]
    # Hidden counts of one pair of bounds share what is left alike, whatever the law; others are taken unit by unit.
    is_mixed = pairs["unit"].duplicated(keep=False)
    alone = known & ~is_mixed
    pairs.loc[alone, "mean"] = pairs["rest"] / pairs["rows"]
    for _, unit in pairs[known & is_mixed].groupby("unit", sort=False):
        several = list(zip(unit["low"], unit["high"], unit["rows"], strict=True))
        pairs.loc[unit.index, "mean"] = _given(several, int(unit["rest"].iloc[0]), law)
    keys = ["unit", "low", "high"]
    mean = rows[keys].merge(pairs, on=keys, how="left")["mean"].to_numpy(np.float64)
    units = pairs.groupby("unit", sort=False)["rest"].first()
    name = "Poisson truncated" if is_poisson else "uniform law"
    return mean, f"{name}, given totals of {int(units.notna().sum())} of {len(units)} units"


def _given(pairs: Sequence[Pair], total: int, law: str) -> list[float]:
    """Return the mean of a count of each pair, given what all add up to."""
    rate = total / sum(rows for *_, rows in pairs) if law == "poisson" else None
    found = []
    for low, high, _ in pairs:
        others = [(a, b, rows - (a == low and b == high)) for a, b, rows in pairs]
        sums = reduce(np.convolve, [_chances(a, b, rate) for a, b, rows in others for _ in range(rows)], np.ones(1))
        least = sum(a * rows for a, _, rows in others)
        left = total - np.arange(low, high + 1) - least
        fits = (left >= 0) & (left < len(sums))
        chances = _chances(low, high, rate) * np.where(fits, sums[np.where(fits, left, 0)], 0.0)
        found.append(float((chances * np.arange(low, high + 1)).sum() / chances.sum()))
    return found


def _chances(low: int, high: int, rate: float | None) -> Numbers:
    """Return the chances of the counts from low to high; by logarithms, which wide bounds do not overflow."""
    if rate is None:
        return np.full(high - low + 1, 1 / (high - low + 1))
    heights = np.array([v * log(max(rate, 1e-300)) - lgamma(v + 1) for v in range(low, high + 1)])
    weights = np.exp(heights - heights.max())
    return np.asarray(weights / weights.sum(), dtype=np.float64)


def _mean(low: int, high: int, rate: float | None) -> float:
    if rate is None:
        return (low + high) / 2
    return float((_chances(low, high, rate) * np.arange(low, high + 1)).sum())


def _rate(pairs: pd.DataFrame) -> float:
    """Return the rate of greatest likelihood: the one that makes the expected sum the observed one."""
    observed = pairs.groupby("unit")["rest"].first().sum()
    rows = pairs.groupby(["low", "high"])["rows"].sum().reset_index()
    bounds = list(zip(rows["low"], rows["high"], rows["rows"], strict=True))
    below, above = 1e-6, 1e3 * max(1, int(pairs["high"].max()))
    for _ in range(STEPS):
        middle = (below + above) / 2
        if sum(n * _mean(low, high, middle) for low, high, n in bounds) < observed:
            below = middle
        else:
            above = middle
    return below

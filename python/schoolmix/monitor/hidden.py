"""Hidden counts within a site whose total is known: their law, conditional on that total."""

from __future__ import annotations

from functools import cache
from math import factorial

LOW, HIGH = 1, 4


@cache
def _ways(cells: int) -> tuple[float, ...]:
    """Return the weight of every sum of so many cells, each weighing 1/v! for v from 1 to 4 (scaled to sum 1)."""
    if cells == 0:
        return (1.0,)
    before = _ways(cells - 1)
    after = [0.0] * (len(before) + HIGH)
    for total, weight in enumerate(before):
        for value in range(LOW, HIGH + 1):
            after[total + value] += weight / factorial(value)
    scale = sum(after)
    return tuple(weight / scale for weight in after)


@cache
def law(cells: int, total: int) -> tuple[float, ...]:
    """Return the chances that a hidden cell holds 1, 2, 3 or 4, given how many there are and their sum.

    Poisson with one rate per site, truncated to 1..4: the rate cancels, nothing is estimated.

    Examples
    --------
    >>> [round(chance, 6) for chance in law(3, 6)]
    [0.333333, 0.388889, 0.222222, 0.055556]
    """
    rest = _ways(cells - 1)
    weights = [
        rest[total - value] / factorial(value) if 0 <= total - value < len(rest) else 0.0
        for value in range(LOW, HIGH + 1)
    ]
    scale = sum(weights)
    return tuple(weight / scale for weight in weights)


def noise(cells: int, total: int) -> float:
    """Return the variance of one hidden cell of a site, given the sum of all, divided by the other cells.

    The sum of k of the h cells then has variance ``k (h - k) noise``, and two such sums covariance ``- k l noise``.

    Examples
    --------
    >>> round(noise(3, 6), 6), noise(1, 4)
    (0.388889, 0.0)
    """
    if cells < 2:
        return 0.0
    chances = law(cells, total)
    mean = sum(value * chance for value, chance in enumerate(chances, LOW))
    return sum((value - mean) ** 2 * chance for value, chance in enumerate(chances, LOW)) / (cells - 1)

"""Differences between years: their interval, and the one word that the protocol allows for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from statistics import NormalDist
from typing import Any

import numpy as np

from schoolmix.protocol.settings import Protocol

BROKEN = "broken"
MARKED = "marked"
OPEN = "open"
SAME = "same"
SLIGHT = "slight"


@dataclass(frozen=True)
class Change:
    """A change between two years or along a line, with its interval and outcome.

    Attributes
    ----------
    difference, low, high : float
        After less before, of corrected values, and the process interval.
    margin : float
        The smallest difference that matters.
    points : int
        How many comparable years it rests on.
    outcome : {"same", "slight", "marked", "open"}
        By the table of the protocol.
    """

    difference: float
    low: float
    high: float
    margin: float
    points: int
    outcome: str

    def row(self) -> dict[str, Any]:
        """Return the change as columns of a table."""
        return {**asdict(self), "word": self.word}

    @property
    def word(self) -> str:
        """Name of the word in the catalogue: outcome, direction, and whether it is a trend."""
        return word(self.outcome, self.difference)


def word(outcome: str, difference: float) -> str:
    """Return the name of the word for an outcome.

    Examples
    --------
    >>> word("slight", -0.01), word("same", 0.001)
    ('slight_down', 'same')
    """
    return f"{outcome}_{'up' if difference > 0 else 'down'}" if outcome in {SLIGHT, MARKED} else outcome


_PHRASES = {
    SAME: ("about the same", "about the same"),
    OPEN: ("cannot be established", "cannot be established"),
    BROKEN: ("not comparable", "not comparable"),
    "slight_up": ("slightly higher", "risen slightly"),
    "slight_down": ("slightly lower", "fallen slightly"),
    "marked_up": ("higher", "risen"),
    "marked_down": ("lower", "fallen"),
}


def phrase(outcome: str, difference: float, *, is_trend: bool) -> str:
    """Return the word for an outcome in English: of a difference between two years, or of a trend.

    Examples
    --------
    >>> phrase("slight", -0.01, is_trend=False), phrase("slight", -0.01, is_trend=True)
    ('slightly lower', 'fallen slightly')
    """
    return _PHRASES[word(outcome, difference)][is_trend]


def outcome(difference: float, low: float, high: float, margin: float) -> str:
    """Return the outcome of a difference; exactly one row of the protocol's table applies.

    Examples
    --------
    >>> outcome(-0.0018, -0.0029, -0.0006, 0.01), outcome(0.02, -0.01, 0.05, 0.01)
    ('same', 'open')
    """
    excludes_zero = low > 0 or high < 0
    inside = -margin < low and high < margin
    if inside and (not excludes_zero or abs(difference) < margin / 2):
        return SAME
    if excludes_zero:
        return SLIGHT if abs(difference) < margin else MARKED
    return OPEN


def between(
    before: float,
    after: float,
    *,
    variances: tuple[float, float],
    years: int,
    cohorts: int,
    margin: float,
    of: Protocol,
) -> Change:
    """Return the difference of two years; cohorts present in both narrow the interval.

    Examples
    --------
    >>> from schoolmix.protocol.settings import frozen
    >>> between(0.4, 0.41, variances=(1e-6, 1e-6), years=2, cohorts=2, margin=0.01, of=frozen()).outcome
    'slight'
    """
    return _change(after - before, variance(variances, years=years, cohorts=cohorts, of=of), margin, 2, of)


def variance(variances: tuple[float, float], *, years: int, cohorts: int, of: Protocol) -> float:
    """Return the variance of the difference of two years, if other cohorts had come: those in both years cancel.

    Examples
    --------
    >>> from schoolmix.protocol.settings import frozen
    >>> variance((1e-6, 1e-6), years=2, cohorts=8, of=frozen())
    5e-07
    """
    shared = max(0.0, 1 - years / cohorts)
    return of.design_effect * sum(variances) * (1 - shared)


def interval(difference: float, variance: float, of: Protocol) -> tuple[float, float]:
    """Return the interval around a difference, at the level of the protocol.

    Examples
    --------
    >>> from schoolmix.protocol.settings import frozen
    >>> [round(end, 4) for end in interval(0.01, 1e-6, frozen())]
    [0.0084, 0.0116]
    """
    half = NormalDist().inv_cdf(0.5 + of.level / 2) * variance**0.5
    return difference - half, difference + half


def along(
    years: Sequence[int], values: Sequence[float], variances: Sequence[float], *, margin: float, of: Protocol
) -> Change:
    """Return the fitted change over four or more years; open where base to latest says otherwise.

    Weighted least squares with weights 1/variance, scaled to mean 1, so that the residual variance is that of a year.

    Examples
    --------
    >>> from schoolmix.protocol.settings import frozen
    >>> years, values = [2017, 2018, 2019, 2020], [0.30, 0.3101, 0.3199, 0.33]
    >>> along(years, values, [1e-6] * 4, margin=0.01, of=frozen()).outcome
    'marked'
    """
    x, y = np.asarray(years, float), np.asarray(values, float)
    weight = 1 / np.asarray(variances, float)
    weight /= weight.mean()
    centred = x - np.average(x, weights=weight)
    spread = float(weight @ centred**2)
    slope = float(weight @ (centred * (y - np.average(y, weights=weight)))) / spread
    residual = y - np.average(y, weights=weight) - slope * centred
    noise = float(weight @ residual**2) / (len(x) - 2)
    span = float(x[-1] - x[0])
    fitted = _change(slope * span, noise * span**2 / spread, margin, len(x), of)
    ends = _change(float(y[-1] - y[0]), 2 * noise, margin, len(x), of)
    agree = fitted.word == ends.word
    return fitted if agree else Change(fitted.difference, fitted.low, fitted.high, margin, len(x), OPEN)


def over(
    years: Sequence[int],
    values: Sequence[float],
    variances: Sequence[float],
    *,
    cohorts: int,
    margin: float,
    of: Protocol,
) -> Change:
    """Return the change over years: fitted where there are enough of them, else from the first to the last.

    Examples
    --------
    >>> from schoolmix.protocol.settings import frozen
    >>> over([2017, 2019], [0.4, 0.4], [1e-6, 1e-6], cohorts=2, margin=0.01, of=frozen()).points
    2
    """
    if len(years) >= of.points:
        return along(years, values, variances, margin=margin, of=of)
    ends = (variances[0], variances[-1])
    step = years[-1] - years[0]
    found = between(values[0], values[-1], variances=ends, years=step, cohorts=cohorts, margin=margin, of=of)
    return replace(found, points=len(years))


def _change(difference: float, variance: float, margin: float, points: int, of: Protocol) -> Change:
    low, high = interval(difference, variance, of)
    return Change(difference, low, high, margin, points, outcome(difference, low, high, margin))

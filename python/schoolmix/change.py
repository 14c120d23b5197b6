"""What happened over the years: one verdict a series."""

from __future__ import annotations

from statistics import NormalDist
from typing import Any

import pandas as pd
import pyarrow as pa

from schoolmix import frames
from schoolmix.errors import InputError
from schoolmix.protocol import Protocol, along, frozen, outcome, phrase

_NEEDED = [*("measure", "focal", "versus", "estimate", "corrected", "se", "difference", "difference_low"), "break"]
_NEEDED += ["difference_high", "margin", "outcome", "points", "bridge", "note"]
_ANSWER = ["base", "latest", "before", "after", "points", "difference", "low", "high", "slope", "p_value", "margin"]
_ANSWER += ["outcome", "word", "break", "bridge", "note"]
_TYPES = dict.fromkeys(["before", "after", "difference", "low", "high", "slope", "p_value", "margin"], "float64")


def change(years: Any, *, protocol: Protocol | None = None) -> Any:
    """
    Tell what happened from the base year to the latest, by the outcomes that the protocol allows.

    Two or three comparable years are a difference (*verschil*). A trend takes at least as many as the protocol says
    (four): then it is the change along a line, fitted by least squares with weights 1/variance, and its variance is
    s² span² / Σ(x - x̄)², with s² the residual variance around the line (weights scaled to a mean of 1). Interval and
    p-value are those of the normal law, as the protocol has it; with few years they are narrower than Student's. Where
    the difference of base and latest, with variance 2s², has another outcome, the outcome is open.

    Parameters
    ----------
    years : frame
        An answer of :func:`schoolmix.trend`, whole or some of its rows.
    protocol : Protocol, optional
        The one that was used there; that of the package without it.

    Returns
    -------
    frame
        One row a series, measure and focus: the other ``by`` columns, ``measure``, ``focal``, ``versus``, ``base`` and
        ``latest`` (years), ``before`` and ``after`` (corrected values), ``points`` (comparable years), ``difference``
        (the fitted change over the span, or latest less base) with ``low`` and ``high``, ``slope`` (a year) and
        ``p_value`` (two-sided, that nothing changed), ``margin``, ``outcome`` (same, slight, marked, open, broken),
        ``word``, ``break`` (what broke the series), ``bridge`` (what was bridged), ``note``. Words are for a few
        headline rows: over many rows some differ by chance alone, so sift their p-values first.

    Raises
    ------
    InputError
        Kinds ``TooFewYears``, ``BadOption`` for another protocol, ``EmptyInput``.
    ColumnError
        Kind ``MissingColumn``: no answer of `trend`.

    References
    ----------
    Benjamini & Hochberg 1995, JRSS B 57:289, for sifting p-values.

    Examples
    --------
    >>> import schoolmix as sm
    >>> world = sm.World.synthetic("netherlands", sector="po", scale=0.02, seed=1)
    >>> rolls = {year: world.roll("migration_background", year) for year in world.years}
    >>> years = sm.trend(rolls, "D", focal="outside_europe", cohorts="po", rng=1)
    >>> sm.change(years)[["base", "latest", "points", "outcome"]]
       base  latest  points outcome
    0  2017    2024       8    same
    """
    agreed = frozen() if protocol is None else protocol
    source = frames.collected(years)
    names = frames.names_of(source)
    table = frames.to_pandas(frames.take(source, list(dict.fromkeys([*names, *_NEEDED]))))
    keys = names[: names.index("versus") + 1]
    year = names[len(keys)]
    if table.empty:
        raise InputError("there are no years", kind="EmptyInput", remedy="Give an answer of trend.")
    found = [
        {**dict(zip(keys, key, strict=True)), **_told(rows.sort_values(year), year, agreed)}
        for key, rows in table.groupby(keys, sort=False, dropna=False)
    ]
    answer = pd.DataFrame(found).astype({**_TYPES, "points": "Int64"})
    return frames.restore(years)(pa.Table.from_pandas(answer, preserve_index=False))


def _told(rows: pd.DataFrame, year: str, agreed: Protocol) -> dict[str, Any]:
    """Return the verdict on one series."""
    years = [int(at) for at in rows[year]]
    if len(set(years)) < 2:
        message = f"a series has {len(set(years))} school years"
        raise InputError(message, kind="TooFewYears", column=year, count=len(years), remedy="Give two or more.")
    rows = rows[rows[year] >= agreed.base] if agreed.base in years else rows
    ends: list[Any] = [rows.iloc[0], rows.iloc[-1]]
    first, last = ends
    told: dict[str, Any] = {"base": int(first[year]), "latest": int(last[year])}
    told |= {"before": first["corrected"], "after": last["corrected"], "points": last["points"]}
    told |= {"difference": last["difference"], "low": last["difference_low"], "high": last["difference_high"]}
    told |= {"margin": last["margin"], "outcome": last["outcome"], "note": last["note"]}
    is_trend = bool(pd.notna(told["difference"]) and last["points"] >= agreed.points)
    if is_trend:
        told |= _fitted(rows[rows["corrected"].notna()], year, told, agreed)
    span = told["latest"] - told["base"]
    passed = {name: "; ".join(rows[name].iloc[1:].dropna().unique()) or None for name in ("break", "bridge")}
    words = {"slope": told["difference"] / span, "p_value": _p_value(told, agreed), "word": None, **passed}
    if not pd.isna(told["outcome"]):
        words["word"] = phrase(told["outcome"], told["difference"], is_trend=is_trend)
    return {name: {**told, **words}[name] for name in _ANSWER}


def _fitted(rows: pd.DataFrame, year: str, told: dict[str, Any], agreed: Protocol) -> dict[str, Any]:
    """Return the change along the fitted line, in place of that between the two ends."""
    variances = [float(error) ** 2 for error in rows["se"]]
    note = f"fitted over {len(rows)} years"
    if not all(variances):
        note, variances = f"{note}, all of one weight: a variance is 0", [1.0] * len(rows)
    has_margin = not pd.isna(told["margin"])
    moved = along(
        [int(at) for at in rows[year]],
        [float(value) for value in rows["corrected"]],
        variances,
        margin=told["margin"] if has_margin else 1.0,
        of=agreed,
    )
    found: dict[str, Any] = {"difference": moved.difference, "low": moved.low, "high": moved.high}
    if has_margin and moved.outcome != outcome(moved.difference, moved.low, moved.high, told["margin"]):
        note += ", which base to latest contradicts"
    found["note"] = "; ".join(filter(None, [told["note"], note]))
    return {**found, "outcome": moved.outcome if has_margin else None}


def _p_value(told: dict[str, Any], agreed: Protocol) -> float | None:
    """Return how likely so great a difference is if nothing changed, by the normal law."""
    if pd.isna(told["difference"]):
        return None
    error = (told["high"] - told["low"]) / 2 / NormalDist().inv_cdf(0.5 + agreed.level / 2)
    if not error:
        return float(told["difference"] == 0)
    return 2 * NormalDist().cdf(-abs(told["difference"]) / error)

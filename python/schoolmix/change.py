"""What happened over the years: one verdict a series."""

from __future__ import annotations

from statistics import NormalDist
from typing import Any

import pandas as pd
import pyarrow as pa

from schoolmix import frames
from schoolmix.errors import ColumnError, InputError, InputTypeError
from schoolmix.protocol import BROKEN, OPEN, Protocol, along, frozen, outcome, phrase
from schoolmix.series import OTHER_GROUPS

ROUNDING = 1e-6
"""Within which half an interval is a quantile of the normal law times its standard error."""

_NEEDED = [
    *("measure", "focal", "versus", "estimate", "corrected", "se", "low", "high", "difference", "difference_low"),
    "break",
]
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
        Kinds ``BadOption`` for another protocol (base year or coverage), ``EmptyInput``, ``DuplicateYear`` (two series
        in one), ``MissingBase`` (rows without the base year that their differences are counted from).
    ColumnError
        Kinds ``MissingColumn``: no answer of `trend`; ``SameColumn``.
    InputTypeError
        Kind ``WrongType``: no protocol.

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
    if not isinstance(agreed, Protocol):
        message = f"a Protocol is needed, not {type(agreed).__name__}"
        raise InputTypeError(message, kind="WrongType", column="protocol", remedy="Read one: Protocol.read(path).")
    source = frames.collected(years)
    names = frames.names_of(source)
    table = frames.to_pandas(frames.take(source, list(dict.fromkeys([*names, *_NEEDED]))))
    keys = names[: names.index("versus") + 1]
    year = names[len(keys)]
    if taken := [name for name in keys[:-3] if name in _ANSWER]:
        message = f"answers have a column '{taken[0]}' of their own"
        raise ColumnError(message, kind="SameColumn", column=taken[0], remedy="Rename it before you make the roll.")
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
    base = _base(rows, year)
    _check_protocol(rows, base, year, agreed)
    rows = rows[rows[year] >= base]
    ends: list[Any] = [rows.iloc[0], rows.iloc[-1]]
    first, last = ends
    used = rows[rows["corrected"].notna() & (rows["outcome"] != BROKEN)]
    told: dict[str, Any] = {"base": base, "latest": int(last[year])}
    told |= {"before": first["corrected"], "after": last["corrected"], "points": len(used)}
    told |= {"difference": last["difference"], "low": last["difference_low"], "high": last["difference_high"]}
    told |= {"margin": last["margin"], "outcome": last["outcome"], "note": last["note"]}
    if len(rows) == 1:
        told["note"] = "; ".join(filter(None, [last["note"], f"no year after {base}"]))
    is_trend = bool(pd.notna(told["difference"]) and len(used) >= agreed.points)
    if is_trend:
        told |= _fitted(used, year, told, agreed)
    others = used.loc[used["note"].str.contains(OTHER_GROUPS, regex=False), year]
    if is_trend and len(others):
        told |= {"outcome": OPEN, "note": f"{told['note']}; other groups in {', '.join(map(str, others))}"}
    span = max(told["latest"] - base, 1)
    passed = {name: "; ".join(rows[name].iloc[1:].dropna().unique()) or None for name in ("break", "bridge")}
    words = {"slope": told["difference"] / span, "p_value": _p_value(told, agreed), "word": None, **passed}
    if not pd.isna(told["outcome"]):
        words["word"] = phrase(told["outcome"], told["difference"], is_trend=is_trend)
    return {name: {**told, **words}[name] for name in _ANSWER}


def _base(rows: pd.DataFrame, year: str) -> int:
    """Return the year that differences are counted from: the one that has a value and no difference."""
    twice = rows[year].duplicated()
    if twice.any():
        message = f"school year {rows.loc[twice, year].iloc[0]} stands twice in a series"
        remedy = "Give one series at a time, or an answer of trend as it is."
        raise InputError(message, kind="DuplicateYear", column=year, count=int(twice.sum()), remedy=remedy)
    starts = rows.loc[rows["points"] == 1, year]
    if len(starts) == 1:
        return int(starts.iloc[0])
    if rows["difference"].notna().any():
        message = "a series lacks the base year that its differences are counted from"
        remedy = "Give the row of the base year too, or ask trend for these years alone."
        raise InputError(message, kind="MissingBase", column=year, remedy=remedy)
    return int(rows[year].iloc[0])


def _check_protocol(rows: pd.DataFrame, base: int, year: str, agreed: Protocol) -> None:
    """Refuse another protocol than the one by which the years were told: another base, or another coverage."""
    known = rows[rows["se"].astype(float) > 0]
    reach = NormalDist().inv_cdf(0.5 + agreed.level / 2)
    allowed = [reach, reach * agreed.design_effect**0.5]
    found = ((known["high"] - known["low"]).astype(float) / 2 / known["se"].astype(float)).iloc[:1]
    other = any(min(abs(one / known - 1) for known in allowed) > ROUNDING for one in found)
    if other or (agreed.base in set(rows[year]) and base != agreed.base):
        message = "the years were told by another protocol, with another base year or coverage"
        raise InputError(message, kind="BadOption", column="protocol", remedy="Give the protocol that trend was given.")


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

"""How an index moves through the years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from schoolmix.catalogue import catalogue
from schoolmix.errors import ColumnError, InputError, InputTypeError
from schoolmix.expected import expected
from schoolmix.measure import measure
from schoolmix.measures import Measure, named
from schoolmix.protocol import BROKEN, OPEN, Protocol, frozen, interval, outcome, phrase, variance
from schoolmix.seeds import seed_of
from schoolmix.series import OTHER_GROUPS, Chain, Years, chain

MEETINGS = {"xPx", "aPb", "xPx'", "aPb'"}
"""Symbols of encounters, which share a margin."""

_VALUES = ["expected", "corrected", "se", "low", "high"]
_DIFFERENCES = ["difference", "difference_low", "difference_high", "margin"]
_ADDED = [*_VALUES, *_DIFFERENCES, "outcome", "word", "points", "break", "bridge"]


@dataclass(frozen=True)
class _Rule:
    """How values and differences of one measure are told."""

    is_corrected: bool
    margin: float | None
    protocol: Protocol
    cohorts: int
    is_process: bool

    def spread(self, one: float, other: float = 0.0, *, years: int = 0) -> float:
        """Return the variance of one year's value, or of the difference of two that lie so many years apart."""
        if not self.is_process:
            return one + other
        cohorts = self.cohorts if years else 1
        return variance((one, other), years=years or 1, cohorts=cohorts, of=self.protocol)


def trend(
    roll: Years,
    measures: str | Measure | Sequence[str | Measure] = ("D", "H"),
    *,
    year: str = "year",
    focal: Any = None,
    versus: Any = None,
    protocol: Protocol | None = None,
    cohorts: int | str | None = None,
    bridge: str | Sequence[str] | None = None,
    interval: str = "process",
    rng: Any = None,
) -> Any:
    """
    Measure school years beside each other, and hold each against the base year.

    Indices are corrected for what chance alone would give, which moves with the sizes of schools. No difference is
    told across a break in the series that is not bridged, nor from or to a year in which the index is undefined. Two
    years are a difference (*verschil*); :func:`schoolmix.change` tells what happened over all of them.

    Parameters
    ----------
    roll : Roll, mapping of int to Roll, or sequence of (int, Roll)
        A roll with a column of school years in ``by`` (its other ``by`` columns give a series each), or a roll a year.
        Whole counts, none hidden.
    measures : str, Measure, or a sequence of them
        Any measure. Evenness from 0 to 1, V and P are corrected for chance; others are compared as they are, and
        ``note`` says so.
    year : str
        Column of the years: whole numbers, the calendar year in which the school year starts.
    focal, versus : value of the group column, optional
        As in :func:`schoolmix.measure`.
    protocol : Protocol, optional
        Base year, margins, coverage and replicates; that of the package without it. The base is the first year where
        its own is not there.
    cohorts : int or {"po", "vo", "tracks"}, optional
        How many years a pupil stays, so that near years share pupils and the interval narrows: 8 in primary education,
        6 in secondary, 2 in upper-year tracks. Without it none are shared.
    bridge : str or sequence of str, optional
        Methods that bridge breaks in the series, by the names of :func:`schoolmix.read.breaks`.
    interval : {"process", "pupils"}
        What intervals are about: another cohort of pupils (with the design effect of the protocol and shared cohorts),
        or another draw of pupils. Whole units drawn again are a matter of two years: ``compare`` and ``test`` draw a
        school once for both.
    rng : int, numpy.random.Generator, numpy.random.SeedSequence or None
        Seed of what is drawn; None draws one.

    Returns
    -------
    frame
        One row a series, measure, focus and year: the other ``by`` columns, ``measure``, ``focal``, ``versus``, the
        year; ``estimate``, ``expected`` (under random allocation), ``corrected``, with ``se``, ``low`` and ``high`` of
        the corrected value; ``difference`` from the base year with ``difference_low`` and ``difference_high``,
        ``margin`` (the least that matters), ``outcome`` (same, slight, marked, open, broken) and its ``word``;
        ``points`` (comparable years up to this one, counted from the base); ``break`` (what broke the series since the
        year before; null: nothing did) and ``bridge`` (what bridged it); ``units``, ``pupils``, ``note``, ``seed``.
        Null in the base year are difference, outcome and word; wherever something is undefined ``note`` tells why.

    Raises
    ------
    InputError
        Kinds ``DuplicateYear``, ``TooFewYears``, ``UnmatchedKey`` (other columns, or no group in common),
        ``SuppressedMarker``, ``FractionalCount``, ``BadOption``, ``UnknownMeasure``, ``UnknownGroup``.
    ColumnError
        Kinds ``MissingColumn``, ``SameColumn``.
    InputTypeError
        Kind ``WrongType``: years that are no whole numbers.

    References
    ----------
    Carrington & Troske 1997, JBES 15:402, for the correction; Efron 1979 for the bootstrap of pupils. The table of
    outcomes and shared cohorts are the protocol's own.

    Examples
    --------
    >>> import pandas as pd
    >>> import schoolmix as sm
    >>> frame = pd.DataFrame(
    ...     {"year": [2017] * 3 + [2019] * 3, "site": list("abc") * 2, "low": [800, 150, 50, 700, 250, 50]}
    ... )
    >>> frame["high"] = 1000 - frame["low"]
    >>> roll = sm.Roll.from_wide(frame, unit="site", groups=["low", "high"], by="year")
    >>> years = sm.trend(roll, "D", cohorts="po", rng=1)
    >>> years[["year", "corrected", "difference", "word"]].tail(1).round(3)
       year  corrected  difference   word
    1  2019       0.54      -0.153  lower
    """
    agreed = frozen() if protocol is None else _protocol(protocol)
    if interval not in ("process", "pupils"):
        message = "interval has a value without meaning"
        remedy = "Allowed: process, pupils; units of two years are drawn by compare and test."
        raise InputError(message, kind="BadOption", column="interval", remedy=remedy)
    asked = named(measures)
    labels = {label: name for name, label, _ in asked}
    if len(labels) < len(asked):
        message, remedy = "a measure is asked for twice", "Name each measure once."
        raise InputError(message, kind="BadOption", column="measures", remedy=remedy)
    stay, seed = agreed.shares(cohorts), seed_of(rng)
    line = chain(roll, year, bridge)
    if taken := [name for name in line.roll.by if name in _ADDED]:
        message = f"answers have a column '{taken[0]}' of their own"
        raise ColumnError(message, kind="SameColumn", column=taken[0], remedy="Rename it before you make the roll.")
    drawn: dict[str, Any] = {"level": agreed.level, "replicates": agreed.replicates, "rng": seed}
    table = measure(line.roll, measures, focal=focal, versus=versus, interval="pupils", **drawn)
    chance = expected(line.roll, measures, focal=focal, versus=versus, replicates=agreed.replicates, rng=seed)
    table = table.drop(columns=["low", "high", "bias", "seed"]).assign(expected=chance["estimate"], seed=seed)
    rules = {label: _rule(name, agreed, stay, interval == "process") for label, name in labels.items()}
    keys = [*(name for name in line.roll.by if name != year), "measure", "focal", "versus"]
    series = [rows for _, rows in table.groupby(keys, sort=False, dropna=False)]
    told = pd.concat([_told(rows, line, rules[rows["measure"].iloc[0]]) for rows in series], ignore_index=True)
    columns = [*keys, year, "estimate", *_ADDED, "units", "pupils", "note", "seed"]
    return line.restore(pa.Table.from_pandas(told[columns], preserve_index=False))


def _protocol(given: Any) -> Protocol:
    if isinstance(given, Protocol):
        return given
    message = f"a Protocol is needed, not {type(given).__name__}"
    raise InputTypeError(message, kind="WrongType", column="protocol", remedy="Read one: Protocol.read(path).")


def _rule(name: str, agreed: Protocol, cohorts: int, is_process: bool) -> _Rule:
    """Return how differences of a measure are told, by what the catalogue says of it."""
    listed = catalogue()
    is_it = (listed[["name", "symbol"]] == name).any(axis=1) | listed["also"].str.split(", ").map(
        lambda also: name in also
    )
    entry = listed[is_it].iloc[0]
    symbol = str(entry["symbol"])
    is_even = entry["kind"] == "evenness" or symbol in {"V", "P"}
    margin = agreed.margin.get("encounter" if symbol in MEETINGS else symbol)
    return _Rule(bool(is_even and entry["range"] == "0..1"), margin, agreed, cohorts, is_process)


def _told(rows: pd.DataFrame, line: Chain, rule: _Rule) -> pd.DataFrame:
    """Return the rows of one series with what may be said of each year beside the base year."""
    rows = rows.sort_values(line.year).reset_index(drop=True)
    rows = rows.assign(**_valued(rows, rule))
    first = rule.protocol.base if rule.protocol.base in line.years else line.years[0]
    told = pd.DataFrame([_against(rows, first, at, line, rule) for at in rows.index])
    types = dict.fromkeys([*_VALUES, *_DIFFERENCES], "float64") | {"points": "Int64"}
    return rows.assign(**told).astype(types)


def _valued(rows: pd.DataFrame, rule: _Rule) -> dict[str, Any]:
    """Return corrected values with their standard errors and intervals, and notes."""
    value, chance, error = (rows[name].astype(float) for name in ("estimate", "expected", "se"))
    note = "not corrected for chance"
    lost = pd.Series(True, index=rows.index)
    if rule.is_corrected:
        scale = (1 - chance).where(value >= chance, chance)
        scale = scale.where(scale > 0)
        value, error = (value - chance) / scale, error / scale
        note, lost = "chance alone gives as much", scale.isna() & rows["estimate"].notna()
    ends = [interval(x, rule.spread(e**2), rule.protocol) for x, e in zip(value, error, strict=True)]
    notes = rows["note"].where(~lost, [_joined(old, note) for old in rows["note"]])
    low, high = zip(*ends, strict=True)
    return {"corrected": value, "se": error, "low": low, "high": high, "note": notes}


def _against(rows: pd.DataFrame, first: int, at: int, line: Chain, rule: _Rule) -> dict[str, Any]:
    """Return what may be said of one year beside the base year."""
    here: Any = rows.loc[at]
    year = int(here[line.year])
    broken, bridged = line.breaks[year]
    found = {**dict.fromkeys([*_DIFFERENCES, "outcome", "word", "points"]), "break": broken, "bridge": bridged}
    found |= {"margin": rule.margin, "note": here["note"]}
    base = rows[(rows[line.year] == first) & rows["corrected"].notna()]
    if base.empty:
        return found | {"note": _joined(here["note"], f"no value in the base year {first}")}
    if line.is_broken(first, year):
        note = _joined(here["note"], f"not comparable with {first}")
        return found | {"outcome": BROKEN, "word": phrase(BROKEN, 0, is_trend=False), "note": note}
    if np.isnan(here["corrected"]):
        return found
    between = rows[line.year].between(min(first, year), max(first, year)) & rows["corrected"].notna()
    found["points"] = int(between.sum())
    if year == first:
        return found
    start: Any = base.iloc[0]
    moved = here["corrected"] - start["corrected"]
    low, high = interval(moved, rule.spread(start["se"] ** 2, here["se"] ** 2, years=abs(year - first)), rule.protocol)
    found |= {"difference": moved, "difference_low": low, "difference_high": high}
    only = line.groups[first] ^ line.groups[year] if pd.isna(here["focal"]) else frozenset()
    return found | _worded(here["note"], (moved, low, high), rule.margin, sorted(map(str, only)))


def _worded(note: str, moved: tuple[float, float, float], margin: float | None, only: list[str]) -> dict[str, Any]:
    """Return the outcome of a difference with its interval; open where groups are those of one year only."""
    if margin is None:
        return {"note": _joined(note, "the protocol has no margin for it")}
    if only:
        note = _joined(note, f"{OTHER_GROUPS}: {', '.join(only)}")
    said = OPEN if only else outcome(*moved, margin)
    return {"outcome": said, "word": phrase(said, moved[0], is_trend=False), "note": note}


def _joined(*notes: str) -> str:
    return "; ".join(note for note in notes if note)

"""Breaks in series: where figures before and after are not the same thing."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from schoolmix.errors import InputError
from schoolmix.frames import columns
from schoolmix.read import marks
from schoolmix.read.given import check_frame
from schoolmix.read.municipalities import FIRST, LAST, changes
from schoolmix.read.tables import TEXT

_FILE = Path(__file__).parent / "breaks.toml"
_CODE = "municipality_code"
_TYPES: dict[str, Any] = {
    "series": TEXT,
    "year": "Int64",
    "what": TEXT,
    "bridge": TEXT,
    "bridged": "boolean",
    "source": TEXT,
}

Row = dict[str, Any]


def breaks(*frames: pd.DataFrame) -> pd.DataFrame:
    """List the known breaks that lie between the years of frames.

    A break belongs to a series (a source and a trait), which is known by its columns: one that is renamed is not
    recognised. Years are those of ``year``, else of ``census_date``; a frame that has lost both still carries the years
    it was read with, as far as its ``attrs`` travel: selecting and copying keep them, so do `join` and
    `constant_geography`; `pandas.concat` of two files and other libraries drop them. A frame without years crosses
    nothing, nor does one of a synthetic `World`, which is made in one way for all years.

    Parameters
    ----------
    *frames : pandas.DataFrame
        One or more; they are looked at together, as when they are to be compared.

    Returns
    -------
    pandas.DataFrame
        A row a break: ``series``, ``year`` (first school year of the new way; null: not established), ``what``,
        ``bridge`` (method that may cross it; null: none is known), ``bridged`` (it is crossed already: reading has made
        both sides the same), ``source``. Municipalities have a row a year in which one of the frames' own changed,
        unless they are on the borders of one year.

    Raises
    ------
    InputTypeError
        Kind ``WrongType``: no pandas frame, or years that are no whole numbers.
    InputError
        Kind ``BadDate``: a census date that is none.
    ColumnError
        Kind ``DuplicateColumn``.

    References
    ----------
    The source of each break is in its row.

    Examples
    --------
    >>> import pandas as pd
    >>> from schoolmix import read
    >>> frame = pd.DataFrame({"year": [2019, 2023], "funded_pupils": [200, 210]})
    >>> read.breaks(frame)[["series", "year", "bridge"]]
            series  year        bridge
    0  census_date  2022  overlap_year
    """
    for frame in frames:
        check_frame(frame)
    frames = tuple(frame for frame in frames if not marks.recall(frame)["alike"])
    rows = [{"bridged": False, **entry, "year": year} for entry in _registry() for year in _places(entry, frames)]
    rows += _borders(frames)
    return pd.DataFrame(rows, columns=pd.Index(_TYPES)).astype(_TYPES)


def comparable(before: pd.DataFrame, after: pd.DataFrame, *, bridge: str | Sequence[str] | None = None) -> pd.DataFrame:
    """Refuse to cross a break between two frames, unless the method that bridges it is named.

    Parameters
    ----------
    before, after : pandas.DataFrame
        What is to be compared.
    bridge : str or sequence of str, optional
        Methods that were used, by the names of `breaks`.

    Returns
    -------
    pandas.DataFrame
        The breaks that were crossed by a bridge, as `breaks` lists them, for the table that is printed.

    Raises
    ------
    InputError
        Kind ``BreakInSeries``: a break without its bridge. Kind ``BadOption``: a method that bridges no known break.
        Others as `breaks`.
    InputTypeError
        Kind ``WrongType``: a bridge that is no text; others as `breaks`.

    Examples
    --------
    >>> import pandas as pd
    >>> from schoolmix import read
    >>> before = pd.DataFrame({"year": [2021], "origin": ["western"]})
    >>> after = pd.DataFrame({"year": [2022], "origin": ["europe"]})
    >>> try:
    ...     read.comparable(before, after)
    ... except ValueError as error:
    ...     print(error.kind)
    BreakInSeries
    >>> read.comparable(before, after, bridge="double_coded")["series"].tolist()
    ['cbs_origin']
    """
    found = breaks(before, after)
    bridged = found["bridged"].astype(bool) | found["bridge"].isin(bridges(bridge))
    if (~bridged).any():
        first = found[~bridged].iloc[0]
        when = "" if pd.isna(first["year"]) else f" ({first['year']})"
        message = f"series {first['series']!r} is broken between these frames{when}: {first['what']}"
        is_bridgeable = pd.notna(first["bridge"])
        remedy = f"Use, and then name, bridge={first['bridge']!r}." if is_bridgeable else _leave_out(first["series"])
        raise InputError(message, kind="BreakInSeries", count=int((~bridged).sum()), remedy=remedy)
    return found[bridged].reset_index(drop=True)


def _leave_out(series: str) -> str:
    entry = next(entry for entry in _registry() if entry["series"] == series)
    listed = ", ".join(entry["columns"] if "columns" in entry else entry["before"])
    return f"No bridge is known: compare without {listed}."


@cache
def _registry() -> tuple[Row, ...]:
    return tuple(tomllib.loads(_FILE.read_text("utf-8"))["break"])


@cache
def telling() -> frozenset[str]:
    """Return the names of the columns by which known breaks are recognised."""
    named = ("columns", "before", "after")
    places = {_CODE, _CODE.removesuffix("_code")}
    return frozenset(places.union(*(entry[key] for entry in _registry() for key in named if key in entry)))


def _places(entry: Row, frames: Sequence[pd.DataFrame]) -> Sequence[int | None]:
    """Give the years in which a break lies between frames; a null one where that is not established."""
    at = entry.get("year")
    if "before" in entry:
        return [at] if _have(frames, entry["before"]) and _have(frames, entry["after"]) else []
    having = [frame for frame in frames if frame.columns.isin(entry["columns"]).any()]
    years = sorted({year for frame in having for year in marks.recall(frame)["years"]})
    if at == "every" or len(years) < 2:
        return years[1:]
    return [at] if at is None or years[0] < at <= years[-1] else []


def _have(frames: Sequence[pd.DataFrame], columns: Sequence[str]) -> bool:
    """Tell whether any frame has a figure in any of these columns."""
    return any(frame[name].notna().any() for frame in frames for name in columns if name in frame)


def _borders(frames: Sequence[pd.DataFrame]) -> list[Row]:
    """Give the years in which municipalities of the frames changed, between the days whose borders they are on."""
    coded = [frame for frame in frames if marks.has_municipalities(frame)]
    days = sorted(day for frame in coded for day in marks.days_of_borders(marks.recall(frame)))
    if len(days) < 2:
        return []
    table = changes()
    table = table[(table["date"] > days[0]) & (table["date"] <= days[-1])]
    if all(_CODE in frame for frame in coded):
        own = {code for frame in coded for code in frame[_CODE].dropna().unique()}
        table = table[table[["code_before", "code_after"]].isin(own).any(axis=1)]
    # Each change falls before the census of its year.
    by_year = table.groupby(table["date"].dt.year)["code_before"].nunique()
    return [_border_row(year, count) for year, count in zip(by_year.index.tolist(), by_year.tolist(), strict=True)]


def _border_row(year: int, count: int) -> Row:
    return {
        "series": "municipalities",
        "year": year,
        "what": f"codes of municipalities that ended: {count}",
        "bridge": "constant_geography",
        "bridged": False,
        "source": f"CBS, Gemeentelijke indeling {FIRST}-{LAST}",
    }


def bridges(bridge: str | Sequence[str] | None) -> set[str]:
    """Return the methods that are named to bridge breaks, or refuse one that bridges no known break."""
    named = set() if bridge is None else set(columns(bridge, "bridge"))
    known = {entry["bridge"] for entry in _registry() if "bridge" in entry} | {"constant_geography"}
    if unknown := sorted(named - known):
        message = f"{unknown[0]!r} bridges no known break"
        raise InputError(message, kind="BadOption", column="bridge", remedy=f"Known: {', '.join(sorted(known))}.")
    return named

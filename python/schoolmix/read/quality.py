"""What is wrong, hidden or odd in a frame: the account of a source."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from schoolmix.errors import InputError
from schoolmix.read import lost, marks
from schoolmix.read.given import check_frame, check_pupils
from schoolmix.read.municipalities import register, valid_on
from schoolmix.read.over_years import over_years
from schoolmix.read.tables import TEXT

Row = dict[str, Any]

UNITS = ("site", "pc4")
NOT_KEYS = frozenset({"pupils", "pupils_low", "pupils_high", "households", "funded_pupils", "width"})
"""Whole numbers that are counted or derived, and so name no row."""

_CODE = "municipality_code"
_TYPES: dict[str, Any] = {
    "check": TEXT,
    "column": TEXT,
    "key": TEXT,
    "year": "Int64",
    "count": "Int64",
    "share": "Float64",
    "low": "Int64",
    "high": "Int64",
    "note": TEXT,
}


def describe(frame: pd.DataFrame) -> pd.DataFrame:
    """Account for the quality of a frame: what is missing, hidden, double, unknown, constant, or jumps between years.

    Parameters
    ----------
    frame : pandas.DataFrame
        As read here, or tidy with columns of the same names.

    Returns
    -------
    pandas.DataFrame
        Long: ``check, column, key, year, count, share, low, high, note``. Checks, in this order:

        - ``rows``; ``units``: distinct sites or areas, those with pupils where these are counted; ``pupils``: visible
          ones (``low, high``: with what hidden ones are at least and at most); a row a year, which is that of
          ``census_date`` if there is no ``year``.
        - ``census``: rows of each census date, ``key``, of a frame without ``year`` that has more than one.
        - ``missing``: null values a column, and their share of rows. ``hidden``: the same of ``pupils`` beside which
          bounds stand.
        - ``duplicate``: rows that repeat another in everything but what is counted.
        - ``unknown_code``: a municipality code that held in none of the frame's years, with its rows.
        - ``constant``: a column with one value, ``key``.
        - ``jump``: pupils of a site in ``year`` (``high``) beside the year before it (``low``), worst first, ten at
          most; a row without ``key`` has their number. Two Poisson counts of one mean differ less in all but one of a
          million cases: their square roots lie five standard errors apart.
        - ``appeared``, ``vanished``: sites with pupils in ``year`` and none in the year before, or the reverse, with
          their visible pupils in ``high``. Openings and closures, but also new codes.

    Raises
    ------
    InputTypeError
        Kind ``WrongType``: no pandas frame, or pupils or years that are no whole numbers.
    InputError
        Kinds ``EmptyInput`` (no rows), ``BadDate`` (a census date that is none).
    ColumnError
        Kind ``DuplicateColumn``.

    References
    ----------
    Anscombe 1948, The transformation of Poisson, binomial and negative-binomial data, for the square root.

    Examples
    --------
    >>> import pandas as pd
    >>> from schoolmix import read
    >>> frame = pd.DataFrame({"site": ["16AH00"] * 2, "year": [2023, 2024], "pupils": [100, 300]})
    >>> read.describe(frame).query("check == 'jump'")[["key", "year", "count", "low", "high"]]
           key  year  count   low  high
    7      NaN  <NA>      1  <NA>  <NA>
    8   16AH00  2024   <NA>   100   300
    """
    _check(frame)
    years = marks.year_of_rows(frame)
    dated = frame if years is None else frame.assign(year=years)
    rows = [
        *_sizes(dated),
        *_censuses(frame, years),
        *_missing(frame),
        *_hidden(frame),
        *_duplicates(frame),
        *_codes(frame),
    ]
    rows += [*_constant(frame), *over_years(dated.dropna(subset=[] if years is None else "year"))]
    return pd.DataFrame(rows, columns=pd.Index(_TYPES)).astype(_TYPES)


def _check(frame: pd.DataFrame) -> None:
    check_frame(frame)
    if frame.empty:
        raise InputError("the frame has no rows", kind="EmptyInput", count=0, remedy="Give a frame with rows.")
    check_pupils(frame)


def _sizes(frame: pd.DataFrame) -> Iterable[Row]:
    unit = next((name for name in UNITS if name in frame), None)
    parts = list(frame.groupby("year")) if "year" in frame else [(None, frame)]
    for year, part in parts:
        yield {"check": "rows", "year": year, "count": len(part)}
        if unit:
            there = part[(part["pupils"] != 0).fillna(value=True)] if "pupils" in part else part
            yield {"check": "units", "column": unit, "year": year, "count": there[unit].nunique()}
        if "pupils" in part:
            yield {"check": "pupils", "column": "pupils", "year": year, "count": part["pupils"].sum(), **_bounds(part)}


def _censuses(frame: pd.DataFrame, years: pd.Series[Any] | None) -> Iterable[Row]:
    """Tell what files of several censuses give together, which look like one where no column has the year."""
    if years is None or "year" in frame or frame["census_date"].nunique() < 2:
        return
    for (date, year), part in frame.groupby(["census_date", years.rename("year")]):
        share = {"count": len(part), "share": len(part) / len(frame)}
        yield {"check": "census", "column": "census_date", "key": str(date)[:10], "year": year, **share}


def _bounds(part: pd.DataFrame) -> Row:
    return {side: part[f"pupils_{side}"].sum() for side in ("low", "high")} if _has_bounds(part) else {}


def _has_bounds(frame: pd.DataFrame) -> bool:
    """Tell whether pupils that are null are hidden: else nothing is known of them, and they are missing."""
    return {"pupils", "pupils_low", "pupils_high"}.issubset(frame)


def _missing(frame: pd.DataFrame) -> Iterable[Row]:
    nulls = frame.drop(columns="pupils" if _has_bounds(frame) else []).isna().sum()
    for name, count in nulls[nulls > 0].items():
        yield {"check": "missing", "column": name, "count": count, "share": count / len(frame)}


def _hidden(frame: pd.DataFrame) -> Iterable[Row]:
    if _has_bounds(frame) and (hidden := frame["pupils"].isna()).any():
        count = hidden.sum()
        share = {"count": count, "share": count / len(frame)}
        yield {"check": "hidden", "column": "pupils", **share, **_bounds(frame[hidden])}


def _duplicates(frame: pd.DataFrame) -> Iterable[Row]:
    keys = [name for name in _plain(frame) if name not in NOT_KEYS and not pd.api.types.is_float_dtype(frame[name])]
    if keys and (count := int(frame.duplicated(keys).sum())):
        yield {"check": "duplicate", "column": ", ".join(map(str, keys)), "count": count, "share": count / len(frame)}


def _codes(frame: pd.DataFrame) -> Iterable[Row]:
    if _CODE not in frame:
        return
    known = register()
    held = [valid_on(day) for day in marks.days_of_borders(marks.recall(frame))]
    usable = set(known.loc[np.logical_or.reduce(held), _CODE]) if held else set(known[_CODE])
    counts = frame[_CODE].value_counts()
    for code, count in counts[~counts.index.isin(usable)].items():
        share = {"count": count, "share": count / len(frame)}
        yield {"check": "unknown_code", "column": _CODE, "key": code, **share, "note": lost.code_hint(code)}


def _constant(frame: pd.DataFrame) -> Iterable[Row]:
    counts = frame[_plain(frame)].nunique(dropna=False)
    for name in counts.index[counts == 1]:
        if len(frame) > 1 and pd.notna(frame[name].iloc[0]):
            yield {"check": "constant", "column": name, "key": str(frame[name].iloc[0]), "count": len(frame)}


def _plain(frame: pd.DataFrame) -> list[Any]:
    """Name the columns of texts, numbers, truth values and dates: outlines and the like are not compared."""
    kinds = (pd.api.types.is_string_dtype, pd.api.types.is_numeric_dtype, pd.api.types.is_datetime64_any_dtype)
    return [
        name
        for name in frame
        if isinstance(frame[name].dtype, pd.CategoricalDtype) or any(is_kind(frame[name]) for is_kind in kinds)
    ]

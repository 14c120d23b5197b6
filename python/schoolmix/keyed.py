"""Columns of pandas frames whose rows are pupils, schools or wishes: there, of the kind asked for, and matched."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from schoolmix.errors import ColumnError, InputError, InputTypeError
from schoolmix.terms import closest


def column(frame: pd.DataFrame, name: str, of: str) -> pd.Series[Any]:
    """Return a column; ``of`` says in errors what the rows are."""
    names = [str(other) for other in frame.columns]
    if names.count(name) != 1:
        raise ColumnError(
            f"{of} has {names.count(name) or 'no'} column{'s' if name in names else ''} '{name}'",
            kind="DuplicateColumn" if name in names else "MissingColumn",
            column=name,
            remedy="Rename all but one of them." if name in names else _where(name, names, of),
        )
    return frame[name]


def _where(name: str, names: list[str], of: str) -> str:
    """Return what to do about a column that is not there."""
    alone = of == "pupils" and names == ["pupil"]
    return f"Give pupils= a frame with a column '{name}'." if alone else closest(name, names)


def flags(frame: pd.DataFrame, name: str, of: str) -> NDArray[np.bool_]:
    """Return a column of truth values, none of them null."""
    values = column(frame, name, of)
    check_known(values, name, of)
    if pd.api.types.is_bool_dtype(values.dtype):
        return values.to_numpy(dtype=bool)
    plain = values.to_numpy(dtype=object)
    wrong = [row for row, value in enumerate(plain) if not isinstance(value, bool | np.bool_)]
    if wrong:
        raise InputTypeError(
            f"column '{name}' of {of} holds other values than True and False: {len(wrong)}, first in row {wrong[0]}",
            kind="WrongType",
            column=name,
            row=wrong[0],
            count=len(wrong),
            remedy="Convert it, for example by comparing it to a value.",
        )
    return plain.astype(bool)


def numbers(frame: pd.DataFrame, name: str, of: str) -> NDArray[np.float64]:
    """Return a column of numbers; NaN where null."""
    values = column(frame, name, of)
    if not pd.api.types.is_numeric_dtype(values.dtype) or pd.api.types.is_bool_dtype(values.dtype):
        raise InputTypeError(
            f"column '{name}' of {of} holds no numbers but {values.dtype}",
            kind="WrongType",
            column=name,
            remedy="Convert it to numbers first.",
        )
    found: NDArray[np.float64] = values.to_numpy(dtype=np.float64, na_value=np.nan)
    return found


def times(frame: pd.DataFrame, name: str, of: str) -> NDArray[np.float64]:
    """Return a column of numbers or dates, these as seconds, none of them null."""
    values = column(frame, name, of)
    check_known(values, name, of)
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        since = pd.Timestamp(0, tz=values.dt.tz)
        return np.asarray((values - since) / pd.Timedelta(seconds=1), dtype=np.float64)
    return numbers(frame, name, of)


def equal(frame: pd.DataFrame, name: str, of: str, value: Any) -> NDArray[np.bool_]:
    """Return in which rows a column has a value; null is no value. Texts and numbers are not compared."""
    values = column(frame, name, of)
    known = values.dropna()
    if len(known) and isinstance(known.iloc[0], str) != isinstance(value, str):
        raise InputTypeError(
            f"column '{name}' of {of} is compared to a {type(value).__name__}, but holds {values.dtype}",
            kind="WrongType",
            column=name,
            remedy="Give the value as it stands in the column.",
        )
    found: NDArray[np.bool_] = values.eq(value).to_numpy(dtype=bool, na_value=False)
    return found


def whole(frame: pd.DataFrame, name: str, of: str) -> NDArray[np.int64]:
    """Return a column of whole numbers, 0 or more, none of them null."""
    found = numbers(frame, name, of)
    check_known(frame[name], name, of)
    wrong = np.flatnonzero(~np.isfinite(found) | (found < 0) | (found != np.floor(found)))
    if len(wrong):
        raise InputError(
            f"column '{name}' of {of} holds other values than whole numbers, 0 or more: {len(wrong)}, "
            f"first in row {wrong[0]}",
            kind="NegativeCount" if (found[wrong] < 0).all() else "OutsideRange",
            column=name,
            row=int(wrong[0]),
            count=len(wrong),
            remedy="Give whole numbers.",
        )
    return found.astype(np.int64)


def check_known(values: pd.Series[Any], name: str, of: str, rows: NDArray[np.bool_] | None = None) -> None:
    """Refuse nulls, if rows are given in those."""
    null = np.flatnonzero(values.isna() if rows is None else values.isna() & rows)
    if len(null):
        raise InputError(
            f"column '{name}' of {of} has no value in {len(null)} rows, first in row {null[0]}",
            kind="MissingKey",
            column=name,
            row=int(null[0]),
            count=len(null),
            remedy="Give these rows a value.",
        )


def positions(frame: pd.DataFrame, name: str, of: str, units: pd.DataFrame, among: str) -> NDArray[np.int64]:
    """Return, for every row of a frame, the row of ``units`` with the same value in the column."""
    keys = pd.Index(column(units, name, among))
    check_known(units[name], name, among)
    again = np.flatnonzero(keys.duplicated())
    if len(again):
        raise InputError(
            f"{among} has {len(again)} rows too many of the same {name}, first in row {again[0]}",
            kind="DuplicateKey",
            column=name,
            row=int(again[0]),
            count=len(again),
            remedy=f"Give every {name} one row.",
        )
    values = column(frame, name, of)
    check_known(values, name, of)
    found: NDArray[np.int64] = keys.get_indexer(pd.Index(values)).astype(np.int64)
    absent = np.flatnonzero(found < 0)
    if len(absent):
        raise InputError(
            f"{len(absent)} rows of {of}, first row {absent[0]}, have a {name} that is not in {among}",
            kind="UnmatchedKey",
            column=name,
            row=int(absent[0]),
            count=len(absent),
            remedy=f"Add a row to {among}, or leave these out; the values must be of the same type.",
        )
    return found


def marked(given: Any, schools: pd.DataFrame, option: str) -> NDArray[np.bool_]:
    """Return which schools are meant: all (None), those of a boolean column, or those that are named."""
    if given is None:
        return np.ones(len(schools), dtype=bool)
    if isinstance(given, str):
        return flags(schools, given, "schools")
    named = list(given)
    keys = pd.Index(column(schools, "school", "schools"))
    absent = sum(name not in keys for name in named)
    if absent:
        raise InputError(
            f"{option} names {absent} schools that are not in schools",
            kind="UnmatchedKey",
            column=option,
            count=absent,
            remedy="Name schools as in the column 'school'.",
        )
    return np.asarray(keys.isin(named), dtype=bool)


def first_choices(wishes: pd.DataFrame, pupil: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which wishes stand first on the list of their pupil; ``pupil`` numbers the pupils."""
    ranks = pd.Series(numbers(wishes, "rank", "wishes"))
    return np.asarray(ranks == ranks.groupby(pupil).transform("min"), dtype=bool)

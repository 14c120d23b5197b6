"""Texts to numbers: pupils with what is hidden about them, and decimals."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from schoolmix.errors import InputError
from schoolmix.read.words import published_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MASKS: Mapping[str, tuple[int, int]] = {"<5": (1, 4), "-1": (1, 4)}
"""DUO's marks for a hidden number of pupils, with what it is at least and at most; a zero is never hidden."""

MISSING = ("NA", ".", "x", "", *(f"{mask}{rest}" for mask in ("-99997", "-99995") for rest in ("", ".0", ",0")))
"""CBS: unknown, unreliable or secret, and (blank) cannot occur; as a number hidden, or absent and not measured."""

_REASONS = (
    (r"-[0-9]+", "NegativeCount", "Numbers of pupils, people and homes are 0 or more; -1 for pupils is a mask."),
    (r"[0-9]{16,}", "CountOverflow", "No school has so many pupils."),
    (r"-?[0-9]*[.,][0-9]+", "AmbiguousNumber", "Write whole pupils without a point or comma, decimals with a comma."),
    (r".*\d.*", "NotANumber", "Write plain digits."),
    (
        r".*",
        "UnknownMarker",
        "Known are " + ", ".join(MASKS) + " for pupils and " + ", ".join(MISSING[:3]) + " for CBS.",
    ),
)


def read_counts(values: pd.Series[Any], rows: np.ndarray[Any, Any], columns: np.ndarray[Any, Any]) -> pd.DataFrame:
    """Read numbers of pupils, masks as an interval.

    Parameters
    ----------
    values : pandas.Series
        Texts such as ``"12"`` and ``"<5"``.
    rows, columns : numpy.ndarray
        Where each value stands in the file, for the error.

    Returns
    -------
    pandas.DataFrame
        ``pupils`` (null where hidden), ``pupils_low``, ``pupils_high``, all Int64.
    """
    text = values.str.strip(" ")
    hidden = text.isin(list(MASKS)).to_numpy(bool)
    usable = hidden | _matches(text, r"[0-9]{1,15}")
    if not usable.all():
        raise refusal(text, ~usable, rows, columns)
    known = pd.to_numeric(text.where(~hidden, "0")).to_numpy("int64")
    low, high = known.copy(), known.copy()
    for mask, bounds in MASKS.items():
        is_mask = (text == mask).to_numpy(bool)
        low[is_mask], high[is_mask] = bounds
    none_hidden = np.zeros(len(known), dtype=bool)
    return pd.DataFrame(
        {
            "pupils": pd.arrays.IntegerArray(known, hidden),
            "pupils_low": pd.arrays.IntegerArray(low, none_hidden),
            "pupils_high": pd.arrays.IntegerArray(high, none_hidden.copy()),
        }
    )


def read_count(values: pd.Series[Any]) -> pd.DataFrame:
    """Read one column of numbers of pupils, as `read_counts` does."""
    return read_counts(values, np.arange(len(values)), np.full(len(values), str(values.name)))


def drop_thousands(values: pd.Series[Any]) -> pd.Series[Any]:
    """Drop the dots of numbers such as ``1.001``, for files that are known to write them; others stay as they are."""
    return values.str.strip().str.replace(r"^([0-9]{1,3})\.([0-9]{3})$", r"\1\2", regex=True)


def read_decimals(values: pd.Series[Any], mark: str = ",", missing: Sequence[str] = MISSING) -> pd.Series[Any]:
    """Read decimals written with a comma, or another `mark`; CBS's marks for missing become null."""
    return _read_numbers(values, rf"-?[0-9]{{1,15}}(?:{re.escape(mark)}[0-9]+)?", missing).astype("Float64")


def read_whole(
    values: pd.Series[Any], missing: Sequence[str] = MISSING, *, is_difference: bool = False
) -> pd.Series[Any]:
    """Read whole numbers; CBS's marks for missing become null. Only a difference may be negative."""
    return _read_numbers(values, rf"{'-?' * is_difference}[0-9]{{1,15}}", missing).astype("Int64")


def read_dates(values: pd.Series[Any]) -> pd.Series[Any]:
    """Read days written yyyymmdd."""
    dates = pd.to_datetime(values.str.strip(), format="%Y%m%d", errors="coerce")
    if dates.isna().any():
        row, count = int(dates.isna().to_numpy().argmax()), int(dates.isna().sum())
        column = published_name(str(values.name))
        message = f"column {column!r}, line {row + 2}: {values.iloc[row]!r} is not a date such as 20241001"
        raise InputError(message, kind="BadDate", column=column, row=row, count=count, remedy="Write yyyymmdd.")
    return dates


def _matches(text: pd.Series[Any], pattern: str) -> np.ndarray[Any, Any]:
    """Say which texts have a form; what is missing has none."""
    return text.str.fullmatch(pattern, na=False).to_numpy(bool)


def _read_numbers(values: pd.Series[Any], pattern: str, missing: Sequence[str]) -> pd.Series[Any]:
    text = values.str.strip(" ")
    absent = text.isin(missing).to_numpy(bool)
    usable = absent | _matches(text, pattern)
    if not usable.all():
        names = np.full(len(text), str(values.name))
        raise refusal(text, ~usable, np.arange(len(text)), names, text.index.to_numpy())
    return pd.to_numeric(text.mask(absent).str.replace(",", ".", regex=False))


def refusal(
    text: pd.Series[Any],
    wrong: np.ndarray[Any, Any],
    rows: np.ndarray[Any, Any],
    columns: np.ndarray[Any, Any],
    lines: np.ndarray[Any, Any] | None = None,
) -> InputError:
    """Say which value is no number, where, how often, and why not; `lines` (less 2) where they are not the rows."""
    at = int(np.flatnonzero(wrong)[np.argmin(rows[wrong])])
    value, row, column, count = str(text.iloc[at]), int(rows[at]), published_name(str(columns[at])), int(wrong.sum())
    kind, remedy = next((kind, remedy) for pattern, kind, remedy in _REASONS if re.fullmatch(pattern, value, re.DOTALL))
    line = (row if lines is None else int(lines[at])) + 2
    message = f"column {column!r}, line {line}: {value!r} is not a number that is known here ({count} such values)"
    return InputError(message, kind=kind, column=column, row=row, count=count, remedy=remedy)

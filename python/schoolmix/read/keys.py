"""What must be there once: a file that says something of an area or site twice is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from schoolmix.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schoolmix.read.fields import Field

_NAMES = ("text", "code", "date", "flag")
_BESIDE = ("site_name", "denomination", "municipality_code", "municipality", "province", "place", "site_pc4")
"""What follows from the site, and need not be written the same each time."""
_HOME = "home_postcode"
"""Homes abroad and unknown ones are written in several ways that are all null in the end."""


def refuse_twice(frame: pd.DataFrame, *keys: str) -> None:
    """Refuse rows with the same key; the index of the frame is the line in the file, less 2."""
    twice = frame.duplicated(list(keys)).to_numpy(bool)
    if twice.any():
        row, count = int(np.flatnonzero(twice)[0]), int(twice.sum())
        value = ", ".join(str(frame[key].iloc[row]) for key in keys if pd.notna(frame[key].iloc[row]))
        message = f"column {keys[0]!r}, line {int(frame.index[row]) + 2}: {value} is there twice"
        remedy = "Keep one of the rows."
        raise InputError(message, kind="DuplicateKey", column=keys[0], row=row, count=count, remedy=remedy)


def refuse_repeats(wide: pd.DataFrame, frame: pd.DataFrame, fields: Sequence[Field]) -> None:
    """Refuse rows about the same pupils: all that says whom a row is about is the same, whatever their number."""
    keys = [field.name for field in fields if field.read and field.name in frame and _is_key(field)]
    told = frame[keys].assign(**{_HOME: wide[_HOME].str.strip()}) if _HOME in wide else frame[keys]
    refuse_twice(told, *told.columns)


def _is_key(field: Field) -> bool:
    return (field.type in _NAMES and field.name not in _BESIDE) or field.name == "year"

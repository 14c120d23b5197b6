"""What callers give: pandas frames with each column once, and pupils that are counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from schoolmix.errors import ColumnError, InputTypeError
from schoolmix.frames import columns, take


def check_frame(frame: Any, names: Sequence[str] = ()) -> None:
    """Refuse what is no pandas frame, has two columns of one name, or lacks one of those named."""
    if not isinstance(frame, pd.DataFrame):
        message = f"a pandas frame is needed, not {type(frame).__name__}"
        raise InputTypeError(message, kind="WrongType", remedy="Convert it with to_pandas().")
    twice = frame.columns[frame.columns.duplicated()]
    if len(twice):
        message = f"the frame has more than one column {twice[0]!r}"
        remedy = "Rename all but one of them."
        raise ColumnError(message, kind="DuplicateColumn", column=str(twice[0]), count=len(twice), remedy=remedy)
    take(frame, columns(names, "column"))


def check_pupils(frame: pd.DataFrame) -> None:
    """Refuse pupils that are no whole numbers."""
    if "pupils" in frame and not _is_whole(frame["pupils"].dropna()):
        message = "column 'pupils' does not hold whole numbers"
        raise InputTypeError(message, kind="WrongType", column="pupils", remedy="Give counted pupils, masks as null.")


def _is_whole(pupils: pd.Series[Any]) -> bool:
    return pd.api.types.is_numeric_dtype(pupils) and bool((pupils % 1 == 0).all())

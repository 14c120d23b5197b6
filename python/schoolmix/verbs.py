"""What the verbs on a roll share."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pyarrow as pa

from schoolmix.errors import InputTypeError
from schoolmix.roll import Roll

EPOCH = dt.date(1970, 1, 1)


def checked(roll: Any) -> Roll:
    """Return the roll, or refuse what is none."""
    if isinstance(roll, Roll):
        return roll
    raise InputTypeError(
        f"a Roll is needed, not {type(roll).__name__}",
        kind="WrongType",
        column="roll",
        remedy="Make one first: Roll(frame, unit=..., group=..., count=...).",
    )


def group(value: Any) -> list[int | str] | None:
    """Return a group as the core takes it: a value for each group column."""
    if value is None:
        return None
    return [_plain(part) for part in (value if isinstance(value, tuple | list) else [value])]


def answer(roll: Roll, table: Any) -> Any:
    """Return a table of the core in the kind of frame that the roll came from."""
    return roll._restore(pa.table(table))  # noqa: SLF001 - the verbs are friends of the noun


def _plain(part: Any) -> int | str:
    if isinstance(part, dt.date):
        return (part - EPOCH).days
    if isinstance(part, str):
        return part
    if isinstance(part, int | np.integer | np.bool_):
        return int(part)
    raise InputTypeError(
        f"a group is a text or a whole number, not {type(part).__name__}",
        kind="WrongType",
        column="focal",
        remedy="Give the value as it stands in the group column.",
    )

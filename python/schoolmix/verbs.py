"""What the verbs on a roll share."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pyarrow as pa

from schoolmix.errors import InputError, InputTypeError
from schoolmix.roll import Roll

EPOCH = dt.date(1970, 1, 1)
# Replicates that a sampling interval draws at most.
REPLICATES = 1_000_000


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


def checked_sampling(interval: Any, level: Any, replicates: Any, law: Any) -> None:
    """Refuse options of a sampling interval or of an imputation that are of no meaning at all."""
    is_number = isinstance(level, int | float | np.number) and not isinstance(level, bool)
    is_count = isinstance(replicates, int | np.integer) and not isinstance(replicates, bool)
    wrong = [
        (not (interval is None or isinstance(interval, str)), "interval", "'pupils', 'units' or None"),
        (not is_number, "level", "a number between 0 and 1"),
        (not (is_count and 2 <= replicates < REPLICATES), "replicates", f"a whole number from 2 to {REPLICATES - 1}"),
        (not isinstance(law, str), "law", "'poisson', 'uniform'"),
    ]
    for is_wrong, option, allowed in wrong:
        if is_wrong:
            raise InputError(
                f"{option} has a value without meaning", kind="BadOption", column=option, remedy=f"Allowed: {allowed}."
            )


def _plain(part: Any) -> int | str:
    if isinstance(part, dt.datetime):
        part = part.date()
    if isinstance(part, dt.date):
        return (part - EPOCH).days
    if isinstance(part, str):
        return part
    if isinstance(part, int | np.integer | np.bool_) and -(2**63) <= int(part) < 2**63:
        return int(part)
    raise InputTypeError(
        f"a group is a text, a whole number, a truth value or a date, not this {type(part).__name__}",
        kind="WrongType",
        column="focal",
        remedy="Give the value as it stands in the group column.",
    )

"""Tables that plots take: their columns, checked, as pandas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from schoolmix import frames
from schoolmix.errors import ColumnError, InputError, InputTypeError


def names(table: Any, verb: str) -> list[str]:
    """Return the columns of a table; what is no table is refused.

    Examples
    --------
    >>> names(pd.DataFrame({"part": ["before"], "estimate": [1]}), "sm.compare")
    ['part', 'estimate']
    """
    return frames.names_of(_collected(table, verb))


def taken(
    table: Any,
    verb: str,
    *,
    texts: Sequence[str] = (),
    numbers: Sequence[str] = (),
    more: Sequence[str] = (),
    more_numbers: Sequence[str] = (),
) -> pd.DataFrame:
    """Return the columns that a plot needs, and those that it can use and that are there.

    Parameters
    ----------
    table : frame
        What a verb answers.
    verb : str
        The verb that gives such a table, for the remedy.
    texts, numbers : sequence of str
        Columns that must be there; those of ``numbers`` become floats, NaN where null.
    more, more_numbers : sequence of str
        Columns that may be there, likewise.

    Returns
    -------
    pandas.DataFrame
        In the order of the rows given; texts are objects, None where null.

    Examples
    --------
    >>> taken(pd.DataFrame({"part": ["before"], "estimate": [1]}), "sm.compare", texts=["part"], numbers=["estimate"])
         part  estimate
    0  before       1.0
    """
    frame = _collected(table, verb)
    known = frames.names_of(frame)
    needed = [*texts, *numbers]
    missing = [name for name in needed if name not in known]
    if missing:
        raise ColumnError(
            f"the table has no column '{missing[0]}'",
            kind="MissingColumn",
            column=missing[0],
            count=len(missing),
            remedy=f"Draw a table that {verb} gives, with the columns {', '.join(needed)}.",
        )
    usable = dict.fromkeys([*more, *more_numbers])
    columns = [*needed, *(name for name in usable if name in known and name not in needed)]
    arrow = frames.take(frame, columns)
    if not arrow.num_rows:
        message = "the table has no rows"
        raise InputError(message, kind="EmptyInput", column="table", remedy=f"Draw a table that {verb} gives.")
    floats = {*numbers, *more_numbers}
    return pd.DataFrame(
        {
            name: _floats(arrow[name], name) if name in floats else pd.Series(arrow[name].to_pylist(), dtype=object)
            for name in columns
        }
    )


def chosen(frame: pd.DataFrame, option: str, value: Any) -> pd.DataFrame:
    """Return the rows with one value in a column; where there are several, ``value`` says which.

    Examples
    --------
    >>> frame = pd.DataFrame({"measure": ["D", "H"], "estimate": [0.4, 0.2]})
    >>> chosen(frame, "measure", "H")["estimate"].tolist()
    [0.2]
    """
    if option not in frame:
        return frame
    found = list(dict.fromkeys(frame[option]))
    listed = ", ".join(repr(one) for one in found)
    if value is None and len(found) > 1:
        raise InputError(
            f"the table has several values in '{option}'",
            kind="SeveralTables",
            column=option,
            count=len(found),
            remedy=f"Choose one by {option}=: {listed}.",
        )
    if value is not None and value not in found:
        message = f"the table has no row with this {option}"
        raise InputError(message, kind="BadOption", column=option, remedy=f"Allowed: {listed}.")
    return frame if value is None else frame[frame[option] == value].reset_index(drop=True)


def check_once(frame: pd.DataFrame, keys: Sequence[str]) -> None:
    """Refuse two rows of the same keys: they belong to different tables.

    Examples
    --------
    >>> check_once(pd.DataFrame({"part": ["before", "after"]}), ["part"])
    """
    twice = frame.duplicated(list(keys)).to_numpy()
    if twice.any():
        raise InputError(
            f"the table has more than one row for the same {', '.join(keys)}",
            kind="DuplicateKey",
            column=keys[0],
            row=int(twice.argmax()),
            count=int(twice.sum()),
            remedy="It holds several tables, such as years or areas: draw the rows of one at a time.",
        )


def known(frame: pd.DataFrame, columns: Sequence[str], what: str = "row") -> tuple[pd.DataFrame, list[str]]:
    """Return the rows without a null in these columns, and the note that says how many are left out.

    Examples
    --------
    >>> known(pd.DataFrame({"estimate": [0.4, float("nan")]}), ["estimate"])[1]
    ['1 row without estimate is not drawn']
    """
    there = frame[list(columns)].notna().all(axis=1)
    absent = [name for name in columns if frame[name].isna().any()]
    return frame[there].reset_index(drop=True), left_out(int((~there).sum()), what, f"without {' or '.join(absent)}")


def left_out(count: int, what: str, why: str) -> list[str]:
    """Return the note that says how many are not drawn and why; none where all are.

    Examples
    --------
    >>> left_out(2, "unit", "without a place")
    ['2 units without a place are not drawn']
    """
    if not count:
        return []
    return [f"{count:,} {what}{'' if count == 1 else 's'} {why} {'is' if count == 1 else 'are'} not drawn"]


def check_words(column: pd.Series[Any], allowed: Mapping[str, Any] | Sequence[str], verb: str) -> None:
    """Refuse texts that a verb does not give.

    Examples
    --------
    >>> check_words(pd.Series(["over"], name="answer"), ["over", "under"], "sm.reflect")
    """
    wrong = (~column.isin(list(allowed))).to_numpy()
    if wrong.any():
        raise InputError(
            f"column '{column.name}' has a value that {verb} does not give",
            kind="BadOption",
            column=str(column.name),
            row=int(wrong.argmax()),
            count=int(wrong.sum()),
            remedy=f"Allowed: {', '.join(repr(word) for word in allowed)}.",
        )


def _collected(table: Any, verb: str) -> Any:
    try:
        return frames.collected(table)
    except InputTypeError as error:
        remedy = f"Draw the table that {verb} gives."
        raise InputTypeError(error.message, kind=error.kind, column="table", remedy=remedy) from None


def _floats(column: Any, name: str) -> Any:
    """Return numbers as floats, NaN where null; what is no finite number is refused."""
    kind = column.type
    if not (pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_null(kind)):
        raise InputTypeError(
            f"column '{name}' must hold numbers, not {kind}",
            kind="WrongType",
            column=name,
            remedy="Give the column as the verb answers it.",
        )
    values = column.cast(pa.float64(), safe=False).to_numpy().astype(float)  # whole numbers above 2^53 are rounded
    endless = np.isinf(values)
    if endless.any():
        raise InputError(
            f"column '{name}' holds an infinite number",
            kind="NotFinite",
            column=name,
            row=int(endless.argmax()),
            count=int(endless.sum()),
            remedy="Leave those rows out, or make them null.",
        )
    return values

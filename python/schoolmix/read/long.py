"""A published table to a tidy frame: a row a row, or a row a cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from schoolmix.errors import ColumnError
from schoolmix.read.cells import gather_cells
from schoolmix.read.fields import read_fields
from schoolmix.read.findings import find_notes
from schoolmix.read.keys import refuse_repeats, refuse_twice
from schoolmix.read.layout import Reading
from schoolmix.read.numbers import read_decimals
from schoolmix.read.tables import TEXT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from schoolmix.read.fields import Field
    from schoolmix.read.layout import Source


def read_rows(source: Source, fields: Sequence[Field], *keys: str) -> Reading:
    """Read a row a row of the published table; rows with the same `keys` are refused, if there are such columns."""
    frame = read_fields(source.tables[0].frame, fields)
    if keys:
        refuse_twice(frame, *keys)
    return Reading(frame, notes=find_notes(source, fields))


def read_long(
    source: Source,
    fields: Sequence[Field],
    names: list[str],
    label: Callable[[list[str]], pd.DataFrame] | None = None,
    *,
    keep_zeros: bool = False,
) -> Reading:
    """Read a row a cell of the columns `names` that hold pupils.

    Parameters
    ----------
    source : Source
        The file; its first table is read.
    fields : sequence of Field
        Columns of the frame; those that come from a row say themselves how.
    names : list of str
        Columns that hold pupils.
    label : callable or None
        From those names to a frame of as many rows, which says what each column is about.
    keep_zeros : bool
        By default cells of exactly zero pupils are left out, and counted in the provenance.

    Returns
    -------
    Reading
        The frame, with ``pupils, pupils_low, pupils_high``. Rows about the same pupils are refused.
    """
    wide = source.tables[0].frame
    cells = gather_cells(wide, names, keep_zeros=keep_zeros)
    frame = read_fields(wide, fields)
    refuse_repeats(wide, frame, fields)
    parts = [frame.take(cells.rows).reset_index(drop=True), cells.counts]
    if label:
        parts.append(label(names).take(cells.columns).reset_index(drop=True))
    return Reading(arrange(pd.concat(parts, axis=1), fields), cells=cells, notes=find_notes(source, fields))


def texts(values: Iterable[str | None]) -> pd.Series[Any]:
    """Labels of columns as text, the same in every version of pandas."""
    return pd.Series(list(values), dtype=TEXT)


def read_beside(wide: pd.DataFrame, columns: list[str]) -> pd.Series[Any]:
    """Read the decimals beside cells of which zeros are kept, in the order of `read_long`."""
    for column in columns:
        if column not in wide:
            message = f"there is no {column!r} beside the numbers of pupils"
            remedy = "Get the file from its publisher again."
            raise ColumnError(message, kind="MissingColumn", column=column, count=1, remedy=remedy)
    parts = [read_decimals(wide[column]).to_numpy("float64", na_value=np.nan) for column in columns]
    return pd.Series(pd.array(np.column_stack(parts).ravel(), dtype="Float64"))


def arrange(frame: pd.DataFrame, fields: Sequence[Field]) -> pd.DataFrame:
    """Put the columns that are there in the order of the schema."""
    return frame[[field.name for field in fields if field.name in frame]]

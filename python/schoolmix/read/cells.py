"""Wide tables of pupils to long ones: a row a cell."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from schoolmix.read.numbers import read_counts


@dataclass(frozen=True)
class Cells:
    """The cells of a wide table, row by row.

    Attributes
    ----------
    rows, columns : numpy.ndarray
        Which row, and which of the count columns, a cell stands in.
    counts : pandas.DataFrame
        ``pupils, pupils_low, pupils_high``.
    width : int
        How many cells a row has, those included that are exactly zero and were left out.
    """

    rows: np.ndarray[Any, Any]
    columns: np.ndarray[Any, Any]
    counts: pd.DataFrame
    width: int

    @cached_property
    def hidden(self) -> np.ndarray[Any, Any]:
        """Whether a cell is hidden."""
        return self.counts["pupils"].isna().to_numpy(bool)

    @cached_property
    def low(self) -> np.ndarray[Any, Any]:
        """What a cell is at least; the number itself where it is not hidden."""
        return self.counts["pupils_low"].to_numpy("int64")


def gather_cells(frame: pd.DataFrame, names: list[str], *, keep_zeros: bool = False) -> Cells:
    """Gather the cells of the columns `names`, by default without exact zeros."""
    values = pd.concat([frame[name] for name in names], ignore_index=True)
    position = np.arange(len(values)) if keep_zeros else np.flatnonzero((values != "0").to_numpy(bool))
    columns, rows = np.divmod(position, max(len(frame), 1))
    order = np.lexsort((columns, rows))
    rows, columns = rows[order], columns[order]
    kept = values.iloc[position[order]].reset_index(drop=True)
    counts = read_counts(kept, rows, np.array(names)[columns])
    return Cells(rows, columns, counts, len(names))

"""Tables as they were parsed: texts, with columns in the words of `schoolmix.read.words`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Sequence

TEXT: Any = pd.StringDtype(storage="pyarrow", na_value=float("nan"))
"""Text of pandas 3: Arrow memory, NaN where missing."""


@dataclass(frozen=True)
class Table:
    """One table of a file.

    Attributes
    ----------
    data : pyarrow.Table or pandas.DataFrame
        Texts from a text file; from a workbook whatever its cells hold.
    title : str
        What a workbook writes above the table.
    """

    data: Any
    title: str = ""

    @cached_property
    def columns(self) -> list[str]:
        """Names of the columns."""
        return list(self.data.column_names if isinstance(self.data, pa.Table) else self.data.columns)

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The table in pandas; every value of a text file as text, none missing."""
        if isinstance(self.data, pd.DataFrame):
            return self.data
        return pd.DataFrame({name: TEXT.__from_arrow__(self.data[name]) for name in self.columns})

    def __len__(self) -> int:
        return len(self.data)


def stack(tables: Sequence[Table]) -> Table:
    """Stack text tables with the same columns."""
    return Table(pa.concat_tables([table.data for table in tables]).combine_chunks())

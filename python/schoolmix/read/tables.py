"""Tables as they were parsed: texts, with columns in the words of `schoolmix.read.words`."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
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
        Texts from a text file or JSON; from a workbook whatever its cells hold, until its layout is known.
    title : str
        What a workbook writes above the table.
    headers : tuple of str
        The columns as they are published.
    crs : str
        What the file says of its coordinates; empty where it says nothing, or has none.
    header_lines : int
        How many lines of the file the header takes.
    """

    data: Any
    title: str = ""
    headers: tuple[str, ...] = ()
    crs: str = ""
    header_lines: int = 1

    @cached_property
    def columns(self) -> list[str]:
        """Names of the columns."""
        return list(self.data.column_names if isinstance(self.data, pa.Table) else self.data.columns)

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The table in pandas; every value of a text file as text, none missing. The index tells the line, less 2."""
        if isinstance(self.data, pd.DataFrame):
            return self.data
        frame = pd.DataFrame({name: TEXT.__from_arrow__(self.data[name]) for name in self.columns})
        frame.index += self.header_lines - 1
        return frame

    @cached_property
    def digest(self) -> str:
        """Digest of what is in it, the same in any encoding and package."""
        made = hashlib.sha256()
        for name in self.columns:
            cells = self.data[name].to_pylist() if isinstance(self.data, pa.Table) else map(str, self.data[name])
            made.update("\x1f".join([name, *cells, ""]).encode(errors="surrogatepass"))
        return made.hexdigest()

    def __len__(self) -> int:
        return len(self.data)


def stack(tables: Sequence[Table]) -> Table:
    """Stack text tables with the same columns."""
    return replace(tables[0], data=pa.concat_tables([table.data for table in tables]).combine_chunks())

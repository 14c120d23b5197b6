"""What a layout is, and finding the one a file has by its header."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from schoolmix.errors import ColumnError, FileError
from schoolmix.read.words import COPY, published_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import pandas as pd

    from schoolmix.read.cells import Cells
    from schoolmix.read.fields import Field
    from schoolmix.read.tables import Table


@dataclass(frozen=True)
class Source:
    """A file as it was opened: what it is, and the tables in it."""

    file: str
    sha256: str
    bytes: int
    encoding: str | None = None
    delimiter: str | None = None
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Columns of all tables."""
        return tuple(dict.fromkeys(column for table in self.tables for column in table.columns if column))


@dataclass(frozen=True)
class Reading:
    """What a layout's reader makes of a file: a tidy frame, and the cells it was gathered from, if any."""

    frame: pd.DataFrame
    cells: Cells | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Layout:
    """A published layout: the columns by which it is known, and its reader.

    Attributes
    ----------
    name, title, publisher : str
        Short name; what is in it; ``"DUO"`` or ``"CBS"``.
    columns : tuple of str
        Columns that must be there, in the words of `schoolmix.read.words`.
    fields : tuple of Field
        Columns of the tidy frame that the reader gives, in order.
    source : str
        Where the publisher offers it, or says what it is.
    read : callable
        From the opened file to a tidy frame.
    cells : str
        Pattern of the columns that hold pupils, of which at least one must be there; empty where there are none.
    example : str
        Such a column, for messages.
    in_many_files : bool
        Whether the publisher splits it into many small files, which are then read at once.
    """

    name: str
    title: str
    publisher: str
    columns: tuple[str, ...]
    fields: tuple[Field, ...] = field(repr=False)
    source: str
    read: Callable[[Source], Reading] = field(repr=False)
    cells: str = ""
    example: str = ""
    in_many_files: bool = False

    def missing(self, columns: Sequence[str]) -> list[str]:
        """Columns that a file lacks to be of this layout, as published."""
        absent = [published_name(column) for column in self.columns if column not in columns]
        return absent if not self.cells or self.find_cells(columns) else [*absent, self.example]

    def find_cells(self, columns: Iterable[str]) -> list[str]:
        """Columns that hold pupils."""
        return [column for column in columns if re.fullmatch(self.cells, column)]


def recognise(source: Source, layouts: tuple[Layout, ...]) -> Layout:
    """Find the layout of a file by its header; of several the one that asks most."""
    layout = _find_fitting(source.columns, layouts)
    if layout is None:
        raise _unknown(source, layouts)
    copies = [column.partition(COPY)[0] for column in source.columns if COPY in column]
    if twice := layout.find_cells(copies):
        message = f"column {twice[0]!r} is there twice"
        raise ColumnError(
            message, kind="DuplicateColumn", column=twice[0], count=len(twice), remedy="Keep one of them."
        )
    return layout


@lru_cache(maxsize=256)
def _find_fitting(columns: tuple[str, ...], layouts: tuple[Layout, ...]) -> Layout | None:
    """Find it once a header: a folder holds hundreds of files with the same."""
    fits = [layout for layout in layouts if not layout.missing(columns)]
    return max(fits, key=lambda layout: len(layout.columns), default=None)


def _unknown(source: Source, layouts: Sequence[Layout]) -> FileError:
    nearest = max(layouts, key=lambda layout: _share_found(layout, source))
    missing = nearest.missing(source.columns)
    seen = ", ".join(published_name(column) for column in source.columns[:12]) or "nothing"
    more = len(source.columns) - 12
    known = f"Known are: {', '.join(layout.title for layout in layouts)}"
    near = f"Nearest is {nearest.name} ({nearest.title}), of which are missing: {', '.join(missing)}"
    message = (
        f"no known layout has this header: {seen}{f' and {more} more' if more > 0 else ''}. "
        f"{near if _share_found(nearest, source) else known}"
    )
    remedy = "Rename the columns as published, or read the file with pandas."
    return FileError(message, kind="UnknownLayout", column=missing[0], count=len(missing), remedy=remedy)


def _share_found(layout: Layout, source: Source) -> float:
    return 1 - len(layout.missing(source.columns)) / (len(layout.columns) + bool(layout.cells))

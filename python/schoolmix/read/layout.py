"""What a layout is, and finding the one a file has by its header."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from schoolmix.errors import ColumnError, FileError
from schoolmix.read.gaps import refuse_gaps
from schoolmix.read.words import COPY, published_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import pandas as pd

    from schoolmix.read.cells import Cells
    from schoolmix.read.fields import Field
    from schoolmix.read.tables import Table

_ROW_NUMBER = "ID"
"""Column ``_id`` that the dumps of DUO's portal add to any data set."""


@dataclass(frozen=True)
class Source:
    """A file as it was opened: what it is, and the tables in it; of JSON also the document, as it was parsed.

    Where it was packed, `inside` is the name of what was in it.
    """

    file: str
    sha256: str
    bytes: int
    encoding: str | None = None
    delimiter: str | None = None
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()
    format: str = ""
    document: Any = field(default=None, repr=False)
    inside: str = ""

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
        Short name; what is in it; who made it, such as ``"DUO"`` or ``"CBS"``.
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
    forms : tuple of tuple of str
        Forms of those columns that are numbered, ``#`` for the number; a file has all of a set for each number.
    steps : tuple of float
        Those numbers; by default whole ones without a gap.
    in_many_files : bool
        Whether the publisher splits it into many small files, which are then read at once.
    closed : bool
        Whether a file of it has no other columns, as another one would split its rows.
    mark : str
        What its decimals are written with.
    met : bool
        Whether it was met in a real file; else its header is from descriptions alone.
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
    forms: tuple[tuple[str, ...], ...] = ()
    steps: tuple[float, ...] = ()
    in_many_files: bool = False
    closed: bool = False
    mark: str = ","
    met: bool = True

    def missing(self, columns: Sequence[str]) -> list[str]:
        """Columns that a file lacks to be of this layout, as published."""
        absent = [published_name(column) for column in self.columns if column not in columns]
        return absent if not self.cells or self.find_cells(columns) else [*absent, self.example]

    def foreign(self, columns: Sequence[str]) -> list[str]:
        """Columns that a file of this layout cannot have, as published."""
        known = (*self.columns, _ROW_NUMBER)
        return [published_name(column) for column in columns if column not in known] if self.closed else []

    def find_cells(self, columns: Iterable[str]) -> list[str]:
        """Columns that hold pupils."""
        return [column for column in columns if self.cells and re.fullmatch(self.cells, column)]

    @property
    def reader(self) -> str:
        """The function of `schoolmix.read` for files of this publisher."""
        return self.publisher.lower() if self.publisher in {"DUO", "CBS"} else "file"

    def evidence(self, source: Source) -> str:
        """Say by what a file was recognised: what it is, and which of its columns had to be there."""
        columns = [published_name(column) for column in self.columns]
        return f"{source.format}: {', '.join([*columns, *_find_first(self, source.columns)])}"


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
    refuse_gaps(layout, source.columns)
    return layout


def _faults(layout: Layout, columns: tuple[str, ...]) -> list[str]:
    return layout.missing(columns) + layout.foreign(columns)


@lru_cache(maxsize=256)
def _find_first(layout: Layout, columns: tuple[str, ...]) -> list[str]:
    """Find the first column that holds pupils once a header, as `_find_fitting` does."""
    return layout.find_cells(columns)[:1]


@lru_cache(maxsize=256)
def _find_fitting(columns: tuple[str, ...], layouts: tuple[Layout, ...]) -> Layout | None:
    """Find it once a header: a folder holds hundreds of files with the same."""
    fits = [layout for layout in layouts if not _faults(layout, columns)]
    return max(fits, key=lambda layout: len(layout.columns), default=None)


def _unknown(source: Source, layouts: Sequence[Layout]) -> FileError:
    nearest = max(layouts, key=lambda layout: _share_found(layout, source))
    faults = _faults(nearest, source.columns)
    seen = ", ".join(published_name(column) for column in source.columns[:12]) or "nothing"
    more = len(source.columns) - 12
    message = f"no known layout has this header: {seen}{f' and {more} more' if more > 0 else ''}. "
    message += _near(nearest, source) if _share_found(nearest, source) else _known(layouts)
    remedy = "Rename the columns as published, or read the file with pandas."
    return FileError(message, kind="UnknownLayout", column=faults[0], count=len(faults), remedy=remedy)


def _near(layout: Layout, source: Source) -> str:
    missing, foreign = layout.missing(source.columns), layout.foreign(source.columns)
    words = [f"of which are missing: {', '.join(missing)}"] if missing else []
    words += [f"which does not have: {', '.join(foreign)}"] if foreign else []
    return f"Nearest is {layout.name} ({layout.title}), {'; '.join(words)}"


def _known(layouts: Sequence[Layout]) -> str:
    return f"Known are {len(layouts)} layouts, listed by schoolmix.read.layouts()"


def _share_found(layout: Layout, source: Source) -> float:
    """Share of the asked columns that are there, those that cannot be there counted as asked."""
    asked = len(layout.columns) + bool(layout.cells)
    return (asked - len(layout.missing(source.columns))) / (asked + len(layout.foreign(source.columns)))

"""Tables of an Excel workbook, read with calamine (openpyxl refuses the styles of CBS)."""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
import python_calamine

from schoolmix.errors import FileError, SchoolmixError
from schoolmix.read.sheet_size import refuse_huge_sheets
from schoolmix.read.tables import TEXT, Table
from schoolmix.read.words import is_known, translate

OLD_WORKBOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""First bytes of workbooks from before 2007."""

_HEADER_WITHIN = 12
_UNITS = "Code"
"""What CBS writes below the first column, in the row of units that its tables by postcode area have."""


def read_tables(content: bytes) -> tuple[Table, ...]:
    """Read every sheet that holds a table with a header in its first twelve rows."""
    try:
        if not content.startswith(OLD_WORKBOOK):
            refuse_huge_sheets(content)
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names]
    except (python_calamine.CalamineError, zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError) as error:
        if isinstance(error, SchoolmixError):
            raise
        raise _corrupt(str(error)) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # what calamine did not foresee; it derives from BaseException
            raise
        raise _corrupt("its reader broke off") from error
    tables = [_find_table(rows) for rows in sheets]
    found = tuple(table for table in tables if table is not None)
    if not found:
        message = f"no sheet holds a table: {', '.join(book.sheet_names)}"
        raise FileError(message, kind="UnknownLayout", remedy="Give the workbook as published.")
    return found


def as_texts(table: Table, mark: str) -> Table:
    """Write the cells as a text file has them: plain digits, decimals with `mark`, days as yyyymmdd."""
    columns = {name: [_as_text(cell, mark) for cell in table.data[name]] for name in table.columns}
    return replace(table, data=pd.DataFrame(columns, index=table.data.index, dtype=TEXT))


def _as_text(cell: Any, mark: str) -> str:
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else format(Decimal(repr(cell)), "f").replace(".", mark)
    return f"{cell:%Y%m%d}" if isinstance(cell, date) else str(cell)


def _find_table(rows: list[list[Any]]) -> Table | None:
    """Find the table: below a title, its header is the first row that fills three cells, or two if the first is known.

    Where units stand in a row of their own the header is above that, each column named by the last cell that is filled;
    the row of units stays, as the first of the table.
    """
    at, published = _find_header(rows[:_HEADER_WITHIN])
    if at is None:
        return None
    body = [row for row in rows[at + 1 :] if _filled(row) >= 2]
    title = " ".join(str(cell) for row in rows[:at] for cell in row if cell != "")
    return Table(pd.DataFrame(body, columns=pd.Index(translate(published))), title, tuple(published))


def _find_header(rows: list[list[Any]]) -> tuple[int | None, list[str]]:
    units = next((at for at, row in enumerate(rows) if row and row[0] == _UNITS and _filled(row) >= 3), 0)
    if units:
        names = [
            next((str(cell) for cell in column[::-1] if cell != ""), "") for column in zip(*rows[:units], strict=True)
        ]
        return units - 1, names
    at = next((at for at, row in enumerate(rows) if _is_header(row)), None)
    return at, [] if at is None else [str(cell) for cell in rows[at]]


def _is_header(row: list[Any]) -> bool:
    return _filled(row) >= 3 or (_filled(row) == 2 and is_known(str(row[0])))


def _filled(row: list[Any]) -> int:
    return sum(cell != "" for cell in row)


def _corrupt(why: str) -> FileError:
    message = f"the workbook cannot be opened: {why}"
    return FileError(message, kind="CorruptFile", remedy="Get the file from its publisher again.")

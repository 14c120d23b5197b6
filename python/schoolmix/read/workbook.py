"""Tables of an Excel workbook, read with calamine (openpyxl refuses the styles of CBS)."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pandas as pd
import python_calamine

from schoolmix.errors import FileError, LimitError
from schoolmix.read.tables import Table
from schoolmix.read.words import translate

_HEADER_WITHIN = 10
_LARGEST = 2**30


def read_tables(content: bytes) -> tuple[Table, ...]:
    """Read every sheet that holds a table with a header in its first ten rows."""
    _check_archive(content)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names]
    except python_calamine.CalamineError as error:
        raise _corrupt(str(error)) from error
    tables = [_find_table(rows) for rows in sheets]
    found = tuple(table for table in tables if table is not None)
    if not found:
        message = f"no sheet holds a table: {', '.join(book.sheet_names)}"
        raise FileError(message, kind="UnknownLayout", remedy="Give the workbook as published.")
    return found


def _find_table(rows: list[list[Any]]) -> Table | None:
    """Find the table: below a title, its header is the first row that fills three cells; notes follow it."""
    at = next((at for at, row in enumerate(rows[:_HEADER_WITHIN]) if _filled(row) >= 3), None)
    if at is None:
        return None
    names = translate(str(cell) for cell in rows[at])
    body = [row for row in rows[at + 1 :] if _filled(row) >= 2]
    title = " ".join(str(cell) for row in rows[:at] for cell in row if cell != "")
    return Table(pd.DataFrame(body, columns=pd.Index(names)), title)


def _filled(row: list[Any]) -> int:
    return sum(cell != "" for cell in row)


def _check_archive(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(member.file_size for member in archive.infolist())
            names = archive.namelist()
    except zipfile.BadZipFile as error:
        raise _corrupt(str(error)) from error
    if size > _LARGEST:
        message = f"the workbook unpacks to {size:,} bytes, more than {_LARGEST:,}"
        raise LimitError(message, kind="SizeLimit", remedy="Check the file.")
    if "[Content_Types].xml" not in names:
        message = f"this is a zip of {', '.join(names[:3]) or 'nothing'}, not a workbook"
        raise FileError(message, kind="UnknownLayout", remedy="Unpack it and read what is in it.")


def _corrupt(why: str) -> FileError:
    message = f"the workbook cannot be opened: {why}"
    return FileError(message, kind="CorruptFile", remedy="Get the file from its publisher again.")

"""Opening a file: is it one, what is in it by its content, and which tables."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from schoolmix.errors import FileError, LimitError
from schoolmix.read.archive import GZIP, ZIP, is_workbook, unpack_gzip, unpack_zip
from schoolmix.read.document import parse_document
from schoolmix.read.features import read_records
from schoolmix.read.foreign import refuse_binary, refuse_text
from schoolmix.read.geopackage import SQLITE, read_layers
from schoolmix.read.layout import Source
from schoolmix.read.rows import parse
from schoolmix.read.text import decode
from schoolmix.read.workbook import OLD_WORKBOOK, read_tables

if TYPE_CHECKING:
    from pathlib import Path

    from schoolmix.read.tables import Table

_LARGEST = 2**31
_LONGEST = 2**20


def open_source(path: Path, encoding: str | None) -> Source:
    """Open a file as texts; an empty file (0 bytes or blanks) has no tables."""
    packed = read_bytes(path)
    source = Source(path.name, hashlib.sha256(packed).hexdigest(), len(packed))
    content, notes, inside = _unpack(packed)
    source = _read(replace(source, notes=notes, inside=inside), content, encoding)
    if len(content) > _LONGEST:
        for table in source.tables:
            _refuse_long(table)
    return source


def _unpack(content: bytes) -> tuple[bytes, tuple[str, ...], str]:
    """Take a file out of the zip or gzip around it; with its name there, if it has one."""
    if content.startswith(GZIP):
        unpacked, name = unpack_gzip(content)
        return unpacked, ("packed as gzip",), name
    if content.startswith(ZIP) and not is_workbook(content):
        unpacked, name = unpack_zip(content)
        return unpacked, (f"packed in a zip as {name}",), name
    return content, (), ""


def _read(source: Source, content: bytes, encoding: str | None) -> Source:
    if content.startswith(OLD_WORKBOOK) or (content.startswith(ZIP) and is_workbook(content)):
        return replace(source, tables=read_tables(content), format="workbook")
    if content.startswith(SQLITE):
        return replace(source, tables=read_layers(content), format="GeoPackage")
    refuse_binary(content)
    if not content.strip():
        return replace(source, notes=(*source.notes, "empty file skipped"))
    text, used = decode(content, encoding)
    return _read_text(replace(source, encoding=used), text)


def _read_text(source: Source, text: str) -> Source:
    refuse_text(text)
    if text.lstrip().startswith(("{", "[")):
        document = parse_document(text)
        return replace(source, tables=(read_records(document),), document=document, format="JSON")
    table, delimiter = parse(text)
    notes = source.notes if text.endswith("\n") else (*source.notes, "last line has no line end")
    return replace(source, delimiter=delimiter, tables=(table,), notes=notes, format="text")


def find_files(path: Path) -> list[Path]:
    """Name the file, or the files directly in a folder in the order of their names; hidden ones are left out."""
    if not path.exists():
        raise FileError(f"{path} does not exist", kind="FileNotFound", remedy="Check the path.")
    if not path.is_dir():
        return [path]
    files = sorted(file for file in path.iterdir() if not file.name.startswith(".") and not file.is_dir())
    if not files:
        raise FileError(f"there is no file in {path}", kind="EmptyInput", remedy="Check the folder.")
    return files


def read_bytes(path: Path) -> bytes:
    """Read a plain file that is no larger than any published one."""
    if not path.is_file():
        raise FileError(f"{path} is not a file", kind="NotAFile", remedy="Give a file or a folder of files.")
    if path.stat().st_size > _LARGEST:
        message = f"{path.name} is larger than {_LARGEST:,} bytes, which no published file is"
        raise FileError(message, kind="SizeLimit", remedy="Check the file.")
    try:
        return path.read_bytes()
    except OSError as error:
        message = f"{path.name} cannot be read: {error.strerror}"
        raise FileError(message, kind="NotReadable", remedy="Check who may read it.") from error


def _refuse_long(table: Table) -> None:
    """Refuse a name or other text longer than any published one."""
    for name in table.columns:
        long = (_lengths(table.frame[name]) > _LONGEST).to_numpy(bool)
        if long.any() or len(name) > _LONGEST:
            message = f"column {name[:60]!r} holds a text of more than {_LONGEST:,} characters"
            row, count = int(long.argmax()) if len(long) else 0, int(long.sum()) or 1
            remedy = "Check the file: no published text is so long."
            raise LimitError(message, kind="SizeLimit", column=name[:60], row=row, count=count, remedy=remedy)


def _lengths(values: pd.Series[Any]) -> pd.Series[Any]:
    if isinstance(values.dtype, pd.StringDtype):
        return values.str.len()
    return values.map(lambda value: len(value) if isinstance(value, str) else 0).astype("int64")

"""Opening a file: is it one, what is in it, and which tables."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from schoolmix.errors import FileError
from schoolmix.read.layout import Source
from schoolmix.read.rows import parse
from schoolmix.read.text import decode
from schoolmix.read.workbook import read_tables

if TYPE_CHECKING:
    from pathlib import Path

_ZIP = b"PK\x03\x04"
_LARGEST = 2**31


def open_source(path: Path, encoding: str | None) -> Source:
    """Open a file as texts; an empty file (0 bytes or blanks) has no tables."""
    content = _read_bytes(path)
    digest = hashlib.sha256(content).hexdigest()
    if content.startswith(_ZIP):
        return Source(path.name, digest, len(content), tables=read_tables(content))
    if not content.strip():
        return Source(path.name, digest, len(content), notes=("empty file skipped",))
    text, used = decode(content, encoding)
    table, delimiter = parse(text)
    notes = () if text.endswith("\n") else ("last line has no line end",)
    return Source(path.name, digest, len(content), used, delimiter, (table,), notes)


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


def _read_bytes(path: Path) -> bytes:
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

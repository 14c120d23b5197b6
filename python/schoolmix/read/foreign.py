"""Files that are no published table: what they are, and what to do with them."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from pyarrow import parquet

from schoolmix.errors import FileError, LimitError, SchoolmixError
from schoolmix.read.archive import GZIP, ZIP

if TYPE_CHECKING:
    from collections.abc import Callable

_UNPACK = "Unpack it, and read what is in it."
_BINARY = (
    (b"%PDF", "PDF", "Look for the table itself at the publisher: a PDF is for reading."),
    (ZIP, "a zip in a zip or gzip", _UNPACK),
    (GZIP, "a gzip in a zip or gzip", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "7z", _UNPACK),
    (b"Rar!", "RAR", _UNPACK),
    (b"\x89PNG", "an image", "Give the data behind it."),
    (b"\xff\xd8\xff", "an image", "Give the data behind it."),
)
_TEXT = (
    (r"(?is)<!doctype html|<html", "HTML", "It is probably an error page instead of a file: get the file again."),
    (r"<", "XML", "Take the csv, workbook or GeoJSON of the same data."),
    (
        r"%YAML|---\s|(?:#[^\n]*\n)*[\w-]+:(?:[ \t][^;,\n]*)?\r?\n",
        "YAML",
        "Data is read as csv; for settings use TOML.",
    ),
)
_MOST_TEXT = 2**20
_MOST_ITEMS = 10_000


def refuse_binary(content: bytes) -> None:
    """Refuse what is known by its first bytes and is not read here; Parquet and Arrow only if they are whole."""
    for magic, name, remedy in _BINARY:
        if content.startswith(magic):
            raise _unsupported(name, remedy)
    if content.startswith(b"PAR1"):
        raise _frame_of(content, "Parquet", _read_parquet, "pandas.read_parquet")
    if content.startswith(b"ARROW1"):
        raise _frame_of(content, "Arrow", _read_arrow, "pandas.read_feather")
    if content.startswith(b"\xff\xff\xff\xff"):
        raise _frame_of(content, "an Arrow stream", _read_stream, "pyarrow.ipc.open_stream")


def refuse_text(text: str) -> None:
    """Refuse text that is a page, a document or settings."""
    start = text[:1000].lstrip()
    for pattern, name, remedy in _TEXT:
        if re.match(pattern, start):
            raise _unsupported(name, remedy)


def _read_parquet(content: bytes) -> None:
    file = parquet.ParquetFile(
        io.BytesIO(content), thrift_string_size_limit=_MOST_TEXT, thrift_container_size_limit=_MOST_ITEMS
    )
    _ = file.schema_arrow


def _read_arrow(content: bytes) -> None:
    file = pa.ipc.open_file(content)
    for at in range(file.num_record_batches):
        file.get_batch(at)


def _read_stream(content: bytes) -> None:
    for _ in pa.ipc.open_stream(content):
        pass


def _frame_of(content: bytes, name: str, read: Callable[[bytes], Any], instead: str) -> SchoolmixError:
    try:
        read(content)
    except (pa.ArrowException, OSError, ValueError, TypeError) as error:
        if "Exceeded size limit" in str(error):
            message = f"the footer of {name} asks for more than {_MOST_ITEMS:,} items"
            return LimitError(message, kind="SizeLimit", remedy="Check the file.")
        message = f"{name} cannot be opened: {str(error).splitlines()[0][:200]}"
        return FileError(message, kind="CorruptFile", remedy="Make the file again.")
    remedy = f"It is a frame already: read it with {instead} and give that to Roll."
    return _unsupported(name, remedy)


def _unsupported(name: str, remedy: str) -> FileError:
    return FileError(f"this is {name}, not a published table", kind="UnsupportedFormat", remedy=remedy)

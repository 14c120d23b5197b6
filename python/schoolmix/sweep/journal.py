"""The journal of a part that is under way: what each run gave, as it came; a torn end is seen and cut off."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

# Number of the run, bytes of its rows, and the check sum of both and of the rows.
_HEAD = struct.Struct("<QQI")


def record(run: int, rows: bytes) -> bytes:
    """Return the record of a run."""
    return _HEAD.pack(run, len(rows), _sum(run, rows)) + rows


def read(path: Path) -> dict[int, bytes]:
    """Return what a journal tells of runs, and cut off what follows its last whole record.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "journal"
    >>> _ = path.write_bytes(record(3, b"rows") + record(4, b"more rows")[:-2])
    >>> read(path), path.stat().st_size == len(record(3, b"rows"))
    ({3: b'rows'}, True)
    """
    content = path.read_bytes()
    found, whole = {}, 0
    for run, rows, end in _records(content):
        found[run], whole = rows, end
    if whole < len(content):
        with path.open("r+b") as file:
            file.truncate(whole)
    return found


def _records(content: bytes) -> Iterator[tuple[int, bytes, int]]:
    start = 0
    while start + _HEAD.size <= len(content):
        run, length, checked = _HEAD.unpack_from(content, start)
        rows = content[start + _HEAD.size : start + _HEAD.size + length]
        if len(rows) < length or _sum(run, rows) != checked:
            return
        start += _HEAD.size + length
        yield run, rows, start


def _sum(run: int, rows: bytes) -> int:
    return zlib.crc32(rows, zlib.crc32(struct.pack("<QQ", run, len(rows))))

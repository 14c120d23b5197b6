"""Is it a file at all? A moved address often answers with a page, and calls that a success."""

from __future__ import annotations

from pathlib import Path

from schoolmix.download.registry import Item
from schoolmix.download.session import moved
from schoolmix.errors import FileError

_PAGE = (b"<!doctype html", b"<html")
_JSON = (b"{", b"[")
_ZIP = (b"pk\x03\x04",)
_BEGINS = {".zip": _ZIP, ".xlsx": _ZIP, ".json": _JSON, ".geojson": _JSON}
_NO_TABLE = (b"<", b"{", b"%pdf", b"\x1f\x8b", *_ZIP)


def check_content(item: Item, path: Path) -> None:
    """Refuse a web page or a message instead of a file, nothing unless a hash expects it, and another size."""
    with path.open("rb") as file:
        start = file.read(512).removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start and not _fits(start, Path(item.name).suffix.lower()):
        what = "a web page" if start.startswith(_PAGE) else "something else than such a file"
        raise FileError(f"{item.name}: {item.address} gives {what}", kind="CorruptFile", remedy=moved(item))
    if not start and item.sha256 is None:
        message = f"{item.name}: {item.address} gives an empty file"
        raise FileError(message, kind="EmptyInput", count=0, remedy=moved(item))
    size = path.stat().st_size
    if item.bytes not in {None, size}:
        message = f"{item.name}: {item.address} gives {size:,} bytes, where the published file has {item.bytes:,}"
        remedy = f"{moved(item)} Without bytes there any size is taken."
        raise FileError(message, kind="ChecksumMismatch", remedy=remedy)


def _fits(start: bytes, suffix: str) -> bool:
    begins = _BEGINS.get(suffix)
    return start.startswith(begins) if begins else not start.startswith(_NO_TABLE)

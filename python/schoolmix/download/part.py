"""A transfer that is under way: the bytes so far, and what tells whether the file at the address is still the same."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from schoolmix.download.registry import Item


class Part:
    """The bytes so far of a file to be, beside it and hidden.

    Parameters
    ----------
    folder : pathlib.Path
    item : Item
        The file to be.
    """

    def __init__(self, folder: Path, item: Item) -> None:
        self.item = item
        self.path = folder / f".{item.name}.part"
        self._note = folder / f".{item.name}.part.json"

    @property
    def size(self) -> int:
        """Bytes so far."""
        return self.path.stat().st_size if self.path.is_file() else 0

    @property
    def validator(self) -> str | None:
        """What the address said its file is known by, when these bytes were taken from it."""
        try:
            note = json.loads(self._note.read_bytes())
            return str(note["validator"]) if note["address"] == self.item.address and self.size else None
        except (OSError, ValueError, KeyError, TypeError):
            return None  # without a note the transfer begins anew

    def begin(self, headers: Mapping[str, str]) -> None:
        """Forget the bytes so far, and note what the file is known by now; without that it cannot be resumed."""
        self.discard()
        if known := known_by(headers):
            self._note.write_text(json.dumps({"address": self.item.address, "validator": known}), encoding="utf-8")

    def discard(self) -> None:
        """Remove the bytes and the note."""
        self.path.unlink(missing_ok=True)
        self._note.unlink(missing_ok=True)

    def move(self, target: Path) -> None:
        """Give the bytes their place, at once."""
        self.path.replace(target)
        self._note.unlink(missing_ok=True)


def known_by(headers: Mapping[str, str]) -> str | None:
    """Return what a file is known by: its strong ETag, else its date; nothing if it was packed on the way.

    Examples
    --------
    >>> known_by({"ETag": '"a1"', "Last-Modified": "Tue, 01 Oct 2024 00:00:00 GMT"})
    '"a1"'
    """
    if headers.get("Content-Encoding", "identity") != "identity":
        return None
    etag = headers.get("ETag", "")
    return etag if etag and not etag.startswith("W/") else headers.get("Last-Modified")

"""The manifest of an edition's folder: what was fetched, when, from where, and its hash."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from schoolmix.errors import FileError

NAME = ".manifest.json"
"""Hidden, so that a reader of the folder passes it over."""


@dataclass(frozen=True)
class Record:
    """A file that is there.

    Attributes
    ----------
    address : str or None
        Where it was fetched; null if somebody put it there.
    date : str
        When, in UTC (ISO 8601).
    sha256 : str
    bytes : int
    """

    address: str | None
    date: str
    sha256: str
    bytes: int


def read(folder: Path) -> dict[str, Record]:
    """Read what is recorded of a folder, by name of file; nothing if there is no manifest."""
    path = folder / NAME
    if not path.is_file():
        return {}
    try:
        found = json.loads(path.read_bytes())
        return {name: Record(**row) for name, row in found["files"].items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        remedy = "Remove it; files beside it are then taken as they are."
        raise FileError(f"{path} is damaged", kind="CorruptFile", remedy=remedy) from error


def write(folder: Path, records: dict[str, Record]) -> None:
    """Write the manifest, whole or not at all."""
    files = {name: asdict(records[name]) for name in sorted(records)}
    fresh = folder / f"{NAME}.new"
    fresh.write_text(json.dumps({"files": files}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    fresh.replace(folder / NAME)


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "empty"
    >>> _ = path.write_bytes(b"")
    >>> sha256(path)[:12]
    'e3b0c44298fc'
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

"""What is there already: files of an edition's folder, held against the registry and the manifest."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from schoolmix.download import manifest
from schoolmix.download.registry import Item
from schoolmix.errors import FileError


def is_there(folder: Path, item: Item, record: manifest.Record | None) -> bool:
    """Tell whether a file is there, with the size and hash of the registry, else the hash of the manifest, else any.

    A file with another hash is to be fetched again if we have fetched it before; what somebody else put there is never
    overwritten.
    """
    path = folder / item.name
    if not path.exists():
        return False
    if path.is_file() and _is_as_known(path, item, record):
        return True
    if record is None or record.address is None or not path.is_file():
        message = f"{path} is there and is not the published file"
        remedy = "Move it away, or give another folder with folder=."
        raise FileError(message, kind="OutputExists", remedy=remedy)
    return False


def verify(folder: Path, items: Sequence[Item]) -> None:
    """Hold what is there against what is known of it, without a network; a file that is not there is an error."""
    records = manifest.read(folder)
    missing = [item for item in items if not (folder / item.name).is_file()]
    if missing:
        message = f"{missing[0].name} is not in {folder}"
        remedy = f"Run it once with a network, or take the file from {missing[0].page} and put it there."
        raise FileError(message, kind="NotCached", count=len(missing), remedy=remedy)
    wrong = [item for item in items if not _is_as_known(folder / item.name, item, records.get(item.name))]
    if wrong:
        message = f"{folder / wrong[0].name} has changed since it was published or fetched"
        remedy = "Run it with a network, which fetches it again, or put the published file there."
        raise FileError(message, kind="ChecksumMismatch", count=len(wrong), remedy=remedy)


def _is_as_known(path: Path, item: Item, record: manifest.Record | None) -> bool:
    if item.bytes not in {None, path.stat().st_size}:
        return False
    known = item.sha256 or (record.sha256 if record else None)
    return known is None or manifest.sha256(path) == known

"""Fetching what is not there: one file after the other, each whole or not at all."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pooch
import requests

from schoolmix.download import manifest
from schoolmix.download.content import check_content
from schoolmix.download.holdings import is_there
from schoolmix.download.part import Part
from schoolmix.download.place import held, written
from schoolmix.download.registry import Item, Manners
from schoolmix.download.session import moved, opened
from schoolmix.download.transfer import transfer
from schoolmix.errors import FileError, SchoolmixError
from schoolmix.progress import shown

_DOWN = {"Unreachable", "CutOff"}
"""Kinds of error by which a host is not asked for more."""

_ONE_AT_A_TIME = threading.Lock()


def fetch(folder: Path, items: Sequence[Item], manners: Manners, *, progress: bool) -> None:
    """Fetch the files that are not in a folder, and record all; what fails does not keep the others from coming."""
    with held(folder), written(folder), opened(manners) as session:
        missing = _take_stock(folder, items)
        failed: dict[Item, SchoolmixError] = {}
        for at, item in enumerate(missing):
            try:
                _refuse_down(item, failed)
                time.sleep(manners.pause if at else 0)
                _fetch_one(session, folder, item, manners, progress=progress)
                _record(folder, item, item.address)
            except SchoolmixError as error:
                failed[item] = error
    if failed:
        raise _together(list(failed.values()))


def _take_stock(folder: Path, items: Sequence[Item]) -> list[Item]:
    """Return the files that are not there; record those that are and that we have not fetched ourselves."""
    records = manifest.read(folder)
    missing = [item for item in items if not is_there(folder, item, records.get(item.name))]
    for item in items:
        if item not in missing and item.name not in records:
            _record(folder, item, None)
    return missing


def _refuse_down(item: Item, failed: Mapping[Item, SchoolmixError]) -> None:
    host = urlsplit(item.address).hostname
    if host in {urlsplit(other.address).hostname for other, error in failed.items() if error.kind in _DOWN}:
        message = f"{item.name}: {host} was not asked for it any more"
        raise FileError(message, kind="Unreachable", remedy="Try again later.")


def _fetch_one(session: requests.Session, folder: Path, item: Item, manners: Manners, *, progress: bool) -> None:
    part = Part(folder, item)

    def take(_address: str, target: str, _cache: Any) -> None:
        with shown(item.name, unit="B", wanted=progress) as told:
            transfer(session, part, manners, told)
        try:
            check_content(item, part.path)
        except SchoolmixError:
            part.discard()
            raise
        part.move(Path(target))

    (folder / item.name).unlink(missing_ok=True)  # is_there has seen that it is ours, and damaged
    known = f"sha256:{item.sha256}" if item.sha256 else None
    cache = pooch.create(folder, base_url="", registry={item.name: known}, urls={item.name: item.address})
    try:
        with _hushed():
            cache.fetch(item.name, downloader=take)
    except ValueError as error:  # what pooch says of a wrong hash
        message = f"{item.name}: {item.address} gives another file than the one that was published (SHA-256 differs)"
        remedy = f"{moved(item)} Without sha256 there any file is taken."
        raise FileError(message, kind="ChecksumMismatch", remedy=remedy) from error


def _record(folder: Path, item: Item, address: str | None) -> None:
    path = folder / item.name
    now = datetime.now(UTC).isoformat(timespec="seconds")
    record = manifest.Record(address, now, manifest.sha256(path), path.stat().st_size)
    manifest.write(folder, {**manifest.read(folder), item.name: record})


def _together(failed: Sequence[SchoolmixError]) -> SchoolmixError:
    """Return one error for all files that failed: that of the first, which names the others."""
    first = failed[0]
    if len(failed) > 1:
        first.message = "; ".join(
            [f"{len(failed)} files were not fetched: {first.message}", *(e.message for e in failed[1:])]
        )
        first.count = len(failed)
    return first


@contextmanager
def _hushed() -> Iterator[None]:
    """Let pooch say nothing, and fetch no more than one file at a time."""
    with _ONE_AT_A_TIME:
        log = pooch.get_logger()
        before = log.level
        log.setLevel(logging.WARNING)
        try:
            yield
        finally:
            log.setLevel(before)

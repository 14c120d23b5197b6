"""One file over the wire: resumed where it broke off, counted, and held against what was promised."""

from __future__ import annotations

import re
import time
from typing import Any

import requests

from schoolmix.download.part import Part, known_by
from schoolmix.download.registry import Item, Manners
from schoolmix.download.session import answered
from schoolmix.errors import FileError, LimitError
from schoolmix.progress import Told

_CHUNK = 2**14  # a transfer that breaks off loses less than this
_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+)")
"""Where a part begins, and how large the whole is: without that nobody knows whether more is to come."""


def transfer(session: requests.Session, part: Part, manners: Manners, told: Told) -> None:
    """Fetch a file into its part; what has come stays there if the transfer breaks off."""
    for attempt in range(manners.attempts):
        if attempt:
            time.sleep(manners.wait * 2 ** (attempt - 1))
        try:
            if _receive(session, part, manners, told):
                return
        except LimitError:
            part.discard()
            raise
    message = f"{part.item.name}: the transfer broke off after {part.size:,} bytes, {manners.attempts} times"
    raise FileError(message, kind="CutOff", remedy="Run it again: it goes on where it broke off.")


def _receive(session: requests.Session, part: Part, manners: Manners, told: Told) -> bool:
    """Receive what is still missing; tell whether the file is whole."""
    validator = part.validator
    start = part.size if validator else 0
    headers = {"Range": f"bytes={start}-", "If-Range": validator} if validator else {}
    with answered(session, part.item, manners, headers) as response:
        if response.status_code == 200:
            part.begin(response.headers)
            return _save(response, part, manners, told, 0)
        if start and _goes_on(response, part.item, start, validator):
            return _save(response, part, manners, told, start)
    if not start:
        raise _odd(part.item, response)
    part.discard()
    return _receive(session, part, manners, told)


def _goes_on(response: Any, item: Item, start: int, validator: str | None) -> bool:
    """Tell whether an answer goes on where we were, in the same file; if it does not say so, a hash will."""
    found = _RANGE.fullmatch(response.headers.get("Content-Range", ""))
    known = known_by(response.headers)
    same = known == validator or (known is None and item.sha256 is not None)
    return response.status_code == 206 and found is not None and int(found[1]) == start and same


def _promised(response: Any, start: int) -> int | None:
    """Return how large the whole file is by what the answer says."""
    if start:
        return int(_RANGE.fullmatch(response.headers["Content-Range"])[2])  # type: ignore[index]
    length = response.headers.get("Content-Length", "")
    packed = response.headers.get("Content-Encoding", "identity") != "identity"
    return int(length) if length.isdecimal() and not packed else None


def _save(response: Any, part: Part, manners: Manners, told: Told, start: int) -> bool:
    """Write an answer behind the bytes so far; tell whether all that was promised came."""
    promised = _promised(response, start)
    size = start
    _check_size(part, promised or size, manners)
    with part.path.open("ab") as file:
        try:
            for chunk in response.iter_content(_CHUNK):
                size += len(chunk)
                _check_size(part, size, manners)
                file.write(chunk)
                told(size, promised or part.item.bytes)
        except requests.RequestException:  # also where less came than was promised
            return False
    return size >= (part.item.bytes or 0) if promised is None else size == promised


def _check_size(part: Part, size: int, manners: Manners) -> None:
    if size > manners.largest:
        message = f"{part.item.name} is larger than {manners.largest:,} bytes"
        remedy = "Look at the address; a registry of your own may allow more (largest)."
        raise LimitError(message, kind="SizeLimit", remedy=remedy)


def _odd(item: Item, response: Any) -> FileError:
    message = f"{item.name}: {item.address} answers with a part that was not asked for ({response.status_code})"
    return FileError(message, kind="Refused", remedy="Look at the address.")

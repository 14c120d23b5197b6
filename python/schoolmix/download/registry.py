"""The registry: what can be fetched, from where, and how politely; that of the package, or one of the caller's."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schoolmix.download.place import path_of
from schoolmix.download.safety import check_address, check_name
from schoolmix.download.settings import Types, check, unknown
from schoolmix.errors import FileError, InputError, InputTypeError
from schoolmix.frames import columns

OURS = Path(__file__).parent / "registry.toml"

_REGISTRY: dict[str, Types] = {"manners": dict, "editions": dict}
_MANNERS: dict[str, Types] = {
    "timeout": (int, float),
    "pause": (int, float),
    "wait": (int, float),
    "attempts": int,
    "largest": int,
}
_DAY = 86_400
_WITHIN: dict[str, tuple[float, int]] = {
    "timeout": (0.001, _DAY),
    "pause": (0, _DAY),
    "wait": (0, _DAY),
    "attempts": (1, 1_000),
    "largest": (1, 2**50),
    "bytes": (0, 2**50),
}
"""Least and most: beyond it clocks and columns overflow."""
_EDITION: dict[str, Types] = {"title": str, "publisher": str, "licence": str, "page": str, "files": list}
_FILE: dict[str, Types] = {
    "name": str,
    "address": str,
    "page": str,
    "known_from": str,
    "layout": str,
    "sha256": str,
    "bytes": int,
}


@dataclass(frozen=True)
class Manners:
    """How we ask: politely, and not forever.

    Attributes
    ----------
    timeout : float
        Seconds without an answer, or without a further byte, after which the other side is given up.
    pause : float
        Seconds between two files.
    wait : float
        Seconds before a second attempt; twice as long before each further one.
    attempts : int
        How often a file is asked for.
    largest : int
        Bytes that no file may exceed.
    """

    timeout: float = 30.0
    pause: float = 1.0
    wait: float = 1.0
    attempts: int = 4
    largest: int = 2**31


@dataclass(frozen=True)
class Item:
    """A published file: its name in the folder, where it lies, and what is known of it."""

    name: str
    address: str
    page: str
    known_from: str | None = None
    layout: str | None = None
    sha256: str | None = None
    bytes: int | None = None


@dataclass(frozen=True)
class Edition:
    """Files that belong together, from one publisher under one licence."""

    name: str
    title: str
    publisher: str
    licence: str
    items: tuple[Item, ...]

    def choose(self, files: str | Sequence[str] | None) -> tuple[Item, ...]:
        """Return the files asked for; all of them if none is named."""
        if files is None:
            return self.items
        known = {item.name: item for item in self.items}
        asked = columns(files, "files")
        for name in asked:
            if name not in known:
                raise unknown("UnknownFile", name, f"edition {self.name} has no file {name!r}", known)
        return tuple(known[name] for name in dict.fromkeys(asked))


@dataclass(frozen=True)
class Registry:
    """All editions, and how to ask for them."""

    editions: dict[str, Edition]
    manners: Manners

    def edition(self, name: str) -> Edition:
        """Return an edition by its name."""
        if not isinstance(name, str):
            message = f"edition is a {type(name).__name__}"
            raise InputTypeError(message, kind="WrongType", column="edition", remedy="Give the name of an edition.")
        if name not in self.editions:
            raise unknown("UnknownEdition", name, f"there is no edition {name!r}", self.editions)
        return self.editions[name]


def load(path: str | os.PathLike[str] | None = None) -> Registry:
    """Read the registry of the package, or another one.

    Examples
    --------
    >>> len(load().edition("vo-tracks").items)
    4
    """
    path = OURS if path is None else path_of(path, "registry")
    found = check(_parse(path), path.name, _REGISTRY, ["editions"])
    return Registry(
        {name: _edition(name, table, path.name) for name, table in found["editions"].items()},
        _manners(found.get("manners", {}), f"{path.name}, manners"),
    )


def _parse(path: Path) -> Any:
    if path.suffix.lower() in {".yaml", ".yml", ".json"}:
        message = f"{path.name} is no TOML file"
        raise InputError(message, kind="UnsupportedFormat", column="registry", remedy="Write the registry in TOML.")
    if not path.is_file():
        raise FileError(f"there is no registry {path}", kind="FileNotFound", remedy="Check the path.")
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = f"{path.name} is not TOML: {error}"
        remedy = "Repair that line; registry.toml of schoolmix.download shows how it is written."
        raise InputError(message, kind="UnsupportedFormat", column="registry", remedy=remedy) from error


def _manners(table: Any, where: str) -> Manners:
    given = check(table, where, _MANNERS)
    for key, value in given.items():
        _check_span(key, value, where)
    return Manners(**given)


def _check_span(key: str, value: float, where: str) -> None:
    least, most = _WITHIN[key]
    if not least <= value <= most:
        message = f"{where}: {key} is {value}"
        raise InputError(message, kind="BadOption", column=key, remedy=f"Give a number from {least} to {most:,}.")


def _edition(name: str, table: Any, file: str) -> Edition:
    where = f"{file}, edition {name}"
    check_name(name, where)
    given = check(table, where, _EDITION, ["title", "publisher", "licence", "page", "files"])
    items = tuple(_item(row, f"{where}, file {at}", given["page"]) for at, row in enumerate(given["files"], 1))
    if not items:
        raise InputError(f"{where} has no files", kind="EmptyInput", column="files", count=0, remedy="Name its files.")
    names = [item.name.casefold() for item in items]
    if twice := [item.name for at, item in enumerate(items) if names[at] in names[:at]]:
        message = f"{where}: {twice[0]} is there twice"
        raise InputError(message, kind="DuplicateFile", column="name", count=len(twice), remedy="Rename one of them.")
    return Edition(name, given["title"], given["publisher"], given["licence"], items)


def _item(row: Any, where: str, page: str) -> Item:
    given = {"page": page, **check(row, where, _FILE, ["name", "address"])}
    check_name(given["name"], where)
    check_address(given["address"], where)
    if "bytes" in given:
        _check_span("bytes", given["bytes"], where)
    if not re.fullmatch("[0-9a-f]{64}", given.get("sha256", "0" * 64)):
        message = f"{where}: sha256 is not one"
        raise InputError(message, kind="BadOption", column="sha256", remedy="Give 64 digits of 0-9 and a-f.")
    return Item(**given)

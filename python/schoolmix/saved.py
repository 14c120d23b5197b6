"""A world in one file: its exact columns as Parquet, with a manifest of hashes."""

from __future__ import annotations

import hashlib
import io
import json
import os
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from schoolmix import _core, frames
from schoolmix.errors import FileError, InputError, InputTypeError, SchoolmixError
from schoolmix.files import replacing, written

FORMAT, VERSION = "schoolmix world", 1
MANIFEST = "manifest.json"
TABLES = ("pupils", "schools", "homes", "municipalities")
LARGEST = 1 << 34
"""Bytes of a member beyond which no world of ours is."""
DAY = (1980, 1, 1, 0, 0, 0)
"""The date of every member, so that one world always gives the same bytes."""
_UNREADABLE = (OSError, EOFError, LookupError, TypeError, ValueError, RuntimeError, struct.error, zlib.error)
"""What comes of reading a damaged zip."""
DAMAGED = "Take a whole copy, or make and save the world again."


def save(core: _core.World, path: str | os.PathLike[str], about: dict[str, Any], *, overwrite: bool) -> None:
    """Write a world whole or not at all; as :meth:`World.save`."""
    place = _path(path)
    if place.is_dir():
        raise FileError(f"{place} is a folder", kind="NotAFile", remedy="Name a file, such as po-2024.world.")
    if place.exists() and not overwrite:
        raise FileError(
            f"{place} is there already", kind="OutputExists", remedy="Take another name, or overwrite=True."
        )
    again, elsewhere = "Make room and save again.", "Save in a folder that you may write in."
    tables, labels = core.parts()
    members = {f"{name}.parquet": _bytes(table) for name, table in zip(TABLES, tables, strict=True)}
    manifest = {
        "format": FORMAT,
        "version": VERSION,
        "schoolmix": _core.VERSION,
        **about,
        "years": list(core.years),
        "traits": [list(trait) for trait in core.traits()],
        "labels": labels,
        "sha256": {name: hashlib.sha256(content).hexdigest() for name, content in members.items()},
    }
    manifest["seal"] = _sealed(manifest)
    text = json.dumps(manifest, indent=1, ensure_ascii=False, sort_keys=True).encode()
    with (
        written(place.parent, again=again, elsewhere=elsewhere),
        replacing(place) as new,
        zipfile.ZipFile(new, "w", zipfile.ZIP_STORED) as archive,
    ):
        for name, content in {MANIFEST: text, **members}.items():
            archive.writestr(zipfile.ZipInfo(name, DAY), content)


def _sealed(manifest: dict[str, Any]) -> str:
    """Return the hash of all else that a manifest says."""
    rest = {name: value for name, value in manifest.items() if name != "seal"}
    return hashlib.sha256(json.dumps(rest, ensure_ascii=True, sort_keys=True).encode()).hexdigest()


def _bytes(table: Any) -> bytes:
    target = io.BytesIO()
    pq.write_table(pa.table(table), target, compression="zstd", version="2.6")
    return target.getvalue()


def load(path: str | os.PathLike[str]) -> tuple[_core.World, dict[str, Any]]:
    """Return a world that was saved, and what its manifest says; as :meth:`World.load`."""
    place = _path(path)
    if not place.exists():
        raise FileError(f"{place} does not exist", kind="FileNotFound", remedy="Check the path.")
    if not place.is_file():
        raise FileError(f"{place} is not a file", kind="NotAFile", remedy="Give the file that World.save wrote.")
    try:
        with zipfile.ZipFile(place) as archive:
            manifest = _manifest(archive, place)
            tables = [_table(archive, f"{name}.parquet", manifest, place) for name in TABLES]
            return _made(tables, manifest, place), manifest
    except SchoolmixError:
        raise
    except zipfile.BadZipFile as error:
        raise _foreign(place) from error
    except PermissionError as error:
        remedy = "Check who may read it."
        raise FileError(f"{place.name} cannot be read: {error.strerror}", kind="NotReadable", remedy=remedy) from error
    except _UNREADABLE as error:
        raise _damaged(place, f"its contents cannot be read ({type(error).__name__})") from error


def _manifest(archive: zipfile.ZipFile, place: Path) -> dict[str, Any]:
    if MANIFEST not in archive.namelist():
        raise _foreign(place)
    try:
        manifest = json.loads(_read(archive, MANIFEST, place))
    except (ValueError, RecursionError) as error:
        raise _damaged(place, "its manifest is no JSON") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise _foreign(place)
    version = manifest.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise _damaged(place, "its manifest has no version")
    if version > VERSION:
        made = frames.visible(str(manifest.get("schoolmix", "a newer version")))
        raise FileError(
            f"{place.name} is a world of format {version}, made by schoolmix {made}; this one reads up to {VERSION}",
            kind="StoreVersion",
            remedy="Update schoolmix, or save the world again with this version.",
        )
    if manifest.get("seal") != _sealed(manifest):
        raise _damaged(place, "its manifest is not what it was")
    return manifest


def _read(archive: zipfile.ZipFile, name: str, place: Path) -> bytes:
    member = archive.getinfo(name)
    if member.file_size > LARGEST:
        raise FileError(
            f"{name} in {place.name} would take {member.file_size:,} bytes", kind="SizeLimit", remedy="Check the file."
        )
    return archive.read(name)


def _table(archive: zipfile.ZipFile, name: str, manifest: dict[str, Any], place: Path) -> pa.Table:
    try:
        content = _read(archive, name, place)
    except (KeyError, zipfile.BadZipFile) as error:
        raise _damaged(place, f"{name} is not there or not whole") from error
    if hashlib.sha256(content).hexdigest() != manifest["sha256"].get(name):
        raise _damaged(place, f"{name} is not what the manifest says it was")
    try:
        return pq.read_table(io.BytesIO(content))
    except (pa.ArrowException, OSError) as error:
        raise _damaged(place, f"{name} is no Parquet") from error


def _made(tables: list[pa.Table], manifest: dict[str, Any], place: Path) -> _core.World:
    first, last = manifest["years"]
    try:
        return _core.World.from_parts(
            *tables,
            traits=[(name, labels, ordered, of_area) for name, labels, ordered, of_area in manifest["traits"]],
            labels=manifest["labels"],
            source=manifest["source"],
            sector=manifest["sector"],
            years=(first, last),
        )
    except (InputError, OverflowError) as error:
        raise _damaged(place, getattr(error, "message", "a number is out of range")) from error


def _path(path: Any) -> Path:
    if not isinstance(path, str | os.PathLike):
        raise InputTypeError(
            f"path is a {type(path).__name__}", kind="WrongType", column="path", remedy="Give the path of a file."
        )
    return Path(path)


def _foreign(place: Path) -> FileError:
    remedy = "Give a file that World.save wrote; published files go to World.from_files."
    return FileError(f"{place.name} is no saved world", kind="UnknownLayout", remedy=remedy)


def _damaged(place: Path, what: str) -> FileError:
    return FileError(f"{place.name} is damaged: {what}", kind="CorruptFile", remedy=DAMAGED)

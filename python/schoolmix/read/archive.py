"""Archives: what is in a zip or gzip, without ever writing it to disk or unpacking more than is sane."""

from __future__ import annotations

import gzip
import io
import stat
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from schoolmix.errors import FileError, LimitError

if TYPE_CHECKING:
    from collections.abc import Iterable

ZIP = b"PK\x03\x04"
GZIP = b"\x1f\x8b"
WORKBOOK = "[Content_Types].xml"
"""The member by which a zip is a workbook."""

_LARGEST = 2**30
_RATIO = 100
_SMALL = 2**20
"""Below this size a member may be packed as tightly as it likes: a blank sheet is."""


def is_workbook(content: bytes) -> bool:
    """Say whether a zip is a workbook; refuse it if it is unsafe to unpack."""
    with _open(content) as archive:
        _check(archive.infolist())
        return WORKBOOK in archive.namelist()


def unpack_zip(content: bytes) -> tuple[bytes, str]:
    """Return the one data file in a zip, and its name; folders and what macOS adds are no data."""
    with _open(content) as archive:
        _check(archive.infolist())
        members = [member for member in archive.infolist() if not _is_furniture(member.filename)]
        if len(members) != 1:
            raise _not_one([member.filename for member in members])
        try:
            return archive.read(members[0]), members[0].filename
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError) as error:
            raise _corrupt("zip", str(error)) from error
        except (RuntimeError, NotImplementedError) as error:
            message = f"{members[0].filename} in the zip cannot be unpacked: {error}"
            raise FileError(message, kind="UnsupportedFormat", remedy="Unpack it, and read what is in it.") from error


def unpack_gzip(content: bytes) -> tuple[bytes, str]:
    """Return what is in a gzip, and the name it had, if the gzip tells it."""
    most = min(_LARGEST, max(_SMALL, _RATIO * len(content)))
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
            unpacked = file.read(most + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise _corrupt("gzip", str(error)) from error
    if len(unpacked) > most:
        raise _too_large(f"the gzip of {len(content):,} bytes unpacks to more than {most:,}")
    return unpacked, _find_name(content)


def _find_name(content: bytes) -> str:
    """Find the name in the header of a gzip (RFC 1952, section 2.3): after ten bytes and any extra field."""
    flags = content[3]
    start = 10 + (2 + int.from_bytes(content[10:12], "little") if flags & 4 else 0)
    return content[start:].partition(b"\0")[0].decode("latin-1") if flags & 8 else ""


def _open(content: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise _corrupt("zip or workbook", str(error)) from error


def _check(members: Iterable[zipfile.ZipInfo]) -> None:
    total = 0
    for member in members:
        if not _is_safe(member):
            message = f"a member of the zip would be written outside it: {member.filename[:60]!r}"
            raise FileError(message, kind="UnsafePath", remedy="Do not unpack this file; get it from its publisher.")
        total += member.file_size
        if member.file_size > max(_SMALL, _RATIO * member.compress_size):
            raise _too_large(f"a member of {member.compress_size:,} bytes unpacks to {member.file_size:,}")
    if total > _LARGEST:
        raise _too_large(f"the zip unpacks to {total:,} bytes, more than {_LARGEST:,}")


def _is_safe(member: zipfile.ZipInfo) -> bool:
    name = member.filename.replace("\\", "/")
    is_link = stat.S_ISLNK(member.external_attr >> 16)
    has_drive = name[1:2] == ":"
    return not (is_link or has_drive or name.startswith("/") or ".." in PurePosixPath(name).parts)


def _is_furniture(name: str) -> bool:
    return name.endswith("/") or name.startswith("__MACOSX/")


def _not_one(names: list[str]) -> FileError:
    listed = f"{', '.join(names[:5])}{f' and {len(names) - 5} more' if len(names) > 5 else ''}"
    if any(name.lower().endswith(".shp") for name in names):
        message = f"the zip holds a shapefile: {listed}"
        return FileError(message, kind="UnsupportedFormat", remedy="Take the GeoPackage or GeoJSON of the same map.")
    message = f"the zip holds {len(names)} files instead of one: {listed or 'none'}"
    remedy = "Unpack it, and read the file or folder that you need."
    return FileError(message, kind="ManyFiles" if names else "EmptyInput", count=len(names), remedy=remedy)


def _too_large(message: str) -> LimitError:
    return LimitError(message, kind="SizeLimit", remedy="Check the file: no published one is packed like this.")


def _corrupt(what: str, why: str) -> FileError:
    message = f"the {what} cannot be opened: {why}"
    return FileError(message, kind="CorruptFile", remedy="Get the file from its publisher again.")

"""Names and addresses of a registry: none may lead out of the folder or to anything but the web."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from schoolmix.errors import FileError, InputError

_LONGEST = 200
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')
_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def check_name(name: str, where: str) -> str:
    """Return a name that is that of a file in a folder, on every system, and not a hidden one.

    Examples
    --------
    >>> check_name("06.-historisch-overzicht.csv", "file 1")
    '06.-historisch-overzicht.csv'
    """
    plain = name.strip(" ") == name and not name.endswith(".") and 0 < len(name) <= _LONGEST
    if not plain or name.startswith(".") or _FORBIDDEN.search(name) or _DEVICE.fullmatch(name):
        message = f"{where}: {name[:_LONGEST]!r} is not the name of a file in a folder"
        remedy = "Give a bare name such as pupils.csv: no folders, no drive, no dot in front."
        raise FileError(message, kind="UnsafePath", column="name", remedy=remedy)
    return name


def check_address(address: str, where: str) -> str:
    """Return an address that is one of the web and carries no password.

    Examples
    --------
    >>> check_address("https://duo.nl/file.csv", "file 1")
    'https://duo.nl/file.csv'
    """
    try:
        parts = urlsplit(address)
        sound = parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        sound = False
    if not sound or re.search(r"[\s\x00-\x1f]", address):
        message = f"{where}: the address is not one that can be fetched"
        remedy = "Give an address that begins with https:// or http://, without a name or password in it."
        raise InputError(message, kind="BadAddress", column="address", remedy=remedy)
    return address

"""GeoPackage: an SQLite file, of which only the tables of features are read, from memory, by plain selection.

Nothing that the file itself could run is reached: triggers act on changes, which are forbidden, and views, virtual
tables and computed columns are not selected from.

References: OGC 12-128r19, GeoPackage Encoding Standard 1.4, sections 1.1.1, 2.1.3 (the header before the WKB), 2.1.5.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

from schoolmix.errors import FileError
from schoolmix.read.features import OUTLINE, POINT, table_of
from schoolmix.read.tables import Table

SQLITE = b"SQLite format 3\0"

_ENVELOPES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}
_HARMLESS = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ}
_CONTENTS = "SELECT table_name, column_name, geometry_type_name, srs_id FROM gpkg_geometry_columns ORDER BY table_name"
_SYSTEM = "SELECT organization || ':' || organization_coordsys_id FROM gpkg_spatial_ref_sys WHERE srs_id = ?"


def read_layers(content: bytes) -> tuple[Table, ...]:
    """Read every layer of features."""
    _refuse_cut_off(content)
    try:
        with closing(sqlite3.connect(":memory:")) as base:
            base.deserialize(_without_log(content))
            base.execute("PRAGMA trusted_schema = OFF")
            base.set_authorizer(_allow)
            _refuse_other(base)
            return tuple(_read_layer(base, *layer) for layer in base.execute(_CONTENTS).fetchall())
    except (sqlite3.Error, IndexError, KeyError) as error:
        message = f"the GeoPackage cannot be read: {error}"
        raise FileError(message, kind="CorruptFile", remedy="Get the file from its publisher again.") from error


def _read_layer(base: sqlite3.Connection, table: str, shape: str, kind: str, system: int) -> Table:
    if _type_of(base, table) != "table":
        message = f"layer {table!r} is a view or virtual table"
        raise FileError(message, kind="UnsupportedFormat", remedy="Export the layer to a GeoPackage of its own.")
    # PRAGMA table_info leaves out computed and hidden columns.
    names = [row[1] for row in base.execute(f"PRAGMA table_info({_quoted(table)})")]
    wanted = ", ".join(_quoted(name) for name in names)
    rows = base.execute(f"SELECT {wanted} FROM {_quoted(table)}").fetchall()  # noqa: S608 - names are quoted
    at = names.index(shape) if shape in names else -1
    if at < 0:
        raise sqlite3.DatabaseError(f"layer {table!r} has no column {shape!r}")
    records = [{name: cell for name, cell in zip(names, row, strict=True) if name != shape} for row in rows]
    name = POINT if kind.upper() == "POINT" else OUTLINE
    (crs,) = base.execute(_SYSTEM, (system,)).fetchone() or ("",)
    return table_of(records, {name: [_as_wkb(row[at]) for row in rows]}, str(crs))


def _as_wkb(blob: Any) -> bytes:
    if not isinstance(blob, bytes) or blob[:2] != b"GP":
        raise sqlite3.DatabaseError("a geometry does not begin with 'GP'")
    return blob[8 + _ENVELOPES[blob[3] >> 1 & 7] :]


def _allow(action: int, first: str | None, *_: str | None) -> int:
    harmless = action in _HARMLESS or (action == sqlite3.SQLITE_PRAGMA and first == "table_info")
    return sqlite3.SQLITE_OK if harmless else sqlite3.SQLITE_DENY


def _type_of(base: sqlite3.Connection, table: str) -> str:
    found = base.execute("SELECT type, sql FROM sqlite_master WHERE name = ?", (table,)).fetchone() or ("", "")
    return "virtual" if str(found[1]).upper().startswith("CREATE VIRTUAL") else str(found[0])


def _refuse_other(base: sqlite3.Connection) -> None:
    if _type_of(base, "gpkg_geometry_columns") != "table" or _type_of(base, "gpkg_spatial_ref_sys") != "table":
        message = "this is an SQLite file, but no GeoPackage"
        raise FileError(message, kind="UnsupportedFormat", remedy="Give a GeoPackage, or the table as csv.")


def _refuse_cut_off(content: bytes) -> None:
    page, pages = int.from_bytes(content[16:18], "big"), int.from_bytes(content[28:32], "big")
    whole = (65536 if page == 1 else page) * pages
    if len(content) < max(whole, 101):
        message = f"the GeoPackage breaks off: {len(content):,} bytes of {whole:,}"
        raise FileError(message, kind="CorruptFile", remedy="Get the file from its publisher again.")


def _without_log(content: bytes) -> bytes:
    """Take the mark away that asks for a log beside the file (bytes 18 and 19), as there is none in memory."""
    return content if content[18:20] == b"\1\1" else content[:18] + b"\1\1" + content[20:]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'

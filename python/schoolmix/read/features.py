"""Tables of places: what JSON and GeoPackage say about them as texts, and their geometry as it was published."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import pandas as pd

from schoolmix.errors import FileError
from schoolmix.read.tables import TEXT, Table
from schoolmix.read.words import translate

if TYPE_CHECKING:
    from collections.abc import Sequence

POINT, OUTLINE = "point", "outline"
"""Columns that hold the geometry, a GeoJSON object or WKB, by what it is."""


def read_records(document: Any) -> Table:
    """Read the features of a GeoJSON document, or the records of a JSON list."""
    if isinstance(document, dict) and document.get("type") == "FeatureCollection":
        return _read_collection(document)
    if isinstance(document, list) and document and all(isinstance(record, dict) for record in document):
        return table_of(document)
    keys = ", ".join(list(document)[:8]) if isinstance(document, dict) else f"a list of {len(document)}"
    message = f"this is JSON, but neither GeoJSON nor a list of records: {keys or 'nothing in it'}"
    raise FileError(message, kind="UnknownLayout", remedy="Give the GeoJSON itself.")


def table_of(records: Sequence[dict[str, Any]], shapes: dict[str, list[Any]] | None = None, crs: str = "") -> Table:
    """Turn records into a table of texts, with their shapes beside it."""
    published = list(dict.fromkeys(key for record in records for key in record))
    values = [[_as_text(record.get(key)) for record in records] for key in published]
    try:
        columns = [pd.Series(column, dtype=TEXT) for column in values]
    except UnicodeEncodeError:
        message = "the file holds texts that are no valid Unicode (lone surrogates)"
        raise FileError(message, kind="WrongEncoding", remedy="Read the source with its own encoding.") from None
    frame = pd.DataFrame(dict(zip(translate(published), columns, strict=True)))
    for name, column in (shapes or {}).items():
        frame[name] = pd.Series(column, dtype=object)
    return Table(frame, headers=tuple(published), crs=crs)


def _read_collection(document: dict[str, Any]) -> Table:
    features = document.get("features")
    if not isinstance(features, list) or not all(isinstance(feature, dict) for feature in features):
        raise _no_features("its features are no list of objects", 0)
    records = [feature.get("properties") or {} for feature in features]
    shapes = [feature.get("geometry") for feature in features]
    for row, (record, shape) in enumerate(zip(records, shapes, strict=True)):
        if not isinstance(record, dict) or not isinstance(shape, dict):
            raise _no_features(f"feature {row + 1} lacks properties or geometry", row)
    kinds = Counter(str(shape.get("type")) for shape in shapes)
    name = POINT if set(kinds) == {"Point"} else OUTLINE
    return table_of(records, {name: shapes}, _stated_crs(document))


def _stated_crs(document: dict[str, Any]) -> str:
    """Return what the file says of its coordinates, which newer GeoJSON leaves out."""
    stated = document.get("crs")
    properties = stated.get("properties") if isinstance(stated, dict) else None
    return str(properties.get("name", "")) if isinstance(properties, dict) else ""


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return value.hex() if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False)


def _no_features(why: str, row: int) -> FileError:
    message = f"this GeoJSON cannot be used: {why}"
    return FileError(message, kind="CorruptFile", row=row, count=1, remedy="Get the file from its publisher again.")

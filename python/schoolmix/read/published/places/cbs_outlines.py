"""CBS: outlines of municipalities, districts and neighbourhoods (*wijk- en buurtkaart*)."""

from __future__ import annotations

from typing import Any

import pandas as pd

from schoolmix.read.codes import read_name
from schoolmix.read.features import OUTLINE
from schoolmix.read.fields import Field, read_fields, text
from schoolmix.read.geometry import join, read_outlines
from schoolmix.read.layout import Layout, Reading, Source
from schoolmix.read.published.cbs.areas import AREA_TYPES, read_area_code
from schoolmix.read.published.places.shapes import GEOMETRY

_LEVELS = (("BUURT", "neighbourhood"), ("WIJK", "district"), ("GEMEENTE", "municipality"))


def _read(source: Source) -> Reading:
    """Read a row an outline of every layer."""
    found = [read_outlines(table, read_fields(table.frame, _FIELDS)) for table in source.tables]
    frame = join([frame for frame, _ in found])
    return Reading(frame, notes=tuple(dict.fromkeys(note for _, note in found)))


def _level(wide: pd.DataFrame) -> tuple[str, str]:
    return next((stem, kind) for stem, kind in _LEVELS if f"{stem}CODE" in wide)


def _read_code(wide: pd.DataFrame) -> pd.Series[Any]:
    return read_area_code(wide[f"{_level(wide)[0]}CODE"])


def _read_municipality(wide: pd.DataFrame) -> pd.Series[Any]:
    return read_area_code(wide["GEMEENTECODE"]).str[2:]


def _read_name(wide: pd.DataFrame) -> pd.Series[Any]:
    stem, kind = _level(wide)
    return read_name(wide["municipality" if kind == "municipality" else f"{stem}NAAM"])


def _read_type(wide: pd.DataFrame) -> pd.Series[Any]:
    return pd.Series(_level(wide)[1], index=wide.index, dtype=wide["GEMEENTECODE"].dtype)


def _read_water(wide: pd.DataFrame) -> pd.Series[Any]:
    if "WATER" not in wide:
        return pd.Series(pd.NA, index=wide.index, dtype="boolean")
    return (wide["WATER"].str.strip().str.upper() == "JA").astype("boolean")


_FIELDS = (
    Field("area_code", "code", "area (GM, WK or BU and its number)", published="buurtcode, wijkcode", read=_read_code),
    Field("area_name", "text", "its name", published="buurtnaam, wijknaam", read=_read_name),
    Field("area_type", "text", f"one of {', '.join(AREA_TYPES.values())}", read=_read_type),
    Field(
        "municipality_code",
        "code",
        "its municipality, without GM",
        published="gemeentecode",
        read=_read_municipality,
    ),
    text("municipality", "name of that municipality").but(published="gemeentenaam"),
    Field(
        "water",
        "flag",
        "open water, where nobody lives",
        null="the layer does not say",
        published="water",
        read=_read_water,
    ),
)

LAYOUT = Layout(
    name="cbs_outlines",
    title="outlines of municipalities, districts and neighbourhoods",
    publisher="CBS",
    columns=("GEMEENTECODE", "municipality", OUTLINE),
    fields=(*_FIELDS, GEOMETRY),
    source="https://www.cbs.nl/nl-nl/dossier/nederland-regionaal/geografische-data",
    read=_read,
)

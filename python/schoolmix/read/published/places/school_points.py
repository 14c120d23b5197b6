"""School sites as points, po and vo, made by EduGIS from DUO's addresses."""

from __future__ import annotations

from typing import Any

import pandas as pd

from schoolmix.read.features import POINT
from schoolmix.read.fields import DENOMINATION, PROVINCE, SITE, SITE_PC4, Field, read_fields, text, whole
from schoolmix.read.geometry import read_points
from schoolmix.read.layout import Layout, Reading, Source
from schoolmix.read.published.places.shapes import PLACE_OF_POINT
from schoolmix.read.tables import TEXT

_SECONDARY = {"BRUGJAAR", "PRO", "VBO", "MAVO", "HAVO", "VWO"}
_SECTOR = {"basisschool": "bo", "SBAO": "sbo", "SO": "so", "VSO": "vso", "(V)SO": "so_vso"}


def _read(source: Source) -> Reading:
    """Read a row a place of a site: a site with several buildings is there more than once."""
    table = source.tables[0]
    frame = read_fields(table.frame, LAYOUT.fields)
    places, note = read_points(table)
    again, unknown = int(frame.duplicated("site").sum()), sorted(set(table.frame["TYPE"][frame["sector"].isna()]))
    notes = [note]
    if again:
        notes.append(f"{again} further places of sites that are there already, with the pupils of the site again")
    if unknown:
        notes.append(f"no sector: {', '.join(map(repr, unknown))}")
    return Reading(pd.concat([frame, places], axis=1), notes=tuple(notes))


def _read_sector(wide: pd.DataFrame) -> pd.Series[Any]:
    """Read the sector; a type that is none of primary and special schools, and no type of secondary ones, has none."""
    return wide["TYPE"].map(_find_sector).astype(TEXT)


def _find_sector(kind: str) -> str | None:
    return _SECTOR.get(kind) or ("vo" if kind and set(kind.split("/")) <= _SECONDARY else None)


def _read_structure(wide: pd.DataFrame) -> pd.Series[Any]:
    return wide["TYPE"].where(_read_sector(wide) == "vo")


LAYOUT = Layout(
    name="school_points",
    title="school sites as points",
    publisher="EduGIS",
    columns=("NAAM", "TYPE", "denomination", "school", "location", "ONDERWIJSGEBIED", "LEERLINGEN", POINT),
    fields=(
        SITE.but(published="brin_nummer, vestigingscode"),
        text("site_name", "name of the site", word="NAAM"),
        Field(
            "sector", "text", "bo, sbo, so, vso, so_vso or vo", null="another type", published="type", read=_read_sector
        ),
        Field(
            "structure",
            "text",
            "what a vo site offers",
            null="other sectors and types",
            published="type",
            read=_read_structure,
        ),
        DENOMINATION,
        text("place", "town or village of the site", word="PLAATS"),
        text("municipality", "municipality of the site, in capitals as published", word="GEMEENTE"),
        PROVINCE,
        SITE_PC4,
        whole(
            "pupils",
            "pupils of the site, repeated for each of its buildings",
            unit="pupils",
            word="LEERLINGEN",
            null="not published",
        ),
        *PLACE_OF_POINT,
    ),
    source="https://github.com/edugis-repo/data-nl-scholen",
    read=_read,
)

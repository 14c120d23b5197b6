"""DUO: addresses of all sites (*alle vestigingen*), which give secondary sites their municipality."""

from __future__ import annotations

from typing import Any

import pandas as pd

from schoolmix.read.codes import read_name
from schoolmix.read.fields import (
    BOARD,
    DENOMINATION,
    MUNICIPALITY,
    MUNICIPALITY_CODE,
    PLACE,
    PROVINCE,
    SECTOR,
    SITE,
    SITE_NAME,
    SITE_PC4,
    Field,
    read_fields,
)
from schoolmix.read.layout import Layout, Reading, Source


def _read(source: Source) -> Reading:
    """Read a row a site. Only the secondary file has a structure; the others do not say their sector, so it is null."""
    wide = source.tables[0].frame
    frame = read_fields(wide, LAYOUT.fields)
    return Reading(frame, notes=() if "structure" in wide else ("the file does not say the sector",))


def _read_sector(wide: pd.DataFrame) -> pd.Series[Any]:
    return _absent(wide).fillna("vo") if "structure" in wide else _absent(wide)


def _read_structure(wide: pd.DataFrame) -> pd.Series[Any]:
    return read_name(wide["structure"]) if "structure" in wide else _absent(wide)


def _absent(wide: pd.DataFrame) -> pd.Series[Any]:
    return pd.Series(None, index=wide.index, dtype=wide["school"].dtype)


LAYOUT = Layout(
    name="duo_addresses",
    title="addresses of all sites",
    publisher="DUO",
    columns=(
        "province",
        "board",
        "school",
        "location",
        "site_name",
        "STRAATNAAM",
        "site_postcode",
        "place",
        "municipality_code",
        "municipality",
        "denomination",
    ),
    fields=(
        SITE,
        SITE_NAME,
        BOARD,
        DENOMINATION,
        MUNICIPALITY_CODE,
        MUNICIPALITY,
        PROVINCE,
        SECTOR.but(meaning="vo", null="primary files, which do not say it", published="", read=_read_sector),
        PLACE,
        SITE_PC4,
        Field(
            "structure",
            "text",
            "what a secondary site offers (onderwijsstructuur), such as VBO/MAVO/HAVO/VWO",
            null="primary files, or blank",
            published="ONDERWIJSSTRUCTUUR",
            read=_read_structure,
        ),
    ),
    source="https://duo.nl/open_onderwijsdata/voortgezet-onderwijs/adressen/vestigingen.jsp",
    read=_read,
)

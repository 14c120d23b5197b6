"""DUO: addresses of all sites (*alle vestigingen*), which give secondary sites their municipality."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from schoolmix.read.codes import read_sector
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
    text,
)
from schoolmix.read.layout import Layout, Reading, Source
from schoolmix.read.long import read_rows
from schoolmix.read.tables import TEXT


def _read(source: Source) -> Reading:
    """Read a row a site. Only the secondary file has a structure; that of mainstream schools does not say a sector."""
    reading = read_rows(source, LAYOUT.fields, "site", "sector")
    unsaid = ("the file does not say the sector",) if reading.frame["sector"].isna().any() else ()
    return replace(reading, notes=reading.notes + unsaid)


def _read_sector(wide: pd.DataFrame) -> pd.Series[Any]:
    if "sector" in wide:
        return read_sector(wide["sector"])
    return pd.Series("vo" if "structure" in wide else None, index=wide.index, dtype=TEXT)


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
        SECTOR.but(
            null="files of mainstream schools, which do not say it",
            published="SOORT PRIMAIR ONDERWIJS",
            read=_read_sector,
        ),
        PLACE,
        SITE_PC4,
        text("structure", "what a secondary site offers (onderwijsstructuur), such as VBO/MAVO/HAVO/VWO").but(
            null="primary files, or blank", optional="structure"
        ),
    ),
    source="https://duo.nl/open_onderwijsdata/voortgezet-onderwijs/adressen/vestigingen.jsp",
    read=_read,
)

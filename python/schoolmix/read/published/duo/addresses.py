"""DUO: addresses of all sites (*alle vestigingen*), which give secondary sites their municipality."""

from __future__ import annotations

from schoolmix.read.fields import (
    BOARD,
    DENOMINATION,
    MUNICIPALITY,
    MUNICIPALITY_CODE,
    PLACE,
    PROVINCE,
    SITE,
    SITE_NAME,
    SITE_PC4,
    constant,
    text,
)
from schoolmix.read.layout import Layout, Reading, Source
from schoolmix.read.long import read_rows


def _read(source: Source) -> Reading:
    """Read a row a site. Only the secondary file has a structure; the others do not say their sector, so it is null."""
    return read_rows(source, LAYOUT.fields)


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
        constant("sector", "vo").but(null="primary files, which do not say it", optional="structure"),
        PLACE,
        SITE_PC4,
        text("structure", "what a secondary site offers (onderwijsstructuur), such as VBO/MAVO/HAVO/VWO").but(
            null="primary files, or blank", optional="structure"
        ),
    ),
    source="https://duo.nl/open_onderwijsdata/voortgezet-onderwijs/adressen/vestigingen.jsp",
    read=_read,
)

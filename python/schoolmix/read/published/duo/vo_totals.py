"""DUO: secondary pupils per site and board (*leerlingen vo per vestiging en bestuur*)."""

from __future__ import annotations

from schoolmix.read.fields import (
    BOARD,
    MUNICIPALITY,
    MUNICIPALITY_CODE,
    PLACE,
    PROVINCE,
    PUPILS,
    SITE,
    SITE_NAME,
    counted,
)
from schoolmix.read.layout import Layout, Reading, Source
from schoolmix.read.long import read_long
from schoolmix.read.published.duo import secondary

_PUPILS = "AANTAL LEERLINGEN"


def _read(source: Source) -> Reading:
    """Read a row a site."""
    reading = read_long(source, LAYOUT.fields, [_PUPILS], keep_zeros=True)
    return secondary.add_year(reading, source, LAYOUT.fields)


LAYOUT = Layout(
    name="duo_vo_totals",
    title="secondary pupils per site and board",
    publisher="DUO",
    columns=(
        "board",
        "school",
        "location",
        "site_name",
        "place",
        "municipality_code",
        "municipality",
        "province",
        _PUPILS,
        "vavo_pupils",
    ),
    fields=(
        SITE,
        SITE_NAME,
        BOARD,
        MUNICIPALITY_CODE,
        MUNICIPALITY,
        PROVINCE,
        secondary.SECTOR,
        PLACE,
        secondary.YEAR,
        secondary.CENSUS_DATE,
        *PUPILS,
        counted(
            "vavo_pupils",
            "pupils handed to adult education (vavo); DUO does not say whether they are among the pupils",
        ),
    ),
    source="https://duo.nl/open_onderwijsdata/voortgezet-onderwijs/aantal-leerlingen/aantal-leerlingen.jsp",
    read=_read,
)

"""DUO: mean distance between home and school per primary site (*gemiddelde afstand*)."""

from __future__ import annotations

from schoolmix.read.fields import PUPILS, decimal
from schoolmix.read.layout import Layout, Reading, Source
from schoolmix.read.long import read_long
from schoolmix.read.published.duo import sites


def _read(source: Source) -> Reading:
    """Read a row a site."""
    return read_long(source, LAYOUT.fields, ["LEERLINGEN"], keep_zeros=True)


LAYOUT = Layout(
    name="duo_distances",
    title="mean distance between home and school per primary site",
    publisher="DUO",
    columns=(*sites.COLUMNS, "distance", "LEERLINGEN"),
    fields=(
        *sites.FIELDS,
        sites.DATES[0],
        decimal(
            "distance",
            "mean distance between home and site; DUO does not say whether by road or in a straight line",
            unit="metres",
            null="not published",
        ),
        *PUPILS,
    ),
    source="https://duo.nl/open_onderwijsdata/primair-onderwijs/aantal-leerlingen/",
    read=_read,
)

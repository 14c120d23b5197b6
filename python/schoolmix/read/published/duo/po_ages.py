"""DUO: primary pupils per site, cluster of special education and age (*leerlingen po naar cluster en leeftijd*)."""

from __future__ import annotations

from schoolmix.read.fields import PUPILS, text
from schoolmix.read.layout import Layout, Reading, Source
from schoolmix.read.long import read_long
from schoolmix.read.published.duo import ages, sites


def _read(source: Source) -> Reading:
    """Read a row a site x cluster x age with pupils; exact zeros are left out and counted."""
    return read_long(source, LAYOUT.fields, LAYOUT.find_cells(source.columns), ages.label)


LAYOUT = Layout(
    name="duo_po_ages",
    title="primary pupils per site, cluster and age",
    publisher="DUO",
    columns=("census_date", *sites.COLUMNS, "cluster"),
    fields=(
        *sites.FIELDS,
        sites.DATES[0],
        text("cluster", "cluster of special education, as published", null="mainstream (blank)"),
        *ages.AGE,
        *PUPILS,
    ),
    source="https://duo.nl/open_onderwijsdata/primair-onderwijs/aantal-leerlingen/leerlingen-onderwijssoort-cluster-leeftijd.jsp",
    cells=ages.CELLS,
    example=ages.EXAMPLE,
    forms=ages.FORMS,
    met=False,
    read=_read,
)

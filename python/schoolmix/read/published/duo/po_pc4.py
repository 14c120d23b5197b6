"""DUO: primary pupils per site, home postcode area and age: a file a municipality, or one of the whole country."""

from __future__ import annotations

from dataclasses import replace

from schoolmix.read.fields import (
    BOARD,
    CENSUS_DATE,
    DENOMINATION,
    MUNICIPALITY,
    MUNICIPALITY_CODE,
    PROVINCE,
    PUPILS,
    SECTOR,
    SITE,
    SITE_NAME,
    SITE_PC4,
    counted,
)
from schoolmix.read.findings import check_totals
from schoolmix.read.layout import Layout, Reading, Source
from schoolmix.read.long import read_long
from schoolmix.read.published.duo import ages, homes

_TOTAL = "TOTAAL"


def _read(source: Source) -> Reading:
    """Read a row a site x home area x age with pupils; exact zeros are left out and counted."""
    return read_long(source, LAYOUT.fields, LAYOUT.find_cells(source.columns), ages.label)


def _read_total(source: Source) -> Reading:
    reading = read_long(source, TOTAL.fields, TOTAL.find_cells(source.columns), ages.label)
    assert reading.cells is not None
    return replace(reading, notes=reading.notes + check_totals(source.tables[0].frame, reading.cells, _TOTAL))


LAYOUT = Layout(
    name="duo_po_pc4",
    title="primary pupils per site, home postcode area and age",
    publisher="DUO",
    columns=(
        "census_date",
        "municipality_code",
        "municipality",
        "home_postcode",
        "home_municipality",
        "school",
        "location",
        "site_name",
        "site_postcode",
        "province",
        "sector",
        "denomination",
        "board",
    ),
    fields=(
        SITE,
        SITE_NAME,
        BOARD,
        DENOMINATION,
        MUNICIPALITY_CODE,
        MUNICIPALITY,
        PROVINCE,
        SECTOR,
        *homes.HOME,
        homes.MUNICIPALITY,
        *ages.AGE,
        CENSUS_DATE,
        *PUPILS,
        SITE_PC4,
    ),
    source="https://duo.nl/open_onderwijsdata/primair-onderwijs/aantal-leerlingen/aantal-leerlingen.jsp",
    cells=ages.CELLS,
    example=ages.EXAMPLE,
    forms=ages.FORMS,
    in_many_files=True,
    read=_read,
)
TOTAL = replace(
    LAYOUT,
    name="duo_po_total",
    title="primary pupils of the whole country per site, home postcode area and age, with totals",
    columns=(*LAYOUT.columns, _TOTAL),
    fields=(
        *LAYOUT.fields,
        counted("total", "pupils of all ages in the published row, repeated for each age", word=_TOTAL),
    ),
    met=False,
    in_many_files=False,
    read=_read_total,
)

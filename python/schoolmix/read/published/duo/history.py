"""DUO: enrolment of every primary and special site, year by year (*historisch overzicht*)."""

from __future__ import annotations

import pandas as pd

from schoolmix.read.cells import gather_cells
from schoolmix.read.fields import (
    BOARD,
    DENOMINATION,
    MUNICIPALITY,
    MUNICIPALITY_CODE,
    PUPILS,
    SECTOR,
    SITE,
    SITE_NAME,
    Field,
    read_fields,
)
from schoolmix.read.layout import Layout, Reading, Source


def _read(source: Source) -> Reading:
    """Read a row a site and year; a zero is kept: the site had no pupils, or did not exist."""
    wide = source.tables[0].frame
    names = LAYOUT.find_cells(wide.columns)
    cells = gather_cells(wide, names, keep_zeros=True)
    years = pd.array([int(name[-4:]) for name in names], dtype="Int64")
    frame = read_fields(wide, LAYOUT.fields).take(cells.rows).reset_index(drop=True)
    frame["year"] = years.take(cells.columns)
    return Reading(pd.concat([frame, cells.counts], axis=1), cells=cells)


LAYOUT = Layout(
    name="duo_history",
    title="enrolment per primary site and year",
    publisher="DUO",
    columns=(
        "school",
        "location",
        "site_name",
        "sector",
        "denomination",
        "board",
        "municipality_code",
        "municipality",
    ),
    fields=(
        SITE,
        SITE_NAME,
        SECTOR.but(published="SOORT VESTIGING"),
        DENOMINATION,
        BOARD,
        MUNICIPALITY_CODE.but(meaning="municipality of the site in the latest year (CBS code)"),
        MUNICIPALITY,
        Field("year", "whole", "school year, by the year it starts in", published="LEERLINGEN_2024"),
        *PUPILS,
    ),
    source="https://duo.nl/open_onderwijsdata/primair-onderwijs/aantal-leerlingen/historisch-overzicht.jsp",
    cells=r"LEERLINGEN [0-9]{4}",
    example="LEERLINGEN_2024",
    read=_read,
)

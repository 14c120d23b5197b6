"""DUO: enrolment of every primary and special site, year by year (*historisch overzicht*)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from schoolmix.read.codes import check_code
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
)
from schoolmix.read.layout import Layout, Reading, Source
from schoolmix.read.long import read_long


def _read(source: Source) -> Reading:
    """Read a row a site and year; a zero is kept: the site had no pupils, or did not exist."""
    return read_long(source, LAYOUT.fields, LAYOUT.find_cells(source.columns), _label, keep_zeros=True)


def _label(names: list[str]) -> pd.DataFrame:
    return pd.DataFrame({"year": pd.array([int(name[-4:]) for name in names], dtype="Int64")})


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
    forms=(("LEERLINGEN #",),),
    read=_read,
)


def _read_long(source: Source) -> Reading:
    """Read the file of the data portal, a row a site and year."""
    return read_long(source, LONG.fields, ["AANTAL LEERLINGEN"], keep_zeros=True)


def _read_year(wide: pd.DataFrame) -> pd.Series[Any]:
    years = wide["SCHOOLJAAR"].str.strip()
    check_code(years, r"(?:19|20)[0-9]{2}(?:[-/](?:19|20)?[0-9]{2})?", "a school year such as 2024 or 2024-2025")
    return pd.to_numeric(years.str[:4]).astype("Int64")


LONG = replace(
    LAYOUT,
    name="duo_history_long",
    title="enrolment per primary site and year, a row a year",
    columns=(*LAYOUT.columns, "SCHOOLJAAR", "AANTAL LEERLINGEN"),
    fields=tuple(
        field.but(published="SCHOOLJAAR", read=_read_year) if field.name == "year" else field for field in LAYOUT.fields
    ),
    source="https://onderwijsdata.duo.nl/dataset/historische-leerlingenaantallen-po",
    cells="",
    example="",
    forms=(),
    closed=True,
    met=False,
    read=_read_long,
)

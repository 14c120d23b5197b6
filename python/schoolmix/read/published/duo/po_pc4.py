"""DUO: primary pupils per site, home postcode area and age, since 2024 one file a municipality."""

from __future__ import annotations

from typing import Any

import pandas as pd

from schoolmix.read.cells import gather_cells
from schoolmix.read.codes import check_code, read_name
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
    Field,
    read_fields,
)
from schoolmix.read.layout import Layout, Reading, Source

_HOME_COUNTRY = {"10": "BE", "20": "DE", "30": "other"}
_UNKNOWN_HOME = ("40", "0000")
_AGE_CLASS = {"JONGER": "<4", "OUDER": ">24"}


def _read(source: Source) -> Reading:
    """Read a row a site x home area x age with pupils; exact zeros are left out and counted."""
    wide = source.tables[0].frame
    names = LAYOUT.find_cells(wide.columns)
    cells = gather_cells(wide, names)
    rows = read_fields(wide, LAYOUT.fields).take(cells.rows).reset_index(drop=True)
    ages = _read_ages(names).take(cells.columns).reset_index(drop=True)
    frame = pd.concat([rows, ages, cells.counts], axis=1)
    return Reading(frame[[field.name for field in LAYOUT.fields]], cells=cells)


def _read_home(wide: pd.DataFrame) -> pd.Series[Any]:
    home = wide["home_postcode"].str.strip()
    pc4 = home.mask(_is_elsewhere(home))
    check_code(pc4, "[1-9][0-9]{3}", "a postcode area, or 10, 20, 30 or 40")
    return pc4


def _read_country(wide: pd.DataFrame) -> pd.Series[Any]:
    home = wide["home_postcode"].str.strip()
    country = home.where(_is_elsewhere(home), "NL").mask(home.isin(_UNKNOWN_HOME))
    return country.replace(_HOME_COUNTRY)


def _read_home_municipality(wide: pd.DataFrame) -> pd.Series[Any]:
    return read_name(wide["home_municipality"]).mask(_is_elsewhere(wide["home_postcode"].str.strip()))


def _is_elsewhere(home: pd.Series[Any]) -> pd.Series[Any]:
    return home.isin([*_HOME_COUNTRY, *_UNKNOWN_HOME])


def _read_ages(names: list[str]) -> pd.DataFrame:
    labels = [name.removeprefix("LEEFTIJD ") for name in names]
    ages = [int(label) if label.isdigit() else None for label in labels]
    classes = [_AGE_CLASS.get(label, label) for label in labels]
    return pd.DataFrame({"age": pd.array(ages, dtype="Int64"), "age_class": pd.Series(classes, dtype="str")})


HOME = (
    Field(
        "home_pc4",
        "code",
        "postcode area where the pupil lives, four digits (9999 is a real one)",
        null="abroad or unknown (10, 20, 30, 40, 0000)",
        published="POSTCODE LEERLING",
        read=_read_home,
    ),
    Field(
        "home_country",
        "text",
        "NL, BE, DE or other",
        null="unknown (40, 0000)",
        published="POSTCODE LEERLING",
        read=_read_country,
    ),
)
AGE = (
    Field("age", "whole", "age on the census date", unit="years", null="open class <4 or >24"),
    Field("age_class", "text", "age as text, with the open classes", published="LEEFTIJD_JONGER, LEEFTIJD_4"),
)

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
        *HOME,
        Field(
            "home_municipality",
            "text",
            "municipality where the pupil lives, as published",
            null="abroad or unknown",
            published="GEMEENTENAAM LEERLING",
            read=_read_home_municipality,
        ),
        *AGE,
        CENSUS_DATE,
        *PUPILS,
        SITE_PC4,
    ),
    source="https://duo.nl/open_onderwijsdata/primair-onderwijs/aantal-leerlingen/aantal-leerlingen.jsp",
    cells=r"LEEFTIJD (?:JONGER|OUDER|[0-9]{1,2})",
    example="LEEFTIJD_4",
    in_many_files=True,
    read=_read,
)

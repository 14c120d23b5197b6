"""DUO: primary pupils per site, home postcode area and age, since 2024 one file a municipality."""

from __future__ import annotations

from typing import Any

import pandas as pd

from schoolmix.errors import InputError
from schoolmix.read.cells import gather_cells
from schoolmix.read.codes import check_code, read_code, read_name, read_site
from schoolmix.read.layout import Layout, Reading, Source

_HOME_COUNTRY = {"10": "BE", "20": "DE", "30": "other"}
_UNKNOWN_HOME = ("40", "0000")
_AGE_CLASS = {"JONGER": "<4", "OUDER": ">24"}


def _read(source: Source) -> Reading:
    """Read a row a site x home area x age with pupils; exact zeros are left out and counted."""
    wide = source.tables[0].frame
    names = LAYOUT.find_cells(wide.columns)
    cells = gather_cells(wide, names)
    rows = _read_rows(wide).take(cells.rows).reset_index(drop=True)
    ages = _read_ages(names).take(cells.columns).reset_index(drop=True)
    date = rows.pop("census_date")
    last = rows.pop("site_pc4")
    return Reading(pd.concat([rows, ages, date, cells.counts, last], axis=1), cells=cells)


def _read_rows(wide: pd.DataFrame) -> pd.DataFrame:
    home = wide["home_postcode"].str.strip()
    abroad = home.isin([*_HOME_COUNTRY, *_UNKNOWN_HOME])
    pc4 = home.mask(abroad)
    check_code(pc4, "[1-9][0-9]{3}", "a postcode area, or 10, 20, 30 or 40")
    return pd.DataFrame(
        {
            "site": read_site(wide),
            "site_name": read_name(wide["site_name"]),
            "board": read_code(wide["board"], 5, "a board of five digits"),
            "denomination": read_name(wide["denomination"]),
            "municipality_code": read_code(wide["municipality_code"], 4, "a municipality of four digits"),
            "municipality": read_name(wide["municipality"]),
            "province": read_name(wide["province"]),
            "sector": wide["sector"].str.strip().str.lower(),
            "home_pc4": pc4,
            "home_country": _read_country(home, abroad),
            "home_municipality": read_name(wide["home_municipality"]).mask(abroad),
            "census_date": _read_date(wide["census_date"]),
            "site_pc4": read_name(wide["site_postcode"]).str[:4],
        }
    )


def _read_country(home: pd.Series[Any], abroad: pd.Series[Any]) -> pd.Series[Any]:
    country = home.where(abroad, "NL").mask(home.isin(_UNKNOWN_HOME))
    return country.replace(_HOME_COUNTRY)


def _read_date(values: pd.Series[Any]) -> pd.Series[Any]:
    dates = pd.to_datetime(values.str.strip(), format="%Y%m%d", errors="coerce")
    if dates.isna().any():
        row, count = int(dates.isna().to_numpy().argmax()), int(dates.isna().sum())
        message = f"column 'PEILDATUM', line {row + 2}: {values.iloc[row]!r} is not a date such as 20241001"
        raise InputError(message, kind="BadDate", column="PEILDATUM", row=row, count=count, remedy="Write yyyymmdd.")
    return dates


def _read_ages(names: list[str]) -> pd.DataFrame:
    labels = [name.removeprefix("LEEFTIJD ") for name in names]
    ages = [int(label) if label.isdigit() else None for label in labels]
    classes = [_AGE_CLASS.get(label, label) for label in labels]
    return pd.DataFrame({"age": pd.array(ages, dtype="Int64"), "age_class": pd.Series(classes, dtype="str")})


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
    cells=r"LEEFTIJD (?:JONGER|OUDER|[0-9]{1,2})",
    example="LEEFTIJD_4",
    in_many_files=True,
    read=_read,
)

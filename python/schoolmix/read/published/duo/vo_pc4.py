"""DUO: secondary pupils per site, home postcode area and year of study (*leerlingen naar postcode en leerjaar*)."""

from __future__ import annotations

import pandas as pd

from schoolmix.read.fields import PLACE, PROVINCE, PUPILS, SITE, SITE_NAME, Field, code, text
from schoolmix.read.layout import Layout, Reading, Source
from schoolmix.read.long import read_long
from schoolmix.read.published.duo import homes, secondary

_YEAR = "LEER- OF VERBLIJFSJAAR "


def _read(source: Source) -> Reading:
    """Read a row a site x home area x year of study with pupils; exact zeros are left out and counted."""
    reading = read_long(source, LAYOUT.fields, LAYOUT.find_cells(source.columns), _label)
    return secondary.add_year(reading, source, LAYOUT.fields)


def _label(names: list[str]) -> pd.DataFrame:
    return pd.DataFrame({"study_year": pd.array([int(name.removeprefix(_YEAR)) for name in names], dtype="Int64")})


LAYOUT = Layout(
    name="duo_vo_pc4",
    title="secondary pupils per site, home postcode area and year of study",
    publisher="DUO",
    columns=("school", "location", "home_postcode"),
    fields=(
        SITE,
        SITE_NAME.maybe(),
        PLACE.maybe(),
        PROVINCE.maybe(),
        secondary.SECTOR,
        *homes.HOME,
        homes.MUNICIPALITY.maybe(),
        code("home_municipality_code", "municipality where the pupil lives (CBS code)", digits=4).maybe(),
        text("home_place", "town or village where the pupil lives").maybe(),
        Field("study_year", "whole", "year of study, 1 to 6", published="LEER- OF VERBLIJFSJAAR 1"),
        secondary.YEAR,
        secondary.CENSUS_DATE,
        *PUPILS,
    ),
    source="https://duo.nl/open_onderwijsdata/voortgezet-onderwijs/aantal-leerlingen/aantal-leerlingen.jsp",
    cells=f"{_YEAR}[0-9]",
    example="LEER- OF VERBLIJFSJAAR 1",
    forms=((f"{_YEAR}#",),),
    met=False,
    read=_read,
)

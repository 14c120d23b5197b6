"""DUO: where a pupil lives, as its files write it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from schoolmix.read.codes import check_code, read_name
from schoolmix.read.fields import Field

_COUNTRIES = {"10": "BE", "20": "DE", "30": "other", "BUITENLAND": "abroad"}
_UNKNOWN = ("40", "0000", "ANDERS", "ANDERS/BUITENLAND")


def _read_home(wide: pd.DataFrame) -> pd.Series[Any]:
    home = _texts(wide)
    pc4 = home.mask(_is_elsewhere(home))
    check_code(pc4, "[1-9][0-9]{3}", "a postcode area, or 10, 20, 30 or 40")
    return pc4


def _read_country(wide: pd.DataFrame) -> pd.Series[Any]:
    home = _texts(wide)
    country = home.where(_is_elsewhere(home), "NL").mask(home.isin(_UNKNOWN))
    return country.replace(_COUNTRIES)


def _read_municipality(wide: pd.DataFrame) -> pd.Series[Any]:
    return read_name(wide["home_municipality"]).mask(_is_elsewhere(_texts(wide)))


def _texts(wide: pd.DataFrame) -> pd.Series[Any]:
    return wide["home_postcode"].str.strip()


def _is_elsewhere(home: pd.Series[Any]) -> pd.Series[Any]:
    return home.isin([*_COUNTRIES, *_UNKNOWN])


HOME = (
    Field(
        "home_pc4",
        "code",
        "postcode area where the pupil lives, four digits (9999 is a real one)",
        null="abroad or unknown (10, 20, 30, 40, 0000, BUITENLAND, ANDERS)",
        published="POSTCODE LEERLING",
        read=_read_home,
    ),
    Field(
        "home_country",
        "text",
        "NL, BE, DE, other, or abroad where the country is not named",
        null="unknown (40, 0000, ANDERS)",
        published="POSTCODE LEERLING",
        read=_read_country,
    ),
)
MUNICIPALITY = Field(
    "home_municipality",
    "text",
    "municipality where the pupil lives, as published",
    null="abroad or unknown",
    published="GEMEENTENAAM LEERLING",
    read=_read_municipality,
)

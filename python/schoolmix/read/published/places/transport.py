"""Amsterdam as the model of transport and school choice has it: schools, agents and neighbourhoods."""

from __future__ import annotations

from typing import Any

import pandas as pd

from schoolmix.errors import InputError
from schoolmix.read.features import POINT
from schoolmix.read.fields import Field, decimal, read_fields, text
from schoolmix.read.layout import Layout, Reading
from schoolmix.read.numbers import read_decimals, read_whole
from schoolmix.read.published.cbs.areas import read_area_code

_PUBLISHER = "UvA SIAS"
_SOURCE = "https://github.com/sias-uva/transport-network-school-choice"
_GROUPS = {"dutch_w_migr": "dutch_western", "nw_migr": "non_western"}


def _layout(name: str, title: str, columns: tuple[str, ...], fields: tuple[Field, ...], read: Any = None) -> Layout:
    """Make a layout of this model; by default a row of it is a row of the published table."""
    read = read or (lambda source: Reading(read_fields(source.tables[0].frame, fields)))
    return Layout(name, title, _PUBLISHER, columns, fields, _SOURCE, read, mark=".")


def _number(
    name: str, meaning: str, word: str, unit: str, null: str = "not published", *, is_difference: bool = False
) -> Field:
    """Whole number that may be written as 140.0."""
    published = word.lower().replace(" ", "_")

    def read(wide: pd.DataFrame) -> pd.Series[Any]:
        return read_whole(wide[word].str.removesuffix(".0"), is_difference=is_difference)

    return Field(name, "whole", meaning, unit, null, published, read=read)


def _decimal(name: str, meaning: str, word: str, unit: str) -> Field:
    return decimal(name, meaning, unit=unit, word=word, null="not published", mark=".")


def _read_groups(wide: pd.DataFrame) -> pd.Series[Any]:
    """Read the two groups, whose names begin with ``nr_`` in some files."""
    groups = wide["GROUP"].str.removeprefix("nr_").map(_GROUPS)
    wrong = groups.isna().to_numpy(bool)
    if wrong.any():
        row, count = int(wrong.argmax()), int(wrong.sum())
        message = f"column 'group', line {row + 2}: {wide['GROUP'].iloc[row]!r} is no group of this model"
        remedy = f"Known are {', '.join(_GROUPS)}."
        raise InputError(message, kind="UnknownMarker", column="group", row=row, count=count, remedy=remedy)
    return groups.astype("str")


def _read_tolerance(wide: pd.DataFrame) -> pd.Series[Any]:
    if "TOLERANCE" not in wide:
        return pd.Series(pd.NA, index=wide.index, dtype="Float64")
    return read_decimals(wide["TOLERANCE"], ".")


_AREA = Field(
    "area_code",
    "code",
    "neighbourhood (BU and its number)",
    published="BU_CODE",
    read=lambda wide: read_area_code(wide["BU CODE"]),
)
_NODE = _number("node", "number of the neighbourhood in the network of the model", "NODE", "", null="")
_PLACES = _number("places", "places for new pupils (capacity)", "CAPACITY", "pupils")
_POPULARITY = _decimal("popularity", "popularity, as published: not defined there", "POPULARITY", "")

SCHOOLS = _layout(
    "transport_schools",
    "secondary schools of Amsterdam with places and popularity",
    ("ID", "FACILITY", "BU CODE", "CAPACITY", "POPULARITY", "QUALITY", "NODE"),
    (
        text("site_name", "name of the school", word="FACILITY"),
        _AREA,
        _PLACES,
        _POPULARITY,
        _decimal("quality", "quality, as published: not defined there", "QUALITY", ""),
        _NODE,
    ),
)

SCHOOL_POINTS = _layout(
    "transport_school_points",
    "secondary schools of Amsterdam as points",
    ("NAME", "LAT", "LNG", "CAPACITY", "POPULARITY", POINT),
    (
        text("site_name", "name of the school", word="NAME"),
        _PLACES,
        _POPULARITY,
        _decimal("lon", "longitude (WGS84)", "LNG", "degrees"),
        _decimal("lat", "latitude (WGS84)", "LAT", "degrees"),
    ),
)

AGENTS = _layout(
    "transport_agents",
    "agents of the model, invented pupils of Amsterdam",
    ("ID", "NODE", "GROUP"),
    (
        _number("agent", "number of the agent", "ID", "", null=""),
        _NODE,
        Field("group", "text", "dutch_western or non_western background", published="group", read=_read_groups),
        Field(
            "tolerance",
            "decimal",
            "share of the other group that the agent accepts",
            unit="share, 0 to 1",
            null="files without it",
            published="tolerance",
            read=_read_tolerance,
        ),
    ),
)

NEIGHBOURHOODS = _layout(
    "transport_neighbourhoods",
    "neighbourhoods of Amsterdam and around by income and background, made from CBS",
    ("BU CODE", "POP", "HH", "NR W MIGR", "NR NW MIGR", "NR DUTCH", "P HH LOW INCOME"),
    (
        _AREA,
        _number("residents", "inhabitants", "POP", "inhabitants, rounded to 5"),
        _number("households", "private households", "HH", "households, rounded to 5"),
        _number("western", "western migration background", "NR W MIGR", "inhabitants"),
        _number("non_western", "non-western migration background", "NR NW MIGR", "inhabitants"),
        _number(
            "dutch", "Dutch background: inhabitants less the two above", "NR DUTCH", "inhabitants", is_difference=True
        ),
        _decimal("low_income", "households with a low income", "P HH LOW INCOME", "share, 0 to 1"),
        _decimal("lowest_20", "households in the lowest incomes, as published", "P HH LOWEST 20", "share, 0 to 1"),
        _decimal("highest_40", "households in the highest incomes, as published", "P HH HIGHEST 40", "share, 0 to 1"),
        _decimal("income", "mean income a person", "AVG INC PER RES", "1,000 euros"),
        _number("home_value", "mean value of a dwelling (WOZ)", "HOUSE PRICE", "1,000 euros"),
    ),
)

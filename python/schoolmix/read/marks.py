"""What travels with a frame besides its provenance: its school years, and the day whose borders it is on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

import pandas as pd
import pyarrow as pa

from schoolmix.errors import InputError, InputTypeError

KEY = "schoolmix.read.series"
"""Key in `pandas.DataFrame.attrs`; the value is a text (JSON), as that of the provenance is."""

ON_LAST_BORDERS = frozenset({"duo_history"})
"""Layouts that give every year on the borders of the last."""

CODE = "municipality_code"

DATED = ("year", "census_date")
"""Columns that tell the school year of a row, in the order in which they are looked at."""

FIRST_MONTH = 8
"""August, in which a school year starts."""

_DATE = re.compile(r"(\d{4})(-?)(\d\d)\2(\d\d)(?=[ T]|$)")

Mark = dict[str, Any]


def mark(frame: pd.DataFrame, layout: str) -> pd.DataFrame:
    """Note the years of a frame as it is read, and on which borders it is if that is one day's."""
    years = years_of(frame)
    return _attach(frame, years, {CODE: _census(years[-1])} if years and layout in ON_LAST_BORDERS else {})


def recall(frame: pd.DataFrame) -> Mark:
    """Tell the years of a frame, by itself or else as they travelled along, and the borders of columns on one day's."""
    found = _attached(frame)
    return {**found, "years": years_of(frame) or found["years"]}


def noted(source: pd.DataFrame | pa.Table) -> str:
    """Give the marks of a frame as a text, for a noun that keeps no frame; years that are no years are not noted."""
    found = _attached(source) if isinstance(source, pd.DataFrame) else _attached(pd.DataFrame())
    try:
        years = years_of(_dated(source))
    except (TypeError, ValueError):
        years = []
    return json.dumps({**found, "years": years or found["years"]})


def kept(frame: pd.DataFrame, text: str) -> pd.DataFrame:
    """Give a frame the marks that a noun kept."""
    frame.attrs[KEY] = text
    return frame


def of_world(year: int, *, invented: bool) -> str:
    """Give the marks of a school year of a world; an invented one is made in one way for all years, without breaks."""
    return json.dumps({"years": [] if invented else [year], "borders": {}, "alike": invented})


def _dated(source: pd.DataFrame | pa.Table) -> pd.DataFrame:
    """Give what tells the years of a frame, each value once."""
    names = list(source.columns) if isinstance(source, pd.DataFrame) else list(source.column_names)
    for name in DATED:
        if names.count(name) == 1:
            column: Any = source[name]
            return pd.DataFrame({name: pd.Series(column.unique())})
    return pd.DataFrame()


def united(frame: pd.DataFrame, *sources: pd.DataFrame) -> pd.DataFrame:
    """Give a frame the marks of those it was made from; the borders of a column are those of the first that has it."""
    found = [recall(source) for source in sources]
    years = sorted({year for each in found for year in each["years"]})
    borders = {}
    for column in sorted({column for each in found for column in each["borders"]}):
        having = [each for each, source in zip(found, sources, strict=True) if has_municipalities(source, column)]
        if having and column in having[0]["borders"]:
            borders[column] = having[0]["borders"][column]
    return _attach(frame, years, borders)


def placed(frame: pd.DataFrame, column: str, vintage: int) -> pd.DataFrame:
    """Note that the codes of a column are those of 1 January of one year."""
    found = recall(frame)
    return _attach(frame, found["years"], {**found["borders"], column: f"{vintage}-01-01"})


def has_municipalities(frame: pd.DataFrame, column: str = CODE) -> bool:
    """Tell whether a frame says in which municipality something is, by code or by name."""
    return column in frame or column.removesuffix("_code") in frame


def days_of_borders(found: Mark, column: str = CODE) -> list[pd.Timestamp]:
    """Give the days whose borders a column is on: one day, or the census of each of the years."""
    day = found["borders"].get(column)
    return [pd.Timestamp(day) for day in ([day] if day else map(_census, found["years"]))]


def _census(year: int) -> str:
    return f"{year}-10-01"


def years_of(frame: pd.DataFrame) -> list[int]:
    """Find the school years of a frame."""
    years = year_of_rows(frame)
    return [] if years is None else sorted(int(year) for year in years.dropna().unique())


def year_of_rows(frame: pd.DataFrame) -> pd.Series[Any] | None:
    """Find the school year of each row by ``year``, else by ``census_date``: a year starts in August."""
    if "year" in frame:
        return _whole(frame["year"])
    if "census_date" not in frame:
        return None
    dates = frame["census_date"]
    known = dates.dropna().unique()
    years = dict(zip(known, _school_years(dates, known), strict=True))
    return dates.map(years).astype("Int64")


def _whole(years: pd.Series[Any]) -> pd.Series[Any]:
    is_number = pd.api.types.is_numeric_dtype(years) and not pd.api.types.is_bool_dtype(years)
    if not is_number or not (years.dropna() % 1 == 0).all():
        message = f"column 'year' of type {years.dtype} does not hold whole years"
        remedy = "Give whole years, by the year that a school year starts in."
        raise InputTypeError(message, kind="WrongType", column="year", remedy=remedy)
    return years.astype("Int64")


def _school_years(dates: pd.Series[Any], known: Iterable[Any]) -> list[int]:
    days = pd.to_datetime(pd.Series([_day(date) for date in known], dtype=object), format="%Y-%m-%d", errors="coerce")
    if days.isna().any():
        wrong = dates.isin([date for date, day in zip(known, days, strict=True) if pd.isna(day)]).to_numpy(bool)
        row, count = int(wrong.argmax()), int(wrong.sum())
        message = f"column 'census_date' does not hold dates: {count} rows, first in row {row}"
        remedy = "Give dates, or texts such as 2024-10-01 or 20241001."
        raise InputError(message, kind="BadDate", column="census_date", row=row, count=count, remedy=remedy)
    return [day.year if day.month >= FIRST_MONTH else day.year - 1 for day in days]


def _day(date: Any) -> str | None:
    """Write a date as text, year first; None where it is none."""
    text = f"{date:.0f}" if isinstance(date, float) and date.is_integer() else str(date)
    parts = _DATE.match(text)
    return "-".join(parts.group(1, 3, 4)) if parts else None


def _attached(frame: pd.DataFrame) -> Mark:
    return {"years": [], "borders": {}, "alike": False, **json.loads(frame.attrs.get(KEY, "{}"))}


def _attach(frame: pd.DataFrame, years: list[int], borders: dict[str, str]) -> pd.DataFrame:
    frame.attrs[KEY] = json.dumps({"years": years, "borders": borders})
    return frame

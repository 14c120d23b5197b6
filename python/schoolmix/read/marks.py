"""What travels with a frame besides its provenance: its school years, and the day whose borders it is on."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from schoolmix.errors import InputTypeError

KEY = "schoolmix.read.series"
"""Key in `pandas.DataFrame.attrs`; the value is a text (JSON), as that of the provenance is."""

ON_LAST_BORDERS = frozenset({"duo_history"})
"""Layouts that give every year on the borders of the last."""

Mark = dict[str, Any]


def mark(frame: pd.DataFrame, layout: str) -> pd.DataFrame:
    """Note the years of a frame as it is read, and on which borders it is if that is one day's."""
    years = years_of(frame)
    return _attach(frame, years, _census(years[-1]) if years and layout in ON_LAST_BORDERS else None)


def recall(frame: pd.DataFrame) -> Mark:
    """Tell the years and borders of a frame: what it says itself, else what travelled along."""
    found: Mark = {"years": [], "borders": None, **json.loads(frame.attrs.get(KEY, "{}"))}
    return {**found, "years": years_of(frame) or found["years"]}


def united(frame: pd.DataFrame, *sources: pd.DataFrame) -> pd.DataFrame:
    """Give a frame the marks of those it was made from; the borders are those of the first with municipalities."""
    found = [recall(source) for source in sources]
    years = sorted({year for each in found for year in each["years"]})
    coded = [each["borders"] for each, source in zip(found, sources, strict=True) if has_municipalities(source)]
    return _attach(frame, years, next(iter(coded), None))


def placed(frame: pd.DataFrame, vintage: int) -> pd.DataFrame:
    """Note that all codes of municipalities are those of 1 January of one year."""
    return _attach(frame, recall(frame)["years"], f"{vintage}-01-01")


def has_municipalities(frame: pd.DataFrame) -> bool:
    """Tell whether a frame says in which municipality something is."""
    return "municipality_code" in frame or "municipality" in frame


def days_of_borders(found: Mark) -> list[pd.Timestamp]:
    """Give the days whose borders a frame is on: one day, or the census of each of its years."""
    return [pd.Timestamp(day) for day in ([found["borders"]] if found["borders"] else map(_census, found["years"]))]


def _census(year: int) -> str:
    return f"{year}-10-01"


def years_of(frame: pd.DataFrame) -> list[int]:
    """Find the school years of a frame by ``year``, else by ``census_date``: a year starts in August."""
    if "year" in frame:
        if not pd.api.types.is_numeric_dtype(frame["year"]):
            message = f"column 'year' is of type {frame['year'].dtype}"
            remedy = "Give whole years, by the year that a school year starts in."
            raise InputTypeError(message, kind="WrongType", column="year", remedy=remedy)
        return sorted(int(year) for year in frame["year"].dropna().unique())
    if "census_date" not in frame:
        return []
    days = pd.to_datetime(frame["census_date"].dropna().unique())
    return sorted({day.year if day.month >= 8 else day.year - 1 for day in days})


def _attach(frame: pd.DataFrame, years: list[int], borders: str | None) -> pd.DataFrame:
    frame.attrs[KEY] = json.dumps({"years": years, "borders": borders})
    return frame

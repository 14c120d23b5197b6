"""DUO: what files of secondary education have in common: their sector, and a year that only their name tells."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from schoolmix.read.fields import Field, constant
from schoolmix.read.long import arrange
from schoolmix.read.years import find_year

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schoolmix.read.layout import Reading, Source

SECTOR = constant("sector", "vo")
YEAR = Field(
    "year",
    "whole",
    "school year, by the year it starts in; from the name of the file",
    null="not in it, or several are",
)
CENSUS_DATE = Field("census_date", "date", "1 October of that year", null="as year")


def add_year(reading: Reading, source: Source, fields: Sequence[Field]) -> Reading:
    """Add the year: it is not in the file, only in its name (``...-2017.csv``), and the census is on 1 October."""
    year, note = find_year(source.file, source.inside)
    date = pd.Timestamp(year, 10, 1) if year else pd.NaT
    rows = reading.frame.index
    frame = reading.frame.assign(
        year=pd.Series(year, index=rows, dtype="Int64"), census_date=pd.Series(date, index=rows, dtype="datetime64[us]")
    )
    return replace(reading, frame=arrange(frame, fields), notes=(note, *reading.notes))

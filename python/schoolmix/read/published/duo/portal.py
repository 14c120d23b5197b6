"""DUO's data portal (onderwijsdata.duo.nl): one family of long files, told apart by their extra columns."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

import pandas as pd

from schoolmix.read.fields import BOARD, MUNICIPALITY_CODE, PUPILS, SECTOR, SITE, Field, text, whole
from schoolmix.read.layout import Layout, Reading, Source
from schoolmix.read.long import arrange, read_long
from schoolmix.read.published.duo import splits
from schoolmix.read.tables import TEXT

_PUPILS, _FORECAST = "AANTAL LEERLINGEN", "PROGNOSEAANTALLEN"
_YEAR = whole("year", "year of the census (peiljaar)", word="census_year")
_FORECAST_YEAR = whole("year", "year that is forecast", word="JAAR")
_SCHOOL = text("school", "school (BRIN, four characters)")
_LEVEL = text("track_label", "level of education (onderwijsniveau), as published", word="ONDERWIJSNIVEAU")
_COUNTED = Field(
    "counted",
    "text",
    "all or repeaters (zittenblijvers): both files have this header, and only their names tell them apart",
    null="the name does not tell",
)
_AREAS = {
    "municipality": (
        "pogemeente",
        MUNICIPALITY_CODE.but(meaning="municipality (CBS code); DUO does not say whether of the sites or of the homes"),
    ),
    "board": ("pobestuur", BOARD),
    "alliance": ("poswv", text("alliance", "alliance of schools for support (samenwerkingsverband), as published")),
}


@dataclass(frozen=True)
class DataSet:
    """A data set of the family: its name at DUO, the columns of its key, and those it splits the pupils by."""

    name: str
    title: str
    at_duo: str
    key: tuple[str, ...]
    fields: tuple[Field, ...]
    columns: tuple[str, ...] = ()
    count: str = _PUPILS

    def layout(self, finish: Callable[[Reading, Source], Reading] | None = None) -> Layout:
        """Make its layout: a row a row of the file, zeros too; a column that is not listed would split the rows."""
        fields = (*self.fields, *PUPILS)

        def read(source: Source) -> Reading:
            reading = read_long(source, fields, [self.count], keep_zeros=True)
            return finish(reading, source) if finish else reading

        return Layout(
            name=f"duo_{self.name}",
            title=self.title,
            publisher="DUO",
            columns=(*self.key, *self.columns, self.count),
            fields=fields,
            source=f"https://onderwijsdata.duo.nl/dataset/{self.at_duo}",
            closed=True,
            mark=".",
            met=False,
            read=read,
        )


def _of_sites(split: splits.Split) -> DataSet:
    key = ("school", "location", "sector", "census_year")
    fields = (SITE, SECTOR, _YEAR, *split.fields)
    return DataSet(f"site_{split.name}", f"{split.title} per primary site", split.at_duo, key, fields, split.columns)


def _of_areas(area: str, split: splits.Split) -> DataSet:
    at_duo, unit = _AREAS[area]
    fields = (unit, SECTOR, _YEAR, *split.fields)
    title = f"{split.title} of primary schools per {area}"
    return DataSet(f"{area}_{split.name}", title, at_duo, (unit.name, "sector", "census_year"), fields, split.columns)


def _say_counted(reading: Reading, source: Source) -> Reading:
    """Say whether a file of totals counts all pupils or repeaters, which its header does not."""
    match = re.search("totaal|zittenblijvers", source.file, re.IGNORECASE)
    who = {"totaal": "all", "zittenblijvers": "repeaters"}[match[0].lower()] if match else None
    note = f"counts {who}, by the name of the file" if who else "all pupils or repeaters: the file does not say"
    frame = reading.frame.assign(counted=pd.Series(who, index=reading.frame.index, dtype=TEXT))
    return replace(reading, frame=arrange(frame, (*_TOTAL.fields, *PUPILS)), notes=(*reading.notes, note))


_TOTAL = DataSet(
    "site_total",
    "pupils, or repeaters, per primary site",
    "poleerlingen-v1",
    ("school", "location", "sector", "census_year"),
    (SITE, SECTOR, _YEAR, _COUNTED),
)
_FORECASTS = (
    DataSet(
        "site_forecast",
        "forecast of pupils per primary site",
        "wpoprognoses",
        ("school", "location", "sector", "JAAR"),
        (SITE, SECTOR, _FORECAST_YEAR),
        count=_FORECAST,
    ),
    DataSet(
        "vo_forecast",
        "forecast of pupils per secondary school",
        "voprognoses",
        ("school", "ONDERWIJSNIVEAU", "JAAR"),
        (_SCHOOL, _LEVEL, _FORECAST_YEAR),
        count=_FORECAST,
    ),
)
LAYOUTS = (
    _TOTAL.layout(_say_counted),
    *(_of_sites(split).layout() for split in (*splits.ANYWHERE, *splits.OF_SITES)),
    *(data_set.layout() for data_set in _FORECASTS),
    *(_of_areas(area, split).layout() for area in _AREAS for split in (splits.NONE, *splits.ANYWHERE)),
)

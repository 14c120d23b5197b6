"""DUO: judgements of the inspectorate on the quality of sites (*kwaliteitsoordelen*), old framework, until 2018."""

from __future__ import annotations

from typing import Any

import pandas as pd

from schoolmix.read.codes import check_code
from schoolmix.read.fields import SITE, Field, text
from schoolmix.read.layout import Layout, Reading, Source
from schoolmix.read.long import read_rows


def _read(source: Source) -> Reading:
    """Read a row a judgement: a site may have several, such as one a level."""
    return read_rows(source, LAYOUT.fields)


def _read_day(wide: pd.DataFrame) -> pd.Series[Any]:
    days = wide["judged_on"].str.strip()
    days = days.mask(days == "")
    check_code(days, "[0-9]{4}-[0-9]{2}-[0-9]{2}", "a day such as 2017-03-21")
    return pd.to_datetime(days, format="%Y-%m-%d").astype("datetime64[us]")


LAYOUT = Layout(
    name="duo_judgements",
    title="judgements on the quality of sites, until 2018",
    publisher="DUO",
    columns=("SECTOR", "school", "location", "judgement", "judged_on"),
    fields=(
        SITE,
        text("sector_label", "sector, as published", word="SECTOR"),
        text("judgement", "judgement (eindoordeel kwaliteit), as published"),
        Field(
            "judged_on",
            "date",
            "day of the judgement",
            null="blank",
            published="VaststellingsdatumEindoordeelKwaliteit",
            read=_read_day,
        ),
    ),
    source="https://onderwijsdata.duo.nl/dataset/oordelen-v02",
    met=False,
    read=_read,
)

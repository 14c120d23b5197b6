"""DUO: repeating a year and moving between tracks per secondary site (*zittenblijven, opstroom, afstroom*)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from schoolmix.read.fields import (
    MUNICIPALITY,
    MUNICIPALITY_CODE,
    PLACE,
    PROVINCE,
    PUPILS,
    SITE,
    SITE_NAME,
    Field,
    counted,
)
from schoolmix.read.layout import Layout, Reading, Source
from schoolmix.read.long import arrange, read_beside, read_long, texts
from schoolmix.read.numbers import drop_thousands
from schoolmix.read.published.duo import secondary
from schoolmix.read.tables import Table

_OF_HEADER = {"ZITTENBLIJVERS": "repeat", "AFSTROMERS": "down", "OPSTROMERS": "up"}
_COUNTS = [f"AANTAL {header}" for header in _OF_HEADER]
_SHARES = [f"PERCENTAGE {header}" for header in _OF_HEADER]
_ROUNDED = 0.005 + 1e-9


def _read(source: Source) -> Reading:
    """Read a row a site x movement, zeros too; a share that is not the count over the total is counted in a note."""
    wide = source.tables[0].frame
    wide = wide.assign(**{name: drop_thousands(wide[name]) for name in ("site_pupils", *_COUNTS)})
    source = replace(source, tables=(Table(wide),))
    reading = read_long(source, LAYOUT.fields, _COUNTS, _label, keep_zeros=True)
    frame = reading.frame.assign(percentage=read_beside(wide, _SHARES))
    notes = reading.notes + _check_shares(frame)
    frame = arrange(frame, LAYOUT.fields)
    return secondary.add_year(replace(reading, frame=frame, notes=notes), source, LAYOUT.fields)


def _label(names: list[str]) -> pd.DataFrame:
    return pd.DataFrame({"movement": texts(_OF_HEADER[name.split()[1]] for name in names)})


def _check_shares(frame: pd.DataFrame) -> tuple[str, ...]:
    low, high, total, share = (
        frame[name].to_numpy("float64", na_value=np.nan)
        for name in ("pupils_low", "pupils_high", "site_pupils", "percentage")
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = (share < 100 * low / total - _ROUNDED) | (share > 100 * high / total + _ROUNDED)
    return (f"{int(apart.sum())} percentages that are not the count over the total",) if apart.any() else ()


LAYOUT = Layout(
    name="duo_movement",
    title="repeating a year and moving between tracks per secondary site",
    publisher="DUO",
    columns=(
        "school",
        "location",
        "site_name",
        "place",
        "municipality_code",
        "municipality",
        "province",
        "site_pupils",
        *_COUNTS,
        *_SHARES,
    ),
    fields=(
        SITE,
        SITE_NAME,
        PLACE,
        MUNICIPALITY_CODE,
        MUNICIPALITY,
        PROVINCE,
        secondary.SECTOR,
        secondary.YEAR,
        Field(
            "movement",
            "text",
            "repeat (zittenblijver), down to a lower track (afstromer) or up to a higher one (opstromer)",
            published="AANTAL ZITTENBLIJVERS",
        ),
        *PUPILS,
        Field(
            "percentage",
            "decimal",
            "share in the pupils of the site, as published",
            unit="% of site_pupils",
            null="not published",
            published="PERCENTAGE ZITTENBLIJVERS",
        ),
        counted("site_pupils", "pupils of the site, repeated for each movement"),
    ),
    source="https://duo.nl/open_onderwijsdata/voortgezet-onderwijs/",
    read=_read,
)

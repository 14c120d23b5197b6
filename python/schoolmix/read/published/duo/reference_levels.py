"""DUO: reference levels reached at the end of primary school, per site (*referentieniveaus*)."""

from __future__ import annotations

import pandas as pd

from schoolmix.read.fields import PUPILS, Field
from schoolmix.read.layout import Layout, Reading, Source
from schoolmix.read.long import read_long
from schoolmix.read.published.duo import sites

_SUBJECTS = {"REKENEN": "arithmetic", "LV": "reading", "TV": "language"}
_LEVELS = {"LAGER1F": "below_1f", "1F": "1f", "1S": "1s", "2F": "2f"}
_ASKED = ("REKENEN LAGER1F", "REKENEN 1F", "REKENEN 1S", "LV LAGER1F", "LV 1F", "LV 2F", "TV LAGER1F", "TV 1F", "TV 2F")

LEVEL = (
    Field("subject", "text", "arithmetic (rekenen), reading (leesvaardigheid) or language (taalverzorging)"),
    Field("level", "text", "highest level reached: below_1f, 1f, 1s (arithmetic) or 2f"),
)


def _read(source: Source) -> Reading:
    """Read a row a site x subject x level with pupils; exact zeros are left out and counted."""
    names = LAYOUT.find_cells(source.columns)
    return read_long(source, LAYOUT.fields, names, _label)


def _label(names: list[str]) -> pd.DataFrame:
    parts = [name.split() for name in names]
    return pd.DataFrame(
        {
            "subject": pd.Series([_SUBJECTS[subject] for subject, _ in parts], dtype="str"),
            "level": pd.Series([_LEVELS[level] for _, level in parts], dtype="str"),
        }
    )


LAYOUT = Layout(
    name="duo_reference_levels",
    title="reference levels at the end of primary school per site",
    publisher="DUO",
    columns=(*sites.COLUMNS, *_ASKED),
    fields=(*sites.FIELDS, *sites.DATES, *(field.but(published="REKENEN_1F") for field in LEVEL), *PUPILS),
    source="https://duo.nl/open_onderwijsdata/primair-onderwijs/aantal-leerlingen/",
    cells=f"({'|'.join(_SUBJECTS)}) ({'|'.join(_LEVELS)})",
    example="REKENEN 1F",
    met=False,
    read=_read,
)

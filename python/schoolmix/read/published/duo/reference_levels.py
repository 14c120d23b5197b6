"""DUO: reference levels reached at the end of primary school, per site (*referentieniveaus*)."""

from __future__ import annotations

import re

import pandas as pd

from schoolmix.read.fields import PUPILS, Field
from schoolmix.read.layout import Layout, Reading, Source
from schoolmix.read.long import read_long, texts
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
    subjects, levels = zip(*(find_level(name) for name in names), strict=True)
    return pd.DataFrame({"subject": texts(subjects), "level": texts(levels)})


def find_level(name: str) -> tuple[str | None, str | None]:
    """Find the subject and the level in a published name; null where it is not known.

    Examples
    --------
    >>> find_level("REKENEN LAGER1F"), find_level("TAAL_LV_2F"), find_level("NVT")
    (('arithmetic', 'below_1f'), ('reading', '2f'), (None, None))
    """
    match = re.fullmatch(
        rf"(?:TAAL )?({'|'.join(_SUBJECTS)}) ({'|'.join(_LEVELS)})",
        name.replace("_", " ").replace("LAGER 1F", "LAGER1F"),
    )
    return (_SUBJECTS[match[1]], _LEVELS[match[2]]) if match else (None, None)


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

"""DUO: mean scores of the final primary test (*gemiddelde eindscores*) per site and test."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from schoolmix.errors import ColumnError
from schoolmix.read.fields import PUPILS, Field, counted
from schoolmix.read.layout import Layout, Reading, Source
from schoolmix.read.long import arrange, read_beside, read_long, texts
from schoolmix.read.published.duo import sites

if TYPE_CHECKING:
    from collections.abc import Sequence

_PUPILS, _MEAN = " AANTAL", " GEM"


def _read(source: Source) -> Reading:
    """Read a row a site x test; a test that nobody took is kept with zero pupils, as is a site without any."""
    wide = source.tables[0].frame
    names = LAYOUT.find_cells(wide.columns)
    _refuse_lone_means(source.columns, names)
    reading = read_long(source, LAYOUT.fields, names, _label, keep_zeros=True)
    means = read_beside(wide, [name.removesuffix(_PUPILS) + _MEAN for name in names])
    nobody = reading.frame["pupils"].eq(0).fillna(value=False)
    stray = int((nobody & means.gt(0).fillna(value=False)).sum())
    frame = reading.frame.assign(mean_score=means.mask(nobody | means.eq(0).fillna(value=False)))
    notes = (f"{stray} means without pupils left out",) if stray else ()
    return replace(reading, frame=arrange(frame, LAYOUT.fields), notes=reading.notes + notes)


def _refuse_lone_means(columns: Sequence[str], names: Sequence[str]) -> None:
    """Refuse a mean without the number of pupils that it is of: the test would be lost."""
    asked = [column.removesuffix(_MEAN) + _PUPILS for column in columns if column.endswith(_MEAN)]
    if lost := [name for name in asked if name not in names]:
        message = f"there is no {lost[0]!r} beside the mean"
        remedy = "Get the file from its publisher again."
        raise ColumnError(message, kind="MissingColumn", column=lost[0], count=len(lost), remedy=remedy)


def _label(names: list[str]) -> pd.DataFrame:
    return pd.DataFrame({"test": texts(name.removesuffix(_PUPILS) for name in names)})


LAYOUT = Layout(
    name="duo_test_scores",
    title="mean score of the final test per primary site",
    publisher="DUO",
    columns=(*sites.COLUMNS, "exempt"),
    fields=(
        *sites.FIELDS,
        *sites.DATES,
        Field(
            "test", "text", "test (eindtoets, doorstroomtoets), as published: CET, IEP, ROUTE8", published="CET_AANTAL"
        ),
        *PUPILS,
        Field(
            "mean_score",
            "decimal",
            "mean score; tests have scales of their own, never average over them",
            unit="points of that test",
            null="nobody took it, or fewer than five (blank or 0: no scale reaches down to it)",
            published="CET_GEM",
        ),
        counted("year_8", "pupils in year 8 of the site, repeated for each test").maybe(),
        counted("exempt", "pupils exempted (ontheffing), repeated for each test"),
    ),
    source="https://duo.nl/open_onderwijsdata/primair-onderwijs/aantal-leerlingen/gemiddelde-eindtoetsscores.jsp",
    cells=r".+ AANTAL",
    example="CET_AANTAL",
    read=_read,
)

"""DUO: primary pupils per site and pupil weight (*leerlinggewicht*), the measure of disadvantage until 2018."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from schoolmix.read.fields import PUPILS, SITE, Field, counted, decimal, text
from schoolmix.read.findings import check_totals
from schoolmix.read.layout import Layout, Reading, Source
from schoolmix.read.long import read_long
from schoolmix.read.published.duo import sites


def _read(source: Source) -> Reading:
    """Read a row a site x weight with pupils; exact zeros are left out and counted."""
    reading = read_long(source, LAYOUT.fields, LAYOUT.find_cells(source.columns), _label)
    assert reading.cells is not None
    return replace(reading, notes=reading.notes + check_totals(source.tables[0].frame, reading.cells, "TOTAAL"))


def _label(names: list[str]) -> pd.DataFrame:
    weights = [float(name.removeprefix("GEWICHT ").replace(",", ".")) for name in names]
    return pd.DataFrame({"pupil_weight": pd.array(weights, dtype="Float64")})


LAYOUT = Layout(
    name="duo_weights",
    title="primary pupils per site and pupil weight, until 2018",
    publisher="DUO",
    columns=("school", "location"),
    fields=(
        SITE,
        *(field.maybe(word) for field, word in zip(sites.FIELDS[1:], sites.WORDS[1:], strict=True)),
        sites.DATES[0],
        Field("pupil_weight", "decimal", "weight of the pupils: 0, 0.3 or 1.2", published="GEWICHT_0.3"),
        *PUPILS,
        counted("total", "pupils of all weights, repeated for each weight", word="TOTAAL").maybe("TOTAAL"),
        text("impulse_area", "whether the site is in an area of poverty (impulsgebied), as published").maybe(),
        decimal("school_weight", "weight of the site (schoolgewicht), as published", null="blank").maybe(),
    ),
    source="https://duo.nl/open_onderwijsdata/primair-onderwijs/aantal-leerlingen/",
    cells=r"GEWICHT (?:0(?:[.,][03])?|1[.,]2)",
    example="GEWICHT_0.3",
    forms=(("GEWICHT #",),),
    steps=(0, 0.3, 1.2),
    met=False,
    read=_read,
)

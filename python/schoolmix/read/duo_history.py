"""DUO: enrolment of every primary and special site, year by year (*historisch overzicht*)."""

from __future__ import annotations

import pandas as pd

from schoolmix.read.cells import gather_cells
from schoolmix.read.codes import read_code, read_name, read_site
from schoolmix.read.layout import Layout, Reading, Source


def _read(source: Source) -> Reading:
    """Read a row a site and year; a zero is kept: the site had no pupils, or did not exist."""
    wide = source.tables[0].frame
    names = LAYOUT.find_cells(wide.columns)
    cells = gather_cells(wide, names, keep_zeros=True)
    years = pd.array([int(name[-4:]) for name in names], dtype="Int64")
    frame = _read_rows(wide).take(cells.rows).reset_index(drop=True)
    frame["year"] = years.take(cells.columns)
    return Reading(pd.concat([frame, cells.counts], axis=1), cells=cells)


def _read_rows(wide: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "site": read_site(wide),
            "site_name": read_name(wide["site_name"]),
            "sector": wide["sector"].str.strip().str.lower().str.replace("/", "_", regex=False),
            "denomination": read_name(wide["denomination"]),
            "board": read_code(wide["board"], 5, "a board of five digits"),
            "municipality_code": read_code(wide["municipality_code"], 4, "a municipality of four digits"),
            "municipality": read_name(wide["municipality"]),
        }
    )


LAYOUT = Layout(
    name="duo_history",
    title="enrolment per primary site and year",
    publisher="DUO",
    columns=(
        "school",
        "location",
        "site_name",
        "sector",
        "denomination",
        "board",
        "municipality_code",
        "municipality",
    ),
    cells=r"LEERLINGEN [0-9]{4}",
    example="LEERLINGEN_2024",
    read=_read,
)

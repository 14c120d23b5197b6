"""DUO: addresses of all sites (*alle vestigingen*), which give secondary sites their municipality."""

from __future__ import annotations

from typing import Any

import pandas as pd

from schoolmix.read.codes import read_code, read_name, read_site
from schoolmix.read.layout import Layout, Reading, Source


def _read(source: Source) -> Reading:
    """Read a row a site. Only the secondary file has a structure; the others do not say their sector, so it is null."""
    wide = source.tables[0].frame
    is_vo = "structure" in wide
    absent = pd.Series(None, index=wide.index, dtype=wide["school"].dtype)
    frame = pd.DataFrame(
        {
            "site": read_site(wide),
            "site_name": read_name(wide["site_name"]),
            "board": read_code(wide["board"], 5, "a board of five digits"),
            "denomination": read_name(wide["denomination"]),
            "municipality_code": read_code(wide["municipality_code"], 4, "a municipality of four digits"),
            "municipality": read_name(wide["municipality"]),
            "province": read_name(wide["province"]),
            "sector": absent.fillna("vo") if is_vo else absent,
            "place": read_name(wide["place"]),
            "site_pc4": _read_pc4(wide["site_postcode"]),
            "structure": read_name(wide["structure"]) if is_vo else absent,
        }
    )
    return Reading(frame, notes=() if is_vo else ("the file does not say the sector",))


def _read_pc4(postcode: pd.Series[Any]) -> pd.Series[Any]:
    return read_name(postcode).str[:4]


LAYOUT = Layout(
    name="duo_addresses",
    title="addresses of all sites",
    publisher="DUO",
    columns=(
        "province",
        "board",
        "school",
        "location",
        "site_name",
        "STRAATNAAM",
        "site_postcode",
        "place",
        "municipality_code",
        "municipality",
        "denomination",
    ),
    read=_read,
)

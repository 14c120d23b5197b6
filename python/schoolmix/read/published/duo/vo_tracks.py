"""DUO: secondary pupils per site, track, year of study and sex (*leerlingen vo naar onderwijstype*)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from schoolmix.read.codes import check_code, read_name
from schoolmix.read.fields import PLACE, PROVINCE, PUPILS, SITE, SITE_NAME, Field, code, text
from schoolmix.read.layout import Layout, Reading, Source
from schoolmix.read.long import read_long, texts
from schoolmix.read.published.duo import secondary
from schoolmix.read.published.duo.tracks import find_levels, find_track

if TYPE_CHECKING:
    from collections.abc import Callable

_NOT_APPLICABLE = "N.v.t."
_SEX = {"MAN": "m", "VROUW": "f"}
_LWOO = {"J": True, "N": False}


def _read(source: Source) -> Reading:
    """Read a row a site x programme x year of study x sex with pupils; exact zeros are left out and counted."""
    reading = read_long(source, LAYOUT.fields, LAYOUT.find_cells(source.columns), _label)
    unknown = _note_unknown(source.tables[0].frame["track_label"])
    return secondary.add_year(replace(reading, notes=reading.notes + unknown), source, LAYOUT.fields)


def _read_track(wide: pd.DataFrame) -> pd.Series[Any]:
    return _map_texts(read_name(wide["track_label"]), find_track)


def _read_levels(wide: pd.DataFrame) -> pd.Series[Any]:
    levels = _map_texts(read_name(wide["programme"]), find_levels)
    return levels.where((_read_track(wide) == "first_years").to_numpy(bool))


def _read_width(wide: pd.DataFrame) -> pd.Series[Any]:
    return (_read_levels(wide).str.count(r"\+") + 1).astype("Int64")


def _read_applicable(word: str) -> Callable[[pd.DataFrame], pd.Series[Any]]:
    return lambda wide: read_name(wide[word]).replace(_NOT_APPLICABLE, None)


def _map_texts(values: pd.Series[Any], find: Any) -> pd.Series[Any]:
    found = {value: find(value) for value in values.dropna().unique()}
    return values.map(found).astype(values.dtype)


def _read_lwoo(wide: pd.DataFrame) -> pd.Series[Any]:
    """Learning support (*leerwegondersteunend onderwijs*); null in editions that do not say, such as 2019."""
    check_code(wide["lwoo"], "[JN]", "J or N")
    return wide["lwoo"].map(_LWOO).astype("boolean")


def _label(names: list[str]) -> pd.DataFrame:
    found = [re.fullmatch(LAYOUT.cells, name) for name in names]
    years = pd.array([int(match[1]) for match in found if match], dtype="Int64")
    return pd.DataFrame({"study_year": years, "sex": texts(_SEX[match[2]] for match in found if match)})


def _note_unknown(labels: pd.Series[Any]) -> tuple[str, ...]:
    without = sorted(label for label in labels.str.strip().unique() if find_track(label) is None)
    return (f"no track: {', '.join(without)}",) if without else ()


LAYOUT = Layout(
    name="duo_vo_tracks",
    title="secondary pupils per site, track, year of study and sex",
    publisher="DUO",
    columns=(
        "school",
        "location",
        "site_name",
        "place",
        "province",
        "track_label",
        "vmbo_sector",
        "department",
        "programme_code",
        "programme",
    ),
    fields=(
        SITE,
        SITE_NAME,
        PLACE,
        PROVINCE,
        secondary.SECTOR,
        text("track_label", "type and years of study, as published"),
        Field(
            "track",
            "text",
            "pro, vmbo_b, vmbo_k, vmbo_gt, havo, havo_vwo, vwo or first_years (brugjaar)",
            null="pupils at adult education (vavo), international streams, vmbo-mbo2",
            read=_read_track,
        ),
        text("programme", "programme (opleiding), as published"),
        code("programme_code", "code of the programme", digits=4),
        Field(
            "levels",
            "text",
            "levels that a first-years programme prepares for, joined by +; as registered, not who sits together",
            null="other years, or no level named",
            published="OPLEIDINGSNAAM",
            read=_read_levels,
        ),
        Field("width", "whole", "number of those levels", null="as levels", read=_read_width),
        Field(
            "vmbo_sector",
            "text",
            "sector within vmbo, as published",
            null="not applicable",
            published="VMBO SECTOR",
            read=_read_applicable("vmbo_sector"),
        ),
        Field(
            "department",
            "text",
            "department (afdeling), as published",
            null="not applicable",
            published="AFDELING",
            read=_read_applicable("department"),
        ),
        Field(
            "lwoo",
            "flag",
            "learning support (leerwegondersteunend onderwijs)",
            null="editions that do not say, such as 2019",
            published="LWOO INDICATIE",
            optional="lwoo",
            read=_read_lwoo,
        ),
        Field("study_year", "whole", "year of study, 1 to 6", published="LEER- OF VERBLIJFSJAAR 1 - MAN"),
        Field("sex", "text", "m or f", published="LEER- OF VERBLIJFSJAAR 1 - MAN"),
        secondary.YEAR,
        secondary.CENSUS_DATE,
        *PUPILS,
    ),
    source="https://duo.nl/open_onderwijsdata/voortgezet-onderwijs/aantal-leerlingen/aantal-leerlingen.jsp",
    cells=r"LEER- OF VERBLIJFSJAAR ([0-9]) - (MAN|VROUW)",
    example="LEER- OF VERBLIJFSJAAR 1 - MAN",
    forms=(tuple(f"LEER- OF VERBLIJFSJAAR # - {sex}" for sex in _SEX),),
    read=_read,
)

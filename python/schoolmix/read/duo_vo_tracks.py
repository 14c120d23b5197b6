"""DUO: secondary pupils per site, track, year of study and sex (*leerlingen vo naar onderwijstype*)."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from schoolmix.read.cells import gather_cells
from schoolmix.read.codes import check_code, read_code, read_name, read_site
from schoolmix.read.layout import Layout, Reading, Source
from schoolmix.read.tracks import find_levels, find_track

_NOT_APPLICABLE = "N.v.t."
_SEX = {"MAN": "m", "VROUW": "f"}
_LWOO = {"J": True, "N": False}


def _read(source: Source) -> Reading:
    """Read a row a site x programme x year of study x sex with pupils; exact zeros are left out and counted."""
    wide = source.tables[0].frame
    names = LAYOUT.find_cells(wide.columns)
    cells = gather_cells(wide, names)
    rows = _read_rows(wide).take(cells.rows).reset_index(drop=True)
    groups = _read_groups(names).take(cells.columns).reset_index(drop=True)
    frame = pd.concat([rows, groups], axis=1)
    frame["year"], frame["census_date"], note = _find_year(source.file, len(frame))
    notes = (note, *_note_unknown(wide["track_label"]))
    return Reading(pd.concat([frame, cells.counts], axis=1), cells=cells, notes=notes)


def _read_rows(wide: pd.DataFrame) -> pd.DataFrame:
    label, programme = read_name(wide["track_label"]), read_name(wide["programme"])
    track = _map_texts(label, find_track)
    levels = _map_texts(programme, find_levels).where((track == "first_years").to_numpy(bool))
    code = read_code(wide["programme_code"], 4, "a programme of four digits")
    return pd.DataFrame(
        {
            "site": read_site(wide),
            "site_name": read_name(wide["site_name"]),
            "place": read_name(wide["place"]),
            "province": read_name(wide["province"]),
            "sector": pd.Series("vo", index=wide.index, dtype=label.dtype),
            "track_label": label,
            "track": track,
            "programme": programme,
            "programme_code": code,
            "levels": levels,
            "width": (levels.str.count(r"\+") + 1).astype("Int64"),
            "vmbo_sector": read_name(wide["vmbo_sector"]).replace(_NOT_APPLICABLE, None),
            "department": read_name(wide["department"]).replace(_NOT_APPLICABLE, None),
            "lwoo": _read_lwoo(wide),
        }
    )


def _map_texts(values: pd.Series[Any], find: Any) -> pd.Series[Any]:
    found = {value: find(value) for value in values.dropna().unique()}
    return values.map(found).astype(values.dtype)


def _read_lwoo(wide: pd.DataFrame) -> pd.Series[Any]:
    """Learning support (*leerwegondersteunend onderwijs*); null in editions that do not say, such as 2019."""
    if "lwoo" not in wide:
        return pd.Series(pd.NA, index=wide.index, dtype="boolean")
    check_code(wide["lwoo"], "[JN]", "J or N")
    return wide["lwoo"].map(_LWOO).astype("boolean")


def _read_groups(names: list[str]) -> pd.DataFrame:
    found = [re.fullmatch(LAYOUT.cells, name) for name in names]
    years = pd.array([int(match[1]) for match in found if match], dtype="Int64")
    return pd.DataFrame({"study_year": years, "sex": pd.Series([_SEX[m[2]] for m in found if m], dtype="str")})


def _find_year(file: str, rows: int) -> tuple[Any, Any, str]:
    """Find the year: it is not in the file, only in its name (``...-2017.csv``), and the census is on 1 October."""
    match = re.search(r"(?<![0-9])((?:19|20)[0-9]{2})(?:-[0-9]{4})?\.[A-Za-z]+$", file)
    year, note = (int(match[1]), "year taken from the file name") if match else (None, "no year in file or file name")
    dates = pd.Series(pd.Timestamp(year, 10, 1) if year else pd.NaT, index=range(rows), dtype="datetime64[us]")
    return pd.Series(year, index=range(rows), dtype="Int64"), dates, note


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
    cells=r"LEER- OF VERBLIJFSJAAR ([0-9]) - (MAN|VROUW)",
    example="LEER- OF VERBLIJFSJAAR 1 - MAN",
    read=_read,
)

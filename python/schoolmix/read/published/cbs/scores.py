"""CBS: disadvantage scores of sites (*achterstandsscores*), primary and secondary, with and without the threshold.

The secondary workbook ``vhv`` (vmbo, havo, vwo) has both tables, without parts for lower and upper years; the workbook
``pro`` (*praktijkonderwijs*) has the table with the threshold only.
"""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from schoolmix.errors import InputError
from schoolmix.read.codes import check_code
from schoolmix.read.fields import SITE, Field
from schoolmix.read.keys import refuse_twice
from schoolmix.read.layout import Layout, Reading, Source
from schoolmix.read.numbers import MISSING
from schoolmix.read.tables import Table

_MONTHS = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)
_NUMBERS = ("funded_pupils", "score", "score_without_threshold", "score_lower", "score_upper")
_FLAG = ""
_FLAGS = {
    "score_reliable": ("a", ""),
    "score_lower_reliable": ("b", "score_lower"),
    "score_upper_reliable": ("c", "score_upper"),
}
"""Letters of notes, and the part score that each is about."""


def _read(source: Source) -> Reading:
    """Read a row a site from both tables.

    A score rests on the funded pupils of a site: ``score`` is what is above the threshold, ``score_without_threshold``
    all of it, ``score_lower`` and ``score_upper`` its parts for years 1-4 and 5-8 (*onderbouw, bovenbouw*). Letters
    beside a score say that it rests on 40 pupils or fewer: ``a`` the whole, ``b`` the lower, ``c`` the upper years.
    """
    tables = [_read_sites(table) for table in source.tables if "site" in table.columns]
    tables[-1] = tables[-1].assign(**_read_flags(tables[-1]))
    first, *more = (table.drop(columns=_FLAG, errors="ignore") for table in tables)
    frame = first.merge(more[0], on="site", how="outer") if more else first
    frame = frame.assign(census_date=_find_date(source), sector=_find_sector(source))
    frame = frame.reindex(columns=[field.name for field in LAYOUT.fields])
    for name in _NUMBERS:
        frame[name] = _read_numbers(frame[name])
    frame = frame.astype(dict.fromkeys(_FLAGS, "boolean"))
    frame["funded_pupils"] = frame["funded_pupils"].astype("Int64")
    return Reading(frame, notes=_describe_gaps(frame))


def _read_sites(table: Table) -> pd.DataFrame:
    frame = table.frame.assign(site=table.frame["site"].astype("str").str.strip())
    check_code(frame["site"], r"[0-9]{2}[0-9A-Z]{2}[0-9]{2}", "a site of six characters such as 16AH00")
    refuse_twice(frame, "site")
    return frame


def _read_flags(frame: pd.DataFrame) -> dict[str, Any]:
    """Read the letters beside the scores; left out for a score that the workbook does not have, or without letters."""
    if _FLAG not in frame:
        return {}
    flags = frame[_FLAG].where(frame[_FLAG] != "", None)
    _check_flags(flags)
    there = [name for name, (_, score) in _FLAGS.items() if not score or score in frame]
    return {name: ~flags.fillna("").str.contains(_FLAGS[name][0]).astype("boolean") for name in there}


def _describe_gaps(frame: pd.DataFrame) -> tuple[str, ...]:
    lone = int(frame[["score", "score_without_threshold"]].isna().any(axis=1).sum())
    sector = ("the title does not say which schools these are",) if frame["sector"].isna().any() else ()
    return (*((f"{lone} sites lack one of the scores",) if lone else ()), *sector)


def _check_flags(flags: pd.Series[Any]) -> None:
    wrong = (flags.notna() & ~flags.fillna("").str.fullmatch("[abc](?:, [abc])*").astype(bool)).to_numpy(bool)
    if wrong.any():
        row = int(wrong.argmax())
        message = f"table without threshold, site {row + 1}: note {flags.iloc[row]!r} is not a, b or c"
        count = int(wrong.sum())
        raise InputError(message, kind="UnknownMarker", column="note", row=row, count=count, remedy="See the notes.")


def _read_numbers(values: pd.Series[Any]) -> pd.Series[Any]:
    known = values.mask(values.isin([mark for mark in MISSING if mark]))
    numbers = pd.to_numeric(known, errors="coerce")
    wrong = ((numbers.isna() & known.notna()) | (numbers < 0)).to_numpy(bool)
    if wrong.any():
        row, count, name = int(wrong.argmax()), int(wrong.sum()), str(values.name)
        message = f"column {name!r}, site {row + 1}: {values.iloc[row]!r} is not a number that is known here"
        kind = "UnknownMarker" if pd.isna(numbers.iloc[row]) else "NegativeCount"
        raise InputError(message, kind=kind, column=name, row=row, count=count, remedy="Known is '.'.")
    return numbers.astype("Float64")


def _find_date(source: Source) -> pd.Timestamp | None:
    """Find the census date in the title: ``... per basisschoolvestiging, 1 oktober 2019``."""
    match = re.search(rf"([0-9]{{1,2}}) ({'|'.join(_MONTHS)}) ([0-9]{{4}})", _titles(source))
    return pd.Timestamp(int(match[3]), _MONTHS.index(match[2]) + 1, int(match[1])) if match else None


def _find_sector(source: Source) -> str | None:
    """Find the sector in the title, which speaks of primary schools (*basisschool*) or of secondary education."""
    titles = _titles(source).lower()
    is_secondary = re.search(r"voortgezet|praktijkonderwijs|vmbo|\bvo\b", titles)
    return "bo" if "basisschool" in titles else "vo" if is_secondary else None


def _titles(source: Source) -> str:
    return " ".join(table.title for table in source.tables)


def _number(name: str, kind: str, meaning: str, unit: str, published: str) -> Field:
    return Field(name, kind, meaning, unit=unit, null="not published (.), or not in this workbook", published=published)


_WITHOUT = (
    ("score_without_threshold", "disadvantage score, all of it", "Achterstandsscore zonder drempel"),
    ("score_lower", "part of years 1-4", "Achterstandsscore zonder drempel (onderbouw)"),
    ("score_upper", "part of years 5-8", "Achterstandsscore zonder drempel (bovenbouw)"),
)

LAYOUT = Layout(
    name="cbs_scores",
    title="disadvantage scores of primary or secondary sites",
    publisher="CBS",
    columns=("site", "funded_pupils", "score"),
    fields=(
        SITE.but(published="School (BRIN vestiging)"),
        Field("census_date", "date", "day on which pupils were counted, from the title", null="no date in the title"),
        Field("sector", "text", "bo or vo, from the title", null="the title does not say it"),
        _number("funded_pupils", "whole", "funded pupils", "pupils", "Aantal bekostigde leerlingen"),
        _number("score", "decimal", "disadvantage score above the threshold", "points", "Achterstandsscore"),
        *(_number(name, "decimal", meaning, "points", header) for name, meaning, header in _WITHOUT),
        *(
            Field(name, "flag", f"rests on more than 40 pupils (no note {flag})", null="no such score, or no notes")
            for name, (flag, _) in _FLAGS.items()
        ),
    ),
    source="https://www.cbs.nl/nl-nl/maatwerk/2020/44/achterstandsscores-scholen-2020",
    mark=".",
    read=_read,
)

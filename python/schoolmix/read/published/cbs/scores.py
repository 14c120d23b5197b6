"""CBS: disadvantage scores of primary sites (*achterstandsscores*), with and without the threshold."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from schoolmix.errors import InputError
from schoolmix.read.codes import check_code
from schoolmix.read.fields import SITE, Field
from schoolmix.read.layout import Layout, Reading, Source

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
_OF_FLAG = {"score_reliable": "a", "score_lower_reliable": "b", "score_upper_reliable": "c"}


def _read(source: Source) -> Reading:
    """Read a row a site from both tables.

    A score rests on the funded pupils of a site: ``score`` is what is above the threshold, ``score_without_threshold``
    all of it, ``score_lower`` and ``score_upper`` its parts for years 1-4 and 5-8 (*onderbouw, bovenbouw*). Letters
    beside a score say that it rests on 40 pupils or fewer: ``a`` the whole, ``b`` the lower, ``c`` the upper years.
    """
    with_threshold, without = (_find_table(source, column) for column in ("score", "score_without_threshold"))
    flags = without[_FLAG].where(without[_FLAG] != "", None)
    _check_flags(flags)
    reliable = {name: ~flags.fillna("").str.contains(flag).astype("boolean") for name, flag in _OF_FLAG.items()}
    right = without.drop(columns=_FLAG).assign(**reliable)
    frame = with_threshold.drop(columns=_FLAG).merge(right, on="site", how="outer", validate="one_to_one")
    for name in _NUMBERS:
        frame[name] = _read_numbers(frame[name])
    frame["funded_pupils"] = frame["funded_pupils"].astype("Int64")
    frame.insert(1, "census_date", _find_date(source))
    lone = int(frame[["score", "score_without_threshold"]].isna().any(axis=1).sum())
    return Reading(frame, notes=(f"{lone} sites lack one of the scores",) if lone else ())


def _find_table(source: Source, column: str) -> pd.DataFrame:
    frame = next(table.frame for table in source.tables if column in table.frame)
    site = frame["site"].astype("str").str.strip()
    check_code(site, r"[0-9]{2}[0-9A-Z]{2}[0-9]{2}", "a site of six characters such as 16AH00")
    return frame.assign(site=site)


def _check_flags(flags: pd.Series[Any]) -> None:
    wrong = (flags.notna() & ~flags.fillna("").str.fullmatch("[abc](?:, [abc])*").astype(bool)).to_numpy(bool)
    if wrong.any():
        row = int(wrong.argmax())
        message = f"table without threshold, site {row + 1}: note {flags.iloc[row]!r} is not a, b or c"
        count = int(wrong.sum())
        raise InputError(message, kind="UnknownMarker", column="note", row=row, count=count, remedy="See the notes.")


def _read_numbers(values: pd.Series[Any]) -> pd.Series[Any]:
    numbers = pd.to_numeric(values.replace(".", None), errors="coerce")
    wrong = (numbers.isna() & values.notna() & (values != ".")).to_numpy(bool)
    if wrong.any():
        row, count, name = int(wrong.argmax()), int(wrong.sum()), str(values.name)
        message = f"column {name!r}, site {row + 1}: {values.iloc[row]!r} is not a number that is known here"
        raise InputError(message, kind="UnknownMarker", column=name, row=row, count=count, remedy="Known is '.'.")
    return numbers.astype("Float64")


def _find_date(source: Source) -> pd.Timestamp | None:
    """Find the census date in the title: ``... per basisschoolvestiging, 1 oktober 2019``."""
    titles = " ".join(table.title for table in source.tables)
    match = re.search(rf"([0-9]{{1,2}}) ({'|'.join(_MONTHS)}) ([0-9]{{4}})", titles)
    return pd.Timestamp(int(match[3]), _MONTHS.index(match[2]) + 1, int(match[1])) if match else None


def _number(name: str, kind: str, meaning: str, unit: str, published: str) -> Field:
    return Field(name, kind, meaning, unit=unit, null="not published (.)", published=published)


_WITHOUT = (
    ("score_without_threshold", "disadvantage score, all of it", "Achterstandsscore zonder drempel"),
    ("score_lower", "part of years 1-4", "Achterstandsscore zonder drempel (onderbouw)"),
    ("score_upper", "part of years 5-8", "Achterstandsscore zonder drempel (bovenbouw)"),
)

LAYOUT = Layout(
    name="cbs_scores",
    title="disadvantage scores of primary sites",
    publisher="CBS",
    columns=("site", *_NUMBERS),
    fields=(
        SITE.but(published="School (BRIN vestiging)"),
        Field("census_date", "date", "day on which pupils were counted, from the title", null="no date in the title"),
        _number("funded_pupils", "whole", "funded pupils", "pupils", "Aantal bekostigde leerlingen"),
        _number("score", "decimal", "disadvantage score above the threshold", "points", "Achterstandsscore"),
        *(_number(name, "decimal", meaning, "points", header) for name, meaning, header in _WITHOUT),
        *(Field(name, "flag", f"rests on more than 40 pupils (no note {flag})") for name, flag in _OF_FLAG.items()),
    ),
    source="https://www.cbs.nl/nl-nl/maatwerk/2020/44/achterstandsscores-scholen-2020",
    read=_read,
)

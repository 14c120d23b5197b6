"""Municipalities of sites and home areas: by code, with their names and provinces."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pyarrow as pa

from schoolmix import read
from schoolmix.errors import InputError
from schoolmix.gathering import AREA_KEYS, has, told

ELSEWHERE = ("0000", "abroad or unknown", "abroad or unknown")
"""Municipality (code, name, province) of homes abroad, and of homes and sites of which it is not known."""
CODE = "municipality_code"


def named(tellers: Sequence[pd.DataFrame], year: int) -> tuple[dict[str, str], dict[str, str]]:
    """
    Return the names and provinces of municipalities by code: CBS's names of that year, else those told most often.

    Examples
    --------
    >>> teller = pd.DataFrame({"municipality_code": ["0363"], "municipality": ["AMSTERDAM"], "province": ["X"]})
    >>> names, provinces = named([teller], 2024)
    >>> names["0363"], provinces
    ('Amsterdam', {'0363': 'X'})
    """
    names: dict[str, str] = {}
    provinces: dict[str, str] = {}
    for frame in tellers:
        for column, found in (("municipality", names), ("province", provinces)):
            if has(frame, (CODE, column)):
                pairs = frame.groupby([CODE, column]).size().rename("rows").reset_index()
                pairs = pairs.sort_values(["rows", column], ascending=[False, True], kind="stable")
                for code, value in zip(pairs[CODE], pairs[column], strict=True):
                    found.setdefault(code, value)
    try:
        official = read.municipalities(year)
    except InputError:  # a year before or after the table of municipalities
        return names, provinces
    return names | dict(zip(official[CODE], official["municipality"], strict=True)), provinces


def of_areas(
    areas: Sequence[str], homes: Sequence[pd.DataFrame], flows: pd.DataFrame, names: dict[str, str]
) -> pd.Series | None:
    """Return the municipality of every home area, null where it is not known; none where no file tells it."""
    if by_frame := [frame for frame in homes if CODE in frame]:
        codes = told(by_frame, AREA_KEYS, [CODE], "homes")[CODE]
    elif "home_municipality_code" in flows:
        codes = flows["home_municipality_code"]
    elif "home_municipality" in flows:
        codes = flows["home_municipality"].map({name: code for code, name in sorted(names.items(), reverse=True)})
    else:
        return None
    return codes.reindex(list(areas)).astype(object)


def tabled(
    found: Sequence[pd.Series | None], names: dict[str, str], provinces: dict[str, str]
) -> tuple[pa.Table, list[pa.Array | None], list[str]]:
    """
    Return municipalities by code, the positions in them of what has a municipality, and what must be known of them.

    Examples
    --------
    >>> table, where, _ = tabled([pd.Series(["0363", None]), None], {"0363": "Amsterdam"}, {})
    >>> table["name"].to_pylist(), where[0].to_pylist(), where[1]
    (['abroad or unknown', 'Amsterdam'], [1, 0], None)
    """
    coded = [None if each is None else each.fillna(ELSEWHERE[0]) for each in found]
    codes = sorted({code for each in coded if each is not None for code in each})
    known = {code for code in codes if code != ELSEWHERE[0]}
    table = {"code": codes, "name": [names.get(code, code) if code in known else ELSEWHERE[1] for code in codes]}
    lacking, notes = known - set(provinces), []
    if known and not lacking:
        table["province"] = [provinces.get(code, ELSEWHERE[2]) for code in codes]
    elif lacking:
        words = "municipalities have no province in any file, so provinces are left out"
        notes.append(f"{len(lacking):,} of {len(codes):,} {words}")
    at = {code: place for place, code in enumerate(codes)}
    where = [None if each is None else pa.array([at[code] for code in each], pa.uint32()) for each in coded]
    return pa.table({name: pa.array(column, pa.large_string()) for name, column in table.items()}), where, notes

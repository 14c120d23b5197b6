"""What files of secondary pupils tell of levels: of pupils by year of study, and of how wide first classes are."""

from __future__ import annotations

from typing import Any

import pandas as pd

from schoolmix import frames
from schoolmix.errors import InputError

LEVELS = ("pro", "vmbo_b", "vmbo_k", "vmbo_gt", "havo", "vwo")
"""Levels of secondary education from low to high; practical training (*praktijkonderwijs*) stands apart."""
FIRST_YEARS = "first_years"
MIXED = {"havo_vwo": "havo+vwo"}
"""Tracks of several levels."""
COLUMNS = ["site", "track", "levels", "study_year", "year", "pupils"]


def taken(given: Any, option: str, columns: list[str]) -> pd.DataFrame:
    """
    Return some columns of a published file of one year, without hidden counts.

    Parameters
    ----------
    given : frame
        As :func:`schoolmix.read.file` gives it.
    option : str
        The argument, for messages.
    columns : list of str
        ``year`` and ``pupils`` among them.

    Raises
    ------
    ColumnError
        Kind ``MissingColumn``.
    InputError
        Kinds ``HiddenCount``, ``BadYear`` (none, or several).

    Examples
    --------
    >>> rows = {"site": "a", "track": "vwo", "levels": None, "study_year": 4, "year": 2017, "pupils": 9}
    >>> int(taken(pd.DataFrame([rows]), "tracks", COLUMNS)["pupils"].sum())
    9
    """
    table = frames.to_pandas(frames.take(given, columns))
    hidden = table["pupils"].isna()
    if hidden.any():
        raise InputError(
            f"{option} has {int(hidden.sum())} hidden counts",
            kind="HiddenCount",
            column="pupils",
            row=int(hidden.to_numpy().argmax()),
            count=int(hidden.sum()),
            remedy="Give a file in which all counts are shown.",
        )
    years = table["year"].dropna().unique()
    if len(years) != 1 or table["year"].isna().any():
        raise InputError(
            f"{option} is about {len(years)} years",
            kind="BadYear",
            column="year",
            count=len(years),
            remedy="Give the file of one year, named as DUO does: ...-2017.csv.",
        )
    return table


def by_level(tracks: Any, option: str = "tracks") -> pd.DataFrame:
    """
    Return pupils by site, study year and level.

    A programme of several levels counts evenly for each of them, as the file does not tell who in it is of which level;
    pupils of whom no level is told (adult education, international streams) are left out.

    Parameters
    ----------
    tracks : frame
        Pupils per site, track and year of study of one year (layout ``duo_vo_tracks``).
    option : str
        The argument, for messages.

    Returns
    -------
    pandas.DataFrame
        ``site, study_year, level, pupils`` (a fraction where a programme has several levels).

    Raises
    ------
    ColumnError, InputError
        As :func:`taken`.

    Examples
    --------
    >>> rows = {"site": "a", "track": "first_years", "levels": "havo+vwo", "study_year": 1, "year": 2017, "pupils": 9}
    >>> by_level(pd.DataFrame([rows]))["pupils"].tolist()
    [4.5, 4.5]
    """
    table = taken(tracks, option, COLUMNS)
    is_first = table["track"] == FIRST_YEARS
    levels = table["levels"].where(is_first, table["track"].replace(MIXED))
    table = table.assign(level=levels.str.split("+"))[levels.notna()]
    table["pupils"] = table["pupils"].astype(float) / table["level"].str.len().astype(float)
    table = table.explode("level")
    table = table[table["level"].isin(LEVELS)]
    keys = ["site", "study_year", "level"]
    return table.groupby(keys)["pupils"].sum().reset_index()


def widths(tracks: Any) -> pd.Series[int]:
    """
    Return how many levels most pupils of the first study year of a site sit with, by site.

    It is the registered type, not who sits in a class; of two widths with as many pupils it is the smaller.

    Parameters
    ----------
    tracks : frame
        Pupils per site, track and year of study of one year (layout ``duo_vo_tracks``).

    Returns
    -------
    pandas.Series

    Raises
    ------
    ColumnError, InputError
        As :func:`taken`.

    Examples
    --------
    >>> rows = {"site": "a", "track": "first_years", "levels": "havo+vwo", "study_year": 1, "year": 2017, "pupils": 9}
    >>> widths(pd.DataFrame([rows])).to_dict()
    {'a': 2}
    """
    table = taken(tracks, "width", COLUMNS)
    first = table[(table["track"] == FIRST_YEARS) & (table["study_year"] == 1) & table["levels"].notna()]
    first = first.assign(width=first["levels"].str.count(r"\+").astype(int) + 1)
    counts = first.groupby(["site", "width"])["pupils"].sum().reset_index()
    most = counts.sort_values(["site", "pupils", "width"], ascending=[True, False, True]).drop_duplicates("site")
    found: pd.Series[int] = most.set_index("site")["width"]
    return found

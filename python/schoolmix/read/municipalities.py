"""Municipalities of the Netherlands since 2014: which codes hold in a year, and how they changed.

Derived from CBS, *Gemeentelijke indeling* of each year 2014-2026, and held against DUO's files of 2017, 2018, 2019,
2024 and 2025 by the tests. A border that moved between two municipalities that both went on is not in it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from schoolmix.errors import InputError, InputTypeError
from schoolmix.read.tables import TEXT

_HERE = Path(__file__).parent
FIRST, LAST = 2014, 2026
"""The years of which the codes are known."""


def municipalities(year: int) -> pd.DataFrame:
    """Give the municipalities (*gemeenten*) on 1 January of a year.

    Parameters
    ----------
    year : int
        2014 to 2026. DUO codes a census of 1 October by the borders of that day, which are those of the following 1
        January only if nothing changed on it.

    Returns
    -------
    pandas.DataFrame
        A row a municipality: ``municipality_code`` (four digits, text), ``municipality`` (CBS's name), ``since`` (date;
        null: before 2014), ``until`` (date on which it ended; null: it did not).

    Raises
    ------
    InputError
        Kind ``BadOption``: a year outside the table.

    References
    ----------
    CBS, Gemeentelijke indeling op 1 januari, each year 2014-2026.

    Examples
    --------
    >>> from schoolmix import read
    >>> len(read.municipalities(2018)), len(read.municipalities(2019))
    (380, 355)
    >>> read.municipalities(2022).query("municipality == 'Weesp'")["until"].dt.date.tolist()
    [datetime.date(2022, 3, 24)]
    """
    return register()[valid_on(first_day(year))].reset_index(drop=True)


def mergers() -> pd.DataFrame:
    """Give the changes of municipalities (*herindelingen*) from 1 January 2014 to 1 January 2026.

    Returns
    -------
    pandas.DataFrame
        A row a pair: ``date, code_before, name_before, code_after, name_after, kind``. ``kind``: ``merged`` (into a new
        code), ``absorbed`` (into a code that existed), ``recoded`` (a new name and code), ``split`` (over several
        codes: as many rows). None is null.

    References
    ----------
    CBS, Gemeentelijke indeling op 1 januari, each year 2014-2026.

    Examples
    --------
    >>> from schoolmix import read
    >>> changes = read.mergers()
    >>> changes.loc[changes["code_before"] == "0788", ["name_before", "name_after", "kind"]].reset_index(drop=True)
      name_before name_after   kind
    0      Haaren     Boxtel  split
    1      Haaren  Oisterwijk  split
    2      Haaren    Tilburg  split
    3      Haaren      Vught  split
    """
    names = register().set_index("municipality_code")["municipality"]
    found = changes()
    for at, side in ((2, "before"), (4, "after")):
        found.insert(at, f"name_{side}", found[f"code_{side}"].map(names).astype(TEXT))
    return found


def register() -> pd.DataFrame:
    """Give every municipality that existed since 2014."""
    return _table("municipalities.csv", dates=("since", "until")).copy()


def changes() -> pd.DataFrame:
    """Give every change, by code."""
    return _table("municipality_changes.csv", dates=("date",)).copy()


def valid_on(day: pd.Timestamp) -> pd.Series[Any]:
    """Tell which rows of the register hold on a day."""
    known = register()
    return (known["since"].isna() | (known["since"] <= day)) & (known["until"].isna() | (known["until"] > day))


def first_day(year: int) -> pd.Timestamp:
    """Give 1 January of a year of the table, or refuse."""
    if not isinstance(year, int) or isinstance(year, bool):
        message = f"year is a {type(year).__name__}"
        raise InputTypeError(message, kind="WrongType", column="year", remedy="Give a whole number such as 2024.")
    if not FIRST <= year <= LAST:
        message = f"municipalities of {year} are not known here"
        raise InputError(message, kind="BadOption", column="year", remedy=f"Give a year from {FIRST} to {LAST}.")
    return pd.Timestamp(year, 1, 1)


@cache
def _table(name: str, dates: tuple[str, ...]) -> pd.DataFrame:
    frame = pd.read_csv(_HERE / name, dtype=TEXT, encoding="utf-8")
    return frame.assign(**{column: pd.to_datetime(frame[column], format="%Y-%m-%d") for column in dates})

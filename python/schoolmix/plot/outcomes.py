"""Rows of simulations: those of one place and year, and what an outcome is called."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from schoolmix.errors import InputError
from schoolmix.plot.drawing import Word
from schoolmix.plot.tables import names, taken

OUTCOMES = {
    "first_choice_share": "at their first choice",
    "top_three_share": "at one of their first three",
    "mean_distance": "mean distance, km",
    "nearest_share": "at the nearest school",
    "schools": "schools with pupils",
    "schools_below_norm": "schools below the closing norm",
    "unplaced_share": "without a place of choice",
    "encounter_hours": "time with other groups",
    "concentrated_share": "in schools mostly of the own group",
}
"""Words for what a simulated year brings to those who chose."""


def simulated(table: Any, verb: str, municipality: Any, *, more: Sequence[str] = ()) -> pd.DataFrame:
    """
    Return the rows about one municipality, or about all pupils, with ``at``: the year as a number.

    Examples
    --------
    >>> table = pd.DataFrame({"scenario": "a", "year": 2025, "outcome": "D", "municipality": [None, "Texel"],
    ...                       "estimate": [0.1, 0.2]})
    >>> simulated(table, "schoolmix.simulate", "Texel")["estimate"].tolist()
    [0.2]
    """
    rows = taken(
        table,
        verb,
        texts=["scenario", "outcome"],
        numbers=["year", "estimate"],
        more=["municipality", "municipality_code", "focal", *more],
        more_numbers=["low", "high"],
    )
    return _about(rows, municipality).rename(columns={"year": "at"}).reset_index(drop=True)


def _about(rows: pd.DataFrame, municipality: Any) -> pd.DataFrame:
    """Return the rows about a municipality, by its name or code; without one those about all pupils."""
    where = [name for name in ("municipality_code", "municipality") if name in rows]
    if municipality is None:
        found = rows[rows[where].isna().all(axis=1)]
    else:
        found = rows[(rows[where] == municipality).any(axis=1)]
    if not len(found):
        there = sorted(set().union(*(rows[name].dropna() for name in where[-1:])))
        listed = ", ".join(repr(one) for one in there[:8])
        raise InputError(
            "the table has no row about all pupils" if municipality is None else "the table has no such municipality",
            kind="BadOption",
            column="municipality",
            remedy=f"There are {len(there)}: {listed}{', ...' if len(there) > 8 else ''}."
            if there
            else "Leave it out.",
        )
    return found


def outcomes_of(rows: pd.DataFrame, asked: str | Sequence[str] | None) -> list[str]:
    """Return the outcomes to draw, in order; those asked for have to be there.

    Examples
    --------
    >>> outcomes_of(pd.DataFrame({"outcome": ["D", "H", "D"]}), None)
    ['D', 'H']
    """
    there = list(dict.fromkeys(rows["outcome"]))
    found = there if asked is None else [asked] if isinstance(asked, str) else list(asked)
    strange = [name for name in found if name not in there]
    if strange or not found:
        raise InputError(
            "the table has no row with this outcome",
            kind="BadOption",
            column="outcome",
            count=len(strange),
            remedy=f"Allowed: {', '.join(repr(name) for name in there)}.",
        )
    return found


def without_groups(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that are not about a group; all of them where there are no others.

    Examples
    --------
    >>> without_groups(pd.DataFrame({"outcome": ["D", "D"], "focal": [None, "low"]})).shape[0]
    1
    """
    about_all = rows["focal"].isna() if "focal" in rows else pd.Series(True, index=rows.index)
    return rows[about_all] if about_all.any() else rows


def called(outcome: Any, focal: Any, word: Word) -> str:
    """Return what an outcome is called, of a focal group where there is one.

    Examples
    --------
    >>> called("isolation", "low", str), called("D", None, str)
    ('isolation, low', 'D')
    """
    return word(outcome) if pd.isna(focal) else f"{word(outcome)}, {word(focal)}"


def has(table: Any, verb: str, column: str) -> bool:
    """Return whether a table has a column.

    Examples
    --------
    >>> has(pd.DataFrame({"source": ["structure"]}), "schoolmix.robustness", "source")
    True
    """
    return column in names(table, verb)

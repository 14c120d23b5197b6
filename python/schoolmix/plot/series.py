"""Series over years, cut where they cannot be joined."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import Any

import pandas as pd

from schoolmix.errors import InputTypeError
from schoolmix.plot.drawing import Word
from schoolmix.plot.tables import check_once, names, taken

VERB = "schoolmix.trend"
NAMED = ("by", "municipality", "series", "measure", "focal", "versus")
BREAKS = ("break", "break_before")


@dataclass(frozen=True)
class Series:
    """A named series: rows with ``at`` (the year), ``estimate`` and ``opens`` (why a year is not comparable)."""

    name: str
    rows: pd.DataFrame

    def pieces(self) -> list[pd.DataFrame]:
        """Return the rows that a line joins, in order: cut at breaks and at missing estimates.

        Examples
        --------
        >>> rows = pd.DataFrame({"at": [1, 2, 3, 4], "estimate": [0.1, 0.2, 0.3, float("nan")]})
        >>> [piece["at"].tolist() for piece in Series("D", rows.assign(opens=["", "moved", "", ""])).pieces()]
        [[1], [2, 3]]
        """
        absent = self.rows["estimate"].isna()
        number_of = ((self.rows["opens"] != "") | absent | absent.shift(fill_value=False)).cumsum()
        return [piece for _, piece in self.rows[~absent].groupby(number_of[~absent])]

    def breaks(self) -> set[float]:
        """Return where between two years a break lies.

        Examples
        --------
        >>> rows = pd.DataFrame({"at": [2017, 2019], "opens": ["", "moved"]})
        >>> Series("D", rows).breaks()
        {2018.0}
        """
        pairs = itertools.pairwise(zip(self.rows["at"], self.rows["opens"], strict=True))
        return {(before + after) / 2 for (before, _), (after, why) in pairs if why}


def taken_rows(table: Any) -> pd.DataFrame:
    """Return what is drawn of a table: the corrected value where there is one, for the interval is around that.

    Examples
    --------
    >>> table = pd.DataFrame({"measure": "D", "year": ["2017/18"], "estimate": [0.4], "corrected": [0.3]})
    >>> taken_rows(table)[["at", "value"]]
         at  value
    0  2017    0.3
    """
    rows = taken(
        table,
        VERB,
        texts=["measure", "year"],
        numbers=["estimate"],
        more=[*_naming(table), *BREAKS],
        more_numbers=["corrected", "low", "high"],
    )
    value = rows["corrected"] if "corrected" in rows else rows["estimate"]
    return rows.assign(value=value, at=_years(rows["year"]), opens=_opens(rows))


def series(table: Any, rows: pd.DataFrame, word: Word) -> list[Series]:
    """Return the series of a table, in the order in which they come.

    Examples
    --------
    >>> table = pd.DataFrame({"sector": ["bo", "vo"], "measure": "D", "year": 2017, "estimate": [0.4, 0.3]})
    >>> [one.name for one in series(table, taken_rows(table), str)]
    ['bo', 'vo']
    """
    keys = [name for name in _naming(table) if name in rows and len(set(rows[name])) > 1] or ["measure"]
    check_once(rows, [*keys, "at"])
    plain = rows.assign(estimate=rows["value"])
    return [
        Series(_name(key, word), part.sort_values("at")) for key, part in plain.groupby(keys, sort=False, dropna=False)
    ]


def _name(key: Any, word: Word) -> str:
    return ", ".join(word(one) for one in key if not pd.isna(one))


def _naming(table: Any) -> list[str]:
    """Return the columns that tell series apart: all before the measure, and those known to."""
    columns = names(table, VERB)
    before = columns[: columns.index("measure")] if "measure" in columns else []
    return list(dict.fromkeys([*(name for name in before if name not in {"year", *BREAKS}), *NAMED]))


def _years(column: pd.Series[Any]) -> list[int]:
    """Return the years as whole numbers."""
    found = [re.match(r"\d{4}(?!\d)", str(value)) for value in column]
    wrong = [row for row, match in enumerate(found) if match is None]
    if wrong:
        raise InputTypeError(
            "column 'year' has a value that begins with no year",
            kind="WrongType",
            column="year",
            row=wrong[0],
            count=len(wrong),
            remedy="Give years as whole numbers or as texts such as '2017/18'.",
        )
    return [int(match[0]) for match in found if match]


def _opens(rows: pd.DataFrame) -> list[str]:
    """Return why a row cannot be compared with those before it: a text, empty where it can."""
    found = [""] * len(rows)
    for name in BREAKS:
        if name in rows:
            found = [one or _reason(value, name) for one, value in zip(found, rows[name], strict=True)]
    return found


def _reason(value: Any, column: str) -> str:
    if isinstance(value, bool):
        return "break" if value else ""
    if isinstance(value, str) or value is None or pd.isna(value):
        return value if isinstance(value, str) else ""
    raise InputTypeError(
        f"column '{column}' must hold truth values or texts, not {type(value).__name__}",
        kind="WrongType",
        column=column,
        remedy="Give true, or the reason, where a year cannot be compared with those before it.",
    )

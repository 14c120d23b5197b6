"""The steps of a waterfall: parts that lie between a first and a last value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from schoolmix.errors import InputError
from schoolmix.plot.tables import check_once, chosen, taken

VERB = "schoolmix.compare, decompose or sources"
FIRST, LAST, ASIDE = ("before",), ("after", "total", "observed"), ("difference",)
ADDING_UP = 1e-6
"""Distance, beside the highest value, by which parts may miss what they add up to."""


@dataclass(frozen=True)
class Bar:
    """A part, or a first or last value, with where it starts and ends and the ends of its interval, NaN without."""

    part: str
    start: float
    end: float
    low: float
    high: float
    is_value: bool


def taken_parts(table: Any, measure: str | None) -> pd.DataFrame:
    """Return the rows of one measure, a row a part.

    Examples
    --------
    >>> table = pd.DataFrame({"measure": ["M", "H"], "part": "total", "estimate": [0.4, 0.3]})
    >>> taken_parts(table, "H")["estimate"].tolist()
    [0.3]
    """
    numbers = ["total", "low", "high"]
    rows = taken(table, VERB, texts=["part"], numbers=["estimate"], more=["measure"], more_numbers=numbers)
    rows = chosen(rows, "measure", measure)
    check_once(rows, ["part"])
    return rows


def steps(rows: pd.DataFrame) -> tuple[list[Bar], list[str]]:
    """Return the bars from left to right, and what is to be said of those that are missing.

    Examples
    --------
    >>> rows = pd.DataFrame({"part": ["before", "after", "structural"], "estimate": [0.25, 0.5, 0.25]})
    >>> [(bar.part, bar.start, bar.end) for bar in steps(rows)[0]]
    [('before', 0.0, 0.25), ('structural', 0.25, 0.5), ('after', 0.0, 0.5)]
    """
    first, parts, last = _split(rows)
    ends = [[_value(row) for _, row in end.iterrows() if pd.notna(row["estimate"])] for end in (first, last)]
    absent = [str(part) for rows in (first, parts, last) for part in rows["part"][rows["estimate"].isna()]]
    if absent:
        return [*ends[0], *ends[1]], [f"parts are not drawn: no estimate of {', '.join(absent)}"]
    level, floating = ends[0][0].end if ends[0] else 0.0, []
    for _, row in parts.iterrows():
        floating.append(_value(row, level, is_value=False))
        level = floating[-1].end
    _check_sum(level, ends[1][0].end, [bar.end for bar in floating])
    return [*ends[0], *floating, *ends[1]], []


def _split(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return the first value (or none), the parts in their order, and the last value."""
    if "total" in rows and not rows["part"].isin(LAST).any():
        totals = rows["total"].drop_duplicates()
        if len(totals) == 1:
            rows = pd.DataFrame([*rows.to_dict("records"), {"part": "total", "estimate": totals.iloc[0]}])
    ends = rows["part"].isin(LAST)
    if ends.sum() != 1:
        raise InputError(
            f"the table has {ends.sum()} parts that are the last value, and a waterfall has one",
            kind="MissingPart",
            column="part",
            count=int(ends.sum()),
            remedy=f"Draw a table that {VERB} gives, with a part {' or '.join(LAST)}.",
        )
    starts = rows["part"].isin(FIRST)
    return rows[starts], rows[~starts & ~ends & ~rows["part"].isin(ASIDE)], rows[ends]


def _value(row: pd.Series[Any], start: float = 0.0, *, is_value: bool = True) -> Bar:
    low, high = (start + float(row.get(name, np.nan)) for name in ("low", "high"))
    return Bar(str(row["part"]), start, start + float(row["estimate"]), low, high, is_value)


def _check_sum(reached: float, last: float, levels: list[float]) -> None:
    if abs(reached - last) > ADDING_UP * max(1.0, *map(abs, levels), abs(last)):
        raise InputError(
            f"the parts reach {reached:.6g}, and the last value is {last:.6g}",
            kind="SumMismatch",
            column="estimate",
            remedy=f"Draw all parts of one measure that {VERB} gives, and no others.",
        )

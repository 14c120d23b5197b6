"""A waterfall: from one value to another by the parts that lie between."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from schoolmix.errors import InputError
from schoolmix.plot import theme
from schoolmix.plot.drawing import Word, finished, key, name_columns, number, signed, started, worded
from schoolmix.plot.tables import check_once, chosen, taken

VERB = "schoolmix.compare, decompose or sources"
FIRST, LAST, ASIDE = ("before",), ("after", "total", "observed"), ("difference",)
ADDING_UP = 1e-6
"""Distance, beside the highest value, by which parts may miss what they add up to."""

CUT = 0.5
"""The scale starts at 0 unless all values lie in the upper part of it, above this share of the highest."""

WORDS = {"group_marginal": "group sizes", "unit_marginal": "unit sizes"}
RISE, FALL = (theme.BLUE, ""), ("#f4d3b0", "////")
"""Fill and hatch of parts that add and of parts that take away."""


@dataclass(frozen=True)
class Bar:
    """A part with where it starts and ends."""

    part: str
    start: float
    end: float
    low: float
    high: float
    is_value: bool


def waterfall(
    table: Any, *, measure: str | None = None, ax: Axes | None = None, title: str | None = None, labels: Any = None
) -> Axes:
    """
    Draw the parts of a difference, or of a total, as bars that start where the one before ended.

    Parameters
    ----------
    table : frame
        A row a part, as ``sm.compare``, ``sm.decompose`` or ``sm.sources`` gives it: ``part`` and ``estimate``,
        optional ``measure``, ``low`` and ``high``, and ``total`` (the same number in every row) where no part
        is the total. ``before`` comes first, ``after``, ``total`` or ``observed`` last, and between them the
        others in their order; ``difference`` has no bar.
    measure : str, optional
        Which measure to draw, where the table has several.
    ax : matplotlib.axes.Axes, optional
        Where to draw; None makes a figure of its own.
    title : str, optional
        Title of the axes.
    labels : mapping, optional
        Words by part.

    Returns
    -------
    matplotlib.axes.Axes
        Those of ``ax``, or of the new figure.

    Raises
    ------
    InputError, ColumnError, InputTypeError
        Kinds ``MissingColumn``, ``SeveralTables``, ``DuplicateKey``, ``MissingPart`` for a table without a last value,
        ``SumMismatch`` for parts that do not add up.

    Notes
    -----
    Parts that add are filled and point up; those that take away are hatched and point down; both carry their sign.
    Where a part has no estimate only the first and the last value are drawn, and a note says so. Where all values are
    high the scale does not start at 0; then the first and the last are lines, since the length of a bar would mislead.

    Examples
    --------
    >>> import pandas as pd
    >>> parts = ["before", "after", "difference", "group_marginal", "structural"]
    >>> table = pd.DataFrame({"part": parts, "estimate": [0.40, 0.35, -0.05, 0.02, -0.07]})
    >>> axes = waterfall(table)
    >>> [label.get_text() for label in axes.get_xticklabels()]
    ['before', 'group sizes', 'structural', 'after']
    """
    word = worded(labels, WORDS)
    axes = started(ax, height=3.4)
    rows = taken(
        table, VERB, texts=["part"], numbers=["estimate"], more=["measure"], more_numbers=["total", "low", "high"]
    )
    rows = chosen(rows, "measure", measure)
    check_once(rows, ["part"])
    first, parts, last = _split(rows)
    bars, notes = _bars(first, parts, last)
    with theme.styled():
        theme.quiet(axes, grid="y")
        bottom = _bottom(bars)
        for place, bar in enumerate(bars):
            _draw(axes, bar, place, bottom)
        _join(axes, bars)
        _frame(axes, bars, rows, word)
        axes.set_ylim(*_range(bars, bottom))
        handles = _handles(bars)
        above = key(axes, handles) if handles else 0
        notes += ["the scale does not start at 0"] if bottom else []
        return finished(axes, title=title, notes=notes, above=above)


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


def _bars(first: pd.DataFrame, parts: pd.DataFrame, last: pd.DataFrame) -> tuple[list[Bar], list[str]]:
    """Return the bars from left to right, and what is to be said of those that are missing."""
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


def _edges(bars: list[Bar]) -> np.ndarray[Any, Any]:
    """Return the heights that bars and whiskers reach; values start where the scale does."""
    heights = [height for bar in bars for height in ((bar.end,) if bar.is_value else (bar.start, bar.end))] + [
        height for bar in bars for height in (bar.low, bar.high) if not np.isnan(height)
    ]
    return np.array(heights or [0.0, 1.0])


def _bottom(bars: list[Bar]) -> float:
    """Return where the scale starts: at 0, or below all values where these are high."""
    heights = _edges(bars)
    low, high = heights.min(), heights.max()
    return float(low - 0.25 * (high - low)) if low > CUT * high and high > low and bars[0].is_value else 0.0


def _range(bars: list[Bar], bottom: float) -> tuple[float, float]:
    heights = [*_edges(bars), bottom]
    low, high = min(heights), max(heights)
    room = 0.14 * ((high - low) or 1.0)
    return bottom if bottom or low == 0 else low - room, high + room


def _draw(axes: Axes, bar: Bar, place: int, bottom: float) -> None:
    fill, hatch = (theme.SOFT, "") if bar.is_value else RISE if bar.end >= bar.start else FALL
    if bar.is_value and bottom:
        axes.plot([place - 0.35, place + 0.35], [bar.end] * 2, color=theme.INK, linewidth=3, solid_capstyle="butt")
    else:
        axes.bar(
            place, bar.end - bar.start, 0.7, bar.start, facecolor=fill, edgecolor=theme.INK, linewidth=0.7, hatch=hatch
        )
    ends = [end for end in (bar.low, bar.high) if not np.isnan(end)]
    if len(ends) == 2:
        for colour, width in (("white", 3.4), (theme.INK, 1.4)):
            axes.plot([place, place], ends, color=colour, linewidth=width, solid_capstyle="butt")
    falls = not bar.is_value and bar.end < bar.start
    text = number(bar.end, 3) if bar.is_value else signed(bar.end - bar.start)
    at = min(bar.end, *ends) if falls and ends else bar.end if falls else max(bar.start, bar.end, *ends)
    axes.annotate(
        text,
        (place, at),
        xytext=(0, -3 if falls else 3),
        textcoords="offset points",
        ha="center",
        va="top" if falls else "bottom",
        fontsize=8,
        color=theme.INK,
    )


def _join(axes: Axes, bars: list[Bar]) -> None:
    """Join the end of each bar with the start of the next."""
    for place, bar in enumerate(bars[:-1]):
        follows = not bars[place + 1].is_value or not bar.is_value
        if follows:
            axes.plot([place + 0.35, place + 0.65], [bar.end] * 2, color=theme.SOFT, linewidth=0.8, gid="join")


def _frame(axes: Axes, bars: list[Bar], rows: pd.DataFrame, word: Word) -> None:
    name_columns(axes, [word(bar.part) for bar in bars])
    axes.set_xlim(-0.6, len(bars) - 0.4)
    axes.axhline(0, color=theme.INK, linewidth=0.8)
    if "measure" in rows:
        axes.set_ylabel(word(rows["measure"].iloc[0]))


def _handles(bars: list[Bar]) -> list[Patch]:
    """Return the key of the parts there are."""
    changes = [bar.end - bar.start for bar in bars if not bar.is_value]
    found = [("▲ adds", RISE, any(change > 0 for change in changes))]
    found += [("▼ takes away", FALL, any(change < 0 for change in changes))]
    return [
        Patch(facecolor=fill, edgecolor=theme.INK, hatch=hatch or None, label=label)
        for label, (fill, hatch), is_there in found
        if is_there
    ]

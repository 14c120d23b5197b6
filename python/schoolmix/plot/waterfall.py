"""A waterfall: from one value to another by the parts that lie between."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from schoolmix.plot import theme
from schoolmix.plot.drawing import Word, finished, key, name_columns, number, signed, started, worded
from schoolmix.plot.steps import Bar, steps, taken_parts

CUT = 0.5
"""The scale starts at 0 unless all values lie in the upper part of it, above this share of the highest."""

WORDS = {"group_marginal": "group sizes", "unit_marginal": "unit sizes"}
RISE, FALL = (theme.BLUE, ""), ("#f4d3b0", "////")
"""Fill and hatch of parts that add and of parts that take away."""


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
    Parts that add are dark, with their number above; those that take away are hatched, with their number below; both
    numbers carry their sign.
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
    rows = taken_parts(table, measure)
    bars, notes = steps(rows)
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
    return float(low - 0.25 * (high - low)) if low > CUT * high and high > low and bars and bars[0].is_value else 0.0


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

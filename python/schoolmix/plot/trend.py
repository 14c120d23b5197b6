"""Lines over years that cross no break."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from schoolmix.errors import InputError
from schoolmix.plot import theme
from schoolmix.plot.drawing import SMALL, Word, finished, inches, letter, started, worded
from schoolmix.plot.ends import name_ends
from schoolmix.plot.series import Series, series, taken_rows
from schoolmix.plot.tables import known

SHIFT = 0.06
"""Years by which one series with whiskers stands beside the next."""


def trend(table: Any, *, ax: Axes | None = None, title: str | None = None, labels: Any = None) -> Axes:
    """
    Draw estimates over years, each series named at the end of its line.

    Parameters
    ----------
    table : frame
        A row a series and year, as ``sm.trend`` gives it: ``measure``, ``year`` (a whole number, or a text that begins
        with one, such as a school year) and ``estimate``. Optional: columns before ``measure``, ``by``,
        ``municipality``, ``series``, ``focal`` and ``versus``, which tell series apart; ``corrected``, drawn instead of
        ``estimate``; ``low`` and ``high``; ``break`` (or ``break_before``): true, or a text that says why, where a year
        cannot be compared with those before it.
    ax : matplotlib.axes.Axes, optional
        Where to draw; None makes a figure of its own.
    title : str, optional
        Title of the axes.
    labels : mapping, optional
        Words by measure, group, municipality or other name of a series.

    Returns
    -------
    matplotlib.axes.Axes
        Those of ``ax``, or of the new figure. The scale starts at 0; ``set_ylim`` changes it.

    Raises
    ------
    InputError, ColumnError, InputTypeError
        Kinds ``MissingColumn``, ``DuplicateKey``, ``EmptyInput``, ``WrongType``, ``SizeLimit`` for more than eight
        series.

    Notes
    -----
    No line crosses a break: it stays open there, and a dotted mark stands between the years. A null estimate leaves a
    gap, and a note says so. The interval is a band where there is one series, and whiskers where there are more, which
    then stand a little beside each other.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"measure": "D", "year": [2017, 2018, 2019], "estimate": [0.40, 0.42, 0.35],
    ...                       "break": [None, None, "new definition"]})
    >>> axes = trend(table)
    >>> [line.get_xdata().tolist() for line in axes.lines if line.get_gid() == "D"]
    [[2017, 2018], [2019]]
    """
    word = worded(labels)
    axes = started(ax, height=3.4)
    rows = taken_rows(table)
    found = series(table, rows, word)
    _check_number(found)
    with theme.styled():
        theme.quiet(axes, grid="y")
        for place, one in enumerate(found):
            _draw(axes, one, place, len(found))
        _mark_breaks(axes, found)
        _frame(axes, rows, word)
        name_ends(axes, found)
        absent = known(rows.drop(columns="estimate").rename(columns={"value": "estimate"}), ["estimate"])[1]
        return finished(axes, title=title, notes=[*_said(rows), *absent])


def _check_number(found: Sequence[Series]) -> None:
    if len(found) > len(theme.MARKERS):
        raise InputError(
            f"the table has {len(found)} series, and {len(theme.MARKERS)} can be told apart",
            kind="SizeLimit",
            column="table",
            count=len(found),
            remedy="Draw fewer rows, or several axes beside each other.",
        )


def _draw(axes: Axes, one: Series, place: int, count: int) -> None:
    has_interval = {"low", "high"} <= set(one.rows)
    shift = (place - (count - 1) / 2) * SHIFT if has_interval else 0
    for piece in one.pieces():
        axes.plot(
            piece["at"] + shift,
            piece["estimate"],
            color=theme.STROKES[place % len(theme.STROKES)],
            linewidth=1.6,
            linestyle=theme.DASHES[place // len(theme.STROKES)],
            marker=theme.MARKERS[place],
            markersize=4.5,
            gid=one.name,
        )
        if has_interval:
            _interval(axes, piece.dropna(subset=["low", "high"]), place, shift, is_alone=count == 1)


def _interval(axes: Axes, piece: pd.DataFrame, place: int, shift: float, *, is_alone: bool) -> None:
    """Draw a band where the line is alone, else whiskers; a single year has whiskers too."""
    if is_alone and len(piece) > 1:
        axes.fill_between(piece["at"], piece["low"], piece["high"], color=theme.PALE, alpha=0.45, linewidth=0)
    elif len(piece):
        colour = theme.STROKES[place % len(theme.STROKES)]
        axes.vlines(piece["at"] + shift, piece["low"], piece["high"], color=colour, linewidth=1.0)


def _mark_breaks(axes: Axes, found: Sequence[Series]) -> None:
    """Put a dotted line between the years that a break parts."""
    for mark in sorted(set().union(*(one.breaks() for one in found))):
        axes.axvline(mark, color=theme.SOFT, linewidth=1.2, linestyle=(0, (1, 2)), gid="break")
        axes.annotate(
            "break",
            (mark, 1),
            xycoords=("data", "axes fraction"),
            xytext=(3, -2),
            textcoords="offset points",
            va="top",
            fontsize=SMALL,
            color=theme.SOFT,
        )


def _said(rows: pd.DataFrame) -> list[str]:
    """Return a note on each break that says why it is there."""
    pairs = zip(rows["at"], rows["year"], rows["opens"], strict=True)
    found = sorted({(at, str(year), why) for at, year, why in pairs if why not in {"", "break"}})
    return [f"{year} cannot be compared with earlier years: {why}" for _, year, why in found]


def _frame(axes: Axes, rows: pd.DataFrame, word: Word) -> None:
    years = dict(sorted(zip(rows["at"], rows["year"], strict=True)))
    most = max(2, int(inches(axes) / (letter(axes) * max(len(str(year)) for year in years.values()) + 0.15)))
    ticks = list(years)[:: -(-len(years) // most)]
    axes.set_xticks(ticks, [str(years[tick]) for tick in ticks])
    axes.tick_params(axis="x", pad=7)
    room = 0.2 + 0.02 * (max(years) - min(years))
    axes.set_xlim(min(years) - room, max(years) + room)
    values = np.concatenate([rows[name].dropna() for name in ("value", "low", "high") if name in rows] + [[0.0]])
    axes.set_ylim(values.min() * 1.1, values.max() * 1.1 or (0.0 if values.min() else 1.0))
    axes.set_ylabel(_measured(rows, word))


def _measured(rows: pd.DataFrame, word: Word) -> str:
    """Return the measures, and which of them were corrected."""
    there = rows.dropna(subset=["value"])
    corrected = set(there["measure"][there["value"] != there["estimate"]])
    listed = list(dict.fromkeys(rows["measure"]))
    if corrected == set(listed):
        return f"{', '.join(word(measure) for measure in listed)}, corrected for chance"
    said = {measure: " (corrected for chance)" if measure in corrected else "" for measure in listed}
    return ", ".join(f"{word(measure)}{said[measure]}" for measure in listed)

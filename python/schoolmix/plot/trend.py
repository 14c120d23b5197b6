"""Lines over years that cross no break."""

from __future__ import annotations

import itertools
import re
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.transforms import ScaledTranslation

from schoolmix.errors import InputError, InputTypeError
from schoolmix.plot import theme
from schoolmix.plot.drawing import Word, finished, number, started, worded
from schoolmix.plot.tables import check_once, known, taken

VERB = "schoolmix.trend"
SERIES = ("by", "municipality", "series", "measure", "focal", "versus")
BREAKS = ("break", "break_before")
SHIFT = 0.05
"""Years by which whiskers of one series stand beside those of the next."""


def trend(table: Any, *, ax: Axes | None = None, title: str | None = None, labels: Any = None) -> Axes:
    """
    Draw estimates over years, each series named at the end of its line.

    Parameters
    ----------
    table : frame
        A row a series and year, as ``sm.trend`` gives it: ``measure``, ``year`` (a whole number, or a text that begins
        with one, such as a school year), ``estimate``; optional ``by``, ``municipality``, ``series``, ``focal`` and
        ``versus``, which tell series apart, ``low`` and ``high``, and ``break`` (or ``break_before``): true, or a text
        that says why, where a year cannot be compared with those before it.
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
    gap, and a note says so. The interval is a band where there is one series, whiskers where there are more.

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
    rows = taken(table, VERB, texts=["measure", "year"], numbers=["estimate"], more=[*SERIES, *BREAKS, "low", "high"])
    rows = rows.assign(at=_years(rows["year"]), opens=_opens(rows))
    names = [name for name in SERIES if name in rows and len(set(rows[name])) > 1] or ["measure"]
    check_once(rows, [*names, "year"])
    series = [(key, part.sort_values("at")) for key, part in rows.groupby(names, sort=False, dropna=False)]
    _check_number(len(series))
    with theme.styled():
        theme.quiet(axes, grid="y")
        for place, (key, part) in enumerate(series):
            _draw(axes, part, place, len(series), _name(key, word))
        _mark_breaks(axes, series)
        _frame(axes, rows, word)
        _name_ends(axes, series, word)
        return finished(axes, title=title, notes=[*_said(rows), *known(rows, ["estimate"])[1]])


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
    if isinstance(value, str) or value is None:
        return value or ""
    raise InputTypeError(
        f"column '{column}' must hold truth values or texts, not {type(value).__name__}",
        kind="WrongType",
        column=column,
        remedy="Give true, or the reason, where a year cannot be compared with those before it.",
    )


def _check_number(series: int) -> None:
    if series > len(theme.MARKERS):
        raise InputError(
            f"the table has {series} series, and {len(theme.MARKERS)} can be told apart",
            kind="SizeLimit",
            column="table",
            count=series,
            remedy="Draw fewer rows, or several axes beside each other.",
        )


def _pieces(part: pd.DataFrame) -> list[pd.DataFrame]:
    """Return the rows that a line joins, in order: cut at breaks and at missing estimates."""
    absent = part["estimate"].isna()
    number_of = ((part["opens"] != "") | absent | absent.shift(fill_value=False)).cumsum()
    return [piece for _, piece in part[~absent].groupby(number_of[~absent])]


def _draw(axes: Axes, part: pd.DataFrame, place: int, count: int, name: str) -> None:
    colour = theme.STROKES[place % len(theme.STROKES)]
    shift = (place - (count - 1) / 2) * SHIFT
    for piece in _pieces(part):
        axes.plot(
            piece["at"],
            piece["estimate"],
            color=colour,
            linewidth=1.6,
            linestyle=theme.DASHES[place // len(theme.STROKES)],
            marker=theme.MARKERS[place],
            markersize=4.5,
            gid=name,
        )
        if {"low", "high"} <= set(piece.columns):
            _interval(axes, piece.dropna(subset=["low", "high"]), colour, shift if count > 1 else None)


def _interval(axes: Axes, piece: pd.DataFrame, colour: str, shift: float | None) -> None:
    """Draw a band where lines are alone, else whiskers beside each other; a single year has whiskers too."""
    if piece.empty:
        return
    if shift is None and len(piece) > 1:
        axes.fill_between(piece["at"], piece["low"], piece["high"], color=theme.PALE, alpha=0.45, linewidth=0)
    else:
        axes.vlines(piece["at"] + (shift or 0.0), piece["low"], piece["high"], color=colour, linewidth=1.0, alpha=0.8)


def _mark_breaks(axes: Axes, series: list[tuple[Any, pd.DataFrame]]) -> None:
    """Put a dotted line between the years that a break parts."""
    marks = set()
    for _, part in series:
        for (before, _), (after, why) in itertools.pairwise(zip(part["at"], part["opens"], strict=True)):
            marks |= {(before + after) / 2} if why else set()
    for mark in sorted(marks):
        axes.axvline(mark, color=theme.SOFT, linewidth=1.2, linestyle=(0, (1, 2)), gid="break")
        axes.annotate(
            "break",
            (mark, 1),
            xycoords=("data", "axes fraction"),
            xytext=(3, -2),
            textcoords="offset points",
            va="top",
            fontsize=7.5,
            color=theme.SOFT,
        )


def _said(rows: pd.DataFrame) -> list[str]:
    """Return a note on each break that says why it is there."""
    found = sorted(
        {(at, str(year), why) for at, year, why in zip(rows["at"], rows["year"], rows["opens"], strict=True)}
    )
    return [
        f"{year} cannot be compared with earlier years: {why}" for _, year, why in found if why not in {"", "break"}
    ]


def _name(key: Any, word: Word) -> str:
    return ", ".join(word(one) for one in key if not pd.isna(one))


def _frame(axes: Axes, rows: pd.DataFrame, word: Word) -> None:
    years = dict(sorted(zip(rows["at"], rows["year"], strict=True)))
    step = -(-len(years) // 10)
    axes.set_xticks(list(years)[::step], [str(year) for year in list(years.values())[::step]])
    first, last = min(years), max(years)
    axes.set_xlim(first - 0.15 - 0.02 * (last - first), last + 0.15 + 0.02 * (last - first))
    low, high = axes.dataLim.intervaly
    axes.set_ylim(min(0.0, low * 1.1), max(0.0, high * 1.1) or 1.0)
    axes.set_ylabel(", ".join(dict.fromkeys(word(measure) for measure in rows["measure"])))


def _name_ends(axes: Axes, series: list[tuple[Any, pd.DataFrame]], word: Word) -> None:
    """Write the marker, the name and the last estimate of each series at the end of its line, without overlap."""
    ends = [(place, key, part.dropna(subset=["estimate"])) for place, (key, part) in enumerate(series)]
    ends = [end for end in ends if len(end[2])]
    low, high = axes.get_ylim()
    figure = axes.figure
    inches = axes.get_position().height * figure.bbox.height / figure.dpi
    heights = theme.apart([part["estimate"].iloc[-1] for _, _, part in ends], (high - low) * 0.17 / inches)
    for (place, key, part), height in zip(ends, heights, strict=True):
        at, last = part["at"].iloc[-1], float(part["estimate"].iloc[-1])
        text = f"{_name(key, word)}  {number(last)}"
        beside: dict[str, Any] = {"xytext": (20, 0), "textcoords": "offset points", "annotation_clip": False}
        axes.annotate(text, (at, height), va="center", fontsize=8, color=theme.INK, **beside)
        moved = axes.transData + ScaledTranslation(12 / 72, 0, figure.dpi_scale_trans)
        colour = theme.STROKES[place % len(theme.STROKES)]
        axes.plot(at, height, theme.MARKERS[place], color=colour, markersize=4.5, transform=moved, clip_on=False)

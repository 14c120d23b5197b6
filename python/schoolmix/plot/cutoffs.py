"""How far down the lottery schools went: the number of the last admitted, school by school."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from schoolmix.errors import InputError
from schoolmix.plot import theme
from schoolmix.plot.drawing import Word, finished, key, started, worded
from schoolmix.plot.tables import check_once, chosen, known, left_out, taken

VERB = "schoolmix.Admission.cutoffs"
WORDS = {"guarantee": "last admitted, by the guarantee", "open": "places left: no limit", "no_places": "no places"}
BITS = 56
"""Bits of a lottery number."""

ROW = 0.17
"""Inches that a school takes."""


def cutoffs(
    table: Any, *, lottery: int | None = None, ax: Axes | None = None, title: str | None = None, labels: Any = None
) -> Axes:
    """
    Draw the lottery number of the last pupil whom each school admitted, the most wanted school first.

    Parameters
    ----------
    table : frame
        ``school, places, admitted, priority, number``, as ``Admission.cutoffs`` gives it, and perhaps ``lottery``.
    lottery : int, optional
        Which lottery, where the table has several.
    ax : matplotlib.axes.Axes, optional
        Where to draw; None makes a figure of its own.
    title : str, optional
        Title of the axes.
    labels : mapping, optional
        Words by school, and for ``guarantee``, ``open`` and ``no_places``.

    Returns
    -------
    matplotlib.axes.Axes
        Those of ``ax``, or of the new figure: a row a school with the pupils admitted and the places, and a point at
        the number of the last admitted, as a share of the highest there is. The marker tells the priority class; who
        has a number and none is placed by a guarantee.

    Raises
    ------
    InputError, ColumnError, InputTypeError
        Kinds ``MissingColumn``, ``SeveralTables``, ``DuplicateKey``, ``EmptyInput``, ``WrongType``, ``OutsideRange``
        for what is no lottery number, ``SizeLimit`` for more than seven priority classes.

    Notes
    -----
    Where all have one number at all schools, a point at .4 says that whoever drew less than .4, in the class of the
    marker, could have had a place here. Classes above it got one whatever they drew, those below it none. The point
    hangs on who asked for the school, and no point is a measure of how good the school is.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"school": ["oak", "elm"], "places": [2, 9], "admitted": [2, 3], "priority": [1, None],
    ...                       "number": [2**54, None]})
    >>> [line.get_xdata().tolist() for line in cutoffs(table).lines if line.get_gid() == "1"]
    [[0.25]]
    """
    word = worded(labels, WORDS)
    given = taken(table, VERB, texts=["school"], numbers=["places", "admitted", "priority", "number"], more=["lottery"])
    rows = chosen(given, "lottery", lottery)
    check_once(rows, ["school"])
    rows, notes = known(rows, ["places", "admitted"], "school")
    rows = _ordered(rows)
    notes += left_out(int((rows["kind"] == "no_number").sum()), "point", "of a full school without a lottery number")
    axes = started(ax, height=1.1 + ROW * max(len(rows), 1))
    with theme.styled():
        theme.quiet(axes)
        handles = [_points(axes, rows, kind, place, word) for place, kind in enumerate(_kinds(rows))]
        _frame(axes, rows, word)
        return finished(axes, title=title, notes=notes, above=key(axes, handles) if handles else 0)


def _ordered(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the schools, the most wanted first, with what each point is: a class, places left, or no places."""
    share = rows["number"] / 2**BITS
    wrong = ((share < 0) | (share > 1)).to_numpy()
    if wrong.any():
        raise InputError(
            f"column 'number' holds what is no lottery number of {BITS} bits",
            kind="OutsideRange",
            column="number",
            row=int(wrong.argmax()),
            count=int(wrong.sum()),
            remedy=f"Draw the table that {VERB} gives.",
        )
    is_open = rows["admitted"] < rows["places"]
    classes = ["guarantee" if np.isnan(one) else f"{one:.0f}" for one in rows["priority"]]
    kind = np.select([rows["places"] == 0, is_open, share.notna()], ["no_places", "open", classes], "no_number")
    rank = pd.Series(np.where(kind == "no_places", 2, is_open.astype(int)), index=rows.index)
    rows = rows.assign(share=share, kind=kind, rank=rank, name=rows["school"].map(str))
    return rows.sort_values(["rank", "priority", "share", "name"], ignore_index=True)


def _kinds(rows: pd.DataFrame) -> list[str]:
    """Return the classes there are, in order, and then what has none."""
    found = set(rows["kind"])
    classes = sorted(found - {*WORDS, "no_number"}, key=int)
    if len(classes) >= len(theme.MARKERS):
        raise InputError(
            f"the table has {len(classes)} priority classes, and {len(theme.MARKERS) - 1} can be told apart",
            kind="SizeLimit",
            column="priority",
            count=len(classes),
            remedy="Draw fewer schools, or several axes beside each other.",
        )
    return [*classes, *(one for one in WORDS if one in found)]


def _points(axes: Axes, rows: pd.DataFrame, kind: str, place: int, word: Word) -> Line2D:
    own = rows[rows["kind"] == kind]
    is_class = kind not in ("open", "no_places")
    colour = theme.STROKES[place % len(theme.STROKES)] if is_class else theme.SOFT
    marker = theme.MARKERS[place] if is_class else {"open": "|", "no_places": "x"}[kind]
    where = own["share"] if is_class else np.full(len(own), 1.0 if kind == "open" else 0.0)
    if is_class:
        axes.hlines(own.index, 0, own["share"], color=theme.GRID, linewidth=2.2, zorder=1)
    name = word(kind) if kind in WORDS else f"last admitted, priority {kind}"
    style: dict[str, Any] = {"linestyle": "", "marker": marker, "color": colour, "markersize": 4.6}
    axes.plot(where, own.index, gid=kind, clip_on=False, **style)
    return Line2D([], [], label=name, **style)


def _frame(axes: Axes, rows: pd.DataFrame, word: Word) -> None:
    axes.set_yticks(range(len(rows)), [word(school) for school in rows["school"]], fontsize=7)
    axes.set_ylim(max(len(rows), 1) - 0.5, -0.5)
    axes.set_xlim(0, 1)
    counts = zip(rows["admitted"], rows["places"], strict=True)
    for place, (admitted, places) in enumerate(counts):
        axes.annotate(
            f"{admitted:.0f} of {places:.0f}",
            (1, place),
            xytext=(7, 0),
            textcoords="offset points",
            va="center",
            fontsize=6.5,
            color=theme.SOFT,
            annotation_clip=False,
        )
    axes.set_xlabel("lottery number of the last admitted, as a share of the highest; admitted of places at the right")

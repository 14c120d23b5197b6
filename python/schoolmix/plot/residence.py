"""Where pupils live against which school they attend: what is, beside what would be at the nearest school."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from schoolmix.errors import ColumnError
from schoolmix.plot import theme
from schoolmix.plot.drawing import MINUS, Word, finished, key, number, signed, started, worded
from schoolmix.plot.tables import check_once, chosen, known, taken

VERB = "schoolmix.nearest_school"
NAMES = ("municipality", "municipality_code")
WORDS = {
    "assigned": "attending the nearest school",
    "observed": "observed",
    "difference": "difference with attending the nearest school",
}
ROW = 0.3
"""Inches a municipality needs."""


def residence(
    table: Any,
    *,
    measure: str | None = None,
    rule: str | None = None,
    ax: Axes | None = None,
    title: str | None = None,
    labels: Any = None,
) -> Axes:
    """
    Draw for each municipality the segregation if all attended the nearest school, and that observed.

    Parameters
    ----------
    table : frame
        A row a municipality, as ``sm.nearest_school`` gives it: ``municipality`` or ``municipality_code`` (null is all
        together), ``measure``, ``observed``, ``assigned`` and ``difference``; optional ``rule``.
    measure, rule : str, optional
        Which measure and which rule of assignment to draw, where the table has several.
    ax : matplotlib.axes.Axes, optional
        Where to draw; None makes a figure of its own.
    title : str, optional
        Title of the axes.
    labels : mapping, optional
        Words by municipality, and for ``assigned``, ``observed`` and ``difference``.

    Returns
    -------
    matplotlib.axes.Axes
        Those of ``ax``, or of the new figure; rows in the order given.

    Raises
    ------
    InputError, ColumnError, InputTypeError
        Kinds ``MissingColumn``, ``SeveralTables``, ``DuplicateKey``, ``EmptyInput``.

    Notes
    -----
    The difference is no measure of choice: who moves house for a school, and which schools there are, is in both
    numbers. Rows without an estimate are left out, and a note says so.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"municipality": ["Hulmhorst", "Belmdijk"], "measure": "D", "rule": "nearest",
    ...                       "observed": [0.45, 0.30], "assigned": [0.20, 0.34], "difference": [0.25, -0.04]})
    >>> axes = residence(table)
    >>> [float(bar.get_width()) for bar in axes.patches]
    [0.2, 0.34]
    """
    word = worded(labels, WORDS)
    columns = ["observed", "assigned", "difference"]
    rows = taken(table, VERB, texts=["measure"], numbers=columns, more=[*NAMES, "rule"])
    rows = chosen(chosen(rows, "measure", measure), "rule", rule)
    rows = _named(rows, word)
    drawn, notes = known(rows, columns)
    axes = started(ax, height=1.1 + ROW * max(len(drawn), 1))
    with theme.styled():
        theme.quiet(axes)
        for place, row in drawn.iterrows():
            _draw(axes, row, int(str(place)))
        _frame(axes, drawn, word)
        return finished(axes, title=title, notes=notes, above=key(axes, _handles(rows, word)))


def _named(rows: pd.DataFrame, word: Word) -> pd.DataFrame:
    """Return the rows with the name of their municipality."""
    names = [name for name in NAMES if name in rows]
    if not names:
        raise ColumnError(
            "the table has no column 'municipality'",
            kind="MissingColumn",
            column="municipality",
            count=1,
            remedy=f"Draw a table that {VERB} gives, with municipality or municipality_code.",
        )
    check_once(rows, names)
    found = [next((one for one in row if one is not None), None) for row in rows[names].itertuples(index=False)]
    return rows.assign(name=["all" if one is None else word(one) for one in found])


def _draw(axes: Axes, row: pd.Series[Any], place: int) -> None:
    axes.barh(place, row["assigned"], height=0.62, facecolor=theme.PALE, edgecolor=theme.BLUE, linewidth=0.6)
    axes.plot([row["assigned"], row["observed"]], [place, place], color=theme.INK, linewidth=1.2)
    axes.plot(row["observed"], place, "D", color=theme.INK, markersize=5, gid="observed")
    axes.annotate(
        f"{number(row['observed'])}  ({signed(row['difference'], 2)})",
        (max(row["assigned"], row["observed"]), place),
        xytext=(7, 0),
        textcoords="offset points",
        va="center",
        fontsize=8,
        color=theme.INK,
    )


def _frame(axes: Axes, rows: pd.DataFrame, word: Word) -> None:
    axes.set_yticks(range(len(rows)), rows["name"].tolist())
    axes.set_ylim(max(len(rows), 1) - 0.5, -0.5)
    values = rows[["assigned", "observed"]].to_numpy()
    low, high = (min(0.0, values.min()), max(0.0, values.max())) if len(rows) else (0.0, 1.0)
    axes.set_xlim(low * 1.1, (high or 1.0) * 1.22)
    if len(rows):
        axes.set_xlabel(word(rows["measure"].iloc[0]))


def _handles(rows: pd.DataFrame, word: Word) -> list[Any]:
    rule = rows["rule"].iloc[0] if "rule" in rows else "nearest"
    assigned = word("assigned") if rule == "nearest" else f"{word('assigned')} ({word(rule)})"
    mark: dict[str, Any] = {"linestyle": "", "marker": "D", "color": theme.INK, "markersize": 5}
    return [
        Patch(facecolor=theme.PALE, edgecolor=theme.BLUE, label=assigned),
        Line2D([], [], label=word("observed"), **mark),
        Line2D([], [], color=theme.INK, linewidth=1.2, label=f"(+/{MINUS}) {word('difference')}"),
    ]

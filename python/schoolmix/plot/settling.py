"""How choices come to rest, a line a start."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from schoolmix.errors import InputError
from schoolmix.plot import theme
from schoolmix.plot.drawing import finished, number, started, worded
from schoolmix.plot.tables import check_once, known, taken

VERB = "schoolmix.settle"
WORDS = {
    "H": "H over schools",
    "movers": "pupils who change schools in a tick",
    "mean_utility": "mean utility of the own school",
    "sd_utility": "standard deviation of utility",
}


def settling(
    table: Any,
    *,
    outcome: str = "H",
    ax: Axes | None = None,
    title: str | None = None,
    labels: Any = None,
) -> Axes:
    """
    Draw how choices come to rest: a line a start, over ticks.

    Parameters
    ----------
    table : frame
        ``start, tick, H``, as ``Settled.ticks`` of ``sm.settle`` gives it, with ``movers, mean_utility, sd_utility``
        where these are asked for.
    outcome : {"H", "movers", "mean_utility", "sd_utility"}
        What is drawn.
    ax : matplotlib.axes.Axes, optional
        Where to draw; None makes a figure of its own.
    title : str, optional
        Title of the axes.
    labels : mapping, optional
        Words by outcome.

    Returns
    -------
    matplotlib.axes.Axes
        Those of ``ax``, or of the new figure.

    Raises
    ------
    InputError, ColumnError, InputTypeError
        Kinds ``MissingColumn``, ``DuplicateKey``, ``EmptyInput``, ``WrongType``, ``BadOption``.

    Notes
    -----
    All starts look alike, since they differ in nothing but their draws; a dot ends each line. A note tells how far
    apart they end: where that is much, history matters.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"start": [0, 0, 1, 1], "tick": [0, 1] * 2, "H": [0.1, 0.4, 0.1, 0.5]})
    >>> [text.get_text() for text in settling(table).texts]
    ['2 starts end from 0.40 to 0.50']
    """
    word = worded(labels, WORDS)
    if outcome not in WORDS:
        raise InputError(
            f"outcome is {outcome!r}",
            kind="BadOption",
            column="outcome",
            remedy=f"Allowed: {', '.join(map(repr, WORDS))}.",
        )
    rows = taken(table, VERB, numbers=["start", "tick", outcome])
    check_once(rows, ["start", "tick"])
    rows, notes = known(rows, [outcome])
    axes = started(ax, height=3.2)
    with theme.styled():
        theme.quiet(axes, grid="y")
        lines = [part.sort_values("tick") for _, part in rows.groupby("start")]
        for part in lines:
            axes.plot(part["tick"], part[outcome], color=theme.BLUE, linewidth=1.0, alpha=0.7, gid="start")
            axes.plot(part["tick"].iloc[-1:], part[outcome].iloc[-1:], "o", color=theme.BLUE, markersize=4, gid="end")
        axes.set_ylim(bottom=min(0.0, axes.get_ylim()[0]))
        axes.set_xlim(left=0)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.set_xlabel("tick")
        axes.set_ylabel(word(outcome))
        return finished(axes, title=title, notes=[*_said(lines, outcome), *notes])


def _said(lines: list[pd.DataFrame], outcome: str) -> list[str]:
    """Return the note on where starts end."""
    ends = [float(part[outcome].iloc[-1]) for part in lines]
    if not ends:
        return []
    digits = 0 if outcome == "movers" else 2
    low, high = number(min(ends), digits), number(max(ends), digits)
    return [f"one start ends at {low}" if len(ends) == 1 else f"{len(ends):,} starts end from {low} to {high}"]

"""What scenarios bring for their cost: points with whiskers, and the frontier of the best as a band."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from schoolmix.plot import theme
from schoolmix.plot.drawing import finished, started, worded
from schoolmix.plot.tables import check_once, known, taken

VERB = "Appraisal.frontier"
MILLION = 1_000_000
OFTEN = 0.5
"""Share of draws from which a scenario counts as dominated, and is drawn open."""


def frontier(table: Any, *, ax: Axes | None = None, title: str | None = None, labels: Any = None) -> Axes:
    """
    Draw what scenarios bring for their cost, and what the best of those up to a cost bring, as a band.

    Parameters
    ----------
    table : frame
        ``scenario, euros, estimate, low, high, dominated, best_low, best_high``, as ``Appraisal.frontier`` of
        ``sm.appraise`` gives it.
    ax : matplotlib.axes.Axes, optional
        Where to draw; None makes a figure of its own.
    title : str, optional
        Title of the axes.
    labels : mapping, optional
        Words by scenario.

    Returns
    -------
    matplotlib.axes.Axes
        Those of ``ax``, or of the new figure.

    Raises
    ------
    InputError, ColumnError, InputTypeError
        Kinds ``MissingColumn``, ``DuplicateKey``, ``EmptyInput``, ``WrongType``.

    Notes
    -----
    The band is of draws of the simulation, not of all that is uncertain. Scenarios that another beats in half of the
    draws or more are open circles; a note counts them. Numbers at the points name scenarios, told beside the axes.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"scenario": ["a", "b"], "euros": [1e6, 3e6], "estimate": [-0.01, -0.02], "low": -0.03,
    ...                       "high": 0.0, "dominated": [0.0, 0.6], "best_low": -0.03, "best_high": [-0.005, -0.01]})
    >>> frontier(table).get_xlabel()
    'euros in a year, millions'
    """
    word = worded(labels)
    needed = ["euros", "estimate", "low", "high", "dominated", "best_low", "best_high"]
    rows = taken(table, VERB, texts=["scenario"], numbers=needed)
    check_once(rows, ["scenario"])
    rows, notes = known(rows, ["euros", "estimate"])
    rows = rows.sort_values("euros", kind="stable")
    axes = started(ax, height=3.6)
    with theme.styled():
        theme.quiet(axes, grid="y")
        euros = rows["euros"].to_numpy(float) / MILLION
        axes.axhline(0, color=theme.INK, linewidth=0.9, zorder=1.5)
        ends = np.append(euros, euros.max() * 1.08 if len(euros) else 0)
        bands = [np.append(rows[name].to_numpy(float), rows[name].iloc[-1:].to_numpy(float)) for name in BAND]
        axes.fill_between(ends, *bands, step="post", color=theme.BLUE, alpha=0.18, linewidth=0, gid="band")
        for place, (_, row) in enumerate(rows.iterrows()):
            _draw(axes, row, euros[place], place + 1)
        axes.set_xlabel("euros in a year, millions")
        axes.set_ylabel("difference with the baseline")
        axes.margins(x=0.06)
        told = [f"{place}: {word(name)}" for place, name in enumerate(rows["scenario"], 1)]
        return finished(axes, title=title, notes=[*told, *_said(rows), *notes])


BAND = ("best_low", "best_high")


def _draw(axes: Axes, row: pd.Series[Any], at: float, number: int) -> None:
    is_beaten = row["dominated"] >= OFTEN
    axes.plot([at, at], [row["low"], row["high"]], color=theme.BLUE, linewidth=1.2, gid="whisker")
    face = "white" if is_beaten else theme.BLUE
    axes.plot(at, row["estimate"], "o", color=theme.BLUE, markerfacecolor=face, markersize=5, gid="point")
    axes.annotate(
        str(number), (at, row["estimate"]), xytext=(5, 3), textcoords="offset points", fontsize=7, color=theme.SOFT
    )


def _said(rows: pd.DataFrame) -> list[str]:
    count = int((rows["dominated"] >= OFTEN).sum())
    return [f"open: beaten by another in half of the draws or more ({count} of {len(rows)})"] if count else []
